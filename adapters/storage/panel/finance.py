"""
Money: what arrived, what is asked for, and what should have been here by now.

A charge has no due date of its own.  A deposit is due when its accepted proposal ends, anything
else a week after it was asked for.  A deposit counts as receivable only while its sale waits for
it: of a lost or older sale nobody expects the money any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, or_, select, text

from adapters.storage.panel.months import begin_of, local_day, month_of, months_before
from adapters.storage.panel.paging import Key, Page, page_of, past
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONVERSATIONS,
    PAYMENTS,
    PROJECTS,
    PROPOSALS,
)
from autovenda_core.model import (
    ChargeKind,
    ChargeStatus,
    DisputeStatus,
    PaymentStatus,
    ProjectStatus,
    State,
)

__all__ = [
    "Charged",
    "Month",
    "Owed",
    "Paid",
    "arrivals",
    "charges",
    "months",
    "owed",
    "payments_of",
    "receivable",
    "received",
]

TIME_TO_PAY = timedelta(days=7)
"""For a balance or an extra, since it was asked for; the last reminder goes out then."""

MOST_OWED = 5_000
MOST_ARRIVALS = 20_000
"""Rows of a CSV: years of a small business."""

UNPAID = text("charges.status IN ('open', 'pending')")
"""As literal text, so that the database sees that the index of just these rows will do."""


@dataclass(frozen=True)
class Month:
    """One month in money, in centavos."""

    first_day: date
    received: int
    """Arrived in it, less what was sent or taken back since."""
    receivable: int
    """Due in it, and still in time."""
    overdue: int
    """Due in it, and late."""


@dataclass(frozen=True)
class Owed:
    """Money that is waited for."""

    charge_id: str
    conversation_id: str
    client_id: str
    client_name: str | None
    kind: ChargeKind
    description: str
    outstanding_centavos: int
    due_at: datetime
    pending_method: str | None
    """It is on its way: "boleto" or "pix"."""
    pending_expires_at: datetime | None


@dataclass(frozen=True)
class Paid:
    """Money that arrived."""

    charge_id: str
    provider: str
    provider_ref: str
    status: PaymentStatus
    amount_centavos: int
    refunded_centavos: int
    method: str | None
    dispute: DisputeStatus | None
    vouched_by: str | None
    """The operator who says that it arrived; None: the provider does."""
    paid_at: datetime
    client_name: str | None = None
    kind: ChargeKind | None = None
    description: str = ""

    @property
    def kept_centavos(self) -> int:
        """What is left of it."""
        lost = self.dispute is DisputeStatus.LOST
        return 0 if lost else self.amount_centavos - self.refunded_centavos


@dataclass(frozen=True)
class Charged:
    """A charge with what arrived for it."""

    id: str
    conversation_id: str
    seen: int
    """The conversation's version, for commands."""
    client_id: str
    client_name: str | None
    deal: int
    kind: ChargeKind
    description: str
    amount_centavos: int
    status: ChargeStatus
    pending_method: str | None
    pending_expires_at: datetime | None
    created_at: datetime
    payments: tuple[Paid, ...]


_KEPT = case(
    (PAYMENTS.c.dispute == DisputeStatus.LOST, 0),
    else_=PAYMENTS.c.amount_centavos - PAYMENTS.c.refunded_centavos,
)
_RECEIVED = select(func.coalesce(func.sum(_KEPT), 0))
_OF_THE_CHARGE = _RECEIVED.where(PAYMENTS.c.charge_id == CHARGES.c.id).scalar_subquery()
_VALID_UNTIL = (
    select(func.max(PROPOSALS.c.valid_until))
    .where(
        PROPOSALS.c.conversation_id == CHARGES.c.conversation_id,
        PROPOSALS.c.deal == CHARGES.c.deal,
    )
    .scalar_subquery()
)
_NEWEST_DEAL = (
    select(func.max(PROPOSALS.c.deal))
    .where(PROPOSALS.c.conversation_id == CHARGES.c.conversation_id)
    .scalar_subquery()
)
_OF_A_DEAD_PROJECT = (
    select(PROJECTS.c.id)
    .where(
        PROJECTS.c.conversation_id == CHARGES.c.conversation_id,
        PROJECTS.c.deal == CHARGES.c.deal,
        PROJECTS.c.status == ProjectStatus.CANCELLED,
    )
    .exists()
)


_OUTSTANDING = case(
    (CHARGES.c.amount_centavos > _OF_THE_CHARGE, CHARGES.c.amount_centavos - _OF_THE_CHARGE),
    else_=0,
)


def _expected(*columns: ColumnElement[Any]) -> Select[Any]:
    """Of the unpaid charges those whose money somebody still waits for."""
    waits = (CONVERSATIONS.c.state == State.AWAITING_PAYMENT) & (CHARGES.c.deal == _NEWEST_DEAL)
    is_deposit = CHARGES.c.kind == ChargeKind.DEPOSIT
    whose = CHARGES.join(CONVERSATIONS, CONVERSATIONS.c.id == CHARGES.c.conversation_id).join(
        CLIENTS, CLIENTS.c.id == CHARGES.c.client_id
    )
    return (
        select(*columns)
        .select_from(whose)
        .where(UNPAID, or_(is_deposit & waits, ~is_deposit & ~_OF_A_DEAD_PROJECT))
    )


def received(db: Connection, since: datetime, until: datetime) -> int:
    """Centavos that arrived from an instant to before another, less what went back since."""
    between = (PAYMENTS.c.paid_at >= since, PAYMENTS.c.paid_at < until)
    return int(db.execute(_RECEIVED.where(*between)).scalar_one())


