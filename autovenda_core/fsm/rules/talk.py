"""A message that was read: what it tells us, and what we answer in any state."""

from __future__ import annotations

from datetime import timedelta

from autovenda_core.effects import Purpose, Say, SendMessage, TaskKind, Text
from autovenda_core.events import Act, Event, Understood
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import Client, Deal, Expecting, Qualification, Timer
from autovenda_core.values import replace

__all__ = [
    "ask_discount",
    "clarify",
    "explain",
    "greet_back",
    "is_only_polite",
    "misunderstood_again",
    "note_client",
    "note_down",
    "open_deal",
    "opt_out",
    "resume",
    "say_goodbye",
    "say_welcome",
    "start_new_deal",
    "take_note",
    "thank_for_contact",
    "thank_for_name",
    "wants_an_answer",
    "wants_no_messages",
    "welcome",
]

POLITE = frozenset({Act.THANKS, Act.BYE, Act.STOP, Act.DENY, Act.DEFER, Act.AFFIRM})


def wants_no_messages(turn: Turn[Understood]) -> bool:
    """The very first thing they say is that they want to hear nothing."""
    return any(read.act is Act.STOP for read in turn.event.acts)


def welcome(turn: Turn[Understood]) -> None:
    """The first message: say who we are, and remember what it says."""
    turn.say(Text.GREETING)
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
        budget=said.budget or known.budget,
        deadline=said.deadline or known.deadline,
    )
    if wants != known:
        turn.deal = replace(turn.deal, wants=wants)
        turn.resume = True


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
        turn.say(Text.GREETING_AGAIN)
    turn.resume = True


def say_welcome(turn: Turn[Understood]) -> None:
    """Por nada."""
    turn.say(Text.YOU_ARE_WELCOME)


def say_goodbye(turn: Turn[Understood]) -> None:
    """Até mais."""
    turn.say(Text.GOODBYE)


def resume(turn: Turn[Understood]) -> None:
    """Nothing of its own to say: go on with what is open."""
    turn.resume = True


def wants_an_answer(turn: Turn[Understood]) -> bool:
    """The message was not the end of the matter."""
    return turn.resume


def explain(turn: Turn[Understood]) -> None:
    """How it works, then back to the open question."""
    turn.answer(Text.HOW_IT_WORKS)


def thank_for_name(turn: Turn[Understood]) -> None:
    """Prazer."""
    turn.answer(Text.NOTED_NAME)


def thank_for_contact(turn: Turn[Understood]) -> None:
    """Anotei."""
    turn.answer(Text.NOTED_CONTACT)


def note_down(turn: Turn[Understood]) -> None:
    """Something new about what they want: repeat it back with the next question."""
    turn.has_news = True
    turn.resume = True


def misunderstood_again(turn: Turn[Understood]) -> bool:
    """The second message in a row that nobody understood."""
    return turn.misunderstood >= 1


def clarify(turn: Turn[Understood]) -> None:
    """Ask once to say it differently, and repeat the question."""
    if turn.has_spoken:
        return
    turn.misunderstood += 1
    turn.answer(Text.NOT_UNDERSTOOD)


def ask_discount(turn: Turn[Understood]) -> None:
    """Prices are not the bot's to change: a person decides."""
    turn.answer(Text.DISCOUNT_ASKED)
    turn.call(TaskKind.DISCOUNT, f"{turn.who} pediu um valor melhor.")
