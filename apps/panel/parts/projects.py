"""Projects: what is due when, whose move it is, and what of the money is missing."""

from __future__ import annotations

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.panel.finance import Charged
from adapters.storage.panel.projects import ACTIVE, DELIVERED, ListedProject, WaitsFor
from apps.panel import formats, service
from apps.panel.names import CHARGE_STATES, CHARGES, PROJECT_STATES, WAITS_FOR
from apps.panel.parts.forms import order_submit
from apps.panel.parts.live import live
from apps.panel.parts.orders import Order, order_button, show_answer, was_given
from apps.panel.parts.paging import page_key, pager
from apps.panel.parts.popping import popover
from autovenda_core.briefing import default_form
from autovenda_core.business_days import Calendar
from autovenda_core.model import ProjectStatus

__all__ = ["projects", "which"]

WHERE = "projetos"
SOON = 2
"""Business days: a deadline that is so near is pointed out."""

_LISTS = {"Em andamento": ACTIVE, "Entregues": DELIVERED}
_COLOURS = {
    WaitsFor.BRIEFING: "orange",
    WaitsFor.US: "blue",
    WaitsFor.BALANCE: "orange",
    WaitsFor.NOBODY: "gray",
}


def which() -> str:
    """The list that is looked at: those at work, or those that were delivered."""
    return st.segmented_control(
        "Quais projetos",
        list(_LISTS),
        default="Em andamento",
        required=True,
        label_visibility="collapsed",
        key="projetos-quais",
    )


@live("5s")
def projects(name: str) -> None:
    """One of the lists, the next deadline at the top."""
    show_answer(WHERE)
    listed = service.current().projects(_LISTS[name], after=page_key(f"projetos-{name}"))
    if not listed.rows:
        st.info("Nenhum projeto aqui. Um projeto começa quando o sinal é pago.", icon="📐")
    for each in listed.rows:
        _project(each)
    pager(f"projetos-{name}", listed.next)


def _project(project: ListedProject) -> None:
    calendar = service.current().house.calendar
    key = f"projeto-{project.target.replace('.', '-')}"
    with st.container(border=True, key=key, gap="xsmall"):
        st.text(f"{project.client_name or 'Sem nome'} · {project.title}")
        st.markdown(f"{_badges(project)} {_deadline(project, calendar)}")
        for charge in project.charges:
            st.caption(_money(charge))
        with st.container(horizontal=True):
            _deliver(project)
            _extra(project)
            _briefing(project)
            if st.button("Abrir conversa", key=f"conversa-{project.target}"):
                there = {"conversa": project.conversation_id}
                st.switch_page("app_pages/conversas.py", query_params=there)


def _badges(project: ListedProject) -> str:
    state = f":gray-badge[{PROJECT_STATES[project.status]}]"
    if project.waits_for is WaitsFor.NOBODY:
        return state
    return f":{_COLOURS[project.waits_for]}-badge[{WAITS_FOR[project.waits_for]}]"


def _deadline(project: ListedProject, calendar: Calendar) -> str:
    """Counted as deadlines are: in business days."""
    due = project.deadline
    if project.status not in ACTIVE:
        return f"Prazo: {formats.day(due)}"
    if due is None:
        return "O prazo começa a contar com o briefing"
    today = calendar.day(service.current().now)
    days = calendar.business_days_between(today, due)
    if due < today:
        late = f" ({_business_days(-days)})" if days else ""
        return f":red-badge[Atrasado desde {formats.day(due)}{late}]"
    if due == today:
        return ":red-badge[Vence hoje]"
    colour = "orange" if days <= SOON else "green"
    return f":{colour}-badge[{_business_days(days)}, até {formats.day(due)}]"


def _business_days(count: int) -> str:
    return "1 dia útil" if count == 1 else f"{count} dias úteis"


def _money(charge: Charged) -> str:
    """Our words only: what an extra is for stands on the page of money."""
    return (
        f"{CHARGES[charge.kind]}: {formats.brl(charge.amount_centavos)} · "
        + (CHARGE_STATES[charge.status])
    )


def _deliver(project: ListedProject) -> None:
    if project.status is not ProjectStatus.ACTIVE or not _may_act():
        return
    order = Order("entregar", project.target, project.seen)
    if was_given(order):
        st.button("Entrega registrada", key=f"entregue-{order.key}", disabled=True)
        return
    with popover("Entregar e cobrar saldo", f"entregar-{project.target}", primary=True) as is_open:
        if is_open:
            st.text(
                "O cliente recebe agora a mensagem de entrega com o link do saldo, "
                "e os lembretes do saldo começam a contar. Não dá para desfazer."
            )
            order_button("Entregar agora", order, where=WHERE, kind="primary")


def _extra(project: ListedProject) -> None:
    if not _may_act():
        return
    order = Order("cobranca-extra", project.target, project.seen)
    with popover("Cobrança extra", f"extra-{order.key}") as is_open:
        if not is_open:
            return
        amount, about = f"valor-{order.key}", f"descricao-{order.key}"
        with st.form(f"form-{order.key}", border=False, enter_to_submit=False):
            st.text_input("Valor (R$)", key=amount, placeholder="350,00")
            st.text_input(
                "O que é, como o cliente vai ler",
                key=about,
                placeholder="Página extra",
                max_chars=120,
            )
            fields = {"valor": amount, "descricao": about}
            order_submit("Enviar a cobrança ao cliente", order, where=WHERE, fields=fields)


def _briefing(project: ListedProject) -> None:
    if project.status is ProjectStatus.BRIEFING:
        return
    with popover("Briefing", f"briefing-{project.target}") as is_open:
        if is_open:
            with st.container(height=360, border=False):
                _answers(project)


def _answers(project: ListedProject) -> None:
    known = service.current().client(project.client_id)
    sold = known.projects if known is not None else ()
    answers = next((each.briefing for each in sold if each.project.target == project.target), {})
    if not answers:
        st.text("Não há respostas guardadas.")
    for field in default_form().fields:
        if answer := answers.get(field.id):
            st.caption(field.label)
            st.text(answer)


def _may_act() -> bool:
    return service.current().viewer.may(Role.AGENT)
