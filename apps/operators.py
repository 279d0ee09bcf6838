"""
Operators: their passwords, and the logins that browsers show us.

A password is kept as an argon2 hash (argon2-cffi's defaults, the low-memory profile of RFC 9106),
a login as the digest of its token: who reads the database can sign in as nobody.  A login ends
after 12 hours without a request and after 7 days at most, and at once when its operator is
disabled, gets another password, or ends it.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from adapters.storage import audit, operators
from adapters.storage.inbox import Wakes
from adapters.storage.operators import Operator, Role
from autovenda_core.errors import ConfigurationError
from autovenda_core.ports.clock import Clock

__all__ = [
    "AT_MOST",
    "Database",
    "LoginLookup",
    "Logins",
    "Readable",
    "add_operator",
    "digest_of",
    "hash_password",
    "is_password",
    "problem_with",
    "reset_password",
]

T = TypeVar("T")

IDLE = timedelta(hours=12)
AT_MOST = timedelta(days=7)
PROLONG_EVERY = timedelta(minutes=5)
"""A login in use is written to no more often than that."""

LEAST_CHARACTERS = 10
"""Without rules about their kinds (NIST SP 800-63B, 5.1.1.2, which asks for 8)."""
MOST_CHARACTERS = 200

UNKNOWN = "?"
"""Who is written down for a login that nobody has: it may be a password in the wrong field."""

AT_ONCE = 2
"""Passwords that are being checked; each takes 64 MiB and a core for a moment."""

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_NAME = re.compile(r"[^\W\d_](?:[^\W_]|[ .'-]){0,59}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

_hasher = PasswordHasher()
_NOBODYS = _hasher.hash(secrets.token_hex())
"""Checked where there is no such operator, so that the answer takes as long."""


class Readable(Protocol):
    """What only looks; `SQLStore` fits."""

    async def read(self, look: Callable[[Connection], T]) -> T:
        """See `SQLStore.read`."""
        ...


class Database(Protocol):
    """What also writes; `SQLStore` fits."""

    async def read(self, look: Callable[[Connection], T]) -> T:
        """See `SQLStore.read`."""
        ...

    async def write(self, work: Callable[[Connection], tuple[T, Wakes]]) -> T:
        """See `SQLStore.write`."""
        ...


class LoginLookup:
    """Who is signed in where, for those who may only look."""

    def __init__(self, database: Readable, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def who(self, token: str | None) -> Operator | None:
        """
        Whose login a token is, as they are now; None: nobody's, over, or revoked.

        Raises:
            Unavailable: the database does not answer.
        """
        if token is None or not _TOKEN.fullmatch(token):
            return None
        digest, now = digest_of(token), self._clock.now()
        return await self._database.read(partial(operators.who, token_sha256=digest, at=now))

    async def use(self, token: str | None) -> Operator | None:
        """The same: nothing can be written, so the login does not live longer by its use."""
        return await self.who(token)


class Logins:
    """Who is signed in where; opens and ends logins too."""

    def __init__(
        self, database: Database, clock: Clock, verify: Callable[[str, str], bool] | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._lookup = LoginLookup(database, clock)
        self._verify = verify or is_password
        self._checking = asyncio.Semaphore(AT_ONCE)
        self._prolonged: dict[str, datetime] = {}

    async def who(self, token: str | None) -> Operator | None:
        """See `LoginLookup.who`."""
        return await self._lookup.who(token)

    async def use(self, token: str | None) -> Operator | None:
        """
        The same for something that the operator does; so the login lives on.

        Raises:
            Unavailable: the database does not answer.
        """
        operator = await self.who(token)
        if operator is not None and token is not None:
            await self._prolong(digest_of(token))
        return operator

    async def open(self, login: str, password: str) -> str | None:
        """
        Sign an operator in: the token for their browser.  None: these two do not belong
        together, whichever of them it is.

        Raises:
            Unavailable: the database does not answer.
        """
        now, token = self._clock.now(), secrets.token_urlsafe(32)
        found = await self._database.read(partial(operators.find, login=login))
        kept = found[1] if found else None
        async with self._checking:
            matches = await asyncio.to_thread(self._verify, kept or _NOBODYS, password)

        def let_in(db: Connection) -> tuple[bool, Wakes]:
            # As they are now: another password or the end may have come while this was checked.
            operator = found[0] if found and operators.find(db, login) == found else None
            is_in = (
                matches
                and kept is not None
                and operator is not None
                and operator.disabled_at is None
            )
            if is_in and operator is not None:
                operators.sign_in(db, operator.id, digest_of(token), now, now + IDLE)
            name = operator.login if operator else UNKNOWN
            audit.note(db, now, name, "entrar", "painel", "done" if is_in else "refused")
            return is_in, []

        return token if await self._database.write(let_in) else None

    async def close(self, token: str) -> None:
        """
        Sign out; no harm if it was over already.

        Raises:
            Unavailable: the database does not answer.
        """
        now, digest = self._clock.now(), digest_of(token)

        def sign_out(db: Connection) -> tuple[None, Wakes]:
            operator = operators.who(db, digest, now)
            if operator is not None and operators.close_login(db, digest, now):
                audit.note(db, now, operator.login, "sair", "painel", "done")
            return None, []

        await self._database.write(sign_out)

    async def _prolong(self, digest: str) -> None:
        now = self._clock.now()
        if now - self._prolonged.get(digest, now - PROLONG_EVERY) < PROLONG_EVERY:
            return
        self._prolonged = {
            each: at for each, at in self._prolonged.items() if now - at < PROLONG_EVERY
        } | {digest: now}

        def prolong(db: Connection) -> tuple[None, Wakes]:
            operators.prolong(db, digest, now, IDLE, AT_MOST)
            return None, []

        await self._database.write(prolong)


def digest_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    """What the database keeps of a password.  Takes a moment, on purpose."""
    return _hasher.hash(password)


def problem_with(password: str) -> str | None:
    """Why this cannot be a password, in pt-BR; None: it can."""
    if len(password) < LEAST_CHARACTERS:
        return f"A senha precisa de pelo menos {LEAST_CHARACTERS} caracteres."
    if len(password) > MOST_CHARACTERS:
        return f"A senha pode ter no máximo {MOST_CHARACTERS} caracteres."
    return None


def add_operator(
    db: Connection, login: str, name: str, role: Role, password: str, at: datetime
) -> Operator:
    """
    Make an operator.

    Raises:
        ConfigurationError: login, name or password cannot be used, or the login is taken; in
            pt-BR, because the panel shows it too.
    """
    login = login.strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise ConfigurationError(
            f"O login {login!r} não serve: use de 2 a 40 letras sem acento, números, ponto, - ou _."
        )
    if not _NAME.fullmatch(name):
        raise ConfigurationError("O nome precisa começar com uma letra e ter até 60 caracteres.")
    if (problem := problem_with(password)) is not None:
        raise ConfigurationError(problem)
    if operators.add(db, login, name, role, hash_password(password), at) is None:
        raise ConfigurationError(f"Já existe um operador com o login {login!r}.")
    return _known(db, login)


def reset_password(db: Connection, login: str, password: str, at: datetime) -> Operator:
    """
    Give an operator another password; every login of theirs ends.

    Raises:
        ConfigurationError: there is no such operator, or it cannot be a password.
    """
    operator = _known(db, login)
    if (problem := problem_with(password)) is not None:
        raise ConfigurationError(problem)
    if not operators.set_password(db, login, hash_password(password), operator.version, at):
        raise ConfigurationError(f"O operador {login!r} está desativado.")
    return operator


def _known(db: Connection, login: str) -> Operator:
    found = operators.find(db, login)
    if found is None:
        raise ConfigurationError(f"Não existe operador com o login {login!r}.")
    return found[0]


def is_password(password_hash: str, password: str) -> bool:
    """Whether that hash was made of it.  Takes a moment, on purpose."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
