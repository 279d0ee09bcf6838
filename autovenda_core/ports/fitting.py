"""
Fits a message to what a channel can show: what it cannot is written into the text.

For adapters, and for whoever writes one.  A person answers a numbered choice with its number,
its title or its id; the flow reads them all as the tap of the button.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from autovenda_core.effects import Button
from autovenda_core.ports.channel import Capabilities, OutgoingMessage, UrlButton

__all__ = ["LIST_TITLE_CHARS", "fit", "numbered", "split", "utf16_length", "written_link"]


def fit(message: OutgoingMessage, capabilities: Capabilities) -> OutgoingMessage:
    """The same message with nothing in it that the channel cannot show, but for a document."""
    text, buttons, link = message.text, message.buttons, message.link
    if link is not None and not capabilities.link_button:
        text, link = f"{text}\n\n{written_link(link)}".strip(), None
    if not _can_be_tapped(buttons, capabilities):
        text, buttons = f"{text}\n\n{numbered(buttons)}".strip(), ()
    return replace(message, text=text, buttons=buttons, link=link)


def _can_be_tapped(buttons: tuple[Button, ...], capabilities: Capabilities) -> bool:
    """Whether they fit, and a person can tell them apart."""
    ids, titles = {button.id for button in buttons}, {button.title.strip() for button in buttons}
    if not len(ids) == len(titles) == len(buttons) or "" in titles:
        return False
    longest = max((utf16_length(button.title) for button in buttons), default=0)
    fits_on_buttons = longest <= capabilities.button_title_chars
    fits_a_list = longest <= LIST_TITLE_CHARS and len(buttons) <= capabilities.list_rows
    return (fits_on_buttons and len(buttons) <= capabilities.buttons) or fits_a_list


LIST_TITLE_CHARS = 24
"""Of a row of a list (WhatsApp Cloud API reference, interactive list messages, 2026-05)."""


def numbered(buttons: tuple[Button, ...]) -> str:
    """Choices as text, one a line."""
    return "\n".join(f"{number}. {button.title}" for number, button in enumerate(buttons, 1))


def written_link(link: UrlButton) -> str:
    """A link as text."""
    return f"{link.title}: {link.url}"


_SEAMS = ("\n\n", "\n", " ")
"""Where a text is cut, best first."""


def utf16_length(text: str) -> int:
    """The length as phones count: an emoji beyond the first plane counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int, length: Callable[[str], int] = utf16_length) -> list[str]:
    """
    Cut a text into parts of at most `limit`, at paragraphs where possible; at least one part.

    `length` is how the provider counts.
    """
    parts = []
    rest = text.strip()
    while length(rest) > limit:
        part = _head(rest, limit, length)
        parts.append(part.rstrip())
        rest = rest[len(part) :].lstrip()
    return [*parts, rest]


def _head(text: str, limit: int, length: Callable[[str], int]) -> str:
    """The longest beginning that fits, up to a seam if there is one."""
    fits = bisect_right(range(1, len(text) + 1), limit, key=lambda end: length(text[:end]))
    room = max(fits, 1)
    for seam in _SEAMS:
        # A seam may lie beyond the limit: it is dropped, not sent.
        at = text.rfind(seam, 0, room + len(seam))
        if at > 0:
            return text[:at]
    return text[:room]
