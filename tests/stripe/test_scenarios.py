"""
Sequences of events with their expected end, where a collection lies next door.

One runner plays them all: a sale up to Stripe's page, then the steps of the scenario.  Before an
event is delivered, our Stripe is made such as it says, so that whoever looks sees the same.  What
the collection tells in prose is written as steps in `STEPS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from adapters.stripe.emulator import Fault
from autovenda_core.model import DisputeStatus, State
from tests.stripe.shop import NEW_SECRET, OLD_SECRET, Shop, as_another_event, bad_requests

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures"
FILE = FIXTURES / "stripe-scenarios.json"
SCENARIOS: list[dict[str, Any]] = json.loads(FILE.read_bytes()) if FILE.is_file() else []

pytestmark = pytest.mark.skipif(not SCENARIOS, reason="EXTRA SUITE NOT RUN: no scenarios next door")

PAGE = "cs_test_b1AutoVendaDerived000000000000000000000000000000001"
"""The page that the recorded bodies are about; the sale's own takes its place."""

DEAL = "deal_01HZX"
"""What their metadata calls the sale."""

Json: TypeAlias = dict[str, Any]


@dataclass
class Play:
    """A scenario that is being played."""

    shop: Shop
    page: str = ""
    statuses: list[int] = field(default_factory=list)
    links_before: int = 0
    rows_before: int = 0

    def event(self, name: str) -> Json:
        """A recorded body, bound to the sale of this shop."""
        name, _, again = name.partition("#")
        [file] = FIXTURES.glob(f"stripe/derived-*-{name}-??????.json")
        event: Json = json.loads(file.read_text().replace(PAGE, self.page))
        subject = event["data"]["object"]
        if (sale := subject.get("metadata", {}).get("deal_id")) is not None:
            subject["metadata"] = {"autovenda_charge": self._charge_of(sale)}
            subject["client_reference_id"] = subject["metadata"]["autovenda_charge"]
        return as_another_event(event) if again else event

    def _charge_of(self, sale: str) -> str:
        if sale == DEAL:
            return self.shop.charge.id
        is_known = sale == "deal_OTHER"
        return f"{self.shop.conversation_id}.9.1" if is_known else "nobody-of-ours.1.1"


Step: TypeAlias = Callable[[Play], None]


# --------------------------------------------------------------------------- steps


def opens_page(play: Play) -> None:
    """The lead stands before Stripe's page."""
    play.page = play.shop.opens_page()


def begins_here(play: Play) -> None:
    """What follows is the scenario; what was before is not counted."""
    play.links_before = play.shop.links("/p/")
    play.rows_before = play.shop.inbox_rows


def deliver(*names: str, at_once: int = 0) -> Step:
    """Events, one after the other; or the same one so often together."""

    def step(play: Play) -> None:
        events = [play.event(name) for name in names]
        for index, event in enumerate(events):
            make_true(play.shop, event, later=events[index:])
            if at_once:
                answers = play.shop.deliver_at_once([event] * at_once)
            else:
                answers = play.shop.deliver(event)
            play.statuses += answers.statuses

    return step


def make_true(shop: Shop, event: Json, later: Iterable[Json]) -> None:
    """
    Stripe is as an event says.

    News of a refund or dispute may come before that of the payment, which is then older.
    """
    intent = event["data"]["object"].get("payment_intent")
    known = shop.stripe.account.sessions({"payment_intent": intent})["data"] if intent else ()
    if not known:
        for older in later:
            subject = older["data"]["object"]
            if subject["object"] == "checkout.session" and subject["payment_intent"] == intent:
                shop.stripe.account.serve_object(older)
    shop.stripe.account.serve_object(event)


def stripe_pays(play: Play) -> None:
    """The money arrives; what Stripe tells of it is not delivered."""
    play.shop.stripe.account.pay(play.page, "pix")


def stripe_makes_page_and_its_answer_is_lost(play: Play) -> None:
    play.shop.accepts()
    play.shop.stripe.faults.plan(Fault.LOSE_ANSWER)
    play.shop.presses_pay()
    [session] = play.shop.stripe.account.sessions()["data"]
    play.page = session["id"]
    assert play.shop.charge.checkout is None


def stripe_answers_again(play: Play) -> None:
    play.shop.advance(timedelta(minutes=1))


def dies_after_stripes_answer(play: Play) -> None:
    play.shop.accepts()
    play.shop.payments.stuck_after_create = True
    play.shop.presses_pay()
    play.shop.crash()
    assert play.shop.charge.checkout is not None


def dies_before_the_link_is_sent(play: Play) -> None:
    play.shop.accepts_and_dies_before_sending()
    play.shop.crash()


def dies_before_answering_the_webhook(play: Play) -> None:
    """It was kept; nobody heard so, and Stripe comes again."""
    event = play.shop.told("checkout.session.completed")
    play.shop.deliver_at_once([event])
    play.shop.crash()
    play.statuses += play.shop.deliver(event).statuses


def stripe_is_down(play: Play) -> None:
    """For ten minutes, in each way in which it can be, while the lead accepts and wants to pay."""
    shop = play.shop
    shop.accepts()
    with shop.server.refusing():
        shop.presses_pay()
        shop.advance(timedelta(minutes=5))
    shop.stripe.faults.plan(Fault.BAD_GATEWAY, times=2)
    shop.advance(timedelta(minutes=5))


def stripe_is_back(play: Play) -> None:
    play.shop.advance(timedelta(minutes=20))
    assert play.shop.charge.checkout is not None


def polls(play: Play) -> None:
    play.shop.poll()


