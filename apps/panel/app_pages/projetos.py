"""Projetos: what was sold and has to be made.  The specification's view "Projetos Ativos"."""

import streamlit as st

from apps.panel.parts import projects

st.title("Projetos Ativos", anchor=False)
projects.projects(projects.which())
