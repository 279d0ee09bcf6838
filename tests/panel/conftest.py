"""The panel's pages over the town, with a server that only writes down what it is asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from adapters.storage.operators import Operator, Role
from adapters.storage.sqlite_engine import READER, sqlite_engine
from apps.desk import people
from apps.desk.asking import Ask, Fields
from apps.panel import service
from apps.panel.commanding import Answer, Fate
from apps.panel.house import House
from tests.panel.town import build_town

APP = Path(service.__file__).parent / "streamlit_app.py"
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday at noon in Brasília."""
EVIL_NAME = "**Zé** ![x](https://evil.example/x.png) <b>oi</b>"
EVIL_TEXT = "<script>alert(1)</script> **negrito** [clique](https://evil.example) :red[oi] $x^2$"


@dataclass
class FakeServer:
    """Takes commands: fits `Send`."""

    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    """What it says next; when there is nothing: that it is done."""

    def __call__(self, action: str, body: Mapping[str, object]) -> Answer:
        self.asked.append((action, body))
        return self.answers.pop(0) if self.answers else Answer(Fate.DONE, "Feito.")

    def refuses(self, words: str) -> None:
        self.answers.append(Answer(Fate.REFUSED, words))


class Panel:
    """One operator before the panel."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "autovenda.db"
        self.engine = sqlite_engine(self.database, begin="BEGIN", pragmas=READER)
        self.server = FakeServer()
        self.role = Role.OWNER
        self.now = NOW
        self.house = House()
        self.media = folder / "media"

    def current(self) -> service.Service:
        """What stands in for `service.current`."""
        viewer = service.Viewer(self.role, self.role.capitalize(), self.role)
        return service.Service(self.engine, viewer, self.server, self.now, self.house, self.media)

    def open(self, page: str = "hoje", **query: str) -> AppTest:
        """A page of the panel, drawn."""
        app = AppTest.from_file(str(APP), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page != "hoje":
            app.switch_page(f"app_pages/{page}.py")
            for name, value in query.items():
                app.query_params[name] = value
            app.run()
        assert not app.exception, app.exception
        return app

    def ids(self, name: str) -> tuple[str, str, int]:
        """Client, conversation and its version of somebody in the town."""
        [found] = self.rows(
            "SELECT c.id, v.id, v.version FROM clients c JOIN conversations v"  # noqa: S608
            f" ON v.client_id = c.id WHERE c.name = '{name}'"
        )
        return found  # type: ignore[return-value]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self.database)) as db:
            return db.execute(query).fetchall()

    def merge(self, kept: str, gone: str) -> None:
        """Make one client of two, as the server does."""
        engine = sqlite_engine(self.database, begin="BEGIN", pragmas={})
        with engine.begin() as db:
            rafa = Operator(1, "rafa", "Rafa", Role.OWNER, 1)
            people.merge(Ask(db, rafa, self.now, kept, None, Fields({"outro": gone})))
        engine.dispose()

    def write(self, statement: str) -> None:
        """Change the database as the server would."""
        with closing(connect(self.database)) as db, db:
            db.execute(statement)


def shown(app: AppTest) -> str:
    """Every word on the page that is no widget's, as one text."""
    kinds = (
        "title",
        "subheader",
        "text",
        "markdown",
        "caption",
        "info",
        "success",
        "warning",
        "error",
        "code",
    )
    return "\n".join(str(each.value) for kind in kinds for each in app.get(kind))


def labels(app: AppTest) -> list[str]:
    """What the buttons say."""
    return [each.label for each in app.button]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a town that nobody changes."""
    folder = tmp_path_factory.mktemp("town")
    with build_town(folder, NOW) as town:
        town.person(EVIL_NAME).says(EVIL_TEXT)
    return folder


@pytest.fixture
def panel(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Panel]:
    shutil.copytree(town, tmp_path / "data")
    panel = Panel(tmp_path / "data")
    monkeypatch.setattr(service, "current", panel.current)
    yield panel
    panel.engine.dispose()
