"""
What a failed call means: another time perhaps, or never.

litellm gives each failure an HTTP status, also where there was none: 408 for a time-out, 500 for
a connection that was not made (litellm 1.106 source, `exceptions.py`).  Vendors' messages are
not repeated: they quote keys and what the lead wrote.
"""

from __future__ import annotations

from autovenda_core.errors import PortError, Rejected, Unavailable

__all__ = ["port_error"]

_FOR_GOOD = {
    400: "does not take our request",
    401: "refuses the key",
    402: "wants to be paid first",
    403: "refuses the key",
    404: "is not known at its address (an OpenAI-compatible one usually ends in /v1)",
    413: "does not take so much",
    422: "does not take our request",
}

_FOR_NOW = {
    408: "did not answer in time",
    429: "is asked too often, or its credit is used up",
}


def port_error(error: Exception, model: str) -> PortError:
    """The error to raise `from` a failure of litellm; it names the model and quotes nobody."""
    status = getattr(error, "status_code", None)
    if status in _FOR_GOOD:
        return Rejected(f"{model} {_FOR_GOOD[status]} ({status})")
    if isinstance(error, TimeoutError):
        status = 408
    what = _FOR_NOW.get(status or 0, f"cannot be reached or failed ({type(error).__name__})")
    return Unavailable(f"{model} {what}", retry_after_seconds=_retry_after(error))


def _retry_after(error: Exception) -> float | None:
    """RFC 9110, 10.2.3, in seconds; providers do not use its form with a date."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    value = str(headers.get("retry-after", ""))
    return float(value) if value.isdecimal() else None
