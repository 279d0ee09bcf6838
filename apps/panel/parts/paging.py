"""The pages of a long list: forward, and back to its beginning."""

from __future__ import annotations

import streamlit as st

from adapters.storage.panel.paging import Key

__all__ = ["first_page", "page_key", "pager"]


def page_key(name: str) -> Key | None:
    """Where the page begins that is looked at; None: at the beginning."""
    key: Key | None = st.session_state.get(_place(name))
    return key


def pager(name: str, following: Key | None) -> None:
    """The two buttons, where they lead anywhere."""
    with st.container(horizontal=True):
        if page_key(name) is not None:
            st.button("⏮ Voltar ao início", key=f"inicio-{name}", on_click=_go, args=(name, None))
        if following is not None:
            st.button("Ver mais ▶", key=f"mais-{name}", on_click=_go, args=(name, following))


def first_page(name: str) -> None:
    """Back to the beginning, because another list is looked at now."""
    _go(name, None)


def _go(name: str, key: Key | None) -> None:
    st.session_state[_place(name)] = key


def _place(name: str) -> str:
    return f"pagina:{name}"
