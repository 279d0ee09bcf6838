"""Money: what came in, what is missing, every charge, and what an owner does about it by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.panel.finance import Charged, Month, Owed, Paid
from adapters.storage.panel.months import local_day, month_of, months_before
from apps.desk.money import METHODS as BY_HAND
from apps.panel import formats, service
from apps.panel.names import CHARGE_STATES, CHARGES, METHODS, PAYMENT_STATES
from apps.panel.parts.forms import order_submit
from apps.panel.parts.live import live
from apps.panel.parts.orders import Order, show_answer
from apps.panel.parts.paging import page_key, pager
from apps.panel.parts.popping import popover
from apps.panel.spreadsheet import of_payments
from autovenda_core.model import ChargeStatus, DisputeStatus

__all__ = ["charges", "download", "overview"]

WHERE = "financeiro"
MOST_MISSING = 6
MOST_SHOWN = 100
ALL = "Todas"

_MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
_SERIES = {"Recebido": "#2e9e6b", "A receber": "#4a86e8", "Atrasado": "#d9534f"}
_COLOURS = {
    ChargeStatus.OPEN: "orange",
    ChargeStatus.PENDING: "blue",
    ChargeStatus.PAID: "green",
    ChargeStatus.CANCELLED: "gray",
    ChargeStatus.REFUNDED: "gray",
}
_UNPAID = (ChargeStatus.OPEN, ChargeStatus.PENDING)
_WHOLE_REAIS = "join(split(format(datum.value, ',.0f'), ','), '.')"
"""Vega's own formats are American."""

_CHART: dict[str, Any] = {
    "mark": "bar",
    "encoding": {
        "x": {"field": "Mês", "type": "nominal", "sort": None, "axis": {"title": None}},
        "y": {
            "field": "Reais",
            "type": "quantitative",
            "axis": {"title": "R$", "labelExpr": _WHOLE_REAIS},
        },
        "color": {
            "field": "Tipo",
            "type": "nominal",
            "scale": {"domain": list(_SERIES), "range": list(_SERIES.values())},
            "legend": {"orient": "top", "title": None},
        },
        "tooltip": [{"field": name} for name in ("Mês", "Tipo", "Valor")],
    },
}


@live("30s")
def overview() -> None:
    """The numbers, the months and what is missing, from one look at the database."""
    at_work = service.current()
    owed = at_work.owed()
    months = at_work.months(owed)
    _numbers(months, month_of(local_day(at_work.now)))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _by_month(months)
    with right:
        _missing(owed, at_work.now)


def _numbers(months: Sequence[Month], this: date) -> None:
    received = next((each.received for each in months if each.first_day == this), 0)
    with st.grid(3, min_column_width=150):
        st.metric("Recebido no mês", formats.brl(received), border=True, height="stretch")
        _sum("A receber, no prazo", [each.receivable for each in months])
        _sum("Atrasado", [each.overdue for each in months])


def _sum(label: str, amounts: Sequence[int]) -> None:
    st.metric(label, formats.brl(sum(amounts)), border=True, height="stretch")


def _by_month(months: Sequence[Month]) -> None:
    st.subheader("Mês a mês", anchor=False)
    st.vega_lite_chart(_bars(months), _CHART, alt=_in_words(months), height=260)
    with st.expander("Ver em tabela"):
        st.table([_row(each) for each in reversed(months)], alt="Dinheiro por mês", hide_index=True)


def _bars(months: Sequence[Month]) -> Sequence[Mapping[str, object]]:
    return [
        {
            "Mês": _month(each.first_day),
            "Tipo": name,
            "Reais": amount / 100,
            "Valor": formats.brl(amount),
        }
        for each in months
        for name, amount in zip(_SERIES, _amounts(each), strict=True)
    ]


def _amounts(month: Month) -> tuple[int, int, int]:
    return month.received, month.receivable, month.overdue


