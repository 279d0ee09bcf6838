"""The dialog for an offer of one's own, or for a package at another price."""

from __future__ import annotations

import streamlit as st

from adapters.storage.operators import Role
from adapters.storage.panel.transcript import Card
from apps.panel import formats, service
from apps.panel.commanding import Fate
from apps.panel.parts.orders import (
    Order,
    forget_answer,
    give,
    last_answer,
    move_answer,
    show_answer,
)
from autovenda_core.model import Offer
from autovenda_core.money import parse_brl, percent_of

__all__ = ["offer_button", "offer_dialog"]

CUSTOM = "custom"
"""The package of an offer that is of no catalogue."""

OPENS = "oferta-aberta"
HERE = "oferta"
_FIELDS = ("titulo", "itens", "total", "sinal_por_cento", "prazo_dias")
"""Of the command; the widgets' keys are `oferta-` and these."""


def offer_button(conversation_id: str) -> None:
    """The button that has the page open the dialog."""
    if service.current().viewer.may(Role.AGENT) and st.button(
        "Fazer oferta",
        key=f"oferta-{conversation_id}",
        help="Uma proposta sua, ou um pacote com desconto.",
    ):
        st.session_state[OPENS] = conversation_id
        st.rerun()


def offer_dialog(conversation_id: str, where: str) -> None:
    """
    The dialog, if the button was pressed; what comes of it is shown by `show_answer(where)`.

    For the page itself: within a part that draws itself again, the dialog would be forgotten
    with the next drawing (streamlit 1.67, nested fragments).
    """
    if st.session_state.get(OPENS) != conversation_id:
        return
    del st.session_state[OPENS]
    forget_answer(HERE)
    known = service.current().card(conversation_id)
    if known is not None:
        _dialog(known, where)


@st.dialog("Fazer oferta", width="medium")
def _dialog(known: Card, where: str) -> None:
    offer = known.conversation.deal.offer
    st.caption("Para dar desconto, troque só o valor. Ou escreva tudo do seu jeito.")
    _ask(offer)
    show_answer(HERE)
    package = offer.package_id if offer else CUSTOM
    order = Order("oferta", known.conversation.id, known.conversation.version, {"pacote": package})
    is_sent = st.button(
        "Enviar oferta ao cliente",
        type="primary",
        key="oferta-enviar",
        on_click=_send,
        args=(order,),
    )
    answer = last_answer(HERE)
    if is_sent and answer is not None and answer.fate is not Fate.REFUSED:
        move_answer(HERE, where)
        st.rerun()  # closes the dialog; what was refused stays in it, to be put right


def _ask(offer: Offer | None) -> None:
    """The fields, with what is on the table now."""
    st.text_input("Título", offer.title if offer else "", max_chars=60, key="oferta-titulo")
    st.text_area(
        "O que está incluído (um item por linha)",
        "\n".join(offer.deliverables) if offer else "",
        key="oferta-itens",
    )
    left, middle, right = st.columns(3)
    price = formats.amount(offer.total_centavos) if offer else ""
    total = left.text_input("Valor total (R$)", price, placeholder="1.750,00", key="oferta-total")
    percent = middle.number_input("Sinal (%)", 1, 100, 50, step=5, key="oferta-sinal_por_cento")
    days = offer.delivery_days if offer else 10
    right.number_input("Prazo (dias úteis)", 1, 365, days, key="oferta-prazo_dias")
    st.caption(_parts_of(total, percent))


def _send(order: Order) -> None:
    typed = {name: st.session_state[f"oferta-{name}"] for name in _FIELDS}
    give(Order(order.action, order.target, order.seen, {**order.fields, **typed}), HERE)


def _parts_of(total: str, percent: int) -> str:
    try:
        centavos = parse_brl(total)
    except ValueError:
        return "Escreva o valor como 1.750,00."
    deposit = percent_of(centavos, percent)
    return f"Sinal de {formats.brl(deposit)} agora e {formats.brl(centavos - deposit)} na entrega."
