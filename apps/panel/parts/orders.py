"""
Buttons that give commands, and what came of them in words.

The key of a button has the version that was on the page, and a button that was pressed stays
disabled until there is a newer version: a second click, or a page that runs again, gives nothing
a second time.  (The server would refuse the second copy too.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import streamlit as st

from adapters.storage.operators import Role
from apps.panel import service
from apps.panel.commanding import Answer, Fate

__all__ = [
    "Order",
    "forget_answer",
    "give",
    "last_answer",
    "move_answer",
    "order_button",
    "refuse",
    "show_answer",
    "was_given",
]

SHOWN_FOR = timedelta(seconds=45)
"""A page that draws itself anew forgets an answer after that."""


@dataclass(frozen=True)
class Order:
    """A command that a button gives."""

    action: str
    target: str
    seen: int | None = None
    """The version of the target that is on the page."""
    fields: Mapping[str, object] = field(default_factory=dict)
    again: bool = False
    """Doing it a second time is no harm, so the page may give it again."""

    which: str = ""
    """Tells commands on one version apart that are different ones all the same: two replies."""

    @property
    def key(self) -> str:
        """What makes it the same command; a second one with other fields needs a newer version."""
        return ":".join(filter(None, (self.action, self.target, str(self.seen), self.which)))


def order_button(
    label: str,
    order: Order,
    *,
    where: str,
    least: Role = Role.AGENT,
    kind: Literal["primary", "secondary", "tertiary"] = "secondary",
    help: str | None = None,  # noqa: A002
    disabled: bool = False,
) -> None:
    """
    A button that gives a command; not there for whoever may not give it.

    `label` and `help` are ours, as Streamlit reads them as markdown.  The answer is shown by
    `show_answer(where)`.
    """
    if not service.current().viewer.may(least):
        return
    st.button(
        label,
        key=order.key,
        on_click=give,
        args=(order, where),
        type=kind,
        help=help,
        disabled=disabled or order.key in _given(),
    )


def give(order: Order, where: str) -> None:
    """Give a command now, in a callback; unless this page gave it before."""
    if order.key in _given():
        return
    _given().add(order.key)
    at_work = service.current()
    answer = at_work.command(order.action, order.target, order.seen, **order.fields)
    if order.again or answer.fate in (Fate.REFUSED, Fate.UNCHANGED):
        _given().discard(order.key)  # nothing was done, so it may be tried again
    st.session_state[_place(where)] = (answer, at_work.now)


def was_given(order: Order) -> bool:
    """Whether this page gave it, and it was done."""
    return order.key in _given()


def refuse(where: str, words: str) -> None:
    """Say in some place of a page why a command was not even given."""
    st.session_state[_place(where)] = (Answer(Fate.REFUSED, words), service.current().now)


def show_answer(where: str) -> None:
    """What came of the last command that was given in some place of a page."""
    answer, at = _answer(where)
    if answer is None or service.current().now - at > SHOWN_FOR:
        return
    with st.container(key=f"resposta-{where}"):  # stays in sight, see panel.css
        match answer.fate:
            case Fate.DONE:
                st.success(answer.words, icon="✅")
            case Fate.ALREADY | Fate.UNCHANGED:
                st.info(answer.words, icon="ℹ️")
            case Fate.REFUSED:
                st.error(answer.words, icon="⚠️")


def last_answer(where: str) -> Answer | None:
    """What came of the last command there, however long ago."""
    return _answer(where)[0]


def forget_answer(where: str) -> None:
    """Show nothing there any more."""
    st.session_state.pop(_place(where), None)


def move_answer(here: str, there: str) -> None:
    """Show in another place what came of a command: a dialog that closes takes its own along."""
    st.session_state[_place(there)] = st.session_state.pop(_place(here))


def _answer(where: str) -> tuple[Answer | None, datetime]:
    known: tuple[Answer | None, datetime] = st.session_state.get(
        _place(where), (None, service.current().now)
    )
    return known


def _place(where: str) -> str:
    return f"answer:{where}"


def _given() -> set[str]:
    """The keys of what this browser tab has ordered."""
    given: set[str] = st.session_state.setdefault("given", set())
    return given
