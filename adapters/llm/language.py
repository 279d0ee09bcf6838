"""
Fits the Language port: asks one model, or several in order, within one time limit.

    language = LiteLLMLanguage([Model("openai/gpt-4o-mini", api_key)], clock)
    language.warm()                 # at the start; until it is loaded `read` refuses at once
    answer = await language.read(question)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from adapters.llm.diary import Diary, Page
from adapters.llm.form import form_for, read_answer
from adapters.llm.models import Model
from adapters.llm.prompt import messages_for
from adapters.llm.resting import Resting
from adapters.llm.vendor import Said, Vendor
from adapters.llm.voice import file_name
from autovenda_core.errors import PortError, Rejected, Unavailable
from autovenda_core.ports.clock import Clock
from autovenda_core.ports.language import Answer, Question, Transcript

__all__ = ["LiteLLMLanguage"]

LIMIT_SECONDS = 8.0
REST_SECONDS = 30.0

MOST_AT_ONCE = 8
"""Calls that wait for a model: half of what a server does at once (`at_once` of its Heap), so that
who needs no model, and who was answered by one, does not wait behind those who wait for it."""

LONGEST_TRANSCRIPT = 4_000
"""Characters, about five minutes of speech; what is longer is cut."""

T = TypeVar("T")


class LiteLLMLanguage:
    """
    Fits the Language port.

    Args:
        models: asked in this order; each gets an equal share of the time that is left, so that
            one that hangs leaves some for the next.
        clock: for rests and the diary.
        listener: who transcribes voice notes; None: nobody.
        limit_seconds: for a whole `read` or `transcribe`, all models together.
        rest_seconds: how long a model that failed is not asked.
    """

    def __init__(
        self,
        models: Sequence[Model],
        clock: Clock,
        *,
        listener: Model | None = None,
        limit_seconds: float = LIMIT_SECONDS,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._models = tuple(models)
        self._listener = listener
        self._limit_seconds = limit_seconds
        self._vendor = Vendor(self._models)
        self._resting = Resting(clock, rest_seconds)
        self._diary = Diary(clock)
        self._waiting = 0

    @property
    def can_listen(self) -> bool:
        """Whether there is somebody to transcribe."""
        return self._listener is not None

    @property
    def is_loaded(self) -> bool:
        """Whether questions can be asked; until then each is refused at once."""
        return self._vendor.is_loaded

    @property
    def today(self) -> Page:
        """Calls, cost and failures of this process today."""
        return self._diary.today

    def warm(self) -> None:
        """Begin to load litellm (seconds, in a thread); returns at once."""
        self._vendor.load()

    async def ready(self) -> str:
        """Wait until it is loaded; why it cannot be, in words, or nothing.  `warm` comes first."""
        await self._vendor.wait()
        return self._vendor.broken

    async def aclose(self) -> None:
        """Close the connections; nothing can be asked afterwards."""
        await self._vendor.close()

    async def read(self, question: Question) -> Answer:
        """See the port.  A model whose answer is no proposal is followed by the next one."""
        form = form_for(question)

        async def ask(model: Model, seconds: float) -> Said:
            schema = self._vendor.takes_schema(model)
            messages = messages_for(question, None if schema else form)
            return await self._vendor.complete(model, messages, form if schema else None, seconds)

        def understand(said: Said, cost_micros: int) -> Answer:
            return Answer(read_answer(said.text, form), cost_micros)

        return await self._first(self._models, ask, understand)

    async def transcribe(self, content: bytes, media_type: str) -> Transcript:
        """See the port."""
        if self._listener is None:
            raise Rejected("nobody is configured to transcribe voice notes")
        name = file_name(content, media_type)

        async def ask(model: Model, seconds: float) -> Said:
            return await self._vendor.transcribe(model, name, content, media_type, seconds)

        return await self._first([self._listener], ask, _transcript)

    async def _first(
        self,
        models: Sequence[Model],
        ask: Callable[[Model, float], Awaitable[Said]],
        understand: Callable[[Said, int], T],
    ) -> T:
        """The first useful answer; what earlier, useless ones cost is part of its cost."""
        self._vendor.require()
        awake = self._resting.awake(models)
        with self._place():
            return await self._first_of(awake, ask, understand)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """
        A place among the calls that wait.

        Raises:
            Unavailable: none is free; nobody queues for one.
        """
        if self._waiting >= MOST_AT_ONCE:
            raise Unavailable("too many calls wait for the language model")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    async def _first_of(
        self,
        awake: Sequence[Model],
        ask: Callable[[Model, float], Awaitable[Said]],
        understand: Callable[[Said, int], T],
    ) -> T:
        """Of models that may be asked, within one time limit."""
        now = asyncio.get_running_loop().time
        ends_at, spent = now() + self._limit_seconds, 0
        failures: list[PortError] = []
        for left, model in zip(range(len(awake), 0, -1), awake, strict=True):
            try:
                said = await self._within((ends_at - now()) / left, model, ask)
                spent += said.cost_micros
                return understand(said, spent)
            except PortError as error:
                self._diary.failed(error)
                failures.append(error)
        raise failures[-1]

    async def _within(
        self, seconds: float, model: Model, ask: Callable[[Model, float], Awaitable[Said]]
    ) -> Said:
        """One call of one model, which has to rest if it fails."""
        try:
            async with asyncio.timeout(seconds):
                said = await ask(model, seconds)
        except TimeoutError as error:
            late = Unavailable(f"{model.name} did not answer in time")
            self._resting.rest(model, late)
            raise late from error
        except PortError as error:
            self._resting.rest(model, error)
            raise
        self._diary.answered(said.cost_micros)
        return said


def _transcript(said: Said, cost_micros: int) -> Transcript:
    text = " ".join((said.text or "").split())
    if not text:
        raise Rejected("nothing was heard in the voice note")
    return Transcript(text[:LONGEST_TRANSCRIPT], cost_micros)
