"""
How long the pages of the panel take on a database that is there, and how much memory they take.

    python -m bench.panel_data PATH         makes one: 50,000 clients, 1,000,000 messages, 1 GB
    python -m bench.panel_pages PATH        the pages, drawn by Streamlit's AppTest

Each step is a whole run of the script by an owner: what a browser waits for, but the network and
its own drawing, and more than a live part alone takes.  "First" is the first visit of the process,
"again" the median of three visits more, each in a session of its own.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeAlias

from sqlalchemy import Connection, select
from streamlit.testing.v1 import AppTest

from adapters.storage.operators import Role
from adapters.storage.sqlite_engine import READER, sqlite_engine
from adapters.storage.tables import CONVERSATIONS, MESSAGE_LOGS
from apps.panel import service
from apps.panel.commanding import Answer, Fate
from apps.panel.house import House
from apps.panel_mount import preload
from bench import panel_process
from bench.rounds import table

__all__ = ["main"]

APP = Path(service.__file__).parent / "streamlit_app.py"
AGAIN = 3
AIM_SECONDS = 1.0

Step: TypeAlias = tuple[str, Callable[[AppTest], object]]
"""What an operator does on a page, by name; the page is drawn again after it."""


def show(path: Path, now: datetime) -> None:
    """Print the milliseconds of each page and of each thing that is done there."""
    engine = sqlite_engine(path, begin="BEGIN", pragmas=READER)
    owner = service.Viewer("bench", "Bench", Role.OWNER)
    at_work = service.Service(engine, owner, _refuse, now, House())
    service.current = lambda: at_work
    with engine.connect() as db:
        talkative, client = _who_talks_most(db)
    rows, slow = {}, 0
    for page, steps in _pages(talkative, client).items():
        visits = [_slowest(_visit(page.split(",")[0], steps)) for _ in range(AGAIN + 1)]
        for step, first in visits[0].items():
            again = median(visit[step] for visit in visits[1:])
            slow += max(first, again) >= AIM_SECONDS
            rows[f"{page}: {step}"] = f"{first * 1000:8.0f} {again * 1000:8.0f} ms"
    engine.dispose()
    table("Pages of the panel (first, again)", rows)
    print(f"\n{slow} of {len(rows)} took {AIM_SECONDS:.0f} s or more")


def _who_talks_most(db: Connection) -> tuple[str, str]:
    """A conversation and its client: `bench.panel_data` begins with them."""
    first = select(MESSAGE_LOGS.c.conversation_id).order_by(MESSAGE_LOGS.c.id).limit(1)
    found = select(CONVERSATIONS.c.id, CONVERSATIONS.c.client_id)
    row = db.execute(found.where(CONVERSATIONS.c.id == first.scalar_subquery())).one()
    return row.id, row.client_id


def _refuse(action: str, body: Mapping[str, object]) -> Answer:
    """There is no server: nothing here is a command."""
    return Answer(Fate.REFUSED, "")


def _visit(page: str, steps: Sequence[Step]) -> Iterator[tuple[str, float]]:
    """The seconds of each step, in a session that comes from another page."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page("app_pages/saude.py" if page != "saude" else "app_pages/auditoria.py")
    app.run()
    app.switch_page(f"app_pages/{page}.py")
    for name, act in steps:
        act(app)
        start = perf_counter()
        app.run()
        yield name, perf_counter() - start
        assert not app.exception, (page, name, app.exception)


def _slowest(steps: Iterator[tuple[str, float]]) -> dict[str, float]:
    """Of the steps with the same name, the slowest counts."""
    seconds: dict[str, float] = {}
    for name, took in steps:
        seconds[name] = max(took, seconds.get(name, 0))
    return seconds


# ---------------------------------------------------------------------------- what is done


