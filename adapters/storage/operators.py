"""
Operators and their logins, as rows.

Passwords are hashed and tokens drawn by the caller; here is only what is kept of them.  A
login is good while nobody ended it, its time is not over and its operator is not disabled:
all three are asked each time, in `who`.

Every function is meant for one transaction; those that write tell by their answer whether they did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, bindparam, func, select, update

from adapters.storage.inbox import upsert
from adapters.storage.tables import LOGINS, OPERATORS

__all__ = [
    "Operator",
    "Role",
    "add",
    "close_every_login",
    "close_login",
    "disable",
    "find",
    "has_operators",
    "operators",
    "prolong",
    "set_password",
    "sign_in",
    "who",
]


class Role(StrEnum):
    """What an operator may do; each role may do all that the ones after it may."""

    OWNER = "owner"
    AGENT = "agent"
    VIEWER = "viewer"

    def covers(self, least: Role) -> bool:
        """Whether it is enough where at least that role is asked for."""
        roles = list(Role)
        return roles.index(self) <= roles.index(least)

    @property
    def sees_personal(self) -> bool:
        """Whether documents, phones and addresses of clients are shown to it."""
        return self.covers(Role.AGENT)


@dataclass(frozen=True)
class Operator:
    """A person who may use the panel."""

    id: int
    login: str
    name: str
    role: Role
    version: int
    """Grows with each change: `disable` and `set_password` want the one that was seen."""
    disabled_at: datetime | None = None


_COLUMNS = (
    OPERATORS.c.id,
    OPERATORS.c.login,
    OPERATORS.c.name,
    OPERATORS.c.role,
    OPERATORS.c.version,
    OPERATORS.c.disabled_at,
)
_WHO = (
    select(*_COLUMNS)
    .join(LOGINS, LOGINS.c.operator_id == OPERATORS.c.id)
    .where(
        LOGINS.c.token_sha256 == bindparam("token_sha256"),
        LOGINS.c.revoked_at.is_(None),
        LOGINS.c.expires_at > bindparam("at", type_=LOGINS.c.expires_at.type),
        OPERATORS.c.disabled_at.is_(None),
    )
)
_MOST = 500
"""Operators in a list: far more than anybody has."""


def add(
    db: Connection, login: str, name: str, role: Role, password_hash: str | None, at: datetime
) -> int | None:
    """
    Make an operator, with a login in lower case; the id.  None: the login is taken.

    A `password_hash` of None is for those who sign in elsewhere (OIDC).
    """
    row = {
        "login": _as_kept(login),
        "name": name,
        "role": role,
        "password_hash": password_hash,
        "version": 1,
        "created_at": at,
    }
    insert = upsert(db.dialect.name, OPERATORS).on_conflict_do_nothing(index_elements=["login"])
    number: int | None = db.execute(insert.returning(OPERATORS.c.id), row).scalar()
    return number


def operators(db: Connection) -> Sequence[Operator]:
    """All of them, the disabled ones too, by login."""
    rows = db.execute(select(*_COLUMNS).order_by(OPERATORS.c.login).limit(_MOST))
    return [_operator(row) for row in rows]


def find(db: Connection, login: str) -> tuple[Operator, str | None] | None:
    """An operator and the hash of their password, by login; None: there is no such operator."""
    row = db.execute(
        select(*_COLUMNS, OPERATORS.c.password_hash).where(OPERATORS.c.login == _as_kept(login))
    ).first()
    return row and (_operator(row[:-1]), row.password_hash)


def set_password(db: Connection, login: str, password_hash: str, seen: int, at: datetime) -> bool:
    """
    Change a password, and end every login of its operator.

    False: somebody changed this operator since version `seen`.
    """
    return _change(db, login, seen, at, password_hash=password_hash)


def disable(db: Connection, login: str, seen: int, at: datetime) -> bool:
    """
    Keep an operator out from now on, and end every login of theirs.

    False: somebody changed this operator since version `seen`, or it is disabled already.
    """
    return _change(db, login, seen, at, disabled_at=at)


def sign_in(
    db: Connection, operator_id: int, token_sha256: str, at: datetime, expires_at: datetime
) -> None:
    """Keep a new login; the token's digest in hexadecimal."""
    row = {
        "token_sha256": token_sha256,
        "operator_id": operator_id,
        "opened_at": at,
        "expires_at": expires_at,
    }
    db.execute(LOGINS.insert(), row)


def who(db: Connection, token_sha256: str, at: datetime) -> Operator | None:
    """Whose login it is, as they are now; None: it is not, or no longer, good."""
    row = db.execute(_WHO, {"token_sha256": token_sha256, "at": at}).first()
    return row and _operator(row)


def prolong(
    db: Connection, token_sha256: str, at: datetime, idle: timedelta, at_most: timedelta
) -> None:
    """Let a login that is in use end `idle` from now, but never `at_most` after it was opened."""
    opened_at = db.execute(
        select(LOGINS.c.opened_at).where(LOGINS.c.token_sha256 == token_sha256)
    ).scalar()
    if opened_at is not None:
        db.execute(
            update(LOGINS)
            .where(LOGINS.c.token_sha256 == token_sha256, LOGINS.c.expires_at > at)
            .values(expires_at=min(at + idle, opened_at + at_most))
        )


def close_login(db: Connection, token_sha256: str, at: datetime) -> bool:
    """End one login; False: it was not open."""
    ended = db.execute(
        update(LOGINS)
        .where(LOGINS.c.token_sha256 == token_sha256, LOGINS.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return ended.rowcount == 1


def close_every_login(db: Connection, operator_id: int | None, at: datetime) -> int:
    """End all open logins of one operator, or of all (None); how many those were."""
    ending = update(LOGINS).where(LOGINS.c.revoked_at.is_(None)).values(revoked_at=at)
    if operator_id is not None:
        ending = ending.where(LOGINS.c.operator_id == operator_id)
    return db.execute(ending).rowcount


def _change(db: Connection, login: str, seen: int, at: datetime, **values: object) -> bool:
    changed = db.execute(
        update(OPERATORS)
        .where(
            OPERATORS.c.login == _as_kept(login),
            OPERATORS.c.version == seen,
            OPERATORS.c.disabled_at.is_(None),
        )
        .values(version=OPERATORS.c.version + 1, **values)
        .returning(OPERATORS.c.id)
    ).scalar()
    if changed is not None:
        close_every_login(db, changed, at)
    return changed is not None


def has_operators(db: Connection) -> bool:
    """Whether anybody can sign in: before the first owner is made, nobody can."""
    count = select(func.count()).select_from(OPERATORS).where(OPERATORS.c.disabled_at.is_(None))
    return db.execute(count).scalar_one() > 0


def _as_kept(login: str) -> str:
    return login.strip().casefold()


def _operator(row: Sequence[object]) -> Operator:
    id_, login, name, role, version, disabled_at = row
    return Operator(id_, login, name, Role(role), version, disabled_at)  # type: ignore[arg-type]
