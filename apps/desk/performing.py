"""Does commands: role, command, audit, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from adapters.storage import audit
from adapters.storage.operators import Role
from adapters.storage.panel.masking import masked
from apps.desk.asking import Ask, Done, Outcome, Refused

__all__ = ["Command", "perform"]

Command: TypeAlias = Callable[[Ask], Done]
"""Raises `Refused` where it cannot be done."""

_WHO_MAY = {
    Role.OWNER: "Só quem é dono pode fazer isso.",
    Role.AGENT: "Quem só consulta não pode fazer isso. Peça a um atendente ou ao dono.",
    Role.VIEWER: "Entre de novo no painel.",
}


def perform(action: str, least: Role, command: Command, ask: Ask) -> Done | Refused:
    """
    Do a command if the operator's role is enough, and write down what became of it.

    A refusal is an answer, not an exception: its line in the audit must be committed.
    """
    try:
        _check_role(ask, least)
        with ask.db.begin_nested():
            done = command(ask)
    except Refused as refused:
        # What is not there was typed by somebody, and may be a phone.
        target = masked(ask.target) if refused.status == 404 else ask.target
        details = {"status": refused.status, "seen": ask.seen}
        _note(ask, action, target, Outcome.REFUSED, details)
        return refused
    _note(ask, action, ask.target, done.outcome, {"seen": ask.seen, **done.details})
    return done


def _check_role(ask: Ask, least: Role) -> None:
    if not ask.by.role.covers(least):
        raise Refused(_WHO_MAY[least], 403)


def _note(
    ask: Ask, action: str, target: str, outcome: Outcome, details: Mapping[str, object]
) -> None:
    audit.note(ask.db, ask.at, ask.by.login, action, target, outcome, details)
