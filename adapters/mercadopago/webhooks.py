"""
Mercado Pago's webhooks: is it they who speak, and which payment should we look at?  Pure.

    POST …?data.id=123&type=payment
    x-request-id: …
    x-signature: ts=<Unix time>,v1=<hex HMAC-SHA256 of "id:123;request-id:…;ts:…;">

The body is not signed ("Configurar notificações", mercadopago.com.br/developers, 2026), so
nothing in it decides anything: what to look at comes from the query.  Notices of QR codes are
not signed at all (SDK mercadopago 3.6.0, `webhook/validator.py`) and are refused.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ValidationError

from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.payments import Notice

__all__ = ["CHARGEBACK", "PAYMENT", "read_notices", "verify"]

AHEAD_SECONDS = 300
"""How much their clock may be before ours."""

BEHIND_SECONDS = 3 * 24 * 60 * 60
"""
How old a signature may be.  Whether a notice that is repeated after 15 minutes and more is signed
anew is not documented, and refusing it would lose it.  A replay gains nothing: it makes us look at
a payment again, and under an event id that we know.
"""

PAYMENT = "payment:"
CHARGEBACK = "chargeback:"
"""Beginnings of a `provider_ref` that names not a page but what happened on it."""

_REFERENCES = {"payment": PAYMENT, "topic_chargebacks_wh": CHARGEBACK}
"""Of each topic we listen to ("Webhooks" and "Gestão de contestações", mercadopago.com.br, 2026)"""

_FIRST_MILLISECOND = 10**11
"""
A larger time is in milliseconds.  The documents show both, and the SDKs have changed from one to
the other (github.com/mercadopago/sdk-python, pull request 142, 2026-08-03).
"""


def verify(
    headers: Mapping[str, str], query: Mapping[str, str], secrets: Sequence[str], now: datetime
) -> None:
    """
    Check the `x-signature` of a notice.  Several secrets may be valid while one is replaced.

    What is missing is left out of what was signed.  Letters in an id are signed in lower case by
    the documents, and as they are by the SDK (3.6.0); both are theirs, so both are tried.

    Raises:
        InvalidRequest: it was not signed with one of our secrets, or not about `now`.
    """
    signed_at, signatures = _read_header(headers.get("x-signature", ""))
    data_id = query.get("data.id", "")
    request_id = headers.get("x-request-id", "")
    manifests = [_manifest(one, request_id, signed_at) for one in (data_id, data_id.lower())]
    expected = [_signature(manifest, secret) for manifest in manifests for secret in secrets]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in signatures):
        raise InvalidRequest("x-signature was not made with our secret")
    _check_time(int(signed_at), now)


def _read_header(header: str) -> tuple[str, list[bytes]]:
    """The time as it was signed, in decimal digits, and the signatures of scheme v1."""
    fields = [tuple(map(str.strip, field.partition("=")[::2])) for field in header.split(",")]
    times = [value for name, value in fields if name == "ts"]
    if not times or not (times[0].isascii() and times[0].isdecimal() and len(times[0]) <= 15):
        raise InvalidRequest("no x-signature header with a time")
    return times[0], [value.encode(errors="replace") for name, value in fields if name == "v1"]


def _manifest(data_id: str, request_id: str, signed_at: str) -> str:
    parts = (("id", data_id), ("request-id", request_id), ("ts", signed_at))
    return "".join(f"{name}:{value};" for name, value in parts if value)


def _signature(manifest: str, secret: str) -> bytes:
    message = manifest.encode(errors="replace")
    return hmac.new(secret.encode(), message, "sha256").hexdigest().encode()


def _check_time(signed_at: int, now: datetime) -> None:
    seconds = signed_at // 1000 if signed_at >= _FIRST_MILLISECOND else signed_at
    skew = seconds - int(now.timestamp())
    if not -BEHIND_SECONDS <= skew <= AHEAD_SECONDS:
        when = "ahead of" if skew > 0 else "behind"
        raise InvalidRequest(
            f"signed {abs(skew)} s {when} our clock: a replay, or one of the clocks is wrong"
        )


class _Body(BaseModel):
    """The envelope of every topic."""

    id: int | str
    type: str | None = None
    action: str | None = None
    live_mode: bool = False


def read_notices(query: Mapping[str, str], body: bytes) -> list[Notice]:
    """
    What a genuine notice asks us to look at.

    `provider_ref` is `payment:<id>` or `chargeback:<id>`; `MercadoPagoPayments.fetch` takes
    both, and its answer says whose it is.  Other topics are not for us.

    The event's id is theirs within the signed payment, so that an unsigned body cannot use up
    the id of a notice about another one.

    Raises:
        InvalidRequest: the body is not a notice.
    """
    try:
        notice = _Body.model_validate_json(body)
    except ValidationError as error:
        raise InvalidRequest("the body is not a Mercado Pago notice") from error
    reference = _REFERENCES.get(query.get("type") or notice.type or "")
    data_id = query.get("data.id", "")
    if reference is None or not (data_id.isascii() and data_id.isdecimal()):
        return []
    provider_ref = f"{reference}{data_id}"
    return [
        Notice(
            event_id=f"{provider_ref}:{notice.id}",
            kind=notice.action or notice.type or reference.rstrip(":"),
            provider_ref=provider_ref,
            charge_id=None,
            livemode=notice.live_mode,
        )
    ]
