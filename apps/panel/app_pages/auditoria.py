"""Auditoria: who did what; and, for owners, who may use the panel."""

import streamlit as st

from apps.panel.parts import records

st.title("Auditoria", anchor=False)
records.lines()
records.operators()
