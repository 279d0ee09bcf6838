"""
What a failed call means for whoever asked: again with the same key, or never.

Which statuses are definite is from the SDK (stripe-python 16.1 source, `_api_requestor` and
`_error`): no answer, 409 and 5xx leave it open whether Stripe did it; 429 did not.
"""

from __future__ import annotations

import re

import httpx
import stripe

from autovenda_core.errors import OutcomeUnknown, PortError, Rejected, Unavailable

__all__ = ["port_error"]

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

_SECRETS = re.compile(r"\b(?:sk|rk|pk|whsec)_\S+|\S+@\S+")
"""Keys and e-mail addresses, which Stripe quotes back in its messages."""


def port_error(error: stripe.StripeError) -> PortError:
    """The error of our port that says what to do after one of Stripe's."""
    if isinstance(error, stripe.APIConnectionError):
        return _without_answer(error)
    match error.http_status:
        case 429:
            return Unavailable(
                "Stripe asks us to slow down (429)", retry_after_seconds=_retry_after(error)
            )
        case 401:
            return Rejected("Stripe does not know the key in STRIPE_SECRET (401)")
        case 403:
            return Rejected("the key in STRIPE_SECRET is not allowed to do this at Stripe (403)")
        case None | 409:
            return OutcomeUnknown(_words(error))
        case status if status >= 500:
            return _server_error(error)
        case _:
            return Rejected(_words(error))


def _without_answer(error: stripe.APIConnectionError) -> PortError:
    if isinstance(error.__cause__, _NEVER_LEFT):
        return Unavailable("Stripe cannot be reached")
    return OutcomeUnknown("the connection to Stripe broke before its answer")


def _server_error(error: stripe.StripeError) -> PortError:
    """
    A 5xx that Stripe replays from its memory of the key comes again for 24 hours.

    Giving up is safe: nobody ever learned the address of a page it may have made, so nobody
    can pay there; a new attempt has a new key.
    """
    if _header(error, "idempotent-replayed") == "true":
        return Rejected("Stripe keeps answering this request with the same error")
    return OutcomeUnknown(_words(error))


def _words(error: stripe.StripeError) -> str:
    """Stripe's sentence, for the operator: without keys and addresses."""
    if error.error is None:
        return f"Stripe did not answer as its API does ({error.http_status})"
    said = _SECRETS.sub("***", error.user_message or "no reason given")
    return f"Stripe: {said} ({error.http_status}, {error.request_id})"


def _retry_after(error: stripe.StripeError) -> float | None:
    seconds = _header(error, "retry-after")
    return float(seconds) if seconds.isascii() and seconds.isdecimal() else None


def _header(error: stripe.StripeError, name: str) -> str:
    return (error.headers or {}).get(name) or ""
