"""Who did what in the panel and on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.storage.panel.paging import Key, Page, page_of, past
from adapters.storage.tables import AUDIT

__all__ = ["AuditLine", "audit"]


@dataclass(frozen=True)
class AuditLine:
    """One thing that an operator did, or tried to do."""

    id: int
    at: datetime
    operator: str
    action: str
    target: str
    outcome: str
    details: Mapping[str, object]


def audit(
    db: Connection,
    *,
    operator: str | None = None,
    action: str | None = None,
    target: str | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[AuditLine]:
    """The newest lines first; of one operator, action or target, where they are given."""
    wanted = select(AUDIT)
    chosen = {AUDIT.c.operator: operator, AUDIT.c.action: action, AUDIT.c.target: target}
    for column, value in chosen.items():
        if value is not None:
            wanted = wanted.where(column == value)
    rows = db.execute(past(wanted, (AUDIT.c.id,), after, limit)).all()
    return page_of(rows, limit, _line, lambda row: (row.id,))


def _line(row: Row[*tuple[Any, ...]]) -> AuditLine:
    return AuditLine(
        id=row.id,
        at=row.at,
        operator=row.operator,
        action=row.action,
        target=row.target,
        outcome=row.outcome,
        details=json.loads(row.details),
    )
