"""What people on our emulators' phones have in common: they wait until the business answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Condition
from typing import Protocol, TypeVar

__all__ = ["wait_for_line"]


class _Line(Protocol):
    @property
    def text(self) -> str: ...


L = TypeVar("L", bound=_Line)


def wait_for_line(
    changed: Condition,
    lines: Sequence[L],
    since: int,
    text: str,
    is_ours: Callable[[L], bool],
    seconds: float,
) -> int:
    """
    The place of the first message of the business, from `since` on, that contains `text`.

    The caller holds `changed`, which tells of every new line.

    Raises:
        TimeoutError: it did not come in time (real seconds); the message quotes the chat.
    """

    def place() -> int | None:
        found = (
            at
            for at, line in enumerate(lines)
            if at >= since and is_ours(line) and text in line.text
        )
        return next(found, None)

    if not changed.wait_for(lambda: place() is not None, seconds):
        seen = " | ".join(line.text for line in lines[since:])
        raise TimeoutError(f"no message with {text!r}; since the last: {seen}")
    index = place()
    assert index is not None  # noqa: S101  wait_for just saw it, under the same lock
    return index
