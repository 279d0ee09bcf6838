"""A language model that answers what it is told to, and one that obeys whoever writes to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from autovenda_core.errors import PortError, Rejected
from autovenda_core.events import Act, Proposal, ProposedAct, ProposedChoice
from autovenda_core.ports.language import Answer, Question, Transcript

__all__ = ["FakeLanguage", "Mind", "gullible", "silent"]

Mind: TypeAlias = Callable[[Question], Proposal]
"""What a model makes of a question."""


def silent(question: Question) -> Proposal:
    """Nothing to propose."""
    return Proposal()


def gullible(question: Question) -> Proposal:
    """
    Everything that the form has room for, as a model does that takes a lead's words for orders.

    It sees every act there is, the acceptance too, names every package and topic, and repeats
    the lead word by word.
    """
    text = question.text
    package = ProposedChoice(question.packages[-1].id, text) if question.packages else None
    return Proposal(
        acts=tuple(ProposedAct(act, text) for act in Act),
        need=text,
        name=text,
        budget=text,
        deadline=text,
        contact=text,
        package=package,
        topics=tuple(topic.id for topic in question.topics),
        opening=text,
    )


class FakeLanguage:
    """Fits the Language port.  Answers from the queue, then by its mind."""

    def __init__(
        self, mind: Mind = silent, *, can_listen: bool = True, cost_micros: int = 100
    ) -> None:
        self.mind = mind
        self.can_listen = can_listen
        self.cost_micros = cost_micros
        """Of each call."""
        self.questions: list[Question] = []
        """What it was told, oldest first."""
        self.voices: list[tuple[bytes, str]] = []
        """What it was given to hear: (content, media type)."""
        self._proposals: deque[Proposal] = deque()
        self._transcripts: deque[str] = deque()
        self._failures: deque[PortError] = deque()

    def propose(self, *proposals: Proposal) -> None:
        """Answer the next questions so, one each."""
        self._proposals.extend(proposals)

    def hear(self, *transcripts: str) -> None:
        """Hear these words in the next voice notes, one each; in all others nothing."""
        self._transcripts.extend(transcripts)

    def fail_next(self, *failures: PortError) -> None:
        """Fail the next calls, one each."""
        self._failures.extend(failures)

    async def read(self, question: Question) -> Answer:
        """
        What it was told to propose.

        Raises:
            PortError: as told by `fail_next`.
        """
        self.questions.append(question)
        self._fail()
        proposal = self._proposals.popleft() if self._proposals else self.mind(question)
        return Answer(proposal, self.cost_micros)

    async def transcribe(self, content: bytes, media_type: str) -> Transcript:
        """
        What it was told to hear.

        Raises:
            PortError: as told by `fail_next`; Rejected if it cannot listen.
        """
        if not self.can_listen:
            raise Rejected("this model does not listen")
        self.voices.append((content, media_type))
        self._fail()
        words = self._transcripts.popleft() if self._transcripts else ""
        return Transcript(words, self.cost_micros)

    def _fail(self) -> None:
        if self._failures:
            raise self._failures.popleft()
