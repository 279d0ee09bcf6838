"""The server of our doubles: ready when entered, deaf when told, and gone afterwards."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest
from starlette.responses import PlainTextResponse

from adapters.http.loopback import LoopbackServer


def get(url: str) -> str:
    return httpx.get(url, trust_env=False).text


def test_it_answers_on_loopback_as_soon_as_it_is_entered():
    with LoopbackServer(PlainTextResponse("oi")) as server:
        answer = get(server.url)

    assert answer == "oi"
    assert server.url.startswith("http://127.0.0.1:")


def test_while_refusing_nobody_listens_and_then_the_address_is_the_same():
    with LoopbackServer(PlainTextResponse("oi")) as server:
        url = server.url
        with server.refusing(), pytest.raises(httpx.ConnectError):
            get(url)
        answer = get(url)

    assert answer == "oi"


def test_afterwards_nobody_listens():
    with LoopbackServer(PlainTextResponse("oi")) as server:
        get(server.url)

    with pytest.raises(httpx.ConnectError):
        get(server.url)


def test_what_is_done_beside_runs_meanwhile_and_ends_with_it():
    began, ended = threading.Event(), threading.Event()

    async def beside() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with LoopbackServer(PlainTextResponse("oi"), beside=beside):
        assert began.wait(5)
        ended_early = ended.is_set()

    assert not ended_early
    assert ended.is_set()