def _row(month: Month) -> dict[str, str]:
    amounts = zip(_SERIES, map(formats.brl, _amounts(month)), strict=True)
    return {"Mês": _month(month.first_day), **dict(amounts)}


def _in_words(months: Sequence[Month]) -> str:
    """The chart for whoever cannot see it."""
    received = formats.brl(sum(each.received for each in months))
    best = max(months, key=lambda each: each.received)
    late = formats.brl(sum(each.overdue for each in months))
    return (
        f"Dinheiro por mês: {received} recebidos no período, o melhor mês foi "
        f"{_month(best.first_day)} com {formats.brl(best.received)}; {late} em atraso."
    )


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]}/{day.year % 100:02d}"


# ---------------------------------------------------------------------------- what is missing


def _missing(owed: Sequence[Owed], now: datetime) -> None:
    """Who owes us, what is due first at the top."""
    st.subheader(f"Falta receber ({len(owed)})", anchor=False)
    if not owed:
        st.success("Ninguém deve nada agora.", icon="🎉")
    shown = owed if st.session_state.get("financeiro-tudo") else owed[:MOST_MISSING]
    for number, each in enumerate(shown[:MOST_SHOWN]):
        with st.container(key=f"falta-{number}", gap="xxsmall"):
            st.text(f"{formats.brl(each.outstanding_centavos)} · {each.client_name or 'Sem nome'}")
            st.markdown(_due(each, now))
    if len(owed) > MOST_MISSING:
        st.toggle("Mostrar mais", key="financeiro-tudo")


def _due(owed: Owed, now: datetime) -> str:
    what = f":gray-badge[{CHARGES[owed.kind]}]"
    if owed.pending_method:
        method = METHODS.get(owed.pending_method, owed.pending_method)
        until = (
            f" até {formats.day(local_day(owed.pending_expires_at))}"
            if (owed.pending_expires_at)
            else ""
        )
        return f"{what} :blue-badge[{method} a caminho{until}]"
    words = formats.in_days(local_day(owed.due_at), now)
    return f"{what} :{'red' if owed.due_at < now else 'orange'}-badge[{words}]"


# ---------------------------------------------------------------------------- charges


def charges() -> None:
    """Every charge with its payments, and what may be done about it."""
    st.subheader("Cobranças", anchor=False)
    chosen = st.pills(
        "Situação",
        [ALL, *CHARGE_STATES.values()],
        default=ALL,
        required=True,
        key="cobrancas-quais",
        label_visibility="collapsed",
    )
    status = next((each for each, name in CHARGE_STATES.items() if name == chosen), None)
    _listed(status)


@live("5s")
def _listed(status: ChargeStatus | None) -> None:
    show_answer(WHERE)
    name = f"cobrancas-{status}"
    page = service.current().charges(status, after=page_key(name))
    if not page.rows:
        st.info("Nenhuma cobrança aqui.", icon="💰")
    for charge in page.rows:
        _charge(charge)
    pager(name, page.next)


def _charge(charge: Charged) -> None:
    key = f"cobranca-{charge.id.replace('.', '-')}"
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="xxsmall", key=key):
            st.text(f"{formats.brl(charge.amount_centavos)} · {charge.client_name or 'Sem nome'}")
            st.text(charge.description)
            badge = f":{_COLOURS[charge.status]}-badge[{CHARGE_STATES[charge.status]}]"
            st.markdown(f"{badge} {CHARGES[charge.kind]} de {formats.stamp(charge.created_at)}")
            for paid in charge.payments:
                st.text(_arrived(paid))
        if service.current().viewer.may(Role.OWNER):
            _confirm(charge)
            _refund(charge)


def _arrived(paid: Paid) -> str:
    how = METHODS.get(paid.method or "", paid.method or paid.provider)
    words = [f"↳ {formats.brl(paid.amount_centavos)} em {formats.stamp(paid.paid_at)} por {how}"]
    if paid.refunded_centavos:
        words.append(f"devolvido {formats.brl(paid.refunded_centavos)}")
    elif paid.vouched_by is None:
        words.append(PAYMENT_STATES[paid.status].lower())
    if paid.vouched_by is not None:
        words.append(f"confirmado por {paid.vouched_by}")
    if paid.dispute is not None:
        words.append("contestado no banco")
    return " · ".join(words)


