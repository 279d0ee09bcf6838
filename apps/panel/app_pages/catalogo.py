"""Catálogo e textos: what is sold, and what the bot says."""

import streamlit as st

from adapters.storage.settings import Kind
from apps.panel.parts import catalogue, files, wording
from autovenda_core.catalog import read_catalog

st.title("Catálogo e textos", anchor=False)
part = st.segmented_control(
    "Parte",
    ["Pacotes", "Textos", "Perguntas"],
    default="Pacotes",
    required=True,
    label_visibility="collapsed",
    key="parte",
    bind="query-params",
)
if not files.may_write():
    st.info("Só quem é dono muda o que está aqui. Você pode ler e ver as prévias.", icon="🔒")
files.answers()
match part:
    case "Textos":
        now = files.in_force(Kind.TEXTS)
        wording.text_editor(now)
    case "Perguntas":
        now = files.in_force(Kind.FAQ)
        wording.answer_editor(now)
    case _:
        now = files.in_force(Kind.CATALOG)
        catalogue.listing(read_catalog(now.content))
        with st.expander("Editar um pacote"):
            catalogue.editor(now)
        with st.expander("Trocar o catálogo por um arquivo CSV"):
            catalogue.importer(now)
files.versions(now)
