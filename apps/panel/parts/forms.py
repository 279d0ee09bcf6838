"""
Forms that give a command: what is typed is read when the button is pressed, not before.

A button outside of a form would carry what was on the page when it was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from apps.panel.parts.orders import Order, give, refuse, was_given

__all__ = ["order_submit"]

NOT_CONFIRMED = "Marque a confirmação para continuar. Nada foi feito ainda."
NOT_NAMED = "Falta preencher de quem se trata. Nada foi feito ainda."


def order_submit(
    label: str,
    order: Order,
    *,
    where: str,
    fields: Mapping[str, str],
    confirmed: str | None = None,
    target: str | None = None,
) -> None:
    """
    The button of an `st.form`.

    `fields` are the keys of its widgets by the command's field; `confirmed` is the key of a
    checkbox without which nothing is done, and `target` that of a widget in which the target is
    typed.
    """
    st.form_submit_button(
        label,
        on_click=_give,
        args=(order, where, fields, confirmed, target),
        type="primary",
        disabled=was_given(order),
        key=f"ok:{order.key}",
    )


def _give(
    order: Order,
    where: str,
    fields: Mapping[str, str],
    confirmed: str | None,
    target: str | None,
) -> None:
    if confirmed is not None and not st.session_state.get(confirmed):
        refuse(where, NOT_CONFIRMED)
        return
    typed = {field: st.session_state.get(key) for field, key in fields.items()}
    about = order.target if target is None else str(st.session_state.get(target) or "").strip()
    if not about:
        refuse(where, NOT_NAMED)
        return
    give(replace(order, target=about, fields={**order.fields, **typed}), where)
