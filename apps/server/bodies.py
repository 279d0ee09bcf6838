"""Bodies of requests, as they came over the wire, bounded in size and time."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import Request

from autovenda_core.errors import InvalidRequest

__all__ = ["BODY_BYTES", "read_body", "read_form"]

BODY_BYTES = 1_000_000
"""Telegram's and Stripe's bodies stay far below; so does a part of the briefing."""

BODY_SECONDS = 15
"""For the whole body, so that a trickle does not hold a connection for ever."""

FORM_FIELDS = 200
FORM_TYPE = "application/x-www-form-urlencoded"


async def read_body(request: Request, limit: int = BODY_BYTES) -> bytes:
    """
    The raw bytes, `limit` at most; what is too long is refused before it is read to its end.

    Raises:
        InvalidRequest: it is too long (413), or did not arrive in time (408).
    """
    if int(request.headers.get("content-length", "0")) > limit:
        raise _too_long(limit)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request, limit)
    except TimeoutError as error:
        raise InvalidRequest("the body did not arrive in time", status=408) from error


async def _read(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_long(limit)
    return bytes(body)


def _too_long(limit: int) -> InvalidRequest:
    return InvalidRequest(f"the body is longer than {limit} bytes", status=413)


async def read_form(request: Request) -> list[tuple[str, str]]:
    """
    The fields of a form of ours, in their order; names may repeat.

    Raises:
        InvalidRequest: it is no form (415), has too many fields (400), or as `read_body`.
    """
    body = await read_body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != FORM_TYPE:
        raise InvalidRequest(f"expected a form ({FORM_TYPE})", status=415)
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=FORM_FIELDS, errors="replace"
        )
    except ValueError as error:
        raise InvalidRequest("the form cannot be read") from error
