"""
One thread that writes, and commits what is waiting together.

A commit costs a sync of the disk, whatever is in it.  While one batch is being synced the next
calls queue up, so under load up to 16 of them share the next sync, and alone nobody waits.
Each call has its savepoint: one that fails takes nothing of the others with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from adapters.storage.inbox import Wakes
from adapters.storage.sql import unavailable
from autovenda_core.ports.wake import Wake

__all__ = ["BATCH", "GroupCommit"]

BATCH = 16
"""Measured: from here on a larger batch gains nothing."""

T = TypeVar("T")
_Outcome: TypeAlias = tuple[Any, Wakes] | Exception

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Call:
    work: Callable[[Connection], tuple[Any, Wakes]]
    answer: Future[Any] = field(default_factory=Future)


class GroupCommit:
    """The writer.  It alone uses its engine; wakes are set from its thread."""

    def __init__(self, engine: Engine, wake: Wake) -> None:
        self._engine = engine
        self._wake = wake
        self._calls = SimpleQueue[_Call | None]()
        self._thread = Thread(target=self._run, name="autovenda-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Connection], tuple[T, Wakes]]) -> Future[T]:
        """Have it done; the answer comes when it is on the disk and its wakes are set."""
        call = _Call(work)
        self._calls.put(call)
        return call.answer

    def stop(self) -> None:
        """Do what was submitted so far, and end."""
        self._calls.put(None)
        self._thread.join()

    def _run(self) -> None:
        stopped = False
        while not stopped:
            batch = [self._calls.get()]
            while len(batch) < BATCH and not self._calls.empty():
                batch.append(self._calls.get())
            stopped = None in batch
            self._do(
                [call for call in batch if call and call.answer.set_running_or_notify_cancel()]
            )

    def _do(self, calls: list[_Call]) -> None:
        outcomes = self._commit(calls)
        self._set_alarms([wake for outcome in outcomes for wake in _wakes(outcome)])
        for call, outcome in zip(calls, outcomes, strict=True):
            if isinstance(outcome, Exception):
                call.answer.set_exception(outcome)
            else:
                call.answer.set_result(outcome[0])

    def _commit(self, calls: list[_Call]) -> list[_Outcome]:
        """Do all in one transaction.  What fails as a whole fails for each of them."""
        try:
            with self._engine.begin() as db:
                return [_attempt(db, call) for call in calls]
        except Exception as error:  # noqa: BLE001 - it is the callers'
            return [_failure(error) for _ in calls]

    def _set_alarms(self, wakes: Wakes) -> None:
        try:
            self._wake.set(wakes)
        except Exception as error:  # noqa: BLE001 - losing an alarm loses only time
            _log.error("alarms were lost: %s", type(error).__name__)


def _attempt(db: Connection, call: _Call) -> _Outcome:
    try:
        with db.begin_nested():
            return call.work(db)
    except OperationalError:
        raise  # the database itself: SQLite may have rolled back everything already
    except Exception as error:  # noqa: BLE001 - it is the caller's
        return _failure(error)


def _failure(error: Exception) -> Exception:
    return unavailable(error) if isinstance(error, SQLAlchemyError) else error


def _wakes(outcome: _Outcome) -> Wakes:
    return [] if isinstance(outcome, Exception) else outcome[1]
