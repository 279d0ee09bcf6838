"""A lead waits at most the configured time, whatever the model does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from threading import Thread

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from adapters.http.loopback import LoopbackServer
from adapters.llm.emulator import SILENCE, ApiError, EmulatorServer, Fault, LLMEmulator
from adapters.llm.language import MOST_AT_ONCE, LiteLLMLanguage
from adapters.llm.models import Model
from autovenda_core.errors import Unavailable
from autovenda_core.ports.language import Answer, Question
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.language import Run
from tests.llm.conftest import API_KEY, KNOWN, Made

LIMIT = 0.4
SLACK = 1.5
"""Seconds: this machine may be busy."""

SILENT: Fault[ApiError] = Fault(delay_seconds=SILENCE)


def test_a_silent_model_is_waited_for_no_longer_than_the_limit(
    make: Made, known: Model, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.faults.plan("chat", SILENT)
    language = make(known, limit_seconds=LIMIT)
    began = time.monotonic()

    with pytest.raises(Unavailable, match="in time"):
        run(language.read(question))

    assert LIMIT <= time.monotonic() - began < LIMIT + SLACK
    assert len(emulator.asked) == 1


def test_three_silent_models_together_take_no_longer_than_the_limit(
    make: Made, known: Model, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.faults.plan("chat", SILENT, times=3)
    others = [Model(f"openai/other-{each}", API_KEY, known.api_base) for each in (1, 2)]
    language = make(known, *others, limit_seconds=LIMIT)
    began = time.monotonic()

    with pytest.raises(Unavailable):
        run(language.read(question))

    assert time.monotonic() - began < LIMIT + SLACK
    assert len(emulator.asked) == 3


def test_a_silent_first_model_leaves_time_for_the_second(
    make: Made, known: Model, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.faults.plan("chat", SILENT)
    second = Model("openai/other", API_KEY, known.api_base)
    language = make(known, second, limit_seconds=2 * LIMIT)

    run(language.read(question))

    assert [asked.request["model"] for asked in emulator.asked] == ["gpt-4o-mini", "other"]


def test_those_who_find_too_many_waiting_do_not_queue_behind_them(
    make: Made, known: Model, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.faults.plan("chat", Fault(delay_seconds=LIMIT), times=MOST_AT_ONCE)
    language = make(known, limit_seconds=10 * LIMIT)

    async def all_at_once() -> list[object]:
        asking = [language.read(question) for _ in range(MOST_AT_ONCE + 2)]
        return await asyncio.gather(*asking, return_exceptions=True)

    answers = run(all_at_once())
    later = run(language.read(question))

    assert [isinstance(each, Unavailable) for each in answers] == [False] * MOST_AT_ONCE + [
        True
    ] * 2
    assert isinstance(later, Answer)
    assert len(emulator.asked) == MOST_AT_ONCE + 1


def test_a_voice_note_is_waited_for_no_longer_than_the_limit(
    make: Made, known: Model, emulator: LLMEmulator, run: Run
) -> None:
    emulator.faults.plan("audio", SILENT)
    listener = Model("openai/whisper-1", API_KEY, known.api_base)
    language = make(known, listener=listener, limit_seconds=LIMIT)
    began = time.monotonic()

    with pytest.raises(Unavailable, match="in time"):
        run(language.transcribe(b"OggS", "audio/ogg"))

    assert time.monotonic() - began < LIMIT + SLACK


def test_an_answer_that_trickles_in_is_cut_off_at_the_limit(
    make: Made, question: Question, run: Run
) -> None:
    """Each wait for a byte is short, so the time-outs of HTTP clients never come."""

    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    async def answer(request: Request) -> StreamingResponse:
        return StreamingResponse(drip(), media_type="application/json")

    app = Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])
    with LoopbackServer(app) as server:
        language = make(Model(KNOWN, API_KEY, server.url + "/v1"), limit_seconds=LIMIT)
        began = time.monotonic()

        with pytest.raises(Unavailable, match="in time"):
            run(language.read(question))

        assert time.monotonic() - began < LIMIT + SLACK
        run(language.aclose())


def _there(language: LiteLLMLanguage) -> tuple[Thread, asyncio.AbstractEventLoop]:
    there = language._vendor._there
    assert there is not None
    return there


def test_the_limit_holds_while_litellm_blocks_its_own_thread(
    make: Made, known: Model, question: Question, run: Run
) -> None:
    language = make(known, limit_seconds=LIMIT)
    _, loop = _there(language)
    loop.call_soon_threadsafe(time.sleep, 6 * LIMIT)
    began = time.monotonic()

    with pytest.raises(Unavailable, match="in time"):
        run(language.read(question))

    assert time.monotonic() - began < LIMIT + SLACK


def test_before_it_is_loaded_nobody_waits(
    server: EmulatorServer,
    emulator: LLMEmulator,
    question: Question,
    clock: FakeClock,
    run: Run,
) -> None:
    model = Model(KNOWN, API_KEY, server.url + "/v1")
    language = LiteLLMLanguage([model], clock, listener=model)
    began = time.monotonic()

    with pytest.raises(Unavailable, match="not loaded yet"):
        run(language.read(question))
    with pytest.raises(Unavailable, match="not loaded yet"):
        run(language.transcribe(b"OggS", "audio/ogg"))
    run(language.aclose())

    assert time.monotonic() - began < SLACK
    assert emulator.asked == []


def test_who_is_closed_while_it_loads_leaves_no_thread_behind(clock: FakeClock, run: Run) -> None:
    language = LiteLLMLanguage([Model(KNOWN, API_KEY)], clock)
    language.warm()
    thread, _ = _there(language)

    run(language.aclose())
    thread.join(timeout=30)

    assert not thread.is_alive()
