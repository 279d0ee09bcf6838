"""One conversation: where it stands, what was said, and what an operator does about it."""

from __future__ import annotations

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.panel.transcript import Card, File, Message
from apps.panel import formats, service
from apps.panel.commanding import Fate
from apps.panel.names import AUTHORS, DELIVERIES, FILES, TASKS
from apps.panel.parts.live import live
from apps.panel.parts.offering import offer_button
from apps.panel.parts.orders import Order, give, last_answer, order_button, show_answer
from apps.panel.parts.people import standing
from autovenda_core.model import Owner

__all__ = ["conversation", "place_of", "reply_box"]

LONGEST_REPLY = 4000
"""What the server takes."""


def place_of(conversation_id: str) -> str:
    """Where answers about it are shown."""
    return f"conversa-{conversation_id}"


@live("2s")
def conversation(conversation_id: str) -> None:
    """Everything about one conversation but the box to write in."""
    known = service.current().card(conversation_id)
    if known is None:
        st.warning("Esta conversa não existe. Escolha outra na lista.", icon="🔎")
        return
    st.session_state[f"versao-{conversation_id}"] = known.conversation.version
    _head(known)
    show_answer(place_of(conversation_id))
    _tasks(known)
    _transcript(known)


def _head(known: Card) -> None:
    now, talk = service.current().now, known.conversation
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key="nome-do-cliente", width="stretch"):
            st.text(known.client.name or "Sem nome")
        if st.button("Ver cliente", key=f"cliente-{talk.id}"):
            st.switch_page("app_pages/cliente.py", query_params={"cliente": known.client_id})
    st.markdown(standing(talk.state, talk.owner, talk.contact.channel, known.window, now))
    if known.merged_into is not None:
        _moved(known.merged_into)
        return
    with st.container(horizontal=True):
        _who_answers(known)
        offer_button(talk.id)


def _moved(into: str) -> None:
    st.info("Esta conversa foi juntada a outra do mesmo cliente.", icon="🔗")
    if st.button("Ir para a outra conversa", key=f"outra-{into}"):
        st.query_params["conversa"] = into
        st.rerun()


def _who_answers(known: Card) -> None:
    talk = known.conversation
    if talk.owner is Owner.BOT:
        order_button(
            "Assumir conversa",
            Order("assumir", talk.id, talk.version),
            where=place_of(talk.id),
            kind="primary",
            help="O robô para na hora e só volta quando você devolver.",
        )
    else:
        order_button(
            "Devolver ao robô",
            Order("devolver", talk.id, talk.version),
            where=place_of(talk.id),
            help="O robô volta a responder de onde a venda está.",
        )


def _tasks(known: Card) -> None:
    where, now = place_of(known.conversation.id), service.current().now
    if known.parked_reason is not None:
        st.error("Parada por um erro: um fato não pôde ser lido. Veja a página Saúde.", icon="🛑")
    for task in known.tasks:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", gap="xxsmall"):
                st.markdown(f"🙋 **{TASKS[task.kind]}** · {formats.ago(task.opened_at, now)}")
                st.text(task.summary)
            order_button("Feito", Order("fechar-tarefa", str(task.id)), where=where)
    for unsent in known.unsent:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", gap="xxsmall"):
                since = formats.ago(unsent.given_up_at, now)
                st.markdown(f"⚠️ **Uma mensagem não saiu** · {since}")
            order_button("Reenviar", Order("reenviar", str(unsent.seq)), where=where)


# ---------------------------------------------------------------------------- what was said


def _transcript(known: Card) -> None:
    talk = known.conversation
    ends: list[int] = st.session_state.setdefault(f"antes-{talk.id}", [])
    messages = service.current().transcript(talk.id, before=ends[-1] if ends else None)
    with st.container(height=400, border=True, key="transcricao", autoscroll=not ends):
        if len(messages) == service.MESSAGES:
            st.button(
                "↑ Mensagens anteriores",
                key=f"subir-{talk.id}",
                on_click=ends.append,
                args=(messages[0].id,),
                type="tertiary",
            )
        elif not messages:
            st.caption("Nenhuma mensagem aqui.")
        for message in messages:
            _bubble(message)
    if ends:
        st.button("↓ Voltar às mais novas", key=f"descer-{talk.id}", on_click=ends.clear)


def _bubble(message: Message) -> None:
    """One message; every word of it as plain text."""
    with st.container(key=f"fala-{message.author}-{message.id}", gap="xxsmall"):
        if message.text:
            st.text(message.text)
        if message.document:
            st.text(f"📎 {message.document}")
        for file in message.files:
            _file(file, message.id)
        offered = [*message.buttons, *filter(None, [message.link])]
        if offered:
            with st.container(key=f"botoes-{message.id}"):
                st.text("   ".join(f"[ {title} ]" for title in offered))
        st.caption(_marks(message))


def _file(file: File, message_id: int) -> None:
    kind = FILES.get(file.kind, FILES["other"])
    st.text(" · ".join(filter(None, (kind, file.filename, _state_of(file)))))
    name = file.name
    if name is None or not service.current().viewer.may(Role.AGENT):
        return
    at_work = service.current()
    st.download_button(
        "Baixar arquivo",
        data=lambda: at_work.file(name),
        file_name=formats.file_name(file.filename, file.kind, file.media_type),
        # Never a type that a browser would open by itself.
        mime="application/octet-stream",
        key=f"arquivo-{message_id}-{name[:12]}",
        on_click="ignore",
    )


def _state_of(file: File) -> str:
    if file.name is None:
        return "não está aqui" if file.error is None else "não pôde ser baixado"
    return formats.size(file.size_bytes)


def _marks(message: Message) -> str:
    parts = [AUTHORS.get(message.author, ""), formats.moment(message.at, service.current().now)]
    if message.template is not None:
        parts.append("modelo aprovado")
    if message.delivery is not None:
        code = f" (código {formats.label(message.delivery_code)})" if message.delivery_code else ""
        parts.append(DELIVERIES[message.delivery] + code)
    return " · ".join(filter(None, parts))


# ---------------------------------------------------------------------------- writing


def reply_box(conversation_id: str) -> None:
    """Where an operator writes; outside of what draws itself again, so nothing typed is lost."""
    if not service.current().viewer.may(Role.AGENT):
        st.caption("Seu acesso é só de consulta.")
        return
    key = f"resposta-{conversation_id}"
    st.chat_input(
        "Escreva ao cliente; o robô para e você assume",
        key=key,
        max_chars=LONGEST_REPLY,
        on_submit=_reply,
        args=(conversation_id, key),
    )


def _reply(conversation_id: str, key: str) -> None:
    text = str(st.session_state[key] or "").strip()
    if not text:
        return
    where = place_of(conversation_id)
    seen = st.session_state.get(f"versao-{conversation_id}")
    give(Order("responder", conversation_id, seen, {"texto": text}, which=text), where)
    answer = last_answer(where)
    if answer is not None and answer.fate is Fate.REFUSED:
        st.session_state[key] = text  # what was not sent can be sent again
