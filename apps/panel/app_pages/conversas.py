"""Conversas: the list on the left, the open conversation on the right; "Novos Leads" is a view."""

import streamlit as st

from apps.panel.parts import chat, offering, threads

st.title("Conversas", anchor=False)
opened = threads.chosen_conversation()
left, right = st.columns([2, 3], gap="medium")
with left, st.container(key="lista-com-aberta" if opened else "lista"):
    chosen = threads.filters()
    threads.listing(chosen, opened)
with right:
    if opened is None:
        st.info("Escolha uma conversa na lista.", icon="💬")
    else:
        with st.container(key="voltar-a-lista"):
            st.button("← Todas as conversas", on_click=threads.choose, args=(None,))
        chat.conversation(opened)
        chat.reply_box(opened)
        offering.offer_dialog(opened, chat.place_of(opened))
