"""The panel's entry: which pages there are, and nothing else.  Run by `apps.panel_mount`."""

from pathlib import Path

import streamlit as st

from apps.panel.parts.foot import foot
from apps.panel.parts.live import told

HERE = Path(__file__).parent

st.set_page_config(page_title="Auto-Venda", page_icon="💬", layout="wide")
st.html(HERE / "panel.css")

pages = {
    "": [
        ("hoje", "Hoje", "🏠"),
        ("conversas", "Conversas", "💬"),
        ("projetos", "Projetos", "📐"),
        ("financeiro", "Financeiro", "💰"),
        ("cliente", "Clientes", "👤"),
    ],
    "⚙️ Casa": [
        ("catalogo", "Catálogo e textos", "📝"),
        ("saude", "Saúde", "🩺"),
        ("auditoria", "Auditoria", "🧾"),
    ],
}
page = st.navigation(
    {
        section: [
            st.Page(f"app_pages/{file}.py", title=title, icon=icon, default=file == "hoje")
            for file, title, icon in some
        ]
        for section, some in pages.items()
    },
    position="top",
)
with told():
    page.run()
foot()
