"""
`autovenda interpret`: what leads' messages mean, a JSON line for each JSON line.

    {"text": "uns 3k", "expecting": "budget"}
    {"acts": [{"act": "give_budget", "confidence": 1.0, "rule": "money"}], "slots": {…}, …}

Every line is answered at once, so another program can talk to it through pipes.  Slots that a
message does not fill are null; a budget in which both ends are null was asked for and is unknown.
A price that a counter-offer names stands in `budget` too, under the act `negotiate`.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from time import thread_time_ns
from typing import Any, BinaryIO

from apps.catalog_json import is_json, read_catalog_json
from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog, read_catalog
from autovenda_core.errors import ConfigurationError, InvalidRequest
from autovenda_core.events import Act, Slots, Understood
from autovenda_core.faq import Faq, default_faq
from autovenda_core.model import DateRange, Expecting, MoneyRange
from autovenda_core.understanding import understand
from autovenda_core.understanding.lazy import compile_all

__all__ = ["Interpreter", "intent_of", "interpret_lines", "read_catalog_file"]

LINE_BYTES = 64 * 1024
"""The longest line that is read: what chats allow (4,096 characters), all of it escaped, fits."""

INTENTS = {
    "buy": frozenset(
        {
            *(Act.BUY, Act.AFFIRM, Act.ACCEPT, Act.CHOOSE_PACKAGE, Act.CLAIM_PAID),
            *(Act.GIVE_NAME, Act.GIVE_BUDGET, Act.GIVE_DEADLINE, Act.GIVE_CONTACT),
        }
    ),
    "question": frozenset({Act.ASK_PRICE, Act.ASK_INFO, Act.NEGOTIATE}),
    "support": frozenset({Act.SUPPORT, Act.ASK_STATUS, Act.HANDOFF}),
}
"""The specification's coarse intents; what is in none of them is `unknown`."""

WARM_UP = "oi, meu nome é Ana, quero o básico até dia 20, tenho uns 2 mil, ana@exemplo.com.br"


def intent_of(act: Act) -> str:
    """Which of the four intents an act belongs to: buy, question, support, unknown."""
    return next((intent for intent, acts in INTENTS.items() if act in acts), "unknown")


@dataclass(frozen=True)
class Interpreter:
    """Reads messages as they would be read at one moment, by a business with this catalogue."""

    catalog: Catalog
    calendar: Calendar
    at: datetime
    """Aware; what "amanhã" counts from."""
    faq: Faq = field(default_factory=default_faq)
    """What leads may ask about."""

    def warm_up(self) -> None:
        """Do what the first messages would otherwise wait for."""
        compile_all()
        for expecting in Expecting:
            self._read(WARM_UP, expecting)

    def answer(self, line: bytes) -> dict[str, Any]:
        """
        What one line means.

        Raises:
            InvalidRequest: it is no JSON object with a text and, if any, a known `expecting`.
        """
        text, expecting = _request(line)
        # Of the processor: reading waits for nothing, so what else runs here is not counted.
        started = thread_time_ns()
        understood = self._read(text, expecting)
        return _answer(understood, (thread_time_ns() - started) // 1000)

    def _read(self, text: str, expecting: Expecting) -> Understood:
        return understand(
            [text],
            expecting=expecting,
            catalog=self.catalog,
            at=self.at,
            calendar=self.calendar,
            faq=self.faq,
        )


def interpret_lines(interpreter: Interpreter, lines: BinaryIO) -> Iterator[str]:
    """One line of JSON for each that is read, as soon as it is there; a bad one gives an error."""
    for number, line in enumerate(_lines(lines), 1):
        if number == 1:
            line = line.removeprefix(BOM_UTF8)  # some editors and shells begin a file with it
        try:
            answer = interpreter.answer(line)
        except InvalidRequest as error:
            answer = {"error": f"line {number}: {error}"}
        # Escaped, so that nothing that somebody wrote can move a cursor or break a line.
        yield json.dumps(answer)


def read_catalog_file(path: Path) -> Catalog:
    """
    A catalogue, as CSV or as JSON.

    Raises:
        ConfigurationError: it cannot be read; CatalogError where it is wrong.
    """
    try:
        source = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    return read_catalog_json(source) if is_json(source) else read_catalog(source)


# ---------------------------------------------------------------------------- what comes in


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long, only its beginning is kept."""
    while line := stream.readline(LINE_BYTES + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(LINE_BYTES)):
            pass
        yield line


def _request(line: bytes) -> tuple[str, Expecting]:
    if len(line) > LINE_BYTES:
        raise InvalidRequest(f"longer than {LINE_BYTES} bytes")
    request = _parsed(line)
    if not isinstance(request, dict):
        raise InvalidRequest('not a JSON object like {"text": "oi", "expecting": "none"}')
    text = request.get("text")
    if not isinstance(text, str):
        raise InvalidRequest("`text` is missing, or is not a string")
    return text, _expecting(request.get("expecting"))


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise InvalidRequest(f"not JSON: {error.msg} (character {error.pos + 1})") from error
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"not JSON: {error}") from error


def _expecting(name: object) -> Expecting:
    if name is None:
        return Expecting.NONE
    if isinstance(name, str) and name in tuple(Expecting):
        return Expecting(name)
    raise InvalidRequest(f"`expecting` is {name!r:.40}; it is one of {', '.join(Expecting)}")


# ---------------------------------------------------------------------------- what goes out


def _answer(understood: Understood, micros: int) -> dict[str, Any]:
    acts = understood.acts
    return {
        "acts": [
            {"act": read.act, "confidence": read.confidence, "rule": read.rule} for read in acts
        ],
        "slots": _slots(understood.slots),
        "intent": intent_of(acts[0].act),
        "micros": micros,
    }


def _slots(slots: Slots) -> dict[str, Any]:
    return {
        "need": slots.need,
        "package": slots.package_id,
        "name": slots.name,
        "budget": _budget(slots.budget),
        "deadline": _deadline(slots.deadline),
        "email": slots.email,
        "phone": slots.phone,
        "cpf": slots.cpf,
        "cnpj": slots.cnpj,
    }


def _budget(budget: MoneyRange | None) -> dict[str, int | None] | None:
    if budget is None:
        return None
    return {"from": budget.from_centavos, "to": budget.to_centavos}


def _deadline(deadline: DateRange | None) -> dict[str, str | None] | None:
    if deadline is None:
        return None
    return {
        "from": _iso(deadline.from_day),
        "to": _iso(deadline.to_day),
        "special": deadline.special,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
