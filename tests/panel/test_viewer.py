"""Whoever only looks gets nothing by which a person could be reached or told from others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import getmembers, isfunction
from pathlib import Path

import pytest

from adapters.storage import audit
from adapters.storage.migrate import upgrade
from adapters.storage.operators import Role
from adapters.storage.panel.conversations import Filter
from adapters.storage.settings import Kind
from adapters.storage.sqlite_engine import WRITER, sqlite_engine
from apps.panel.commanding import Answer, Fate
from apps.panel.house import House
from apps.panel.service import Service, Viewer
from autovenda_core.effects import AlertOwner, OpenTask, SendMessage, TaskKind
from autovenda_core.events import MediaReceived
from autovenda_core.model import (
    Briefing,
    Charge,
    ChargeKind,
    ChargeStatus,
    Conversation,
    Deal,
    Instructions,
    Pending,
    Qualification,
)
from autovenda_core.values import replace
from tests.storage.shop import ANA, DAY, NOW, Shop, sold

SECRETS = ("52998224725", "529.982.247-25", "ana@example.com", "999990000", "99999-0000", "wamid")
TOLD = "meu CPF é 529.982.247-25, zap (11) 99999-0000, ana@example.com"

QUESTIONS: dict[str, Callable[[Service, str], object]] = {
    "numbers": lambda service, _: service.numbers(),
    "funnel": lambda service, _: service.funnel(),
    "needs": lambda service, _: service.needs(),
    "task_counts": lambda service, _: service.task_counts(),
    "conversations": lambda service, _: service.conversations(Filter()),
    "transcript": lambda service, ana: service.transcript(ana),
    "card": lambda service, ana: service.card(ana),
    "client": lambda service, ana: service.client(ana),
    "events": lambda service, ana: service.events(ana),
    "projects": lambda service, _: service.projects(),
    "months": lambda service, _: service.months(service.owed()),
    "charges": lambda service, _: service.charges(),
    "owed": lambda service, _: service.owed(),
    "arrivals": lambda service, _: service.arrivals(NOW.date().replace(day=1)),
    "setting": lambda service, _: service.setting(Kind.TEXTS),
    "versions": lambda service, _: service.versions(Kind.TEXTS),
    "health": lambda service, _: service.health(),
    "dead_effects": lambda service, _: service.dead_effects(),
    "audit": lambda service, _: service.audit(),
    "operators": lambda service, _: service.operators(),
}
NO_QUESTIONS = {"command", "file"}


def with_secrets_everywhere(before: Conversation) -> Conversation:
    """A sale, and one before it, in which every word that a person wrote tells a secret."""
    after = sold()(before)
    deposit = after.deal.deposit
    assert deposit is not None
    deposit = replace(deposit, instructions=Instructions("boleto", f"https://x/{TOLD}", TOLD))
    extra = Charge(f"{before.id}.1.e1", 100, TOLD, kind=ChargeKind.EXTRA, status=ChargeStatus.OPEN)
    deal = replace(
        after.deal,
        wants=Qualification(TOLD, "site"),
        deposit=deposit,
        further=(extra,),
        briefing=Briefing({"public_name": TOLD}, NOW),
    )
    earlier = Deal(wants=Qualification(TOLD), acceptance=deal.acceptance, deposit=deposit)
    pending = (Pending("wamid.NTUxMTk5OTk5MDAwMA", TOLD, NOW),)
    return replace(after, deal=deal, earlier=(earlier,), pending=pending)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    path = tmp_path / "shop.db"
    upgrade(f"sqlite:///{path}")
    engine = sqlite_engine(path, begin="BEGIN IMMEDIATE", pragmas=WRITER)
    yield Shop(engine)
    engine.dispose()


@pytest.fixture
def ana(shop: Shop) -> str:
    """A client who tells everything everywhere."""
    photo = MediaReceived(NOW, "wamid.foto", "image", TOLD, "f", "image/png", f"{TOLD}.png")
    shop.hears("foto", event=photo)
    task, say, alert = OpenTask(TaskKind.DISCOUNT, TOLD), SendMessage(words=TOLD), AlertOwner(TOLD)
    ana = shop.hears(TOLD, ANA, task, say, say, alert, change=with_secrets_everywhere)
    shop.sends(ana, TOLD)
    for _ in range(2):
        shop.sends(ana, error=f"refused: {TOLD}")
    shop.do(audit.note, NOW, "rafa", "exportar", ana, "done", {"words": TOLD})
    return ana


def look(shop: Shop, role: Role, ana: str) -> dict[str, str]:
    """All that a role can ask, in words."""

    def send(action: str, body: object) -> Answer:
        return Answer(Fate.DONE, "Feito.")

    service = Service(shop.engine, Viewer(role, role, role), send, NOW + DAY, House())
    return {name: repr(ask(service, ana)) for name, ask in QUESTIONS.items()}


def test_every_question_of_the_panel_is_asked_here() -> None:
    public = {name for name, _ in getmembers(Service, isfunction) if not name.startswith("_")}

    assert public == set(QUESTIONS) | NO_QUESTIONS


def test_an_agent_gets_what_a_viewer_must_not(shop: Shop, ana: str) -> None:
    seen = look(shop, Role.AGENT, ana)

    assert [secret for secret in SECRETS if secret not in repr(seen)] == []


def test_a_viewer_gets_nothing_personal_from_any_question(shop: Shop, ana: str) -> None:
    seen = look(shop, Role.VIEWER, ana)

    found = [(secret, name) for name, said in seen.items() for secret in SECRETS if secret in said]
    assert found == []


def test_a_viewer_finds_the_way_by_the_same_ids_and_names(shop: Shop, ana: str) -> None:
    seen = look(shop, Role.VIEWER, ana)

    for name in ("needs", "conversations", "card", "client", "projects", "charges"):
        assert ana in seen[name]
        assert "Ana Araújo" in seen[name]
