"""Money under random weather, in short; `make drill` does the same for longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from autovenda_core.events import CheckoutRequested, PaymentSnapshot
from autovenda_core.fsm.rows import Row
from autovenda_core.fsm.rules import checkouts, further, ledger, payment, refunds
from autovenda_core.fsm.table import FLOW
from autovenda_core.fsm.turn import Turn
from autovenda_core.model import ChargeStatus
from tests.money.machine import Sale

SHORT = settings(
    max_examples=100,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
BLUNT = settings(SHORT, max_examples=2_000, phases=(Phase.generate,), derandomize=True)
"""To find any failure, not the shortest."""


def test_whatever_happens_the_books_are_right() -> None:
    run_state_machine_as_test(Sale, settings=SHORT)


# ---------------------------------------------------------------------------- it can fail


def believe_any_snapshot(turn: Turn[PaymentSnapshot]) -> bool:
    """A sabotage: a page that was only opened counts as paid."""
    deposit = turn.deal.deposit
    return deposit is not None and turn.event.charge_id == deposit.id and not turn.deal.project


def forget_the_money(turn: Turn[PaymentSnapshot]) -> None:
    """A sabotage: thank for it, and write nothing down."""
    payment.report_overpayment(turn)


def open_another_page(turn: Turn[CheckoutRequested]) -> bool:
    """A sabotage: every click makes a page, though there is one that can be paid."""
    charge = ledger.charge_with(turn, turn.event.charge_id)
    return charge is not None and charge.status is ChargeStatus.OPEN


def look_away(turn: Turn[PaymentSnapshot]) -> None:
    """A sabotage: what is doubtful is written down, and nobody is told."""
    ledger.record(turn)


def pay_by_word(turn: Turn[PaymentSnapshot]) -> None:
    """A sabotage: what is pending is paid."""
    charge = ledger.addressed(turn)
    if charge is not None:
        ledger.put_charge(turn, replace(charge, status=ChargeStatus.PAID))


def with_action(action: Callable[[Any], None], sabotage: Callable[[Any], None]) -> tuple[Row, ...]:
    return tuple(replace(row, action=sabotage) if row.action is action else row for row in FLOW)


def with_guard(guard: Callable[[Any], bool], sabotage: Callable[[Any], bool]) -> tuple[Row, ...]:
    return tuple(replace(row, guard=sabotage) if row.guard is guard else row for row in FLOW)


@pytest.mark.parametrize(
    "rows",
    [
        with_guard(payment.covers_deposit, believe_any_snapshot),
        with_action(payment.review_payment, forget_the_money),
        with_action(payment.review_payment, look_away),
        with_guard(checkouts.is_payable, open_another_page),
        with_action(payment.note_progress, pay_by_word),
        with_action(refunds.note_refund, lambda turn: None),
        with_action(further.settle_charge, lambda turn: None),
    ],
    ids=[
        "an opened page counts as paid",
        "doubtful money is forgotten",
        "doubtful money is nobody's task",
        "every click makes a page",
        "a promise counts as paid",
        "a refund is not written down",
        "a balance is not written down",
    ],
)
def test_a_rule_that_is_wrong_is_found(rows: tuple[Row, ...]) -> None:
    class Sabotaged(Sale):
        pass

    Sabotaged.rows = rows

    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(Sabotaged, settings=BLUNT)
