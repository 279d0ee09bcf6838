"""Commands about what went wrong: tasks that are done, and effects to be done again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from adapters.storage import tasks
from adapters.storage.tables import EFFECTS, TASKS
from apps.desk.asking import Ask, Done, Outcome, Refused
from autovenda_core.effects import SendMessage

__all__ = ["close_task", "repeat_effect", "resend"]


def close_task(ask: Ask) -> Done:
    """Somebody has seen to a task.  Target: its id."""
    number = _number(ask.target)
    if ask.db.execute(select(TASKS.c.id).where(TASKS.c.id == number)).first() is None:
        raise Refused(f"Não existe tarefa {ask.target!r}. Atualize a página.", 404)
    if not tasks.close(ask.db, number, ask.at):
        return Done("Esta tarefa já estava fechada.", Outcome.ALREADY)
    return Done("Tarefa fechada.")


def resend(ask: Ask) -> Done:
    """Send a message that was given up once more.  Target: the number of its effect."""
    if _effect(ask).kind != SendMessage.__name__:
        raise Refused("Isto não é uma mensagem: só o dono pode repetir.", 403)
    return repeat_effect(ask)


def repeat_effect(ask: Ask) -> Done:
    """Have an effect that was given up done again.  Target: its number."""
    effect = _effect(ask)
    if effect.kind not in tasks.REPEATABLE:
        raise Refused(
            "Isto não se repete daqui, porque mexe com dinheiro. Peça de novo pela cobrança."
        )
    if effect.done_at is None:
        return Done("Ainda está na fila: nada precisa ser repetido.", Outcome.UNCHANGED)
    if effect.error is None:
        raise Refused("Isto saiu daqui sem erro. Se a mensagem não chegou, escreva outra.")
    repeated, wakes = tasks.repeat(ask.db, effect.seq, ask.at)
    if not repeated:
        return Done("Isso já tinha sido repetido: nada foi feito de novo.", Outcome.ALREADY)
    return Done("Vai ser tentado de novo agora.", wakes=wakes, details={"key": effect.key})


def _effect(ask: Ask) -> Row[*tuple[Any, ...]]:
    columns = (EFFECTS.c.seq, EFFECTS.c.key, EFFECTS.c.kind, EFFECTS.c.done_at, EFFECTS.c.error)
    row = ask.db.execute(select(*columns).where(EFFECTS.c.seq == _number(ask.target))).first()
    if row is None:
        raise Refused(f"Não existe envio {ask.target!r}. Atualize a página.", 404)
    return row


def _number(target: str) -> int:
    if not target.isascii() or not target.isdecimal() or len(target) > 18:
        raise Refused(f"{target!r} não é um número daqui. Atualize a página.", 404)
    return int(target)
