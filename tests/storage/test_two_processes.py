"""Two servers on one PostgreSQL are told the same things at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters.storage.postgres import PostgresStore
from autovenda_core.events import PaymentNoticed, TextReceived
from autovenda_core.model import Contact, conversation_id_for
from autovenda_core.ports.store import Incoming, Store
from autovenda_core.testing.contracts.identity import handled, strangers
from autovenda_core.testing.contracts.store import NOW
from autovenda_core.testing.stores import FakeWake

pytestmark = pytest.mark.postgres

Run = Callable[[Coroutine[Any, Any, Any]], Any]

SERVER = """
import asyncio, json, pkgutil, sys
from adapters.storage.postgres import PostgresStore
from autovenda_core.testing.contracts.store import NOW
from autovenda_core.testing.stores import FakeWake

async def main(url, webhooks):
    store = PostgresStore(url, wake=FakeWake())
    await store.open()
    print("ready", flush=True)
    sys.stdin.readline()
    receipts = await asyncio.gather(*(store.receive([fact], NOW) for fact in webhooks))
    await store.close()
    print(json.dumps([receipt.new for receipt in receipts]))

asyncio.run(main(sys.argv[1], pkgutil.resolve_name(sys.argv[2])(20)))
"""


IDENTITY = "autovenda_core.testing.contracts.identity"
CONTACT = Contact("fake", "ana")
CONVERSATION = conversation_id_for(CONTACT)


def copies_of_a_payment(count: int) -> list[Incoming]:
    """One webhook about a payment, so many times."""
    paid = PaymentNoticed(NOW, f"{CONVERSATION}.1.1", "cs_test_1", "checkout.session.completed")
    return [Incoming("stripe", "evt_1", CONVERSATION, paid)] * count


@pytest.fixture
def told_twice(postgres_url: str, pytestconfig: pytest.Config) -> Callable[[str], list[int]]:
    """Both servers get these twenty webhooks at once; how often each of them was new."""

    def told_twice(webhooks: str) -> list[int]:
        command = [sys.executable, "-c", SERVER, postgres_url, webhooks]
        with ExitStack() as running:
            servers = [
                running.enter_context(
                    subprocess.Popen(
                        command,
                        cwd=Path(pytestconfig.rootpath),
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        text=True,
                    )
                )
                for _ in range(2)
            ]
            for server in servers:
                assert server.stdout is not None
                assert server.stdout.readline() == "ready\n"
            for server in servers:
                assert server.stdin is not None
                server.stdin.write("go\n")
                server.stdin.flush()
            answers = [json.loads(server.communicate(timeout=60)[0]) for server in servers]
        return [sum(new) for each in zip(*answers, strict=True) for new in zip(*each, strict=True)]

    return told_twice


@pytest.fixture
def store(postgres_url: str, run: Run) -> Iterator[Store]:
    store = PostgresStore(postgres_url, wake=FakeWake())
    run(store.open())
    yield store
    run(store.close())


def test_twenty_first_messages_of_one_person_make_one_client(
    told_twice: Callable[[str], list[int]], postgres_look: Any
) -> None:
    new = told_twice(f"{IDENTITY}:first_messages")

    assert new == [1] * 20
    assert len(postgres_look.clients()) == 1


def test_twenty_who_turn_out_to_be_one_are_one_client(
    store: Store, run: Run, told_twice: Callable[[str], list[int]], postgres_look: Any
) -> None:
    receipts = [run(store.receive([alone], NOW)) for alone in strangers(20)]

    new = told_twice(f"{IDENTITY}:pairs")

    assert new == [1] * 20
    assert (len(postgres_look.clients()), postgres_look.merges()) == (1, 19)
    assert handled(store, run, receipts) == 40


def test_forty_copies_of_one_payment_are_one(
    store: Store, run: Run, told_twice: Callable[[str], list[int]]
) -> None:
    hello = Incoming("fake", "m1", CONVERSATION, TextReceived(NOW, "m1", "oi"), CONTACT)
    run(store.receive([hello], NOW))

    new = told_twice("tests.storage.test_two_processes:copies_of_a_payment")

    assert sum(new) == 1
