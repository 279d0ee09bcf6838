"""
Asking a language model: what it is told, and its answer, or its failure, as an event.

A model is asked once.  When there is no answer, for whatever reason, the flow hears of it at
once and goes on with the rules: somebody waits in the chat.
"""

from __future__ import annotations

from autovenda_core.effects import AskModel, Transcribe
from autovenda_core.errors import PortError, Rejected, Unavailable
from autovenda_core.events import Event, MediaKept, ModelAnswered, Transcribed
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import Conversation, Said
from autovenda_core.ports.channel import Channel, ReceivedFile
from autovenda_core.ports.language import Choice, Language, Question
from autovenda_core.ports.store import Claim
from autovenda_core.runtime.ports import Ports
from autovenda_core.understanding.openings import OPENABLE
from autovenda_core.understanding.proposals import legal_acts, words_for_model

__all__ = ["ask", "keep", "question_about", "transcribe"]

VOICE_CHARS = 4096
"""Of a transcript, as many as the longest chat message has (Telegram Bot API, sendMessage)."""


def question_about(said: Said, conversation: Conversation, flow: Flow) -> Question:
    """Everything that a model is told: no name, no address, no price."""
    return Question(
        text=words_for_model([message.text for message in said.messages]),
        state=conversation.state,
        expecting=said.expecting,
        acts=tuple(sorted(legal_acts(conversation.state))),
        packages=tuple(Choice(package.id, package.name) for package in flow.catalog),
        topics=tuple(Choice(entry.id, entry.question) for entry in flow.faq.entries),
        may_open=conversation.state in OPENABLE,
    )


async def ask(claim: Claim, effect: AskModel, flow: Flow, ports: Ports) -> ModelAnswered:
    """Ask what was said."""
    said = effect.said
    try:
        language = _listener(claim, ports)
        answer = await language.read(question_about(said, claim.conversation, flow))
    except PortError as error:
        return ModelAnswered(ports.clock.now(), said, None, failure=str(error))
    return ModelAnswered(ports.clock.now(), said, answer.proposal, answer.cost_micros)


async def transcribe(
    claim: Claim, effect: Transcribe, channel: Channel, ports: Ports
) -> tuple[Event, ...]:
    """Fetch a voice note, keep it, and have it heard."""
    ids = (effect.message_id, effect.media_id)
    kept: tuple[Event, ...] = ()
    try:
        language = _listener(claim, ports)
        file = await channel.fetch(effect.media_id)
        kept = (await keep(file, *ids, claim, ports),)
        heard = await language.transcribe(file.content, file.media_type)
    except PortError as error:
        return (*kept, Transcribed(ports.clock.now(), *ids, failure=str(error)))
    return (
        *kept,
        Transcribed(ports.clock.now(), *ids, heard.text[:VOICE_CHARS], heard.cost_micros),
    )


async def keep(
    file: ReceivedFile, message_id: str, media_id: str, claim: Claim, ports: Ports
) -> MediaKept:
    """
    Keep a file that was fetched.

    Raises:
        Rejected: whoever sent it was erased while it was fetched.
        Unavailable: there is no room, or the place cannot be reached.
    """
    conversation = await ports.store.conversation(claim.conversation.id)
    if conversation is not None and not conversation.contact.address:
        raise Rejected("whoever sent this was erased")
    name = await ports.files.keep(file.content, file.media_type)
    now, size = ports.clock.now(), len(file.content)
    return MediaKept(now, message_id, media_id, name, file.media_type, size)


def _listener(claim: Claim, ports: Ports) -> Language:
    """
    The model, if it is there and was not asked already.

    Raises:
        Unavailable: neither will change while somebody waits.
    """
    if ports.language is None:
        raise Unavailable("no model is configured")
    if claim.attempts or claim.unknown:
        raise Unavailable("interrupted while it was asked")
    return ports.language
