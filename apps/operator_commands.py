"""`autovenda operator …`: who may use the panel, from the terminal of the machine it runs on."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from adapters.storage import audit, operators
from adapters.storage.inbox import Wakes
from adapters.storage.operators import Operator, Role
from apps.config import Settings
from apps.databases import upgrade_database
from apps.local_inbox import LocalInbox
from apps.operators import add_operator, reset_password
from apps.wiring import SystemClock
from autovenda_core.errors import ConfigurationError

__all__ = ["add", "disable", "reset", "show"]

T = TypeVar("T")

TERMINAL = "terminal"
"""Who did it, in the audit: whoever may write to the database file."""


def add(settings: Settings, login: str, name: str | None, role: str) -> str:
    """
    Make an operator, whose password is asked for twice; the line that tells so.

    The first one may be made before the first start, so the database is made if there is none.

    Raises:
        ConfigurationError: the login is taken, or it, the name or the password cannot be used.
        Unavailable: the database does not answer.
    """
    if not settings.database.is_file():
        upgrade_database(settings.database)
    password = _ask_password()

    def work(db: Connection) -> Operator:
        made = add_operator(
            db, login, name or login.capitalize(), Role(role), password, SystemClock().now()
        )
        _note(db, "operador-criar", made.login)
        return made

    made = _write(settings, work)
    return f"ok: {made.login} ({made.role}) may sign in at /painel"


def reset(settings: Settings, login: str) -> str:
    """
    Give an operator another password, asked for twice; every login of theirs ends.

    Raises:
        ConfigurationError: there is no such operator, or the password cannot be used.
        Unavailable: the database does not answer.
    """
    password = _ask_password()

    def work(db: Connection) -> Operator:
        operator = reset_password(db, login, password, SystemClock().now())
        _note(db, "operador-senha", operator.login)
        return operator

    return f"ok: {_write(settings, work).login} has another password, and is signed out everywhere"


def disable(settings: Settings, login: str) -> str:
    """
    Keep an operator out, and end their logins.

    Raises:
        ConfigurationError: there is no such operator, or they are out already.
        Unavailable: the database does not answer.
    """

    def work(db: Connection) -> Operator:
        found = operators.find(db, login)
        if found is None:
            raise ConfigurationError(
                f"there is no operator {login!r}; see `autovenda operator list`"
            )
        operator = found[0]
        if not operators.disable(db, operator.login, operator.version, SystemClock().now()):
            raise ConfigurationError(f"{operator.login} is out already")
        _note(db, "operador-desativar", operator.login)
        return operator

    return f"ok: {_write(settings, work).login} is out, everywhere"


def show(settings: Settings) -> Iterator[str]:
    """
    A line for each operator.

    Raises:
        ConfigurationError: there is no database.
        Unavailable: it does not answer.
    """
    for operator in _write(settings, operators.operators):
        out = "  (disabled)" if operator.disabled_at is not None else ""
        yield f"{operator.login:<20} {operator.role:<7} {operator.name}{out}"


def _write(settings: Settings, work: Callable[[Connection], T]) -> T:
    with closing(LocalInbox(settings.database, SystemClock())) as inbox:
        return inbox.write_now(partial(_without_wakes, work))


def _without_wakes(work: Callable[[Connection], T], db: Connection) -> tuple[T, Wakes]:
    return work(db), []


def _note(db: Connection, action: str, login: str) -> None:
    audit.note(db, SystemClock().now(), TERMINAL, action, login, "done")


def _ask_password() -> str:
    """
    A password, typed twice and not shown.

    Raises:
        ConfigurationError: the two differ, or there is nobody to ask.
    """
    try:
        first = getpass.getpass("Senha: ")
        again = getpass.getpass("Senha, de novo: ")
    except EOFError as error:
        raise ConfigurationError("a password is typed at a terminal, twice") from error
    if first != again:
        raise ConfigurationError("the two passwords differ; nothing was changed")
    return first
