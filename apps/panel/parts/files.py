"""
The owner's three files in the panel: what is in force, drafts of it, versions, and the way out.

A draft is a whole file; `Order`s carry the version that was on the page, so of two who edit at
once the second is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.settings import Kind
from apps.panel import formats, service
from apps.panel.parts.orders import Order, last_answer, order_button, show_answer
from apps.panel.parts.popping import popover

__all__ = ["ACTIONS", "InForce", "answers", "in_force", "may_write", "saving", "versions"]

WHERE = "arquivos"

ACTIONS: Mapping[Kind, str] = {
    Kind.CATALOG: "catalogo",
    Kind.TEXTS: "textos",
    Kind.FAQ: "faq",
}
_FILES: Mapping[Kind, tuple[str, str]] = {
    Kind.CATALOG: ("catalogo.csv", "text/csv"),
    Kind.TEXTS: ("textos.toml", "application/toml"),
    Kind.FAQ: ("perguntas.toml", "application/toml"),
}
_LANGUAGES: Mapping[Kind, str | None] = {Kind.CATALOG: None, Kind.TEXTS: "toml", Kind.FAQ: "toml"}


@dataclass(frozen=True)
class InForce:
    """What counts now."""

    kind: Kind
    version: int
    """0: nothing was written in the panel, so the file of the environment (or ours) counts."""
    content: str


def in_force(kind: Kind) -> InForce:
    """The newest version, or else the file."""
    at_work = service.current()
    newest = at_work.setting(kind)
    if newest is None:
        return InForce(kind, 0, at_work.house.files[kind])
    return InForce(kind, newest.version, newest.content)


def may_write() -> bool:
    """Only an owner may; everybody else looks."""
    return service.current().viewer.may(Role.OWNER)


def saving(now: InForce, content: str) -> Order:
    """The order that saves a draft."""
    action = ACTIONS[now.kind]
    return Order(action, action, now.version, {"conteudo": content})


def answers(where: str = WHERE) -> None:
    """What came of the last order, with every line that is wrong."""
    show_answer(where)
    answer = last_answer(where)
    for problem in (answer.data if answer is not None else {}).get("problems", ()):
        line = f"Linha {problem['line']}: " if problem.get("line") else ""
        st.text(f"• {line}{problem['message']}")


def versions(now: InForce) -> None:
    """Who wrote when; an older version can be put in force again, and any be downloaded."""
    name, media_type = _FILES[now.kind]
    with st.container(horizontal=True):
        st.download_button(
            "⬇ Baixar o arquivo em vigor",
            now.content.encode(),
            file_name=name,
            mime=media_type,
            key=f"baixar-{now.kind}",
            on_click="ignore",
        )
        with popover("Versões anteriores", f"versoes-{now.kind}") as is_open:
            if is_open:
                _versions(now)


def _versions(now: InForce) -> None:
    at_work = service.current()
    written = at_work.versions(now.kind)
    if not written:
        st.text("Nada foi salvo pelo painel ainda: vale o arquivo da instalação.")
        return
    labels = {
        each.version: f"Versão {each.version} · {formats.stamp(each.at)} · {each.by}"
        for each in written
    }
    chosen = st.selectbox(
        "Versão", list(labels), format_func=labels.__getitem__, key=f"versao-{now.kind}"
    )
    setting = at_work.setting(now.kind, chosen)
    if setting is None:
        return
    st.code(setting.content, language=_LANGUAGES[now.kind], height=260, wrap_lines=True)
    if chosen != now.version:
        order_button(
            f"Voltar à versão {chosen}",
            saving(now, setting.content),
            where=WHERE,
            least=Role.OWNER,
        )
