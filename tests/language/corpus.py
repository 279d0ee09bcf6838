"""Labelled utterances: how they are read from TSV, and how they are scored."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog, ServicePackage
from autovenda_core.events import Act, Slots, Understood
from autovenda_core.model import DateRange, Expecting
from autovenda_core.understanding import understand

HERE = Path(__file__).parent
HALVES = HERE / "halves"
LESSONS = HERE / "lessons"
PUBLIC_SAMPLE = HERE.parents[2] / "shared" / "language" / "public_sample.tsv"

TUESDAY = datetime(2026, 3, 10, 15, tzinfo=UTC)
CALENDAR = Calendar()
CATALOG = Catalog(
    (
        ServicePackage("basico", "Pacote Básico", 150000, 10, aliases=("landing page",)),
        ServicePackage(
            "profissional",
            "Pacote Profissional",
            350000,
            20,
            aliases=("site institucional", "intermediário"),
        ),
        ServicePackage(
            "premium", "Pacote Premium", 690000, 45, aliases=("loja virtual", "completo")
        ),
    )
)


@dataclass(frozen=True)
class Utterance:
    """One labelled line."""

    id: str
    expecting: Expecting
    text: str
    act: Act
    also: frozenset[Act]
    slots: dict[str, Any]


@cache
def utterances(path: Path) -> tuple[Utterance, ...]:
    """The lines of a TSV file: id, expecting, text, act, also, slots, tags."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(_utterance(row) for row in rows)


def _utterance(row: dict[str, str]) -> Utterance:
    return Utterance(
        id=row["id"],
        expecting=Expecting(row["expecting"]),
        text=row["text"],
        act=Act(row["act"]),
        also=frozenset(Act(act) for act in (row["also"] or "").split(",") if act),
        slots=json.loads(row["slots"] or "{}"),
    )


@cache
def own() -> tuple[Utterance, ...]:
    """All the lines that are kept beside this file."""
    return tuple(line for path in sorted(HERE.glob("*.tsv")) for line in utterances(path))


@cache
def lessons() -> tuple[Utterance, ...]:
    """The lines of people who did not know the rules; their slots are not all read."""
    return tuple(line for path in sorted(LESSONS.glob("*.tsv")) for line in utterances(path))


def say(text: str, expecting: Expecting = Expecting.NONE) -> Understood:
    """Read one text on the reference Tuesday with the reference catalogue."""
    return understand([text], expecting=expecting, catalog=CATALOG, at=TUESDAY, calendar=CALENDAR)


def acts(text: str, expecting: Expecting = Expecting.NONE) -> list[Act]:
    """The acts of one text, in order."""
    return [read.act for read in say(text, expecting).acts]


def holds(wanted: dict[str, Any], slots: Slots) -> bool:
    """Whether the slots say what a label wants; needs are compared without case."""
    return all(_holds(name, value, slots) for name, value in wanted.items())


def _holds(name: str, wanted: Any, slots: Slots) -> bool:
    match name:
        case "budget" | "price":
            money = slots.budget
            if money is None:
                return False
            said = money.to_centavos if money.to_centavos is not None else money.from_centavos
            return said == (None if wanted is None else wanted * 100)
        case "deadline":
            return slots.deadline is not None and _is_day_of(wanted, slots.deadline)
        case "package":
            return slots.package_id == wanted
        case "need":
            return slots.need is not None and slots.need.casefold() == wanted.casefold()
        case _:
            return bool(getattr(slots, name) == wanted)


def _is_day_of(wanted: str, deadline: DateRange) -> bool:
    """The day wanted, or any day of a period ("semana que vem"), as the label guide says."""
    if wanted in (deadline.special, str(deadline.to_day)):
        return True
    is_period = deadline.from_day is not None and deadline.from_day > TUESDAY.date()
    return is_period and str(deadline.from_day) <= wanted <= str(deadline.to_day)
