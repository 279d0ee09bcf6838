"""
Conversations as scripts that a salesperson can read.

    # a comment
    > oi, preciso de um site       the lead writes; several in a row are one burst
    > [Aceitar proposta]           the lead taps a button
    < *R$ 1.500,00*                the bot has said something that contains this, since the last <
    <! Pix                         …and nothing that contains this, since the lead wrote last
    ! pays pix                     an outside event, see EVENTS
    = awaiting_payment             the state now
    ? handoff                      the operator's list has a task of this kind

Time passes only by `!` lines and by waiting for the lead to stop typing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from autovenda_core.errors import AutoVendaError, OutcomeUnknown, Rejected, Unavailable
from autovenda_core.events import (
    Act,
    ContactBlocked,
    CustomOffer,
    DeliveryStatus,
    Event,
    ExtraCharged,
    GivenBack,
    ModelAnswered,
    OperatorMessage,
    OwnerTyped,
    PaymentSnapshot,
    ProjectDelivered,
    Proposal,
    ProposedAct,
    ReadAct,
    Reader,
    RefundRequested,
    TakenOver,
    Transcribed,
    Understood,
)
from autovenda_core.model import (
    Charge,
    Checkout,
    ModelLimits,
    Payment,
    PaymentStatus,
    ProjectStatus,
    Said,
)
from autovenda_core.money import parse_brl
from autovenda_core.testing.world import World

__all__ = ["Line", "ScriptFailure", "parse_script", "play", "transcript"]

MARKS = ("<!", ">", "<", "!", "=", "?")


class ScriptFailure(AutoVendaError):
    """A script did not go as written; the message names the line."""


@dataclass(frozen=True)
class Line:
    """One line of a script."""

    number: int
    mark: str
    text: str


def parse_script(source: str) -> list[Line]:
    """
    Read a script.

    Raises:
        ScriptFailure: a line begins with none of the marks.
    """
    lines = []
    for number, raw in enumerate(source.splitlines(), 1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        mark = next((mark for mark in MARKS if text.startswith(mark)), None)
        if mark is None:
            raise ScriptFailure(f"line {number}: expected one of {' '.join(MARKS)}: {text!r}")
        lines.append(Line(number, mark, text.removeprefix(mark).strip()))
    return lines


def play(source: str, world: World) -> World:
    """
    Play a script in a world, and hold the world to it.

    Raises:
        ScriptFailure: something was not as the script says.
    """
    player = _Player(world)
    for line in parse_script(source):
        player.play(line)
    world.settle()
    return world


def transcript(world: World) -> str:
    """What both sides have said so far, for people to read."""
    arrows = {"in": ">", "out": "<"}
    lines = []
    for message in world.store.messages:
        arrow = arrows[message.direction]
        lines += [f"{arrow} {line}" for line in message.text.splitlines() if line]
    return "\n".join(lines)


class _Player:
    def __init__(self, world: World) -> None:
        self.world = world
        self.heard = 0
        """How many messages were there when the lead spoke last."""
        self.checked = 0
        """How many messages earlier `<` lines have used up."""

    def play(self, line: Line) -> None:
        world = self.world
        if line.mark != ">":
            world.settle()
        match line.mark:
            case ">":
                self.speak(line)
            case "<":
                self.expect(line)
            case "<!":
                self.expect_not(line)
            case "!":
                self.happen(line)
            case "=" if world.state.value != line.text:
                raise self.failure(line, f"the state is {world.state}, not {line.text}")
            case "?" if line.text not in world.tasks:
                open_tasks = ", ".join(world.tasks) or "none"
                raise self.failure(line, f"no task {line.text}; there are: {open_tasks}")

    def speak(self, line: Line) -> None:
        self.heard = len(self.world.arrived)
        button = re.fullmatch(r"\[(.+)\]", line.text)
        if button is None:
            self.world.says(line.text)
            return
        self.world.settle()
        try:
            self.world.taps(button[1])
        except LookupError as error:
            raise self.failure(line, str(error)) from error

    def expect(self, line: Line) -> None:
        for index in range(self.checked, len(self.world.arrived)):
            if line.text in self.world.arrived[index].text:
                self.checked = index
                return
        raise self.failure(line, f"nobody said {line.text!r}")

    def expect_not(self, line: Line) -> None:
        said = "\n".join(each.text for each in self.world.arrived[self.heard :])
        if line.text in said:
            raise self.failure(line, f"it was said: {line.text!r}")

    def happen(self, line: Line) -> None:
        self.heard = len(self.world.arrived)
        for pattern, act in EVENTS.items():
            if match := re.fullmatch(pattern, line.text):
                try:
                    act(self.world, match)
                except (LookupError, ValueError) as error:
                    raise self.failure(line, str(error)) from error
                return
        raise self.failure(line, f"unknown event {line.text!r}; one of: {', '.join(EVENTS)}")

    def failure(self, line: Line, message: str) -> ScriptFailure:
        said = transcript(self.world)
        return ScriptFailure(f"line {line.number}: {message}\n\nThe conversation so far:\n{said}")


# ---------------------------------------------------------------------------- outside events

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _clock(world: World, match: re.Match[str]) -> None:
    world.advance(timedelta(**{UNITS[match["unit"]]: int(match["count"])}))


def _pays(world: World, match: re.Match[str]) -> None:
    world.payments.pay(world.checkout.provider_ref, match["method"])


def _provider_reports(world: World, match: re.Match[str]) -> None:
    """A snapshot that no fake would give: of another amount, currency or mode."""
    deposit = world.conversation.deal.deposit
    if deposit is None:
        raise LookupError("nothing was accepted, so there is nothing to pay")
    world.happens(
        PaymentSnapshot(
            at=world.clock.now(),
            charge_id=deposit.id,
            provider=world.payments.name,
            provider_ref="another-page",
            status=PaymentStatus(match["status"]),
            amount_centavos=parse_brl(match["amount"]),
            currency=match["currency"] or "BRL",
            livemode=match["live"] is not None,
        )
    )


def _pays_by_hand(world: World, match: re.Match[str]) -> None:
    """Cash or a bank transfer, of which only the operator tells us; each is another payment."""
    charge = world.due
    world.happens(
        PaymentSnapshot(
            at=world.clock.now(),
            charge_id=charge.id,
            provider="manual",
            provider_ref=f"{charge.id}.{len(charge.payments) + 1}",
            status=PaymentStatus.PAID,
            amount_centavos=parse_brl(match["amount"]),
            currency=charge.currency,
            livemode=world.flow.rules.livemode,
            by="rafa",
        )
    )


def _pays_late(world: World, match: re.Match[str]) -> None:
    """The boleto that was taken is paid, perhaps long after its page has died."""
    world.payments.pay(_taken(world).provider_ref)


def _promises(world: World, match: re.Match[str]) -> None:
    world.payments.promise(world.checkout.provider_ref, match["method"])


def _fails(world: World, match: re.Match[str]) -> None:
    world.payments.fail(_taken(world).provider_ref)


def _recovers(world: World, match: re.Match[str]) -> None:
    """The client opens the page that died anew at the provider, and pays its copy."""
    page = _taken(world)
    world.advance_to(page.expires_at + timedelta(seconds=1))
    world.payments.pay(world.payments.recover(page.provider_ref))


def _taken(world: World) -> Checkout:
    """The page of what is due, or of a deposit that nobody asks for any more."""
    deposit = world.conversation.deal.deposit
    charge = deposit if deposit is not None and deposit.checkout is not None else world.due
    if charge.checkout is None:
        raise LookupError("no boleto was taken, nor a page opened")
    return charge.checkout


def _expires(world: World, match: re.Match[str]) -> None:
    world.advance_to(world.checkout.expires_at + timedelta(seconds=1))


def _refunds(world: World, match: re.Match[str]) -> None:
    amount = parse_brl(match["amount"]) if match["amount"] else None
    world.payments.give_back(_paid(world)[1].provider_ref, amount)


def _refund_is_asked(world: World, match: re.Match[str]) -> None:
    charge, payment = _paid(world)
    amount = parse_brl(match["amount"]) if match["amount"] else None
    world.happens(
        RefundRequested(world.clock.now(), "rafa", charge.id, payment.provider_ref, amount)
    )


def _refund_fails(world: World, match: re.Match[str]) -> None:
    world.payments.fail_refund(_paid(world)[1].provider_ref)


def _is_disputed(world: World, match: re.Match[str]) -> None:
    world.payments.dispute(_paid(world)[1].provider_ref)


def _dispute_ends(world: World, match: re.Match[str]) -> None:
    won = match["how"] == "won"
    world.payments.close_dispute(_paid(world)[1].provider_ref, won=won)


def _paid(world: World) -> tuple[Charge, Payment]:
    """The newest payment of what was asked for last, with its charge."""
    conversation = world.conversation
    charges = [each for deal in (*conversation.earlier, conversation.deal) for each in deal.charges]
    for charge in reversed(charges):
        if charge.payments:
            return charge, charge.payments[-1]
    raise LookupError("nothing was paid")


def _is_delivered(world: World, match: re.Match[str]) -> None:
    world.happens(ProjectDelivered(world.clock.now(), "rafa", _sold(world)))


def _extra(world: World, match: re.Match[str]) -> None:
    amount = parse_brl(match["amount"])
    event = ExtraCharged(world.clock.now(), "rafa", _sold(world), match["what"], amount)
    world.happens(event)


def _sold(world: World) -> int:
    """The number of the newest deal that is being worked on, or of the current one."""
    conversation = world.conversation
    for deal in (conversation.deal, *reversed(conversation.earlier)):
        if deal.project is not None and deal.project.status is not ProjectStatus.CANCELLED:
            return deal.number
    return conversation.deal.number


def _webhooks(world: World, match: re.Match[str]) -> None:
    """Whether what the provider sends from now on reaches us."""
    world.payments.loses_webhooks = match["how"] == "get lost"


def _operator_says(world: World, match: re.Match[str]) -> None:
    world.happens(OperatorMessage(world.clock.now(), "rafa", match["text"]))


def _operator_offers(world: World, match: re.Match[str]) -> None:
    world.happens(
        CustomOffer(
            at=world.clock.now(),
            operator="rafa",
            title=match["title"],
            deliverables=(match["title"],),
            total_centavos=parse_brl(match["amount"]),
            deposit_percent=50,
            delivery_days=10,
        )
    )


def _provider_fails(world: World, match: re.Match[str]) -> None:
    failures = {"down": Unavailable("down"), "refuses": Rejected("refused")}
    world.payments.fail_next(failures[match["how"]])


def _channel_fails(world: World, match: re.Match[str]) -> None:
    failures = {
        "down": Unavailable("down"),
        "refuses": Rejected("refused"),
        "loses the answer": OutcomeUnknown("lost"),
    }
    world.channel.fail_next(failures[match["how"]])


def _channel_has(world: World, match: re.Match[str]) -> None:
    """What the channel can do, for the rest of the script."""
    changes: dict[str, dict[str, Any]] = {
        "a window": {"window_hours": 24, "template": True},
        "no buttons": {"buttons": 0, "list_rows": 0, "link_button": False},
    }
    known = world.channel.capabilities
    world.channel.capabilities = replace(known, **changes[match["what"]])


def _model_reads(world: World, match: re.Match[str]) -> None:
    """A message, as only a language model has understood it; whatever it said."""
    acts = tuple(ReadAct(act) for act in _acts(match))
    world.happens(Understood(world.clock.now(), acts, by=Reader.MODEL))


def _model_is_on(world: World, match: re.Match[str]) -> None:
    """For the rest of the script the model is asked, perhaps only so often in a day."""
    limits = ModelLimits()
    if match["calls"]:
        limits = replace(limits, daily_calls=int(match["calls"]))
    world.may_ask_model(limits)


def _model_answers(world: World, match: re.Match[str]) -> None:
    """The next question to the model: acts, and the words of the lead that show them all."""
    quote, acts = match["quote"].strip(), _acts(match)

    def shown(act: Act) -> str | None:
        return quote if act in acts else None

    world.language.propose(
        Proposal(
            acts=tuple(ProposedAct(act, quote) for act in acts),
            need=shown(Act.BUY),
            name=shown(Act.GIVE_NAME),
            budget=shown(Act.GIVE_BUDGET),
            deadline=shown(Act.GIVE_DEADLINE),
            contact=shown(Act.GIVE_CONTACT),
            opening=match["opening"],
        )
    )


def _acts(match: re.Match[str]) -> tuple[Act, ...]:
    return tuple(Act(name.strip()) for name in match["acts"].split(","))


def _model_answers_late(world: World, match: re.Match[str]) -> None:
    """What was asked long ago is answered now, whatever has happened since."""
    now, said = world.clock.now(), Said((), world.conversation.expecting)
    late: dict[str, Event] = {
        "answers": ModelAnswered(now, said, None, failure="late"),
        "hears": Transcribed(now, "voice", "file", "oi"),
    }
    world.happens(late[match["what"]])


def _sets_burst(world: World, match: re.Match[str]) -> None:
    """How long texts wait for the next one, for the rest of the script."""
    rules = replace(world.flow.rules, burst_seconds=int(match["seconds"]))
    world.flow = replace(world.flow, rules=rules)
    world.restart()


def _owner_sets(world: World, match: re.Match[str]) -> None:
    """What the owner says about the business, for the rest of the script."""
    told: dict[str, Any] = {
        "installments": lambda value: {"installments": int(value)},
        "portfolio": lambda value: {"portfolio_url": value},
    }
    rules = replace(world.flow.rules, **told[match["what"]](match["value"]))
    world.flow = replace(world.flow, rules=rules)
    world.restart()


def _breaks_documents(world: World, match: re.Match[str]) -> None:
    world.documents.broken = True


EVENTS: Mapping[str, Callable[[World, re.Match[str]], None]] = {
    r"clock \+(?P<count>\d+)(?P<unit>[smhd])": _clock,
    r"opens payment": lambda world, match: world.opens_payment(),
    r"pays (?P<method>card|pix|boleto)": _pays,
    (
        r"provider reports (?P<status>\w+) (?P<amount>[\d.,]+)"
        r"(?: (?P<currency>[A-Z]{3}))?(?P<live> live)?"
    ): _provider_reports,
    r"pays the boleto": _pays_late,
    r"pays by hand (?P<amount>[\d.,]+)": _pays_by_hand,
    r"takes (?P<method>boleto|pix)": _promises,
    r"pays the recovered page": _recovers,
    r"declined": _fails,
    r"expires": _expires,
    r"refunds(?: (?P<amount>[\d.,]+))?": _refunds,
    r"refund asked(?: (?P<amount>[\d.,]+))?": _refund_is_asked,
    r"refund fails": _refund_fails,
    r"disputed": _is_disputed,
    r"dispute (?P<how>won|lost)": _dispute_ends,
    r"delivered": _is_delivered,
    r"extra (?P<amount>[\d.,]+) (?P<what>.+)": _extra,
    r"webhooks (?P<how>get lost|arrive)": _webhooks,
    r"briefing saved": lambda world, match: world.saves_briefing({"nome": "Clínica Exemplo"}),
    r"briefing submitted": lambda world, match: world.submits_briefing({"objetivo": "vender"}),
    r"operator says (?P<text>.+)": _operator_says,
    r"operator takes over": lambda world, match: world.happens(
        TakenOver(world.clock.now(), "rafa")
    ),
    r"operator gives back": lambda world, match: world.happens(
        GivenBack(world.clock.now(), "rafa")
    ),
    r"operator offers (?P<amount>[\d.,]+) (?P<title>.+)": _operator_offers,
    r"sends (?P<lost>lost )?(?P<kind>audio|image|document|unsupported)(?: (?P<caption>.+))?": (
        lambda world, match: world.sends(
            match["kind"], match["caption"] or "", lost=match["lost"] is not None
        )
    ),
    r"moves to (?P<address>\S+)": lambda world, match: world.moves_to(match["address"]),
    r"owner types (?P<text>.+)": lambda world, match: world.happens(
        OwnerTyped(world.clock.now(), "typed", match["text"])
    ),
    r"delivery (?P<status>\w+)": lambda world, match: world.is_told(
        DeliveryStatus(match["status"])
    ),
    r"channel has (?P<what>a window|no buttons)": _channel_has,
    r"blocks us": lambda world, match: world.happens(ContactBlocked(world.clock.now())),
    r"provider (?P<how>down|refuses)": _provider_fails,
    r"channel (?P<how>down|refuses|loses the answer)": _channel_fails,
    r"model reads (?P<acts>[\w, ]+)": _model_reads,
    r"model on(?: for (?P<calls>\d+) calls?)?": _model_is_on,
    r"model answers (?P<acts>[\w, ]+): (?P<quote>[^|]+)(?:\| *(?P<opening>.+))?": _model_answers,
    r"model hears (?P<words>(?!late$).+)": lambda world, match: world.language.hear(match["words"]),
    r"model (?P<what>answers|hears) late": _model_answers_late,
    r"model fails": lambda world, match: world.language.fail_next(Unavailable("down")),
    r"documents break": _breaks_documents,
    r"burst (?P<seconds>\d+)s": _sets_burst,
    r"owner sets (?P<what>installments|portfolio) (?P<value>\S+)": _owner_sets,
    r"crash": lambda world, match: world.crashes(),
    r"repeat": lambda world, match: world.repeats(),
}
"""What a `!` line can say, as patterns."""
