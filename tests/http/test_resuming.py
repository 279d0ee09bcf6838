"""A message in several calls goes on where it was broken off."""

from __future__ import annotations

import asyncio

import pytest

from adapters.http.resuming import Resuming
from autovenda_core.errors import OutcomeUnknown, PortError, Rejected, Unavailable


class Line:
    """Takes calls, but for the planned failures."""

    def __init__(self, *failures: PortError | None) -> None:
        self.taken: list[str] = []
        self.begun = 0
        self._failures = list(failures)
        self._messages: Resuming[str, int] = Resuming()

    def send(self, *calls: str) -> list[int]:
        return asyncio.run(self._messages.make("key", calls, self._make, begin=self._begin))

    def _begin(self) -> None:
        self.begun += 1

    async def _make(self, call: str) -> int:
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure
        self.taken.append(call)
        return len(self.taken)


def test_every_call_is_made_once_and_in_order() -> None:
    line = Line()

    assert line.send("document", "text") == [1, 2]
    assert line.taken == ["document", "text"]


@pytest.mark.parametrize("failure", [Unavailable("down"), OutcomeUnknown("lost")])
def test_what_was_accepted_is_left_out_the_next_time(failure: PortError) -> None:
    line = Line(None, failure)
    with pytest.raises(type(failure)):
        line.send("document", "text")

    assert line.send("document", "text") == [1, 2]
    assert line.taken == ["document", "text"]
    assert line.begun == 1


def test_a_message_that_begins_otherwise_is_sent_from_its_beginning() -> None:
    line = Line(None, Unavailable("down"))
    with pytest.raises(Unavailable):
        line.send("document", "text")

    line.send("template")

    assert line.taken == ["document", "template"]
    assert line.begun == 2


def test_what_was_not_sent_yet_may_have_changed_meanwhile() -> None:
    line = Line(None, Unavailable("down"))
    with pytest.raises(Unavailable):
        line.send("document", "text")

    line.send("document", "a better text")

    assert line.taken == ["document", "a better text"]


def test_a_message_that_was_refused_is_forgotten() -> None:
    line = Line(None, Rejected("no"))
    with pytest.raises(Rejected):
        line.send("document", "text")

    line.send("document", "text")

    assert line.taken == ["document", "document", "text"]
