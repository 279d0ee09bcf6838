"""A message that was read: what it tells us, and what we answer in any state."""

from __future__ import annotations

from datetime import timedelta

from autovenda_core.effects import Purpose, Say, SendMessage, Text
from autovenda_core.events import Act, Event, Reader, Understood
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import (
    Client,
    DateRange,
    Deal,
    Expecting,
    MoneyRange,
    Qualification,
    Timer,
)
from autovenda_core.understanding.topics import Cue
from autovenda_core.values import replace

__all__ = [
    "clarify",
    "correct",
    "correct_name",
    "go_on",
    "greet_back",
    "is_being_asked",
    "is_only_polite",
    "knew_another_name",
    "misunderstood_again",
    "misunderstood_often",
    "nod_back",
    "note_client",
    "note_down",
    "offer_options",
    "only_nods",
    "open_deal",
    "opt_out",
    "resume",
    "say_goodbye",
    "say_welcome",
    "start_new_deal",
    "take_note",
    "takes_back",
    "thank_for_contact",
    "thank_for_name",
    "wants_an_answer",
    "wants_no_messages",
    "welcome",
]

SURE = 0.7
"""The confidence from which something is known to be off the subject."""

PICKED_FROM = frozenset(
    {
        Expecting.NEED,
        Expecting.DEADLINE,
        Expecting.BUDGET,
        Expecting.PACKAGE,
        Expecting.ACCEPT,
        Expecting.CONFIRM,
    }
)
"""Questions of ours that have buttons."""

NODS = frozenset({"acknowledged", "ok-is-not-acceptance"})
"""Rules that read an "ok"; the second one does where an offer is on the table."""

LEAVING = frozenset({Act.BYE, Act.STOP, Act.DENY, Act.DEFER, Act.HANDOFF})

POLITE = frozenset({Act.THANKS, Act.BYE, Act.STOP, Act.DENY, Act.DEFER, Act.AFFIRM})


def wants_no_messages(turn: Turn[Understood]) -> bool:
    """The very first thing they say is that they want to hear nothing."""
    return any(read.act is Act.STOP for read in turn.event.acts)


def welcome(turn: Turn[Understood]) -> None:
    """The first message: say who we are, and remember what it says."""
    turn.say(Text.GREETING, at=turn.at)
    turn.resume = True
    _watch_for_silence(turn)
    take_note(turn)


def is_only_polite(turn: Turn[Understood]) -> bool:
    """Thanks, goodbye and the like open no new deal."""
    return all(read.act in POLITE for read in turn.event.acts)


def start_new_deal(turn: Turn[Understood]) -> None:
    """A client comes back: a new deal; the old one goes on living beside it."""
    open_deal(turn)
    turn.say(Text.GREETING_AGAIN)
    turn.resume = True
    _watch_for_silence(turn)
    take_note(turn)


def _watch_for_silence(turn: Turn[Event]) -> None:
    turn.arm(Timer.SILENCE, turn.at + timedelta(days=turn.rules.silence_days))


def open_deal(turn: Turn[Event]) -> None:
    """Put the current deal aside and begin an empty one."""
    turn.earlier = (*turn.earlier, turn.deal)
    turn.deal = Deal(number=turn.deal.number + 1)
    turn.expecting = Expecting.NONE


def take_note(turn: Turn[Understood]) -> None:
    """Remember what the message says about the person and what they want."""
    note_client(turn)
    said, known = turn.event.slots, turn.deal.wants
    # A question may name a package without choosing it.
    chose = any(read.act is Act.CHOOSE_PACKAGE for read in turn.event.acts)
    wants = Qualification(
        need=said.need or known.need,
        package_id=(chose and said.package_id) or known.package_id,
        budget=(not _names_a_price(turn) and said.budget) or known.budget,
        deadline=said.deadline or known.deadline,
    )
    if wants != known:
        turn.deal = replace(turn.deal, wants=wants)
        turn.resume = True


def _names_a_price(turn: Turn[Understood]) -> bool:
    """The amount that they name is a price of theirs for our offer, and not what they have."""
    negotiates = any(read.act is Act.NEGOTIATE for read in turn.event.acts)
    return negotiates and Cue.PRICE not in turn.event.slots.topics


def note_client(turn: Turn[Understood]) -> None:
    """Remember what the message says about the person."""
    said, known = turn.event.slots, turn.client
    if said.name or said.email or said.phone or said.cpf or said.cnpj:
        turn.client = Client(
            name=said.name or known.name,
            email=said.email or known.email,
            phone=said.phone or known.phone,
            cpf=said.cpf or known.cpf,
            cnpj=said.cnpj or known.cnpj,
        )
    if turn.misunderstood and any(r.act is not Act.OUT_OF_SCOPE for r in turn.event.acts):
        turn.misunderstood = 0


