"""What happens to money after it arrived: it is sent back, or the bank takes it back."""

from __future__ import annotations

from collections.abc import Callable

from adapters.stripe.emulator import objects
from adapters.stripe.emulator.checks import check_refund
from adapters.stripe.emulator.records import Json, Records
from adapters.stripe.emulator.schema import ApiError

__all__ = ["Money"]

ANSWER_SECONDS = 7 * 24 * 60 * 60
"""How long the owner of a disputed payment has to answer; the networks differ."""


class Money:
    """
    The refunds and disputes of an account.

    Args:
        records: the account's; whoever calls holds its lock.
        tell: makes an event of a kind about an object.
    """

    def __init__(self, records: Records, tell: Callable[[str, Json], None]) -> None:
        self._records = records
        self._tell = tell

    def refund(self, params: Json) -> Json:
        """
        Send back what is left of a charge, or `amount` of it.

        Raises:
            ApiError: it cannot be sent back, or not so much.
        """
        charge = self._refundable(params)
        left = charge["amount"] - charge["amount_refunded"]
        amount = params.get("amount", left)
        check_refund(amount, left, charge)
        metadata = params.get("metadata") or {}
        made = self._records.add("re_", objects.refund(charge, amount, metadata))
        self._change_refunded(charge, amount)
        self._tell("charge.refunded", charge)
        self._tell("refund.created", made)
        return made

    def fail_refund(self, refund_id: str) -> Json:
        """A refund that was under way comes back; `charge.amount_refunded` shrinks again."""
        failed = self._records.get(refund_id, "refund")
        if failed["status"] == "failed":
            raise ApiError("This refund has failed already.")
        failed["status"] = "failed"
        charge = self._records.get(failed["charge"], "charge")
        self._change_refunded(charge, -failed["amount"])
        self._tell("refund.failed", failed)
        return failed

    def dispute(self, intent: Json, reason: str) -> Json:
        """The bank takes the money for now; whose it is will be decided."""
        charge = self._charge_of(intent)
        charge["disputed"] = True
        due_by = self._records.now() + ANSWER_SECONDS
        made = self._records.add("du_", objects.dispute(charge, reason, due_by))
        self._tell("charge.dispute.created", made)
        return made

    def close_dispute(self, dispute_id: str, *, won: bool) -> Json:
        """It is decided whose the money is."""
        closed = self._records.get(dispute_id, "dispute")
        closed["status"] = "won" if won else "lost"
        self._tell("charge.dispute.closed", closed)
        return closed

    @staticmethod
    def _change_refunded(charge: Json, amount: int) -> None:
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]

    def _refundable(self, params: Json) -> Json:
        if (charge_id := params.get("charge")) is not None:
            charge = self._records.get(charge_id, "charge")
        else:
            intent_id = params.get("payment_intent") or ""
            charge = self._charge_of(self._records.get(intent_id, "payment_intent"))
        if charge["payment_method_details"]["type"] == "boleto":
            # docs.stripe.com/payments/boleto/accept-a-payment, 2026-05-07
            raise ApiError("Boleto payments cannot be refunded.", code="charge_not_refundable")
        return charge

    def _charge_of(self, intent: Json) -> Json:
        if intent["latest_charge"] is None:
            raise ApiError("This PaymentIntent does not have a successful charge.")
        return self._records.get(intent["latest_charge"], "charge")
