"""
`autovenda inspect-webhook`: what a body says, without a server, a setting or a network.

One JSON line per event; what is absent is null.  A chat's events are told in the words of
`autovenda_core.ports.inbound`, a payment's in those of `adapters.stripe.inspection`: there, also
what it would do to a charge.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.stripe.inspection import SupposedCharge, inspect
from adapters.whatsapp.twilio import webhook as twilio
from apps.channels import CHANNELS
from autovenda_core.errors import ConfigurationError, InvalidRequest
from autovenda_core.ports.inbound import Category, Reading

__all__ = ["STDIN", "STRIPE", "inspect_files", "lines_of"]

STDIN = "-"

STRIPE = "stripe"
"""Beside the names of the channels."""

_SAMPLE = SupposedCharge()

_ABSENT: dict[str, Any] = dict.fromkeys(
    (
        "file",
        "category",
        "kind",
        "sender_id",
        "phone",
        "bsuid",
        "name",
        "text",
        "button_id",
        "message_id",
        "reply_to",
        "media_id",
        "timestamp",
        "errors",
        "reason",
    )
)
"""A line of which nothing is known."""


def inspect_files(
    channel: str, files: Sequence[str], now: datetime, charge: SupposedCharge = _SAMPLE
) -> Iterator[str]:
    """
    The lines of all files, in their order; `-` is the standard input.

    Args:
        channel: or `stripe`.
        files: their paths.
        now: for what has no time of its own.
        charge: what payments are supposed to be for.

    Raises:
        ConfigurationError: a file cannot be read.
    """
    for file in files:
        content = _content(file)
        if channel == STRIPE:
            yield json.dumps({"file": file, **asdict(inspect(content, charge))})
        else:
            yield from lines_of(channel, file, content, now)


def lines_of(channel: str, file: str, body: bytes, now: datetime) -> Iterator[str]:
    """The lines of one body of a chat; one that is not of this channel is a line that says why."""
    try:
        readings = _read(channel, body, now)
    except InvalidRequest as error:
        invalid = {"file": file, "category": Category.INVALID, "reason": str(error)}
        yield _line(invalid)
        return
    for reading in readings:
        yield _line({"file": file, **_fields(reading)})


def _read(channel: str, body: bytes, now: datetime) -> list[Reading]:
    if channel == twilio.CHANNEL and (form := _saved_form(body)) is not None:
        return twilio.read_form(form, {}, now)
    return CHANNELS[channel].read(body, {}, {}, now)


def _saved_form(body: bytes) -> dict[str, str] | None:
    """The fields of a webhook of Twilio's that somebody saved as JSON, under `form`."""
    try:
        saved = json.loads(body)
    except (ValueError, RecursionError):
        return None
    form = saved.get("form") if isinstance(saved, dict) else None
    if not isinstance(form, dict):
        return None
    return {name: value if isinstance(value, str) else str(value) for name, value in form.items()}


def _fields(reading: Reading) -> dict[str, Any]:
    return {
        "category": reading.category,
        "kind": reading.kind,
        "sender_id": reading.sender,
        "phone": reading.phone,
        "bsuid": reading.bsuid,
        "name": reading.name,
        # The title of a button is ours, and nothing that they wrote.
        "text": None if reading.category is Category.CALLBACK else reading.text,
        "button_id": reading.button_id,
        "message_id": reading.message_id,
        "reply_to": reading.reply_to,
        "media_id": reading.media.id if reading.media else None,
        # In seconds since 1970 and as text, which is how Meta writes it.
        "timestamp": str(int(reading.at.timestamp())) if reading.at else None,
        "errors": ",".join(reading.errors) or None,
        "reason": reading.reason,
    }


def _line(known: dict[str, Any]) -> str:
    # Escaped, so that nothing that somebody wrote can move a cursor or break a line.
    return json.dumps(_ABSENT | known)


def _content(file: str) -> bytes:
    try:
        if file == STDIN:
            return sys.stdin.buffer.read()
        return Path(file).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from error
