"""
All that a page of the panel may do: ask these questions, and give commands to the server.

Pages call `service.current()` in every run; tests put another service in its place.  Answers are
the frozen values of `adapters.storage.panel`, without personal data for whoever only looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from adapters.storage import operators, settings
from adapters.storage.files import FolderFiles
from adapters.storage.operators import Operator, Role
from adapters.storage.panel import (
    audit,
    clients,
    conversations,
    finance,
    health,
    needs,
    projects,
    today,
    transcript,
)
from adapters.storage.panel.clients import ClientFile, Logged
from adapters.storage.panel.conversations import Filter, Listed
from adapters.storage.panel.health import DeadEffect, Health
from adapters.storage.panel.masking import without_contacts
from adapters.storage.panel.months import begin_of, months_before
from adapters.storage.panel.paging import Key, Page
from adapters.storage.panel.transcript import Card, Message
from adapters.storage.settings import Kind, Setting, Version
from adapters.storage.sql import unavailable
from adapters.storage.sqlite_engine import READER, sqlite_engine
from apps.panel import place
from apps.panel.commanding import Answer, Send, sender
from apps.panel.house import House
from apps.wiring import SystemClock
from autovenda_core.effects import TaskKind
from autovenda_core.model import ChargeStatus, ProjectStatus

__all__ = ["Service", "Viewer", "current"]

T = TypeVar("T")
P = ParamSpec("P")

FUNNEL_DAYS = 30
MESSAGES = 30
"""What `Service.transcript` gives at once."""
EVENTS = 50
"""What `Service.events` gives at once."""


@dataclass(frozen=True)
class Viewer:
    """Who looks, as the gate says."""

    login: str
    name: str
    role: Role

    def may(self, least: Role) -> bool:
        """Whether commands that ask for this role are shown; the server decides again."""
        return self.role.covers(least)


class Service:
    """
    What one operator sees and does.

    Every question raises `Unavailable` if the database does not answer.
    """

    def __init__(
        self,
        database: Engine,
        viewer: Viewer,
        send: Send,
        now: datetime,
        house: House,
        media: Path = Path("media"),
    ) -> None:
        self._database = database
        self._media = media
        self._send = send
        self.viewer = viewer
        self.house = house
        self.now = now
        """Of this run of the page (UTC)."""

    def command(self, action: str, target: str, seen: int | None, **fields: object) -> Answer:
        """Have something done; `seen` is the version of the target that is on the page."""
        return self._send(action, {"target": target, "seen": seen, "fields": fields})

    # ------------------------------------------------------------------ Hoje

    def numbers(self) -> today.Numbers:
        """The four numbers."""
        return self._ask(today.numbers, self.now)

    def funnel(self) -> Sequence[today.FunnelStep]:
        """How far those who came in the last thirty days got."""
        return self._ask(today.funnel, self.now - timedelta(days=FUNNEL_DAYS))

    def needs(self) -> Sequence[needs.Need]:
        """What waits for a person."""
        return self._ask(needs.needs, self.now)

    def task_counts(self) -> dict[TaskKind, int]:
        """How many tasks of each kind are open."""
        return self._ask(needs.task_counts)

    # ------------------------------------------------------------------ Conversas

    def conversations(
        self, chosen: Filter, after: Key | None = None, limit: int = 20
    ) -> Page[Listed]:
        """A page of the list."""
        return self._ask(
            conversations.conversations,
            chosen,
            sees_personal=self._sees_personal,
            after=after,
            limit=limit,
        )

    def transcript(self, conversation_id: str, before: int | None = None) -> Sequence[Message]:
        """The newest messages, or those before one; the oldest first."""
        return self._ask(transcript.transcript, conversation_id, before=before, limit=MESSAGES)

    def card(self, conversation_id: str) -> Card | None:
        """What is known beside a transcript."""
        return self._ask(transcript.card, conversation_id, sees_personal=self._sees_personal)

    def file(self, name: str) -> bytes:
        """
        A file that a lead sent, by its name in the media folder.

        Raises:
            Rejected: it is not there.
            Unavailable: it cannot be read now.
        """
        return asyncio.run(FolderFiles(self._media).read(name))

    # ------------------------------------------------------------------ Cliente

    def client(self, client_id: str) -> ClientFile | None:
        """Everything of one client."""
        return self._ask(clients.client, client_id, sees_personal=self._sees_personal)

    def events(self, client_id: str, before: int | None = None) -> Sequence[Logged]:
        """What happened to a client, the newest first."""
        return self._ask(clients.events, client_id, before=before, limit=EVENTS)

    # ------------------------------------------------------------------ Projetos, Financeiro

    def projects(
        self,
        statuses: Collection[ProjectStatus] = projects.ACTIVE,
        after: Key | None = None,
        limit: int = 20,
    ) -> Page[projects.ListedProject]:
        """Projects by deadline."""
        return self._ask(projects.projects, statuses, after=after, limit=limit)

    def months(self, owed: Sequence[finance.Owed]) -> Sequence[finance.Month]:
        """Twelve months and the next one; `owed` is what the function of that name answered."""
        return self._ask(finance.months, self.now, waited_for=owed)

    def charges(
        self, status: ChargeStatus | None = None, after: Key | None = None, limit: int = 20
    ) -> Page[finance.Charged]:
        """Charges with their payments, newest first."""
        return self._ask(finance.charges, status=status, after=after, limit=limit)

    def owed(self) -> Sequence[finance.Owed]:
        """Money that is waited for, what is due first at the top."""
        return self._ask(finance.owed)

    def arrivals(self, first: date, months: int = 1) -> Sequence[finance.Paid]:
        """Every payment of some months from the one that begins on that day."""
        since, until = begin_of(first), begin_of(months_before(first, -months))
        return self._ask(lambda db: tuple(finance.arrivals(db, since, until)))

    # ------------------------------------------------------------------ the house

    def setting(self, kind: Kind, version: int | None = None) -> Setting | None:
        """What was written in the panel, the newest or one version; None: nothing was."""
        if version is None:
            return self._ask(settings.newest, kind)
        return self._ask(settings.at_version, kind, version)

    def versions(self, kind: Kind) -> Sequence[Version]:
        """Who wrote when, newest first."""
        return self._ask(settings.versions, kind)

    def health(self) -> Health:
        """Whether everything runs."""
        return self._ask(health.health, self.now)

    def dead_effects(self, after: Key | None = None, limit: int = 20) -> Page[DeadEffect]:
        """What was given up."""
        return self._ask(health.dead_effects, after=after, limit=limit)

    def audit(
        self,
        operator: str | None = None,
        action: str | None = None,
        target: str | None = None,
        after: Key | None = None,
    ) -> Page[audit.AuditLine]:
        """Who did what, newest first."""
        return self._ask(audit.audit, operator=operator, action=action, target=target, after=after)

    def operators(self) -> Sequence[Operator]:
        """Everybody who has, or had, a login."""
        return self._ask(operators.operators)

    # ------------------------------------------------------------------

    @property
    def _sees_personal(self) -> bool:
        return self.viewer.role.sees_personal

    def _ask(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        try:
            with self._database.connect() as db:
                answer = query(db, *args, **kwargs)
        except SQLAlchemyError as error:
            raise unavailable(error) from error
        return answer if self._sees_personal else without_contacts(answer)


def current() -> Service:
    """The service for whoever looks at the page that is being drawn."""
    here = place.current()
    cookies = "; ".join(f"{name}={value}" for name, value in st.context.cookies.items())
    return Service(
        _database(here.database),
        _viewer(),
        sender(here.server, cookies),
        SystemClock().now(),
        here.house,
        here.media,
    )


@lru_cache(maxsize=1)
def _database(path: Path) -> Engine:
    """Shared by all pages of all operators; nothing is ever written through it."""
    return sqlite_engine(path, begin="BEGIN", pragmas=READER)


def _viewer() -> Viewer:
    """
    Who the gate says it is (the headers named in options.toml).

    Somebody without a role is shown what the least of them sees.
    """
    said = st.user.to_dict()
    role = said.get("role")
    return Viewer(
        login=str(said.get("login") or ""),
        name=str(said.get("name") or said.get("login") or ""),
        role=Role(role) if role in set(Role) else Role.VIEWER,
    )
