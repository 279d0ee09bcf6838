"""Financeiro: money to the last centavo."""

import streamlit as st

from apps.panel.parts import money

st.title("Financeiro", anchor=False)
money.overview()
money.charges()
money.download()
