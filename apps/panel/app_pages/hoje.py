"""Hoje: what the owner opens in the morning."""

import streamlit as st

from apps.panel.parts import today

st.title("Hoje", anchor=False)
today.numbers()
left, right = st.columns([3, 2], gap="large")
with left:
    today.queue()
with right:
    today.funnel()