def opt_out(turn: Turn[Understood]) -> None:
    """One confirmation, then silence until they write again."""
    farewell = Text.OPTED_OUT_WITH_PROJECT if turn.deal.project else Text.OPTED_OUT
    turn.effects.append(SendMessage((Say(farewell),), Purpose.FAREWELL))
    turn.opted_out = True


def greet_back(turn: Turn[Understood]) -> None:
    """An "oi" in the middle of things: greet, and go on where we were."""
    if not turn.has_spoken:
        turn.answer(Text.GREETING_AGAIN)


def say_welcome(turn: Turn[Understood]) -> None:
    """Por nada, where there is nothing else to say."""
    if not turn.has_spoken:
        turn.say(Text.YOU_ARE_WELCOME)


def is_being_asked(turn: Turn[Understood]) -> bool:
    """They thank us in the middle of our questions, and are not about to leave."""
    return all(read.act not in LEAVING for read in turn.event.acts)


def go_on(turn: Turn[Understood]) -> None:
    """Imagina; and the open question again."""
    if turn.event.by is Reader.RULES and not only_nods(turn) and not turn.has_spoken:
        turn.say(Text.NO_PROBLEM)
    turn.resume = True


def only_nods(turn: Turn[Understood]) -> bool:
    """An "ok" or a thumb: neither thanks nor a yes."""
    return any(read.rule in NODS for read in turn.event.acts)


def nod_back(turn: Turn[Understood]) -> None:
    """Combinado."""
    turn.say(Text.AGREED)


def say_goodbye(turn: Turn[Understood]) -> None:
    """Até mais."""
    turn.say(Text.GOODBYE)


def resume(turn: Turn[Understood]) -> None:
    """Nothing of its own to say: go on with what is open."""
    turn.resume = True


def wants_an_answer(turn: Turn[Understood]) -> bool:
    """The message was not the end of the matter."""
    return turn.resume


def knew_another_name(turn: Turn[Understood]) -> bool:
    """They were called something else until now."""
    return turn.before.client.name not in (None, turn.client.name)


def correct_name(turn: Turn[Understood]) -> None:
    """Right from now on."""
    turn.answer(Text.NAME_CORRECTED)


def thank_for_name(turn: Turn[Understood]) -> None:
    """Prazer; nobody is greeted by name twice in one message."""
    if turn.has_said(Text.GREETING) or turn.has_said(Text.GREETING_AGAIN):
        turn.resume = True
    else:
        turn.answer(Text.NOTED_NAME)


def thank_for_contact(turn: Turn[Understood]) -> None:
    """Anotei."""
    turn.answer(Text.NOTED_CONTACT)


def note_down(turn: Turn[Understood]) -> None:
    """Something new about what they want: repeat it back with the next question."""
    turn.has_news = True
    turn.resume = True


def takes_back(turn: Turn[Understood]) -> bool:
    """A deadline or a budget that was known is another one now."""
    before, now = turn.before.deal.wants, turn.deal.wants
    return (before.deadline not in (None, DateRange(), now.deadline)) or (
        before.budget not in (None, MoneyRange(), now.budget)
    )


def correct(turn: Turn[Understood]) -> None:
    """Repeat what is right now, and go on."""
    if not turn.has_spoken:
        turn.say(Text.CORRECTED, wants=turn.deal.wants)
    turn.resume = True


def misunderstood_often(turn: Turn[Understood]) -> bool:
    """The third message in a row that nobody understood; the second where nothing can be picked."""
    return turn.misunderstood >= (2 if turn.expecting in PICKED_FROM else 1)


def misunderstood_again(turn: Turn[Understood]) -> bool:
    """The second message in a row that nobody understood."""
    return turn.misunderstood >= 1


def offer_options(turn: Turn[Understood]) -> None:
    """Ask once more, with what can be picked, and say how to reach a person."""
    if turn.has_spoken:
        return
    turn.misunderstood += 1
    if turn.expecting is Expecting.NEED:
        turn.expecting = Expecting.NONE  # with its buttons, not in another form
    turn.answer(Text.NOT_UNDERSTOOD_AGAIN)


def clarify(turn: Turn[Understood]) -> None:
    """Ask once to say it differently, and repeat the question."""
    if turn.has_spoken:
        return
    turn.misunderstood += 1
    turn.answer(Text.OFF_SUBJECT if _is_off_subject(turn) else Text.NOT_UNDERSTOOD)


def _is_off_subject(turn: Turn[Understood]) -> bool:
    """It was understood, and is nobody's business here; a dead button is not understood."""
    return turn.event.by is Reader.RULES and any(
        read.act is Act.OUT_OF_SCOPE and read.confidence >= SURE for read in turn.event.acts
    )