def _confirm(charge: Charged) -> None:
    """Money that no provider told us of."""
    if charge.status not in _UNPAID:
        return
    order = Order("confirmar-pagamento", charge.id, charge.seen)
    with popover("Registrar pagamento", f"pago-{order.key}") as is_open:
        if not is_open:
            return
        keys = {name: f"{name}-{order.key}" for name in ("valor", "meio", "referencia")}
        left = charge.amount_centavos - sum(each.kept_centavos for each in charge.payments)
        with st.form(f"form-{order.key}", border=False, enter_to_submit=False):
            st.text(
                "Só para dinheiro que já está na sua conta e que nenhum provedor avisou. "
                "Fica registrado em seu nome."
            )
            st.text_input("Valor recebido (R$)", formats.amount(max(left, 0)), key=keys["valor"])
            st.selectbox(
                "Como chegou",
                BY_HAND,
                format_func=lambda each: METHODS[each],
                key=keys["meio"],
                filter_mode=None,
            )
            st.text_input("Número no banco (se houver)", key=keys["referencia"], max_chars=80)
            order_submit("Registrar em meu nome", order, where=WHERE, fields=keys)


def _refund(charge: Charged) -> None:
    """Back through the provider; what a person took is given back by a person."""
    payments = [each for each in charge.payments if _can_go_back(each)]
    if not payments:
        return
    order = Order("reembolsar", charge.id, charge.seen)
    with popover("Devolver dinheiro", f"devolve-{order.key}") as is_open:
        if not is_open:
            return
        keys = {name: f"{name}-{order.key}" for name in ("valor", "referencia")}
        sure = f"certeza-{order.key}"
        with st.form(f"form-{order.key}", border=False, enter_to_submit=False):
            st.selectbox(
                "Qual pagamento",
                [each.provider_ref for each in payments],
                format_func=_by_reference(payments),
                key=keys["referencia"],
                filter_mode=None,
            )
            st.text_input(
                "Valor a devolver (R$)", key=keys["valor"], placeholder="Vazio devolve tudo"
            )
            st.checkbox("Sim, devolver este dinheiro ao cliente", key=sure)
            order_submit("Devolver agora", order, where=WHERE, fields=keys, confirmed=sure)


def _can_go_back(paid: Paid) -> bool:
    is_disputed = paid.dispute is DisputeStatus.OPEN
    return paid.vouched_by is None and paid.kept_centavos > 0 and not is_disputed


def _by_reference(payments: Sequence[Paid]) -> Callable[[str], str]:
    words = {each.provider_ref: each for each in payments}

    def said(reference: str) -> str:
        paid = words[reference]
        return f"{formats.brl(paid.kept_centavos)} de {formats.stamp(paid.paid_at)}"

    return said


# ---------------------------------------------------------------------------- for the accountant


def download() -> None:
    """All payments of a month, or of the last twelve, as a file for Excel."""
    at_work = service.current()
    this = month_of(local_day(at_work.now))
    months = [months_before(this, count) for count in range(12)]
    st.subheader("Para o contador", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Mês",
            [None, *months],
            index=1,
            format_func=lambda day: _month(day) if day else "Todos os 12 meses",
            key="financeiro-mes",
            filter_mode=None,
        )
        first, count = (chosen, 1) if chosen else (months[-1], len(months))
        st.download_button(
            "⬇ Baixar planilha (CSV)",
            lambda: of_payments(at_work.arrivals(first, count)),
            file_name=f"pagamentos-{first:%Y-%m}{'' if chosen else '-12-meses'}.csv",
            mime="text/csv",
            on_click="ignore",
        )
