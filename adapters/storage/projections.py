"""
What people look at: clients, proposals, charges, payments and projects, in tables of their own.

They follow from the conversations and decide nothing.  `changes` compares two conversations and
says which rows differ; `project` writes those.  Deals before the current one are compared too,
because their charges still hear of their payments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from adapters.storage.inbox import upsert
from adapters.storage.names import searchable
from adapters.storage.tables import CHARGES, CLIENTS, PAYMENTS, PROJECTS, PROPOSALS
from autovenda_core.model import Charge, Client, Conversation, Deal, Payment, PaymentStatus

__all__ = ["Change", "changes", "project"]


@dataclass(frozen=True)
class Change:
    """A row to be there, identified by `key`, with these values."""

    table: Table
    key: tuple[str, ...]
    values: dict[str, Any]


def project(
    db: Connection, before: Conversation, after: Conversation, client_id: str, at: datetime
) -> None:
    """Bring the projections from one conversation to the next."""
    for change in changes(before, after, client_id):
        row = change.values | {"updated_at": at}
        if change.table in (CLIENTS, CHARGES):
            row["created_at"] = at  # only of a row that is not there yet
        db.execute(_upsert(db.dialect.name, change.table, change.key, tuple(row)), row)


def changes(before: Conversation, after: Conversation, client_id: str) -> Iterator[Change]:
    """The rows that differ, each after those it refers to."""
    if before.client != after.client:
        yield _client(client_id, before.client, after.client)
    deals = {deal.number: deal for deal in (*before.earlier, before.deal)}
    for deal in (*after.earlier, after.deal):
        old = deals.get(deal.number, Deal(deal.number))
        if old is not deal:
            yield from _deal(old, deal, after.id, client_id)


@cache
def _upsert(dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...]) -> Any:
    insert = upsert(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=key,
        set_={
            name: insert.excluded[name]
            for name in columns
            if name not in key and name != "created_at"
        },
    )


def _client(client_id: str, old: Client, new: Client) -> Change:
    """Only what changed: the client's other conversations know other things."""
    fields = ("name", "email", "phone", "cpf", "cnpj")
    news = {name: getattr(new, name) for name in fields if getattr(new, name) != getattr(old, name)}
    if "name" in news:
        news["search_name"] = new.name and searchable(new.name)
    return Change(CLIENTS, ("id",), {"id": client_id, **news})


def _deal(old: Deal, new: Deal, conversation_id: str, client_id: str) -> Iterator[Change]:
    whose = {"conversation_id": conversation_id, "client_id": client_id, "deal": new.number}
    if _proposal(old) != (proposal := _proposal(new)) and proposal:
        yield Change(PROPOSALS, ("conversation_id", "deal", "version"), whose | proposal)
    before = {charge.id: charge for charge in old.charges}
    for charge in new.charges:
        yield from _charge_changes(before.get(charge.id), charge, whose)
    if _project(old) != (work := _project(new)) and work:
        yield Change(PROJECTS, ("conversation_id", "deal"), whose | work)


def _charge_changes(old: Charge | None, new: Charge, whose: dict[str, Any]) -> Iterator[Change]:
    if old == new:
        return
    yield Change(CHARGES, ("id",), whose | _charge(new))
    known = old.payments if old else ()
    for payment in new.payments:
        if payment not in known:
            row = whose | _payment(new, payment)
            yield Change(PAYMENTS, ("provider", "provider_payment_id"), row)


def _proposal(deal: Deal) -> dict[str, Any]:
    """The current offer of a deal, with the acceptance when it is of this offer."""
    offer = deal.offer
    if offer is None:
        return {}
    accepted = deal.acceptance
    if accepted and accepted.offer_number != offer.number:
        accepted = None
    return {
        "version": offer.version,
        "number": offer.number,
        "package_id": offer.package_id,
        "title": offer.title,
        "deliverables": json.dumps(offer.deliverables, ensure_ascii=False),
        "total_centavos": offer.total_centavos,
        "deposit_centavos": offer.deposit_centavos,
        "delivery_days": offer.delivery_days,
        "offered_at": offer.offered_at,
        "valid_until": offer.valid_until,
        "offered_by": offer.by,
        "sha256": deal.proposal_sha256,
        "accepted_at": accepted and accepted.at,
        "accepted_how": accepted and accepted.how,
        "accepted_message_id": accepted and accepted.message_id,
        "accepted_sha256": accepted and accepted.proposal_sha256,
    }


def _charge(charge: Charge) -> dict[str, Any]:
    page, voucher = charge.checkout, charge.instructions
    return {
        "id": charge.id,
        "kind": charge.kind,
        "amount_centavos": charge.amount_centavos,
        "currency": charge.currency,
        "description": charge.description,
        "status": charge.status,
        "attempt": charge.attempt,
        "checkout_ref": page and page.provider_ref,
        "checkout_url": page and page.url,
        "checkout_expires_at": page and page.expires_at,
        "pending_method": voucher and voucher.method,
        "pending_url": voucher and voucher.url,
        "pending_code": voucher and voucher.code,
        "pending_expires_at": voucher and voucher.expires_at,
    }


def _payment(charge: Charge, payment: Payment) -> dict[str, Any]:
    return {
        "provider": payment.provider,
        "provider_payment_id": payment.provider_ref,
        "charge_id": charge.id,
        "kind": charge.kind,
        "status": _payment_status(payment),
        "amount_centavos": payment.amount_centavos,
        "refunded_centavos": payment.refunded_centavos,
        "method": payment.method,
        "dispute": payment.dispute,
        "vouched_by": payment.by,
        "paid_at": payment.paid_at,
    }


def _payment_status(payment: Payment) -> PaymentStatus:
    if payment.refunded_centavos >= payment.amount_centavos:
        return PaymentStatus.REFUNDED
    return PaymentStatus.PARTLY_REFUNDED if payment.refunded_centavos else PaymentStatus.PAID


def _project(deal: Deal) -> dict[str, Any]:
    work = deal.project
    if work is None:
        return {}
    return {
        "title": work.title,
        "status": work.status,
        "deadline": work.deadline,
        "paid_at": work.paid_at,
        "briefing": json.dumps(dict(deal.briefing.answers), ensure_ascii=False),
    }
