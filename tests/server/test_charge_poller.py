"""Payments by asking: what is new is told once, and what is not new costs no row."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from sqlite3 import Row, connect
from typing import TYPE_CHECKING

import pytest

from apps.charge_poller import ChargePoller
from autovenda_core.errors import Unavailable
from autovenda_core.model import State

if TYPE_CHECKING:
    from tests.server.conftest import Desk


@pytest.fixture
def poller(desk: Desk) -> ChargePoller:
    application = desk.application
    return ChargePoller(
        application.settings.database, application.runtime, application.payments, desk.clock
    )


def poll(desk: Desk, poller: ChargePoller) -> None:
    desk.run(poller.poll())
    desk.settle()


def test_a_payment_is_found(desk: Desk, poller: ChargePoller) -> None:
    desk.accepts()
    desk.payments.pay(desk.opens_checkout())

    poll(desk, poller)

    assert desk.state is State.BRIEFING


def test_a_checkout_that_nobody_touched_costs_nothing(desk: Desk, poller: ChargePoller) -> None:
    desk.accepts()
    desk.opens_checkout()

    poll(desk, poller)

    assert desk.facts_of("PaymentNoticed") == 0


def test_a_boleto_is_told_once_until_it_is_paid(desk: Desk, poller: ChargePoller) -> None:
    desk.accepts()
    reference = desk.opens_checkout()
    desk.payments.promise(reference)

    for _ in range(3):
        poll(desk, poller)
        desk.clock.advance(timedelta(seconds=20))
    waiting = desk.facts_of("PaymentNoticed")
    desk.payments.pay(reference)
    poll(desk, poller)

    assert waiting == 1
    assert desk.state is State.BRIEFING


def test_what_is_paid_is_not_looked_at_any_more(desk: Desk, poller: ChargePoller) -> None:
    desk.pays()
    told = desk.facts_of("PaymentNoticed")

    desk.payments.fail_next(Unavailable("nobody should ask"))
    poll(desk, poller)

    assert desk.facts_of("PaymentNoticed") == told
    assert len(desk.payments._failures) == 1


def test_a_provider_that_is_down_is_asked_again(desk: Desk, poller: ChargePoller) -> None:
    desk.accepts()
    desk.payments.pay(desk.opens_checkout())
    desk.payments.fail_next(Unavailable("down"))

    poll(desk, poller)
    before = desk.state
    poll(desk, poller)

    assert before is State.AWAITING_PAYMENT
    assert desk.state is State.BRIEFING


def test_a_page_that_the_provider_does_not_know_hides_no_other(
    desk: Desk, poller: ChargePoller
) -> None:
    desk.accepts()
    desk.payments.pay(desk.opens_checkout())
    put_unknown_page_before_it(desk)

    poll(desk, poller)

    assert desk.state is State.BRIEFING


def put_unknown_page_before_it(desk: Desk) -> None:
    """A charge from another account of the provider, which is looked at first."""
    with closing(connect(desk.application.settings.database)) as db, db:
        db.row_factory = Row
        row = dict(db.execute("SELECT * FROM charges").fetchone())
        db.execute("UPDATE charges SET checkout_ref = 'of another account'")
        names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        db.execute(
            f"INSERT INTO charges ({names}) VALUES ({places})",  # noqa: S608  our own names
            row | {"id": f"{row['id']}.later"},
        )


def test_the_dead_page_of_a_lost_sale_is_told_once(desk: Desk, poller: ChargePoller) -> None:
    desk.accepts()
    desk.opens_checkout()
    desk.says("não quero mais")
    assert desk.state is State.LOST

    for _ in range(3):
        poll(desk, poller)
        desk.clock.advance(timedelta(seconds=20))

    assert desk.facts_of("PaymentNoticed") == 1
