"""Every command of the panel: its name in an address, the least role, and what does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection

from adapters.storage import privacy
from adapters.storage.operators import Role
from apps.desk import chores, conversations, money, people, settings, team
from apps.desk.performing import Command

__all__ = ["ACTIONS", "Action"]


Files: TypeAlias = Callable[[Connection, str], tuple[str, ...]]
"""From the target of a command to names in the media folder."""


class Action(NamedTuple):
    """One command."""

    least: Role
    command: Command
    files: Files | None = None
    """Which files go before the command is done, as the rows that name them go with it: whoever is
    interrupted in between can begin again."""


ACTIONS: Mapping[str, Action] = {
    "responder": Action(Role.AGENT, conversations.reply),
    "assumir": Action(Role.AGENT, conversations.take_over),
    "devolver": Action(Role.AGENT, conversations.give_back),
    "oferta": Action(Role.AGENT, conversations.offer),
    "entregar": Action(Role.AGENT, money.deliver),
    "cobranca-extra": Action(Role.AGENT, money.charge_extra),
    "reembolsar": Action(Role.OWNER, money.refund),
    "confirmar-pagamento": Action(Role.OWNER, money.confirm),
    "fechar-tarefa": Action(Role.AGENT, chores.close_task),
    "reenviar": Action(Role.AGENT, chores.resend),
    "repetir-envio": Action(Role.OWNER, chores.repeat_effect),
    "vincular": Action(Role.AGENT, people.merge),
    "desvincular": Action(Role.AGENT, people.unmerge),
    "exportar": Action(Role.OWNER, people.export),
    "apagar": Action(Role.OWNER, people.erase, privacy.files_of),
    "catalogo": Action(Role.OWNER, settings.save_catalog),
    "textos": Action(Role.OWNER, settings.save_texts),
    "faq": Action(Role.OWNER, settings.save_faq),
    "operador-criar": Action(Role.OWNER, team.create),
    "operador-desativar": Action(Role.OWNER, team.disable),
    "sair-de-todos": Action(Role.OWNER, team.close_logins),
}
