"""Cliente Detalhes: everything of one client; without one in the address, whom to choose from."""

import streamlit as st

from apps.panel import service
from apps.panel.parts import client_file, found

chosen = st.query_params.get("cliente")
known = service.current().client(chosen) if chosen else None
if chosen is None or known is None:
    st.title("Clientes", anchor=False)
    if chosen is not None:
        st.warning("Este cliente não existe. Escolha outro.", icon="🔎")
    found.results()
else:
    st.title("Cliente Detalhes", anchor=False)
    st.button("← Todos os clientes", on_click=st.query_params.clear)
    client_file.show(known)
