"""Finds a client by name, phone or the number of a proposal."""

from __future__ import annotations

import streamlit as st

from adapters.storage.panel.conversations import Filter, Listed
from apps.panel import formats, service
from apps.panel.names import STATES
from apps.panel.parts.people import channel_name, standing

__all__ = ["pick_client", "results"]

MOST = 15


def results() -> None:
    """A field to look for a client, and who was found; without words, who was active last."""
    words = st.text_input(
        "Buscar cliente",
        key="busca-cliente",
        type="search",
        placeholder="Nome, telefone ou nº da proposta",
        live=True,
    )
    found = _found(words or "")
    if not found:
        st.info("Ninguém encontrado. Tente parte do nome ou do telefone.", icon="🔎")
    now = service.current().now
    for each in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", gap="xxsmall"):
                st.text(each.client_name or "Sem nome")
                st.markdown(standing(each.state, each.owner, each.channel, each.window, now))
            if st.button("Abrir ficha", key=f"ficha-{each.client_id}"):
                st.query_params["cliente"] = each.client_id
                st.rerun()


def pick_client(but: str) -> str | None:
    """Fields to choose another client with; their id."""
    words = st.text_input(
        "O outro cliente", key=f"outro-{but}", placeholder="Nome, telefone ou nº da proposta"
    )
    if not words:
        return None
    others = {each.client_id: each for each in _found(words) if each.client_id != but}
    if not others:
        st.caption("Ninguém encontrado.")
        return None
    # Options are shown as they are, not as markdown.
    chosen: str | None = st.selectbox(
        "Quem é", list(others), format_func=lambda client_id: _line(others[client_id])
    )
    return chosen


def _found(words: str) -> list[Listed]:
    """The conversations that show them, one for each client."""
    page = service.current().conversations(Filter(words=words), limit=2 * MOST)
    return list({each.client_id: each for each in reversed(page.rows)}.values())[::-1][:MOST]


def _line(each: Listed) -> str:
    known = (each.client_name or "Sem nome", formats.phone(each.phone) if each.phone else "")
    return " · ".join(filter(None, (*known, channel_name(each.channel), STATES[each.state])))
