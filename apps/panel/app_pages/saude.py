"""Saúde: whether everything runs."""

import streamlit as st

from apps.panel.parts import condition

st.title("Saúde", anchor=False)
condition.standing()
condition.parked()
condition.given_up()
condition.failures()
