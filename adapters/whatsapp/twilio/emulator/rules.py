"""
What Twilio refuses about a message, by its error codes.  Pure.

Codes and texts: Twilio's "Error and Warning Dictionary" and the pages of 21656 and 21617 (read
2026-11-22).  Stricter than Twilio in one place: a text is measured in bytes, because it says
only that emojis count as several characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from autovenda_core.effects import Button

__all__ = ["Content", "Outgoing", "Refused", "checked_message"]

_ADDRESS = re.compile(r"whatsapp:(?:\+[0-9]{8,15}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_UNPRINTABLE = re.compile(r"[\n\r\t]| {4}")


class Refused(Exception):
    """Twilio says no."""

    def __init__(
        self, status: int, code: int, message: str, *, retry_after_seconds: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True)
class Content:
    """An approved template."""

    text: str
    """With {{1}}, {{2}}… in it."""
    buttons: tuple[Button, ...] = ()
    is_list: bool = False
    """Its buttons are the rows of a list."""


@dataclass(frozen=True)
class Outgoing:
    """A message that was taken."""

    to: str
    text: str
    media_url: str | None = None
    content: Content | None = None
    """The template it was made of."""
    status_callback: str | None = None


def checked_message(
    fields: Mapping[str, str], senders: Mapping[str, str], contents: Mapping[str, Content]
) -> Outgoing:
    """
    The parameters of "Create a Message".  Raises Refused.

    Args:
        senders: which values `From` and `MessagingServiceSid` may have, by those names.
        contents: the approved templates by their ContentSid.
    """
    _check_sender(fields, senders)
    content = _content(fields, contents)
    return Outgoing(
        to=_recipient(fields),
        text=_filled(content, fields) if content else _text(fields),
        media_url=_media_url(fields),
        content=content,
        status_callback=fields.get("StatusCallback"),
    )


def _check_sender(fields: Mapping[str, str], senders: Mapping[str, str]) -> None:
    given = [name for name in senders if name in fields]
    if not given:
        raise Refused(400, 21603, "A 'From' or 'MessagingServiceSid' parameter is required")
    if any(fields[name] != senders[name] for name in given):
        raise Refused(400, 63007, "Twilio could not find a Channel with the specified From address")


def _recipient(fields: Mapping[str, str]) -> str:
    to = fields.get("To", "")
    if not to:
        raise Refused(400, 21604, "The destination 'To' phone number is required")
    if not to.startswith("whatsapp:"):
        raise Refused(400, 21910, "Invalid 'From' and 'To' pair: they should be of one channel")
    if _ADDRESS.fullmatch(to) is None:
        raise Refused(400, 21211, "The 'To' number is not a valid phone number")
    return to


def _content(fields: Mapping[str, str], contents: Mapping[str, Content]) -> Content | None:
    if "ContentSid" not in fields:
        return None
    if fields["ContentSid"] not in contents:
        raise Refused(400, 21655, "The ContentSid is Invalid")
    return contents[fields["ContentSid"]]


def _filled(content: Content, fields: Mapping[str, str]) -> str:
    variables = _variables(fields.get("ContentVariables", "{}"))
    if set(variables) != set(_PLACEHOLDER.findall(content.text)):
        raise Refused(400, 21656, "The ContentVariables Parameter is invalid: other variables")
    return _PLACEHOLDER.sub(lambda match: variables[match[1]], content.text)


def _variables(source: str) -> dict[str, str]:
    try:
        variables = json.loads(source)
    except ValueError as error:
        raise Refused(400, 21656, "The ContentVariables Parameter is invalid: no JSON") from error
    if not isinstance(variables, dict) or not all(map(_is_printable, variables.values())):
        raise Refused(400, 21656, "The ContentVariables Parameter is invalid: a value")
    return variables


def _is_printable(value: object) -> bool:
    return isinstance(value, str) and bool(value) and _UNPRINTABLE.search(value) is None


def _text(fields: Mapping[str, str]) -> str:
    text = fields.get("Body", "")
    if not text.strip() and "MediaUrl" not in fields:
        raise Refused(400, 21619, "A Message Body, Media URL or Content SID is required")
    if len(text.encode()) > 1600:
        raise Refused(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    return text


def _media_url(fields: Mapping[str, str]) -> str | None:
    url = fields.get("MediaUrl")
    if url is not None and not url.startswith(("https://", "http://")):
        raise Refused(400, 21620, "Invalid media URL(s)")
    return url
