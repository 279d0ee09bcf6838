"""What keeps many processes on one PostgreSQL in order: who has to wait for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, select, text

from adapters.storage.people import Overtaken
from adapters.storage.performing import claim, effect_wake, finish
from adapters.storage.receiving import receive
from adapters.storage.tables import CONVERSATIONS, EFFECTS
from adapters.storage.turning import turn
from autovenda_core.effects import SendMessage
from autovenda_core.model import State
from autovenda_core.testing.contracts.identity import (
    USER_ID,
    WITH_9,
    bsuid,
    phone,
    reaching,
    said,
)
from autovenda_core.testing.contracts.store import ANAS, LEASE, NOW, leading_to, wrote

pytestmark = pytest.mark.postgres

SAY = SendMessage(words="Oi!")
WHO_WAITS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def waiting_for(engine: Engine) -> Callable[..., Any]:
    """While one transaction is open, another starts `work`; its answer when both are done."""

    @contextmanager
    def waiting_for(work: Callable[[Connection], Any]) -> Iterator[tuple[Connection, Any]]:
        answer: Future[Any] = Future()

        def other() -> Any:
            with engine.begin() as db:
                return work(db)

        with ThreadPoolExecutor(1) as pool:
            with engine.begin() as db:
                yield db, answer
                running = pool.submit(other)
                with engine.connect() as looker:
                    while not running.done() and not looker.execute(WHO_WAITS).scalar_one():
                        looker.rollback()
            answer.set_result(running.result(timeout=10))

    return waiting_for


@pytest.fixture
def sent(engine: Engine) -> int:
    """The seq of a message that waits to be sent."""
    with engine.begin() as db:
        receive(db, [wrote("oi")], NOW)
        turn(db, ANAS, leading_to(SAY), NOW)
        return int(db.execute(select(EFFECTS.c.seq)).scalar_one())


def test_who_claims_second_gets_nothing(waiting_for: Any, sent: int) -> None:
    with waiting_for(lambda db: claim(db, sent, NOW, LEASE)[0]) as (db, second):
        first, _ = claim(db, sent, NOW, LEASE)

    assert first is not None
    assert second.result() is None


def test_closing_a_message_waits_for_a_turn_that_adds_another(
    waiting_for: Any, engine: Engine, sent: int
) -> None:
    with engine.begin() as db:
        head, _ = claim(db, sent, NOW, LEASE)
        receive(db, [wrote("e aí?")], NOW)
    assert head is not None

    with waiting_for(lambda db: finish(db, head, NOW)) as (db, closing):
        turn(db, ANAS, leading_to(SAY), NOW)

    assert closing.result() == (True, [effect_wake(sent + 1, NOW)])


def test_a_turn_waits_for_a_fact_that_is_being_received(waiting_for: Any, sent: int) -> None:
    with waiting_for(lambda db: turn(db, ANAS, leading_to(), NOW)[0]) as (db, handled):
        receive(db, [wrote("e aí?")], NOW)

    assert handled.result() == 1


def test_two_first_messages_open_one_conversation(waiting_for: Any, engine: Engine) -> None:
    with waiting_for(lambda db: receive(db, [wrote("2")], NOW)[0].new) as (db, second):
        receive(db, [wrote("1")], NOW)

    assert second.result() == (True,)
    with engine.connect() as db:
        assert db.execute(select(CONVERSATIONS.c.id)).scalars().all() == [ANAS]


def test_who_is_overtaken_by_a_merge_begins_again(waiting_for: Any, engine: Engine) -> None:
    with engine.begin() as db:
        receive(db, [said("oi", WITH_9), said("olá", USER_ID, bsuid(USER_ID))], NOW)
    shared = said("contato", USER_ID, bsuid(USER_ID), phone(WITH_9))
    message = said("e aí?", USER_ID, bsuid(USER_ID))

    def fail(db: Connection) -> None:
        with pytest.raises(Overtaken):
            receive(db, [message], NOW)

    with waiting_for(fail) as (db, _):
        merging, _ = receive(db, [shared], NOW)

    with engine.begin() as db:
        again, _ = receive(db, [message], NOW)
    assert again.conversation_ids == merging.conversation_ids


def test_a_turn_overtakes_nobody(waiting_for: Any, sent: int) -> None:
    message = wrote("e aí?")

    with waiting_for(lambda db: receive(db, [message], NOW)[0].new) as (db, new):
        receive(db, [wrote("oi de novo")], NOW)
        turn(db, ANAS, reaching(State.OFFERED), NOW)

    assert new.result() == (True,)
