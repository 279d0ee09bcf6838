"""The list of conversations: found by name, view and state, and always as of now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import streamlit as st

from adapters.storage.panel.conversations import Filter, Listed
from adapters.storage.panel.paging import Key
from apps.panel import formats, service
from apps.panel.names import STATES
from apps.panel.parts.live import live
from apps.panel.parts.people import standing
from autovenda_core.model import Owner, State
from autovenda_core.values import replace

__all__ = ["choose", "chosen_conversation", "filters", "listing"]

ALL = "Todas"
VIEWS: Mapping[str, Filter] = {
    ALL: Filter(),
    "Novos Leads": Filter(states=(State.LEAD, State.QUALIFYING)),
    "Sem resposta": Filter(is_unanswered=True),
    "Com pessoa": Filter(owner=Owner.HUMAN),
    "Com robô": Filter(owner=Owner.BOT),
}
ANY_STATE = "Todas as etapas"
TODAY = "Só as últimas 24 h"

_WHO_SPOKE = {"lead": "", "bot": "🤖 ", "operator": "🧑 "}


def chosen_conversation() -> str | None:
    """The id in the page's address."""
    return st.query_params.get("conversa")


def choose(conversation_id: str | None) -> None:
    """Open a conversation, or close the open one."""
    if conversation_id is None:
        st.query_params.pop("conversa", None)
    else:
        st.query_params["conversa"] = conversation_id


def filters() -> Filter:
    """What the operator looks for."""
    words = st.text_input(
        "Buscar",
        key="busca",
        type="search",
        placeholder="Nome, telefone ou nº da proposta",
        live=True,
        on_change=_to_the_top,
    )
    view = st.pills(
        "Mostrar",
        list(VIEWS),
        default=ALL,
        required=True,
        key="ver",
        on_change=_to_the_top,
        bind="query-params",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        state = st.selectbox(
            "Etapa",
            [ANY_STATE, *STATES.values()],
            key="etapa",
            on_change=_to_the_top,
            label_visibility="collapsed",
            filter_mode=None,
        )
        today = st.toggle(TODAY, key="hoje", on_change=_to_the_top)
    chosen = replace(VIEWS[view or ALL], words=words or "")
    if state != ANY_STATE:
        chosen = replace(chosen, states=tuple(s for s, name in STATES.items() if name == state))
    if today:
        chosen = replace(chosen, heard_since=service.current().now - timedelta(days=1))
    return chosen


@live("2s")
def listing(chosen: Filter, opened: str | None) -> None:
    """One page of the list."""
    ends = _ends()
    page = service.current().conversations(chosen, after=ends[-1] if ends else None)
    if not page.rows:
        st.info("Nenhuma conversa aqui. Mude a busca ou o filtro.", icon="🔎")
    with st.container(height=640, border=False, key="linhas"):
        for each in page.rows:
            _row(each, is_open=each.id == opened)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if ends:
            st.button("← Mais recentes", key="lista-antes", on_click=_turn_back)
        if page.next is not None:
            st.button("Mais antigas →", key="lista-depois", on_click=_turn, args=(page.next,))


def _row(each: Listed, *, is_open: bool) -> None:
    now = service.current().now
    with st.container(border=True, key=f"linha-{'aberta-' * is_open}{each.id}", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            waits = each.last_author == "lead" and each.owner is Owner.HUMAN
            name = formats.label(each.client_name)
            if st.button(
                f"{'🔴 ' * waits}{name}", key=f"abrir-{each.id}", type="tertiary", width="stretch"
            ):
                choose(each.id)
                st.rerun()
            st.caption(formats.moment(each.last_at, now), width="content")
        if each.last_text:
            st.text(_WHO_SPOKE.get(each.last_author or "", "") + formats.clipped(each.last_text))
        st.markdown(standing(each.state, each.owner, each.channel, each.window, now))
        if each.parked_reason is not None:
            st.caption("🛑 parada por um erro")


def _ends() -> list[Key]:
    """Where each page that was turned ended."""
    ends: list[Key] = st.session_state.setdefault("lista-paginas", [])
    return ends


def _turn(end: Key) -> None:
    _ends().append(end)


def _turn_back() -> None:
    if _ends():
        _ends().pop()


def _to_the_top() -> None:
    _ends().clear()
