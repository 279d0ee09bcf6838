"""What arrives from the lead before it is read: texts in bursts, taps, files."""

from __future__ import annotations

from datetime import timedelta

from autovenda_core.effects import FetchMedia, OpenTask, TaskKind, Text, Understand
from autovenda_core.events import (
    ButtonPressed,
    ContactBlocked,
    ContactMoved,
    Event,
    MediaLost,
    MediaReceived,
    TextReceived,
    TimerFired,
    Transcribed,
    Understood,
)
from autovenda_core.fsm.rules.language import may_be_heard, note_cost, request_transcript
from autovenda_core.fsm.rules.people import leave_to_human
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Owner, Pending, Said, Timer
from autovenda_core.understanding import buttons
from autovenda_core.values import replace

__all__ = [
    "answer_there",
    "answers_at_once",
    "ask_to_resend",
    "ask_to_write",
    "ask_to_write_instead",
    "burst_is_over",
    "came_with_file",
    "has_caption",
    "human_is_gone",
    "is_for_human",
    "is_unreadable",
    "is_voice",
    "keep_file",
    "keep_for_human",
    "leave_voice_to_human",
    "listen",
    "read_burst",
    "read_button",
    "read_caption",
    "read_text",
    "report_lost_file",
    "return_to_bot",
    "stop_writing",
    "take_button_back",
    "take_file_back",
    "thank_for_file",
    "timer_is_current",
    "wait_for_more",
]

NAME_CHARS = 60

_SENT = {
    "image": "uma imagem",
    "audio": "um áudio",
    "voice": "um áudio",
    "video": "um vídeo",
    "document": "um documento",
    "sticker": "uma figurinha",
    "location": "uma localização",
    "contact": "um contato",
    "other": "um arquivo",
}
"""The kinds of `MediaReceived`, in the words of a task."""


def timer_is_current(turn: Turn[TimerFired]) -> bool:
    """Not the firing of an older generation."""
    return turn.timers.get(turn.event.timer) == turn.event.generation


def human_is_gone(turn: Turn[TextReceived | ButtonPressed | MediaReceived]) -> bool:
    """A person answers this lead, and has not been heard of for half a day."""
    patience = timedelta(hours=turn.rules.human_hours)
    return turn.human_answers and (turn.human_at is None or turn.at >= turn.human_at + patience)


def return_to_bot(turn: Turn[TextReceived]) -> None:
    """Nobody who writes is left without an answer: the bot is back."""
    turn.owner = Owner.BOT
    wait_for_more(turn)


def take_button_back(turn: Turn[ButtonPressed]) -> None:
    """The bot is back for a tap, too."""
    turn.owner = Owner.BOT
    read_button(turn)


def take_file_back(turn: Turn[MediaReceived]) -> None:
    """The bot is back for a file, too."""
    turn.owner = Owner.BOT
    if is_unreadable(turn):
        ask_to_resend(turn)
    elif has_caption(turn):
        read_caption(turn)
    elif may_be_heard(turn):
        listen(turn)
    elif is_voice(turn):
        ask_to_write(turn)
    else:
        keep_file(turn)


def answers_at_once(turn: Turn[TextReceived]) -> bool:
    """Waiting for more texts is switched off."""
    return turn.rules.burst_seconds == 0


def read_text(turn: Turn[TextReceived]) -> None:
    """Read the text now."""
    _keep_name(turn)
    _keep(turn, turn.event.message_id, turn.event.text)
    _read(turn)


def wait_for_more(turn: Turn[TextReceived]) -> None:
    """People write in bursts: wait a little for the next text, but not for ever."""
    _keep_name(turn)
    _keep(turn, turn.event.message_id, turn.event.text)
    limit = turn.pending[0].at + timedelta(seconds=turn.rules.burst_limit_seconds)
    turn.arm(Timer.BURST, min(turn.at + timedelta(seconds=turn.rules.burst_seconds), limit))


def burst_is_over(turn: Turn[TimerFired]) -> bool:
    """The newest timer of a burst that still waits to be read."""
    return bool(turn.pending) and timer_is_current(turn)


def read_burst(turn: Turn[TimerFired]) -> None:
    """Read the texts that waited, as one message."""
    _read(turn)


def is_for_human(turn: Turn[ButtonPressed]) -> bool:
    """A person answers, and the tap is not the acceptance, which always counts."""
    return turn.human_answers and not buttons.is_acceptance(turn.event.button_id)


def read_button(turn: Turn[ButtonPressed]) -> None:
    """A tap is read at once, and so are the texts that waited before it."""
    event = turn.event
    if turn.pending:
        _read(turn)
    _hear(turn)
    tap = Pending(event.message_id, event.title, event.at)
    turn.effects.append(Understand(Said((tap,), turn.expecting), event.button_id))


def keep_for_human(turn: Turn[MediaReceived]) -> None:
    """The person who answers finds the file in the conversation."""
    leave_to_human(turn)
    _fetch(turn, turn.event.message_id, turn.event.media_id)


