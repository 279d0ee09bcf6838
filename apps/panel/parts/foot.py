"""What every page ends with: who looks, and the way out."""

from __future__ import annotations

import streamlit as st

from apps.panel import service
from apps.panel.names import ROLES

__all__ = ["foot"]

# A plain link: what lies behind it is no page of Streamlit's, and stays in this tab.
_WAY_OUT = '<a class="av-sair" href="/painel/sair" target="_self">Sair do painel</a>'


def foot() -> None:
    """One line below everything."""
    viewer = service.current().viewer
    with st.container(horizontal=True, key="rodape", vertical_alignment="center"):
        st.text(f"{viewer.name} · {ROLES[viewer.role]}", width="content")
        st.html(_WAY_OUT, width="content")
