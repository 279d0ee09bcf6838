"""
What Telegram refuses about a message, in its words.  Pure.

Texts of the refusals: as quoted in the issues of tdlib/telegram-bot-api and in
python-telegram-bot 22.8's tests; limits: Bot API 10.0 ("sendMessage", "sendDocument",
"InlineKeyboardButton", "setWebhook", "HTML style").  Stricter than Telegram in two places:
buttons open https addresses only, and HTML knows the tags without attributes only.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

__all__ = [
    "Refused",
    "ShownText",
    "checked_caption",
    "checked_keyboard",
    "checked_text",
    "checked_webhook",
    "json_field",
    "parse_html",
]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)>")
_ESCAPE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = ("127.0.0.1", "localhost")


class Refused(Exception):
    """The Bot API says no; `parameters` is its ResponseParameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class ShownText:
    """A text as the person sees it; entity offsets are in UTF-16 units."""

    text: str
    entities: list[dict[str, Any]]
    source: str


def checked_text(fields: Mapping[str, Any]) -> ShownText:
    """The text of sendMessage.  Raises Refused."""
    shown = _shown(str(fields.get("text", "")), fields)
    if not shown.text:
        raise Refused(400, "Bad Request: message text is empty")
    if _utf16(shown.text) > 4096:
        raise Refused(400, "Bad Request: message is too long")
    return shown


def checked_caption(fields: Mapping[str, Any]) -> ShownText:
    """The caption of sendDocument, perhaps empty.  Raises Refused."""
    shown = _shown(str(fields.get("caption", "")), fields)
    if _utf16(shown.text) > 1024:
        raise Refused(400, "Bad Request: message caption is too long")
    return shown


def _shown(source: str, fields: Mapping[str, Any]) -> ShownText:
    mode = str(fields.get("parse_mode", ""))
    if mode.lower() == "html":
        return parse_html(source.strip())
    if mode:
        raise Refused(400, "Bad Request: unsupported parse_mode")
    return ShownText(source.strip(), [], source)


def parse_html(source: str) -> ShownText:
    """Telegram's HTML; anything unbalanced, unknown or unescaped is refused."""
    text, position = "", 0
    entities: list[dict[str, Any]] = []
    open_tags: list[tuple[str, int]] = []
    while (at := source.find("<", position)) >= 0:
        text += _unescaped(source[position:at])
        tag = _TAG.match(source, at)
        if tag is None or tag["name"].lower() not in _TAGS:
            raise _broken(f'Unsupported start tag "{tag["name"] if tag else ""}"', source, at)
        position = tag.end()
        name = tag["name"].lower()
        if not tag["close"]:
            open_tags.append((name, _utf16(text)))
            continue
        if not open_tags or open_tags[-1][0] != name:
            raise _broken(f'Unmatched end tag "</{name}>"', source, at)
        offset = open_tags.pop()[1]
        entities.append({"type": _TAGS[name], "offset": offset, "length": _utf16(text) - offset})
    if open_tags:
        missing = f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"'
        raise _broken(missing, source, len(source))
    return ShownText(text + _unescaped(source[position:]), entities, source)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: html.unescape(match[0]), text)


def _broken(what: str, source: str, at: int) -> Refused:
    offset = len(source[:at].encode())
    return Refused(400, f"Bad Request: can't parse entities: {what} at byte offset {offset}")


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def checked_keyboard(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The inline keyboard of a message, if it has one.  Raises Refused."""
    markup = json_field(fields, "reply_markup")
    if markup is None:
        return None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(400, "Bad Request: object expected as reply markup")
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    return {"inline_keyboard": rows}


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not button.get("text"):
        raise Refused(400, "Bad Request: can't parse inline keyboard button: no text")
    if "url" in button:
        _check_url(str(button["url"]))
    elif "callback_data" not in button:
        raise Refused(400, "Bad Request: Text buttons are unallowed in the inline keyboard")
    elif not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or "." not in (parts.hostname or ""):
        words = f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        raise Refused(400, f"Bad Request: {words}")


def checked_webhook(fields: Mapping[str, Any]) -> tuple[str, str | None]:
    """
    Address and secret of setWebhook.  Raises Refused.

    Plain http is taken for loopback, where the emulator and the bot are.
    """
    url, secret = str(fields.get("url", "")), fields.get("secret_token")
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        words = "bad webhook: An HTTPS URL must be provided for webhook"
        raise Refused(400, f"Bad Request: {words}")
    if secret is not None and _SECRET.fullmatch(str(secret)) is None:
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    return url, secret


def json_field(fields: Mapping[str, Any], name: str) -> Any:
    """An object or list: itself in a JSON body, JSON in a string in a form.  Raises Refused."""
    value = fields.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise Refused(400, f"Bad Request: can't parse {name} JSON object") from error
