"""
Messages that take several calls: what was accepted is not sent a second time.

No chat has idempotency keys.  A message that fails half-way is sent again by the durable loop,
under the same key; the calls that the provider took already are left out then.  Only this
process knows of them, so a restart repeats at most one message.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from autovenda_core.errors import OutcomeUnknown, Unavailable

__all__ = ["Resuming"]

Call = TypeVar("Call")
Answer = TypeVar("Answer")


class Resuming(Generic[Call, Answer]):
    """The unfinished messages of one channel."""

    def __init__(self) -> None:
        self._unfinished: dict[str, tuple[Sequence[Call], list[Answer]]] = {}
        """Calls, and the answers to the first of them, by the key of the message."""

    async def make(
        self,
        key: str,
        calls: Sequence[Call],
        make: Callable[[Call], Awaitable[Answer]],
        *,
        begin: Callable[[], None],
    ) -> list[Answer]:
        """
        Make every call that was not accepted yet, in order; the answers to all of them.

        `begin` is called before the first one, and may refuse it (pacing).  A message that
        begins otherwise than last time, with a template in the place of words, is another one:
        nothing of it was accepted.

        Raises:
            PortError: as `make` and `begin` do.
        """
        before, answers = self._unfinished.pop(key, (calls, []))
        if before[: len(answers)] != calls[: len(answers)]:
            answers = []
        if not answers:
            begin()
        try:
            for call in calls[len(answers) :]:
                answers.append(await make(call))
        except (Unavailable, OutcomeUnknown):
            if answers:
                self._unfinished[key] = (calls, answers)
            raise
        return answers