def is_unreadable(turn: Turn[MediaReceived]) -> bool:
    """
    The channel could not show us what was sent.

    Often somebody's very first message (Meta, "Unsupported messages", 2026-03-20): a lead.
    """
    return turn.event.kind == "unsupported"


def ask_to_resend(turn: Turn[MediaReceived]) -> None:
    """Ask for it again, in words."""
    _hear(turn)
    turn.say(Text.UNREADABLE)


def has_caption(turn: Turn[MediaReceived]) -> bool:
    """Words came with the file."""
    return bool(turn.event.caption.strip())


def read_caption(turn: Turn[MediaReceived]) -> None:
    """Keep the file for a person, and read the words that came with it."""
    _open_media_task(turn)
    _keep(turn, turn.event.message_id, turn.event.caption)
    _read(turn, beside_file=True)


def is_voice(turn: Turn[MediaReceived]) -> bool:
    """A voice note."""
    return turn.event.kind in ("audio", "voice")


def listen(turn: Turn[MediaReceived]) -> None:
    """Have the voice note heard; the answer waits for its words."""
    _hear(turn)
    request_transcript(turn)


def ask_to_write(turn: Turn[MediaReceived]) -> None:
    """We cannot listen: ask for a sentence, and keep the recording for a person."""
    _hear(turn)
    _open_media_task(turn)
    _offer_to_write(turn)


def leave_voice_to_human(turn: Turn[Transcribed]) -> None:
    """Nobody waits for the words any more; who answers finds the file in the conversation."""
    event = turn.event
    note_cost(turn)
    if event.failure:
        _fetch(turn, event.message_id, event.media_id)


def ask_to_write_instead(turn: Turn[Transcribed]) -> None:
    """We could not listen after all; the file may not even have been fetched yet."""
    event = turn.event
    note_cost(turn)
    _open_file_task(turn, "audio", event.message_id, event.media_id)
    _offer_to_write(turn)


def _offer_to_write(turn: Turn[Event]) -> None:
    turn.say(Text.AUDIO_RECEIVED)
    turn.add_buttons(buttons.HUMAN)


def came_with_file(turn: Turn[Understood]) -> bool:
    """What was not understood are the words beside a file, which says enough."""
    return turn.event.beside_file


def thank_for_file(turn: Turn[Understood]) -> None:
    """Say that a person will look at it, whatever the words meant."""
    turn.say(Text.FILE_RECEIVED)


def keep_file(turn: Turn[MediaReceived]) -> None:
    """Say that a person will look at it."""
    _hear(turn)
    _open_media_task(turn)
    turn.say(Text.FILE_RECEIVED)


def report_lost_file(turn: Turn[MediaLost]) -> None:
    """A person was told to look at a file that is not there."""
    summary = f"O arquivo que {turn.who} mandou não pôde ser baixado: {turn.event.reason}"
    turn.effects.append(OpenTask(TaskKind.MEDIA, summary))


def answer_there(turn: Turn[ContactMoved]) -> None:
    """The lead goes on under another number or id."""
    turn.contact = replace(turn.contact, address=turn.event.address)


def stop_writing(turn: Turn[ContactBlocked]) -> None:
    """Blocked: silence until they write again."""
    turn.opted_out = True
    turn.pending = ()


def _keep_name(turn: Turn[TextReceived]) -> None:
    """The channel's profile name will do until they tell us theirs."""
    name = (turn.event.sender_name or "").strip()[:NAME_CHARS]
    if name and turn.client.name is None:
        turn.client = replace(turn.client, name=name)


def _keep(turn: Turn[Event], message_id: str, text: str) -> None:
    _hear(turn)
    turn.pending = (*turn.pending, Pending(message_id, text, turn.at))


def _hear(turn: Turn[Event]) -> None:
    """Whoever writes wants to be answered, and is not silent."""
    turn.opted_out = False
    turn.heard_at = turn.at


def _read(turn: Turn[Event], *, beside_file: bool = False) -> None:
    said = Said(turn.pending, turn.expecting, turn.choices, turn.shown_by, beside_file=beside_file)
    turn.effects.append(Understand(said))
    turn.pending = ()
    turn.disarm(Timer.BURST)


def _open_media_task(turn: Turn[MediaReceived]) -> None:
    event = turn.event
    _open_file_task(turn, event.kind, event.message_id, event.media_id)


def _open_file_task(turn: Turn[Event], kind: str, message_id: str, media_id: str | None) -> None:
    summary = f"{turn.who} mandou {_SENT.get(kind, _SENT['other'])} para você ver."
    turn.effects.append(OpenTask(TaskKind.MEDIA, summary))
    _fetch(turn, message_id, media_id)


def _fetch(turn: Turn[Event], message_id: str, media_id: str | None) -> None:
    if media_id is not None:
        turn.effects.append(FetchMedia(message_id, media_id))
