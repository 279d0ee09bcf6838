"""Commands about operators and their logins."""

from __future__ import annotations

from adapters.storage import operators
from adapters.storage.operators import Role
from apps.desk.asking import Ask, Done, Outcome, Refused
from apps.operators import add_operator
from autovenda_core.errors import ConfigurationError

__all__ = ["close_logins", "create", "disable"]


def create(ask: Ask) -> Done:
    """Make an operator.  Target: the login.  Fields: nome, papel, senha."""
    fields = ask.fields
    role = Role(fields.chosen("papel", tuple(Role)))
    name, password = fields.text("nome", at_most=60), fields.text("senha", at_most=200)
    try:
        made = add_operator(ask.db, ask.target, name, role, password, ask.at)
    except ConfigurationError as error:
        raise Refused(str(error), 422) from error
    return Done(f"{made.name} já pode entrar com o login {made.login}.", details={"role": role})


def disable(ask: Ask) -> Done:
    """Keep an operator out, and end their logins.  Target: the login."""
    found = operators.find(ask.db, ask.target)
    if found is None:
        raise Refused(f"Não existe operador {ask.target!r}. Atualize a página.", 404)
    operator = found[0]
    if operator.login == ask.by.login:
        raise Refused("Você não pode desativar a si mesmo. Peça a outro dono.")
    if operator.disabled_at is not None:
        return Done(f"{operator.name} já estava fora.", Outcome.UNCHANGED)
    seen = operator.version if ask.seen is None else ask.seen
    if not operators.disable(ask.db, operator.login, seen, ask.at):
        raise Refused("Alguém mudou este operador agora há pouco. Atualize a página e confira.")
    return Done(f"{operator.name} está fora, em todos os navegadores.")


def close_logins(ask: Ask) -> Done:
    """End all logins of an operator (target: the login), or of everybody (target: `todos`)."""
    if ask.target == "todos":
        count = operators.close_every_login(ask.db, None, ask.at)
        return Done(f"{count} acessos encerrados, o seu também.", details={"count": count})
    found = operators.find(ask.db, ask.target)
    if found is None:
        raise Refused(f"Não existe operador {ask.target!r}. Atualize a página.", 404)
    count = operators.close_every_login(ask.db, found[0].id, ask.at)
    return Done(f"{count} acessos de {found[0].name} encerrados.", details={"count": count})