def receivable(db: Connection) -> int:
    """Centavos of everything that is waited for."""
    waited_for = _expected(func.coalesce(func.sum(_OUTSTANDING), 0))
    return int(db.execute(waited_for).scalar_one())


def owed(db: Connection) -> Sequence[Owed]:
    """Everything that is waited for, what is due first at the top; the oldest 5,000 charges."""
    charge = CHARGES.c
    waited_for = _expected(
        charge.id,
        charge.conversation_id,
        charge.client_id,
        CLIENTS.c.name,
        charge.kind,
        charge.description,
        charge.pending_method,
        charge.pending_expires_at,
        charge.created_at,
        _OUTSTANDING.label("outstanding"),
        _VALID_UNTIL.label("valid_until"),
    )
    rows = db.execute(waited_for.order_by(charge.created_at, charge.id).limit(MOST_OWED))
    return sorted(map(_owed, rows), key=lambda each: (each.due_at, each.charge_id))


def months(
    db: Connection, now: datetime, count: int = 12, *, waited_for: Sequence[Owed] | None = None
) -> tuple[Month, ...]:
    """
    The last months, this one and the next, oldest first; what was due before is in the first.

    `waited_for` is what `owed` has answered, for whoever has asked it already.
    """
    first = months_before(local_day(now), count - 1)
    days = [months_before(first, -number) for number in range(count + 1)]
    in_time, late = dict.fromkeys(days, 0), dict.fromkeys(days, 0)
    for each in owed(db) if waited_for is None else waited_for:
        day = min(max(month_of(local_day(each.due_at)), days[0]), days[-1])
        amounts = late if each.due_at < now else in_time
        amounts[day] += each.outstanding_centavos
    return tuple(
        Month(
            day,
            received(db, begin_of(day), begin_of(months_before(day, -1))),
            in_time[day],
            late[day],
        )
        for day in days
    )


def charges(
    db: Connection,
    *,
    status: ChargeStatus | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[Charged]:
    """Charges with their payments, the newest first."""
    wanted = (
        select(CHARGES, CLIENTS.c.name, CONVERSATIONS.c.version)
        .join(CLIENTS, CLIENTS.c.id == CHARGES.c.client_id)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == CHARGES.c.conversation_id)
    )
    if status is not None:
        wanted = wanted.where(CHARGES.c.status == status)
    rows = db.execute(past(wanted, (CHARGES.c.created_at, CHARGES.c.id), after, limit)).all()
    paid = payments_of(db, [row.id for row in rows])
    return page_of(
        rows, limit, lambda row: charged(row, paid), lambda row: (row.created_at, row.id)
    )


def arrivals(db: Connection, since: datetime, until: datetime) -> Iterator[Paid]:
    """Every payment from an instant to before another, for a CSV; oldest first."""
    rows = db.execute(
        select(PAYMENTS, CLIENTS.c.name, CHARGES.c.description)
        .join(CLIENTS, CLIENTS.c.id == PAYMENTS.c.client_id)
        .join(CHARGES, CHARGES.c.id == PAYMENTS.c.charge_id)
        .where(PAYMENTS.c.paid_at >= since, PAYMENTS.c.paid_at < until)
        .order_by(PAYMENTS.c.paid_at, PAYMENTS.c.id)
        .limit(MOST_ARRIVALS)
    )
    for row in rows:
        yield _paid(row, client_name=row.name, description=row.description)


def payments_of(db: Connection, charge_ids: Sequence[str]) -> Mapping[str, tuple[Paid, ...]]:
    """What arrived for some charges, by charge."""
    rows = db.execute(
        select(PAYMENTS).where(PAYMENTS.c.charge_id.in_(charge_ids)).order_by(PAYMENTS.c.id)
    )
    paid: dict[str, tuple[Paid, ...]] = {}
    for row in rows:
        paid[row.charge_id] = (*paid.get(row.charge_id, ()), _paid(row))
    return paid


def charged(row: Row[*tuple[Any, ...]], paid: Mapping[str, tuple[Paid, ...]]) -> Charged:
    """A row of `charges`, with its client's `name` and its conversation's `version`."""
    return Charged(
        id=row.id,
        conversation_id=row.conversation_id,
        seen=row.version,
        client_id=row.client_id,
        client_name=row.name,
        deal=row.deal,
        kind=ChargeKind(row.kind),
        description=row.description,
        amount_centavos=row.amount_centavos,
        status=ChargeStatus(row.status),
        pending_method=row.pending_method,
        pending_expires_at=row.pending_expires_at,
        created_at=row.created_at,
        payments=paid.get(row.id, ()),
    )


def _owed(row: Row[*tuple[Any, ...]]) -> Owed:
    kind = ChargeKind(row.kind)
    by_proposal = row.valid_until if kind is ChargeKind.DEPOSIT else None
    return Owed(
        charge_id=row.id,
        conversation_id=row.conversation_id,
        client_id=row.client_id,
        client_name=row.name,
        kind=kind,
        description=row.description,
        outstanding_centavos=row.outstanding,
        due_at=by_proposal or row.created_at + TIME_TO_PAY,
        pending_method=row.pending_method,
        pending_expires_at=row.pending_expires_at,
    )


def _paid(
    row: Row[*tuple[Any, ...]], client_name: str | None = None, description: str = ""
) -> Paid:
    return Paid(
        charge_id=row.charge_id,
        provider=row.provider,
        provider_ref=row.provider_payment_id,
        status=PaymentStatus(row.status),
        amount_centavos=row.amount_centavos,
        refunded_centavos=row.refunded_centavos,
        method=row.method,
        dispute=row.dispute and DisputeStatus(row.dispute),
        vouched_by=row.vouched_by,
        paid_at=row.paid_at,
        client_name=client_name,
        kind=ChargeKind(row.kind),
        description=description,
    )
