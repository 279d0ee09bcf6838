"""
Meta's webhook: whether it comes from Meta, and everything that a body says.  Pure.

One app may serve several numbers and one body may hold several entries, changes, messages and
statuses; all of them are read.  Whoever receives a body calls
`verify` on its raw bytes, then `read_webhook`, keeps what that gives, and only then answers
200: what was answered so never comes again, and anything else comes again for up to 7 days
(360dialog, "Receiving messages"; vercel/chat #794).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.whatsapp.cloud.inbound import (
    digest_of,
    read_echo,
    read_message,
    read_status,
    read_user_id_update,
)
from adapters.whatsapp.cloud.people import CHANNEL
from adapters.whatsapp.fields import at, each, text_at
from autovenda_core.errors import InvalidRequest
from autovenda_core.ports.inbound import Category, Reading

__all__ = ["CHANNEL", "SIGNATURE_HEADER", "challenge", "read_webhook", "verify"]

SIGNATURE_HEADER = "x-hub-signature-256"

_MESSAGES = "messages"
_READERS = (
    (_MESSAGES, read_message),
    ("statuses", read_status),
    ("message_echoes", read_echo),
    ("user_id_update", read_user_id_update),
)
"""What a change may list, and how each element is read."""
_FIELDS = frozenset({None, _MESSAGES, "smb_message_echoes", "user_id_update"})
"""The changes that are about people; the lists of others (`calls` has statuses too) are not."""


def verify(headers: Mapping[str, str], body: bytes, app_secrets: Sequence[str]) -> None:
    """
    Check that a body was signed with one of our app secrets (several, to change them).

    Over the bytes as they came: Meta escapes what it sends, and JSON that was written again
    has another signature (octokit/webhooks.js #1155, whatsapp-api-js #290 and #380).
    Header names are lower case.

    Raises:
        InvalidRequest: the signature is missing or wrong (status 401).
    """
    given = headers.get(SIGNATURE_HEADER, "").encode()
    # A list, not a generator: every secret is compared, so the time tells nothing.
    expected = [_signature(body, secret) for secret in app_secrets if secret]
    matches = [hmac.compare_digest(given, signature) for signature in expected]
    if not any(matches):
        raise InvalidRequest("X-Hub-Signature-256 is missing or wrong", status=401)


def challenge(query: Mapping[str, str], verify_tokens: Sequence[str]) -> str:
    """
    What to answer, as it is, to the GET by which Meta checks the address of a webhook.

    Raises:
        InvalidRequest: it is no such request, or knows none of our tokens (status 403).
    """
    given = query.get("hub.verify_token", "").encode()
    matches = [hmac.compare_digest(given, token.encode()) for token in verify_tokens if token]
    if query.get("hub.mode") != "subscribe" or not any(matches):
        raise InvalidRequest("hub.mode or hub.verify_token is wrong", status=403)
    return query.get("hub.challenge", "")


def read_webhook(
    body: bytes, headers: Mapping[str, str], query: Mapping[str, str], now: datetime
) -> list[Reading]:
    """
    Everything that a body says, in its order; something, always: `inbound.fact_of` decides.

    Neither headers nor query nor `now` matter here; they are what every channel is given.

    Raises:
        InvalidRequest: this is not a body of Meta's (status 400); nothing of it is quoted.
    """
    content = _parsed(body)
    if not isinstance(at(content, "entry"), list):
        raise InvalidRequest("not a WhatsApp webhook: there is no list of entries")
    return list(_readings(content)) or [_ignored("empty", content)]


def _signature(body: bytes, secret: str) -> bytes:
    return b"sha256=" + hmac.digest(secret.encode(), body, "sha256").hex().encode()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("not a WhatsApp webhook: the body is not JSON") from error


def _readings(content: Any) -> Iterator[Reading]:
    for entry in each(content, "entry"):
        for change in each(entry, "changes"):
            readings = list(_change(change))
            yield from readings or [_ignored(f"field:{_field(change)}", change)]


def _change(change: Any) -> Iterator[Reading]:
    if _field(change) not in _FIELDS:
        return
    value = at(change, "value")
    for name, read in _READERS:
        for element in each(value, name):
            yield read(element, value)


def _field(change: Any) -> str | None:
    return text_at(change, "field")


def _ignored(kind: str, content: Any) -> Reading:
    """Genuine, and about nobody: changes of the account, its templates, its numbers…"""
    value = at(content, "value")
    errors = (text_at(error, "code") for error in each(value, "errors"))
    return Reading(
        channel=CHANNEL,
        category=Category.IGNORED,
        kind=kind,
        event_id=digest_of(content),
        errors=tuple(code for code in errors if code),
        account=text_at(value, "metadata", "phone_number_id"),
    )