def polls_while_the_webhook_comes(play: Play) -> None:
    event = play.shop.told("checkout.session.completed")
    play.statuses += play.shop.poll_and_deliver_at_once(event).statuses


def secrets_are_rolled(play: Play) -> None:
    for secrets in ([OLD_SECRET], [OLD_SECRET, NEW_SECRET], [NEW_SECRET]):
        play.shop.stripe.webhooks.secrets = tuple(secrets)
        deliver("card-paid#again" if len(secrets) > 1 else "card-paid")(play)


def sends_bad_requests(play: Play) -> None:
    event = play.event("card-paid")
    play.statuses += [play.shop.post(*bad) for bad in bad_requests(play.shop, event).values()]


STEPS: Mapping[str, tuple[Step, ...]] = {
    "webhook_before_commit_of_session_id": (
        stripe_makes_page_and_its_answer_is_lost,
        deliver("card-paid"),
        stripe_answers_again,
    ),
    "crash_between_create_and_store": (dies_after_stripes_answer,),
    "crash_after_store_before_send": (dies_before_the_link_is_sent,),
    "crash_after_webhook_commit_before_200": (
        opens_page,
        stripe_pays,
        dies_before_answering_the_webhook,
    ),
    "stripe_down_on_accept": (stripe_is_down, stripe_is_back),
    "lost_webhook": (opens_page, stripe_pays, polls),
    "lost_webhook_and_poll_races_late_webhook": (
        opens_page,
        stripe_pays,
        polls_while_the_webhook_comes,
    ),
    "secret_rotation": (opens_page, secrets_are_rolled),
    "bad_signature_kinds": (opens_page, begins_here, sends_bad_requests),
}
"""What the collection tells in prose."""


def steps_of(scenario: Json) -> tuple[Step, ...]:
    if "deliver" in scenario:
        return (opens_page, begins_here, deliver(*scenario["deliver"]))
    if "deliver_concurrently" in scenario:
        [(name, copies)] = scenario["deliver_concurrently"].items()
        return (opens_page, begins_here, deliver(name, at_once=copies))
    return STEPS[scenario["name"]]


# --------------------------------------------------------------------------- expectations


def is_so_far(play: Play, expected: str) -> bool:
    """At least: a sale that is paid goes on to its briefing by itself."""
    match expected:
        case "refunded-or-review":
            return play.shop.state is State.LOST or "payment_review" in play.shop.tasks
        case "accepted, link pending":
            return play.shop.state is State.AWAITING_PAYMENT
        case "awaiting_payment":
            return play.shop.state is State.AWAITING_PAYMENT
        case _:
            return play.shop.state.progress >= State(expected).progress


UNKNOWN = "unknown_payment"
KINDS = {"dispute_opened": "dispute"}
"""Of what a person has to do; the rest are payments to be reviewed."""


def person_is_told(play: Play, names: list[str]) -> bool:
    """
    Each in the operator's list or, where nothing has to be done, in the owner's chat.

    Money that belongs to no conversation has no list to be in: it is in the reconciliation's.
    """
    shop = play.shop
    if UNKNOWN in names:
        return any(finding.done.needs_a_person for finding in shop.reconcile())
    if not names:
        return not shop.tasks and not shop.alerts
    tasks = {KINDS.get(name, "payment_review") for name in names if name != "dispute_won"}
    return tasks <= set(shop.tasks) and len(shop.alerts) >= len(names)


def answered(play: Play, expected: int | str) -> bool:
    taken = all(200 <= status < 300 for status in play.statuses)
    refused = all(400 <= status < 500 for status in play.statuses)
    return bool(play.statuses) and (refused if expected == 400 else taken)


def flags(shop: Shop) -> list[str]:
    payments = shop.charge.payments
    return ["disputed" for payment in payments if payment.dispute is DisputeStatus.OPEN]


Check: TypeAlias = Callable[[Play, Any], bool]

CHECKS: Mapping[str, Check] = {
    "state": is_so_far,
    "alerts": person_is_told,
    "http": answered,
    "never": lambda play, status: status not in play.statuses,
    "payments": lambda play, count: len(play.shop.charge.payments) == count,
    "refunded_total": lambda play, centavos: (
        sum(payment.refunded_centavos for payment in play.shop.charge.payments) == centavos
    ),
    "briefing_messages": lambda play, count: play.shop.links("/b/") == count,
    "pending_messages": lambda play, count: play.shop.messages("aguardando o banco") == count,
    "link_messages": lambda play, count: play.shop.links("/p/") - play.links_before == count,
    "transitions": lambda play, none: play.shop.state is State.AWAITING_PAYMENT and none == 0,
    "flags": lambda play, expected: flags(play.shop) == expected,
    "stripe_sessions": lambda play, count: play.shop.pages_at_stripe == count,
    "lead_told_once": lambda play, _: play.shop.messages("pagamento") == 1,
    "via": lambda play, _: play.shop.rows("SELECT 1 FROM inbox WHERE source = 'stripe'") == [],
    "rows_written": lambda play, none: play.shop.inbox_rows - play.rows_before == none,
    "note": lambda play, _: True,
}


def test_every_scenario_is_played() -> None:
    told_in_prose = {one["name"] for one in SCENARIOS if "fault" in one}

    assert told_in_prose == set(STEPS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_it_ends_as_expected(shop: Shop, scenario: Json) -> None:
    play = Play(shop)

    for step in steps_of(scenario):
        step(play)
        shop.settle()

    failed = [name for name, wanted in scenario["expect"].items() if not CHECKS[name](play, wanted)]
    assert failed == [], (shop.state, shop.charge, shop.tasks, shop.alerts, play.statuses)
