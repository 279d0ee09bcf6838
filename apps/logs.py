"""
Logs: one JSON line for each thing that happened, without message texts, phones or tokens.

Only what is safe is written: the fields that we pass on purpose, the words of our own modules,
and of an exception its type and where it was raised, because its message may quote a lead.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from autovenda_core.codec import kind_of
from autovenda_core.model import Conversation
from autovenda_core.ports.store import Applied, Claim

__all__ = ["JsonLines", "LogObserver", "log_as_json", "note"]

OURS = ("apps", "adapters", "autovenda_core")
FIELDS = "autovenda_fields"
"""The attribute of a log record that carries the fields of `note`."""

FRAMES = 4
"""Of an exception's way, the innermost ones that are told."""


def note(logger: logging.Logger, event: str, **fields: object) -> None:
    """Write a line about `event`; values must be ids, names and numbers, never words of a lead."""
    logger.info(event, extra={FIELDS: fields})


def log_as_json(stream: TextIO | None = None) -> None:
    """Let the whole process log to `stream` (standard error): we from info on, others warnings."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for package in OURS:
        logging.getLogger(package).setLevel(logging.INFO)
    logging.captureWarnings(True)


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:  # type: ignore[explicit-override]
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        line["event"] = _words(record)
        line |= getattr(record, FIELDS, {})
        if record.exc_info and record.exc_info[1] is not None:
            line |= _failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _words(record: logging.LogRecord) -> str:
    """Our own words; of other packages only the template, which was there before any lead."""
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    if record.name == "asyncio":
        return "asyncio reports a failure"  # it composes its words, and they quote exceptions
    return str(record.msg).strip()


def _failure(error: BaseException) -> Mapping[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {
        "error": type(error).__name__,
        "where": [f"{frame.filename}:{frame.lineno}" for frame in frames],
    }


class LogObserver:
    """Fits the loop's Observer: what happened to which conversation, never what was said."""

    def __init__(self) -> None:
        self._log = logging.getLogger("apps.runtime")

    def applied(self, before: Conversation, applied: Applied) -> None:
        """An event was handled."""
        after = applied.conversation
        note(
            self._log,
            "applied",
            kind=kind_of(applied.event),
            conversation=after.id,
            before=before.state,
            after=after.state,
            version=after.version,
            rows=applied.rows,
            effects=[kind_of(effect) for effect in applied.effects],
        )

    def performed(self, claim: Claim, outcome: str) -> None:
        """An effect was done, put off, or given up."""
        note(
            self._log,
            "performed",
            kind=kind_of(claim.effect),
            conversation=claim.conversation.id,
            key=claim.key,
            outcome=outcome,
        )
