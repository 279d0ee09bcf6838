"""Whether everything runs: what came in, what waits to go out, and what was given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.panel.health import DeadEffect, Health, Undelivered
from adapters.storage.panel.needs import NeedKind
from adapters.whatsapp.cloud.errors import words_for
from apps.panel import formats, service
from apps.panel.names import CHANNELS, EFFECTS, SOURCES
from apps.panel.parts.live import live
from apps.panel.parts.orders import Order, order_button, show_answer
from apps.panel.parts.paging import page_key, pager
from autovenda_core.effects import SendMessage

__all__ = ["failures", "given_up", "parked", "standing"]

WHERE = "saude"
LATE = timedelta(minutes=2)
"""An effect that is due for longer does not wait for its turn any more."""


@live("5s")
def standing() -> None:
    """The whole in one look: numbers, connections, and since when each source is silent."""
    at_work = service.current()
    known = at_work.health()
    for warning in _warnings(known, at_work.now):
        st.warning(warning, icon="⚠️")
    lag = (at_work.now - known.oldest_due_at).total_seconds() if known.oldest_due_at else 0.0
    with st.grid(4, min_column_width=150):
        _number("Na fila de saída", str(known.waiting_effects))
        _number("Atraso da fila", formats.duration(lag) if known.waiting_effects else "nenhum")
        _number("Fatos sem ler", str(known.unread_facts))
        _number("Conversas paradas", str(known.parked_conversations))
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Ligações", anchor=False)
        st.table(_connections(known), border="horizontal", alt="Canais, pagamentos e modelo")
    with right:
        st.subheader("Última notícia de cada origem", anchor=False)
        st.table(_news(known, at_work.now), border="horizontal", alt="Quando cada origem falou")


def _number(label: str, value: str) -> None:
    st.metric(label, value, border=True, height="stretch")


def _warnings(known: Health, now: datetime) -> Iterator[str]:
    if known.oldest_due_at is not None and now - known.oldest_due_at > LATE:
        yield "As mensagens não estão saindo: o servidor está no ar?"
    if known.parked_conversations:
        yield "Há conversas paradas por um erro. Veja abaixo e responda você mesmo por enquanto."
    if known.model_answers and len(known.model_failures) * 2 > known.model_answers:
        yield "O modelo de linguagem falha em mais da metade das vezes; as regras leem sozinhas."


def _connections(known: Health) -> Mapping[str, str]:
    house = service.current().house
    channels = ", ".join(CHANNELS.get(name, name) for name in house.channels)
    return {
        "Canais": channels or "nenhum ligado (só a demonstração)",
        "Pagamentos": house.provider or "nenhum provedor: uma pessoa recebe e confirma",
        "Modelo de linguagem": _model(known, house.models),
    }


def _model(known: Health, models: Sequence[str]) -> str:
    if not models:
        return "desligado: as regras leem sozinhas"
    names = ", depois ".join(models)
    if not known.model_answers:
        return f"{names} (sem perguntas nos últimos 30 dias)"
    failed = len(known.model_failures)
    return f"{names} ({failed} de {known.model_answers} respostas falharam)"


def _news(known: Health, now: datetime) -> Mapping[str, str]:
    """Channels that are on and have said nothing are what this list is for."""
    heard = {each.source: formats.ago(each.at, now) for each in known.last_heard}
    silent = dict.fromkeys(service.current().house.channels, "nada ainda")
    return {_source(name): said for name, said in {**silent, **heard}.items()}


def _source(name: str) -> str:
    return CHANNELS.get(name) or SOURCES.get(name, name)


# ---------------------------------------------------------------------------- what failed


@live("15s")
def parked() -> None:
    """Conversations that stand still because something in them could not be read."""
    found = [each for each in service.current().needs() if each.kind is NeedKind.PARKED]
    if not found:
        return
    st.subheader("Conversas paradas", anchor=False)
    for each in found:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.text(f"{each.client_name or 'Sem nome'} · {formats.stamp(each.at)}")
            if st.button("Abrir conversa", key=f"parada-{each.conversation_id}"):
                there = {"conversa": each.conversation_id}
                st.switch_page("app_pages/conversas.py", query_params=there)


@live("15s")
def given_up() -> None:
    """What was given up, each with its one button."""
    show_answer(WHERE)
    page = service.current().dead_effects(after=page_key(WHERE))
    st.subheader("Envios que falharam", anchor=False)
    if not page.rows:
        st.success("Nada foi abandonado.", icon="🎉")
    for each in page.rows:
        _dead(each)
    pager(WHERE, page.next)


def _dead(effect: DeadEffect) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(width="stretch", gap="xxsmall", key=f"envio-{effect.seq}"):
            what = EFFECTS.get(effect.kind, effect.kind)
            st.text(f"{what} · {effect.client_name or 'Sem nome'}")
            st.caption(f"Em {formats.stamp(effect.given_up_at)}. Motivo técnico:")
            st.text(formats.clipped(effect.error, 160))
        if not effect.can_be_repeated:
            return
        is_message = effect.kind == SendMessage.__name__
        order = Order("reenviar" if is_message else "repetir-envio", str(effect.seq))
        least = Role.AGENT if is_message else Role.OWNER
        order_button("Tentar de novo", order, where=WHERE, least=least)


@live("60s")
def failures() -> None:
    """Messages that did not arrive in the last thirty days, by reason."""
    known = service.current().health().undelivered
    if not known:
        return
    st.subheader("Mensagens que não chegaram (30 dias)", anchor=False)
    st.dataframe(
        [_reason(each) for each in known],
        alt="Mensagens que não chegaram, por motivo",
        hide_index=True,
    )


def _reason(each: Undelivered) -> Mapping[str, str | int]:
    code = each.code or ""
    words = words_for([code]) if each.channel == "whatsapp" else None
    return {
        "Mensagens": each.messages,
        "Motivo": words or code or "o provedor não disse",
        "Canal": CHANNELS.get(each.channel, each.channel),
        "Última": formats.stamp(each.last_at),
    }
