"""What may be done with a client as a whole: joining two who are one, and their LGPD rights."""

from __future__ import annotations

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.panel.clients import ClientFile
from apps.panel import formats, service
from apps.panel.commanding import Fate
from apps.panel.parts.found import pick_client
from apps.panel.parts.orders import Order, last_answer, order_button, show_answer

__all__ = ["show"]

ERASE = "APAGAR"
"""What has to be typed."""


def show(known: ClientFile) -> None:
    """Joining for agents, the rest for the owner."""
    viewer = service.current().viewer
    if not viewer.may(Role.AGENT):
        st.caption("Seu acesso é só de consulta.")
        return
    left, right = st.columns(2, gap="large")
    with left:
        _merging(known)
    if viewer.may(Role.OWNER):
        with right:
            _export(known)
            _erasure(known)


def _merging(known: ClientFile) -> None:
    where = f"juntar-{known.id}"
    st.subheader("Juntar clientes", anchor=False)
    st.caption("A mesma pessoa escreveu de dois números? Junte: as conversas viram uma só.")
    show_answer(where)
    other = pick_client(known.id)
    order = Order("vincular", known.id, len(known.merges), {"outro": other or ""})
    order_button("Juntar os dois", order, where=where, disabled=other is None)
    for merge in known.merges:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            undone = f" · separados em {formats.stamp(merge.undone_at)}" if merge.undone_at else ""
            st.caption(f"Juntados em {formats.stamp(merge.at)}{undone}", width="stretch")
            if merge.undone_at is None:
                order_button("Separar", Order("desvincular", str(merge.id)), where=where)


def _export(known: ClientFile) -> None:
    where = f"exportar-{known.id}"
    st.subheader("Exportar dados", anchor=False)
    st.caption("Tudo o que guardamos desta pessoa, em um arquivo para entregar a ela.")
    show_answer(where)
    order_button("Preparar arquivo", Order("exportar", known.id), where=where, least=Role.OWNER)
    answer = last_answer(where)
    if answer is not None and "conteudo" in answer.data:
        st.download_button(
            "Baixar JSON",
            str(answer.data["conteudo"]),
            file_name=f"cliente-{known.id[:8]}.json",
            mime="application/json",
            key=f"baixar-{known.id}",
            on_click="ignore",
            type="primary",
        )


def _erasure(known: ClientFile) -> None:
    where = f"apagar-{known.id}"
    st.subheader("Apagar dados", anchor=False)
    st.caption(
        "Nome, contatos, conversas e arquivos somem de vez. Pagamentos ficam, sem nome, "
        "porque a lei manda guardar. Não tem volta."
    )
    show_answer(where)
    typed = st.text_input(f"Digite {ERASE} para confirmar", key=f"confirmar-{known.id}", live=True)
    order_button(
        "Apagar para sempre",
        Order("apagar", known.id),
        where=where,
        least=Role.OWNER,
        kind="primary",
        disabled=typed != ERASE or known.erased_at is not None,
    )
    answer = last_answer(where)
    if answer is not None and answer.fate is not Fate.REFUSED and "protocolo" in answer.data:
        st.code(str(answer.data["protocolo"]), language=None)
