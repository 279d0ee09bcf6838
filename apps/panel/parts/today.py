"""The first page: four numbers, what waits for a person, and how far leads come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.panel.needs import Need, NeedKind
from adapters.storage.panel.today import FunnelStep
from apps.panel import formats, service
from apps.panel.names import STEPS, TASKS
from apps.panel.parts.live import live
from apps.panel.parts.orders import Order, order_button, show_answer
from autovenda_core.effects import TaskKind

__all__ = ["funnel", "numbers", "queue"]

WHERE = "hoje"

_REASONS = {
    NeedKind.PARKED: "Conversa parada por um erro",
    NeedKind.WAITING: "Espera a sua resposta",
    NeedKind.DEADLINE: "Prazo de entrega",
    NeedKind.VOUCHER: "Pix ou boleto a vencer",
    NeedKind.PROPOSAL: "Proposta a vencer",
    NeedKind.EFFECT: "Algo não pôde ser feito",
}
_MARKS = {
    NeedKind.PARKED: "🛑",
    NeedKind.WAITING: "💬",
    NeedKind.TASK: "🙋",
    NeedKind.DEADLINE: "📅",
    NeedKind.VOUCHER: "🧾",
    NeedKind.PROPOSAL: "📄",
    NeedKind.EFFECT: "⚠️",
}
_ABOUT_MONEY = (TaskKind.PAYMENT_REVIEW, TaskKind.PAYMENT_PROBLEM, TaskKind.DISPUTE)
_FIRST = 8
"""Needs that are shown before somebody asks for all."""


@live("15s")
def numbers() -> None:
    """Money of this month, money to come, open leads, and how fast they are answered."""
    known = service.current().numbers()
    with st.grid(4, min_column_width=150):
        st.metric(
            "Recebido no mês", formats.brl(known.received_centavos), border=True, height="stretch"
        )
        st.metric(
            "A receber", formats.brl(known.receivable_centavos), border=True, height="stretch"
        )
        st.metric("Leads em aberto", str(known.open_leads), border=True, height="stretch")
        st.metric(
            "1ª resposta (mediana)",
            formats.duration(known.first_response_seconds),
            border=True,
            height="stretch",
        )


@live("15s")
def queue() -> None:
    """ "Precisa de você": one line and one button for each thing."""
    waiting = service.current().needs()
    st.subheader(f"Precisa de você ({len(waiting)})", anchor=False)
    show_answer(WHERE)
    if not waiting:
        st.success("Nada espera por você agora.", icon="🎉")
    shown = waiting if st.session_state.get("hoje-tudo") else waiting[:_FIRST]
    for need in shown:
        _row(need)
    if len(waiting) > _FIRST:
        st.toggle(f"Mostrar todos os {len(waiting)}", key="hoje-tudo")


def _row(need: Need) -> None:
    now = service.current().now
    name = f"{need.kind}-{need.target.replace('.', '-')}"
    with st.container(border=True, key=f"precisa-{name}", horizontal=True):
        with st.container(width="stretch", gap="xxsmall"):
            st.markdown(f"{_MARKS[need.kind]} **{_reason(need)}** · {_when(need, now)}")
            st.text(_about(need))
        _button(need, name)


def _button(need: Need, name: str) -> None:
    if need.kind is NeedKind.EFFECT and service.current().viewer.may(Role.OWNER):
        order = Order("repetir-envio", need.target)
        order_button("Tentar de novo", order, where=WHERE, least=Role.OWNER)
        return
    label, page = _way(need)
    if st.button(label, key=f"ir-{name}"):
        st.switch_page(page, query_params={"conversa": need.conversation_id})


def _way(need: Need) -> tuple[str, str]:
    """Where it is dealt with."""
    if need.kind is NeedKind.DEADLINE:
        return "Ver projetos", "app_pages/projetos.py"
    if need.task_kind in _ABOUT_MONEY:
        return "Ver financeiro", "app_pages/financeiro.py"
    answers = need.kind is NeedKind.WAITING or need.task_kind is TaskKind.HANDOFF
    return "Responder" if answers else "Abrir conversa", "app_pages/conversas.py"


def _reason(need: Need) -> str:
    return TASKS[need.task_kind] if need.task_kind else _REASONS[need.kind]


def _when(need: Need, now: datetime) -> str:
    if need.kind is NeedKind.DEADLINE:
        return formats.in_days(need.day, now)
    if need.at is None:
        return ""
    return formats.left(need.at, now) if need.at > now else formats.ago(need.at, now)


def _about(need: Need) -> str:
    """Whom and what; the words of an event that failed are for whoever looks into it."""
    subject = "" if need.kind is NeedKind.PARKED else formats.clipped(need.subject)
    amount = formats.brl(need.amount_centavos) if need.amount_centavos is not None else ""
    name = need.client_name or "Sem nome"
    said_already = subject.startswith(name)
    return " · ".join(filter(None, ("" if said_already else name, subject, amount)))


@live("60s")
def funnel() -> None:
    """How far those came who wrote first in the last thirty days."""
    st.subheader("Funil de 30 dias", anchor=False)
    steps = service.current().funnel()
    st.bar_chart(
        [{"Etapa": STEPS[each.step], "Clientes": each.clients} for each in steps],
        x="Etapa",
        y="Clientes",
        x_label="",
        y_label="",
        horizontal=True,
        sort=False,
        height=230,
        alt=_in_words(steps),
    )
    st.caption(_in_words(steps))


def _in_words(steps: Sequence[FunnelStep]) -> str:
    most = max((each.clients for each in steps), default=0) or 1
    shares = ((each, round(100 * each.clients / most)) for each in steps)
    return "; ".join(f"{STEPS[each.step]}: {each.clients} ({share} %)" for each, share in shares)
