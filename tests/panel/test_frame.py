"""What all pages have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.storage.operators import Role
from adapters.storage.sqlite_engine import READER, sqlite_engine
from tests.panel.conftest import Panel, shown


@pytest.mark.parametrize("page", ["hoje", "conversas", "cliente"])
@pytest.mark.parametrize("role", list(Role))
def test_every_page_says_who_looks(panel: Panel, role: Role, page: str) -> None:
    panel.role = role
    names = {Role.OWNER: "Dono", Role.AGENT: "Atendente", Role.VIEWER: "Consulta"}

    assert f"{role.capitalize()} · {names[role]}" in shown(panel.open(page))


@pytest.mark.parametrize("page", ["hoje", "conversas", "cliente"])
def test_a_database_that_is_away_is_said_in_words(panel: Panel, page: str, tmp_path: Path) -> None:
    app = panel.open(page)
    panel.engine.dispose()
    panel.engine = sqlite_engine(tmp_path / "no" / "such.db", begin="BEGIN", pragmas=READER)

    app.run()

    assert not app.exception
    assert "O banco de dados não respondeu." in shown(app)


def test_no_text_of_ours_is_a_name_of_the_material_font(panel: Panel) -> None:
    """Its letters would be fetched from another host."""
    for page in ("hoje", "conversas", "cliente"):
        assert ":material/" not in str(panel.open(page).main)
