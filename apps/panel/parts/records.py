"""The audit, and who may use the panel."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from adapters.storage.operators import Operator, Role
from adapters.storage.panel.audit import AuditLine
from apps.operators import LEAST_CHARACTERS
from apps.panel import formats, service
from apps.panel.names import ACTIONS, OUTCOMES, ROLES
from apps.panel.parts.forms import order_submit
from apps.panel.parts.orders import Order, order_button, show_answer
from apps.panel.parts.paging import first_page, page_key, pager
from apps.panel.parts.popping import popover

__all__ = ["lines", "operators"]

WHERE = "operadores"
EVERYBODY = "Todos"
ANYTHING = "Tudo"
TERMINAL = "terminal"

_IDS = "conversa, cobrança, cliente ou login"


def lines() -> None:
    """Who did what, newest first."""
    at_work = service.current()
    logins = [each.login for each in at_work.operators()]
    with st.grid(3, min_column_width=180):
        operator = st.selectbox(
            "Quem",
            [EVERYBODY, *logins, TERMINAL],
            key="auditoria-quem",
            on_change=first_page,
            args=("auditoria",),
        )
        action = st.selectbox(
            "O quê",
            [ANYTHING, *ACTIONS],
            format_func=lambda name: ACTIONS.get(name, name),
            key="auditoria-o-que",
            on_change=first_page,
            args=("auditoria",),
        )
        target = st.text_input(
            "Sobre o quê",
            key="auditoria-alvo",
            placeholder=f"Código: {_IDS}",
            on_change=first_page,
            args=("auditoria",),
        )
    page = at_work.audit(
        operator=None if operator == EVERYBODY else operator,
        action=None if action == ANYTHING else action,
        target=(target or "").strip() or None,
        after=page_key("auditoria"),
    )
    if page.rows:
        st.dataframe([_row(each) for each in page.rows], alt="Auditoria", hide_index=True)
    else:
        st.info("Nada encontrado.", icon="🧾")
    pager("auditoria", page.next)


def _row(line: AuditLine) -> Mapping[str, str]:
    return {
        "Quando": formats.stamp(line.at),
        "Quem": line.operator,
        "O quê": ACTIONS.get(line.action, line.action),
        "Resultado": OUTCOMES.get(line.outcome, line.outcome),
        "Sobre": line.target,
        "Detalhes": ", ".join(f"{name}: {value}" for name, value in line.details.items()),
    }


# ---------------------------------------------------------------------------- operators


def operators() -> None:
    """Everybody with a login; only for owners."""
    at_work = service.current()
    if not at_work.viewer.may(Role.OWNER):
        return
    st.subheader("Quem usa o painel", anchor=False)
    show_answer(WHERE)
    for each in at_work.operators():
        _operator(each, is_me=each.login == at_work.viewer.login)
    with st.container(horizontal=True):
        _hiring()
        with popover("Encerrar todos os acessos", "sair-de-todos") as is_open:
            if is_open:
                st.text("Todos precisam entrar de novo, em todos os aparelhos. Você também.")
                order_button(
                    "Encerrar agora",
                    Order("sair-de-todos", "todos"),
                    where=WHERE,
                    least=Role.OWNER,
                )


def _operator(operator: Operator, *, is_me: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(width="stretch", gap="xxsmall", key=f"pessoa-{operator.id}"):
            st.text(f"{operator.name} ({operator.login}){' — você' if is_me else ''}")
            off = "" if operator.disabled_at is None else " :red-badge[Desativado]"
            st.markdown(f":blue-badge[{ROLES[operator.role]}]{off}")
        if operator.disabled_at is not None:
            return
        leave = Order("sair-de-todos", operator.login, again=True)
        order_button("Encerrar acessos", leave, where=WHERE, least=Role.OWNER)
        if not is_me:
            _disabling(operator)


def _disabling(operator: Operator) -> None:
    order = Order("operador-desativar", operator.login, operator.version)
    with popover("Desativar", order.key) as is_open:
        if is_open:
            st.text("Sai na hora de todos os aparelhos e não entra mais.")
            order_button("Desativar agora", order, where=WHERE, least=Role.OWNER)


def _hiring() -> None:
    """The login is the target, so the form has it as a field of its own."""
    with popover("Novo operador", "novo-operador") as is_open:
        if not is_open:
            return
        keys = {name: f"novo-{name}" for name in ("nome", "papel", "senha")}
        with st.form("novo-operador", border=False, enter_to_submit=False):
            st.text_input("Nome", key=keys["nome"], max_chars=60)
            st.text_input(
                "Login (minúsculas, sem espaço)", key="novo-login", max_chars=40, autocomplete="off"
            )
            st.selectbox(
                "Papel",
                list(reversed(Role)),
                format_func=ROLES.__getitem__,
                key=keys["papel"],
                filter_mode=None,
            )
            st.text_input(
                f"Senha (pelo menos {LEAST_CHARACTERS} caracteres)",
                type="password",
                key=keys["senha"],
                autocomplete="new-password",
            )
            order_submit(
                "Criar", Order("operador-criar", ""), where=WHERE, fields=keys, target="novo-login"
            )
