"""Our books beside the provider's: what our tables say of charges and payments, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from adapters.storage.tables import CHARGES, PAYMENTS
from apps.charge_poller import is_news
from autovenda_core.model import ChargeStatus, PaymentStatus
from autovenda_core.money import format_brl
from autovenda_core.ports.payments import Snapshot

__all__ = ["Books", "OurCharge", "OurPayment", "read_books", "words_of"]

_MONEY = (PaymentStatus.PAID, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED)


@dataclass(frozen=True)
class OurCharge:
    """What we asked for."""

    status: ChargeStatus
    checkout_ref: str | None
    """Of its newest page."""


@dataclass(frozen=True)
class OurPayment:
    """Money that we know of."""

    charge_id: str
    amount_centavos: int
    refunded_centavos: int
    dispute: str | None
    paid_at: datetime

    @property
    def words(self) -> str:
        """In pt-BR."""
        return _money("pago", self.amount_centavos, self.refunded_centavos, self.dispute)


@dataclass(frozen=True)
class Books:
    """Our side, as the tables have it now."""

    charges: Mapping[str, OurCharge]
    payments: Mapping[str, OurPayment]
    """Of one provider, by its references."""

    def differ(self, snapshot: Snapshot) -> bool:
        """Whether the provider knows of something of ours that our tables do not show."""
        if not snapshot.charge_id:
            return False
        if snapshot.status in _MONEY:
            payment = self.payments.get(snapshot.provider_ref)
            return payment is None or not _agree(payment, snapshot)
        charge = self.charges.get(snapshot.charge_id)
        # Of an unpaid charge only its newest page tells anything.
        is_newest = charge is not None and charge.checkout_ref == snapshot.provider_ref
        return charge is not None and is_newest and is_news(charge.status, snapshot.status)

    def words(self, provider_ref: str, charge_id: str) -> str:
        """What we know of a payment, or at least of its charge, in pt-BR."""
        if (payment := self.payments.get(provider_ref)) is not None:
            return payment.words
        charge = self.charges.get(charge_id)
        return _CHARGE[charge.status] if charge is not None else "nada"


def read_books(db: Connection, provider: str) -> Books:
    """Our side of what went through a provider."""
    charges = db.execute(select(CHARGES.c.id, CHARGES.c.status, CHARGES.c.checkout_ref))
    payments = db.execute(select(PAYMENTS).where(PAYMENTS.c.provider == provider))
    return Books(
        {row.id: OurCharge(ChargeStatus(row.status), row.checkout_ref) for row in charges},
        {
            row.provider_payment_id: OurPayment(
                row.charge_id,
                row.amount_centavos,
                row.refunded_centavos,
                row.dispute,
                row.paid_at,
            )
            for row in payments
        },
    )


def words_of(snapshot: Snapshot) -> str:
    """What the provider shows, in pt-BR."""
    return _money(
        _SNAPSHOT[snapshot.status],
        snapshot.amount_centavos,
        snapshot.refunded_centavos,
        snapshot.dispute,
    )


def _agree(payment: OurPayment, snapshot: Snapshot) -> bool:
    return (
        payment.charge_id == snapshot.charge_id
        and payment.amount_centavos == snapshot.amount_centavos
        and payment.refunded_centavos == snapshot.refunded_centavos
        and payment.dispute == snapshot.dispute
    )


def _money(status: str, amount_centavos: int, refunded: int, dispute: str | None) -> str:
    words = [f"{status} {format_brl(amount_centavos)}"]
    words += [f"devolvidos {format_brl(refunded)}"] if refunded else []
    words += [f"contestação {_DISPUTE[dispute]}"] if dispute else []
    return ", ".join(words)


_SNAPSHOT = {
    PaymentStatus.OPEN: "em aberto",
    PaymentStatus.PENDING: "pendente",
    PaymentStatus.PAID: "pago",
    PaymentStatus.FAILED: "recusado",
    PaymentStatus.EXPIRED: "vencido",
    PaymentStatus.PARTLY_REFUNDED: "pago",
    PaymentStatus.REFUNDED: "pago",
}
_CHARGE = {
    ChargeStatus.OPEN: "cobrança em aberto",
    ChargeStatus.PENDING: "cobrança pendente",
    ChargeStatus.PAID: "cobrança paga",
    ChargeStatus.CANCELLED: "cobrança cancelada",
    ChargeStatus.REFUNDED: "cobrança devolvida",
}
_DISPUTE = {"open": "em aberto", "won": "ganha", "lost": "perdida"}