def _pages(conversation: str, client: str) -> Mapping[str, Sequence[Step]]:
    """By the file of the page, and what of it; with the conversation and client that say most."""
    return {
        "hoje": [OPENED, REDRAWN, ("all that waits", _toggle("hoje-tudo"))],
        "conversas": [
            OPENED,
            REDRAWN,
            *_turned("lista-depois", 50),
            ("back", _press("lista-antes")),
            ("a conversation opened", _at(conversa=conversation)),
            ("drawn again with it", _nothing),
            *[("the messages before, the slowest", _press(f"subir-{conversation}"))] * 3,
        ],
        "conversas, searched": [
            OPENED,
            ("by a name", _type("busca", "joao araujo")),
            ("by two letters", _type("busca", "ma")),
            ("by a phone", _type("busca", "90000123")),
            ("by an offer", _type("busca", "a1b2")),
            ("by nothing that is there", _type("busca", "ninguém assim")),
        ],
        "conversas, narrowed": [
            OPENED,
            ("new leads", _pick("ver", "Novos Leads")),
            ("unanswered", _pick("ver", "Sem resposta")),
            ("with a person", _pick("ver", "Com pessoa")),
            ("with the bot", _pick("ver", "Com robô")),
            ("one stage", _choose("etapa", "Aguardando pagamento")),
            ("one day", _toggle("hoje")),
        ],
        "cliente": [
            OPENED,
            ("searched", _type("busca-cliente", "joao")),
            ("a client opened", _at(cliente=client)),
            *((f"tab {tab}", _tab(tab)) for tab in TABS),
            ("the history before", _press("historico-depois")),
        ],
        "projetos": [
            OPENED,
            REDRAWN,
            *_turned("mais-projetos-Em andamento", 5),
            ("delivered", _segment("projetos-quais", "Entregues")),
        ],
        "financeiro": [
            OPENED,
            REDRAWN,
            ("all that is missing", _toggle("financeiro-tudo")),
            *_turned("mais-cobrancas-None", 5),
            ("paid ones", _pick("cobrancas-quais", "Paga")),
        ],
        "catalogo": [
            OPENED,
            ("texts", _segment("parte", "Textos")),
            ("another channel's preview", _segment("previa-canal", "telegram")),
            ("questions", _segment("parte", "Perguntas")),
        ],
        "saude": [OPENED, REDRAWN],
        "auditoria": [OPENED, REDRAWN],
    }


def _nothing(app: AppTest) -> None:
    """As a live part does every few seconds."""


OPENED: Step = ("opened", _nothing)
REDRAWN: Step = ("drawn again", _nothing)
TABS = ("Propostas", "Dinheiro", "Projetos", "Juntar e LGPD", "Histórico")


def _turned(key: str, times: int) -> Sequence[Step]:
    return [(f"{times} pages more, the slowest", _press(key))] * times


def _press(key: str) -> Callable[[AppTest], object]:
    return lambda app: app.button(key=key).click()


def _toggle(key: str) -> Callable[[AppTest], object]:
    return lambda app: app.toggle(key=key).set_value(True)


def _type(key: str, words: str) -> Callable[[AppTest], object]:
    return lambda app: app.text_input(key=key).set_value(words)


def _pick(key: str, value: str) -> Callable[[AppTest], object]:
    return lambda app: app.pills(key=key).set_value(value)


def _segment(key: str, value: str) -> Callable[[AppTest], object]:
    return lambda app: app.segmented_control(key=key).set_value(value)


def _choose(key: str, value: str) -> Callable[[AppTest], object]:
    return lambda app: app.selectbox(key=key).select(value)


def _tab(name: str) -> Callable[[AppTest], object]:
    def act(app: AppTest) -> None:
        app.session_state["ficha"] = name

    return act


def _at(**query: str) -> Callable[[AppTest], object]:
    return lambda app: app.query_params.update(query)


def main() -> None:
    """Take the times, then the memory."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n\n", 1)[0])
    parser.add_argument("path", type=Path, help="of a database that bench.panel_data made")
    parser.add_argument(
        "--now",
        type=datetime.fromisoformat,
        default=datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0),
        help="with its offset; when its sales end; default: today at noon in Brasília",
    )
    args = parser.parse_args()
    logging.disable(logging.WARNING)  # AppTest has every run warn that it is no browser's
    preload()
    show(args.path, args.now)
    panel_process.show(args.path, PAGES)


PAGES = ("", "conversas", "projetos", "financeiro", "cliente", "catalogo", "saude", "auditoria")
"""As they stand in the address."""


if __name__ == "__main__":
    main()
