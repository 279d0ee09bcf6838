"""Writes down what operators do; `panel.audit` reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from adapters.storage.tables import AUDIT

__all__ = ["note"]


def note(
    db: Connection,
    at: datetime,
    operator: str,
    action: str,
    target: str,
    outcome: str,
    details: Mapping[str, object] | None = None,
) -> None:
    """
    Write one line, in the transaction of what it tells about.

    `details` become JSON.  They must hold nothing personal, because the audit is kept when a
    client is erased: ids, versions, amounts, digests; no names, texts or phones.
    """
    row = {
        "at": at,
        "operator": operator,
        "action": action,
        "target": target,
        "outcome": outcome,
        "details": json.dumps(details or {}, ensure_ascii=False),
    }
    db.execute(insert(AUDIT), row)
