"""
The briefing: what the work needs to know, asked in short parts that can be left and resumed.

A form is data (briefing.toml is the default one); answers are texts by field id, as
`model.Briefing` stores them.  Several chosen options are one text, an option a line.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

__all__ = [
    "BriefingField",
    "BriefingForm",
    "BriefingPart",
    "FieldKind",
    "answers_to",
    "clean",
    "default_form",
    "problems",
]

SEPARATOR = "\n"
"""Between the chosen options of a `multi` field."""

_BRAZILIAN_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_BARE_ADDRESS = re.compile(r"[^\s/:@.]+(\.[^\s/:@.]+)+(/\S*)?")
_ADDRESS = re.compile(r"https?://[^\s/?#.]+(\.[^\s/?#.]+)+([/?#]\S*)?", re.IGNORECASE)


class FieldKind(StrEnum):
    """How a field is asked and what counts as an answer."""

    TEXT = "text"
    """One line."""
    LONG = "long"
    """Several lines."""
    CHOICE = "choice"
    """One of `options`."""
    MULTI = "multi"
    """Any number of `options`."""
    DATE = "date"
    """A day, kept as `2026-12-31`."""
    LINK = "link"
    """A web address, kept with its `https://`."""


@dataclass(frozen=True)
class BriefingField:
    """One question.  Its texts are shown to the client, in pt-BR."""

    id: str
    """Of a-z, 0-9 and _, begins with a letter, unique in its form."""
    label: str
    kind: FieldKind = FieldKind.TEXT
    help: str = ""
    example: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    max_chars: int = 2000


@dataclass(frozen=True)
class BriefingPart:
    """A few questions on one theme: one page."""

    title: str
    fields: tuple[BriefingField, ...]
    intro: str = ""


@dataclass(frozen=True)
class BriefingForm:
    """The parts in the order in which the client sees them, and how long they take."""

    parts: tuple[BriefingPart, ...]
    minutes: int = 6

    @property
    def fields(self) -> tuple[BriefingField, ...]:
        """The fields of all parts, in order."""
        return tuple(field for part in self.parts for field in part.fields)

    def first_open_part(self, answers: Mapping[str, str]) -> int:
        """
        Where a returning client goes on: the first part nobody answered or with a problem.

        Parts count from 1; one more than there are means that only the review is left.
        """
        wrong = problems(self, answers)
        for number, part in enumerate(self.parts, start=1):
            answered = any(answers.get(field.id) for field in part.fields)
            if not answered or any(field.id in wrong for field in part.fields):
                return number
        return len(self.parts) + 1


def problems(form: BriefingForm, answers: Mapping[str, str]) -> dict[str, str]:
    """
    What keeps the answers from being complete: a pt-BR sentence for each field in trouble.

    To look at one part only, pass `BriefingForm((part,))`.  Expects what `clean` returned.
    """
    found = ((field.id, _problem(field, answers.get(field.id, ""))) for field in form.fields)
    return {field_id: sentence for field_id, sentence in found if sentence}


def clean(form: BriefingForm, answers: Mapping[str, str]) -> dict[str, str]:
    """
    Answers as they may be stored: known fields only, tidied, none longer than its limit.

    An empty answer stays, because saving it is how a client takes an earlier one back.
    """
    return {
        field.id: _tidy(field, answers[field.id]) for field in form.fields if field.id in answers
    }


def answers_to(part: BriefingPart, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """
    The answers in the submitted pairs of one part's page, cleaned.

    Every field of the part is there: a browser does not send boxes that are not ticked, and
    leaving them out would keep the options that the client has just taken away.
    """
    chosen: dict[str, list[str]] = {field.id: [] for field in part.fields}
    for name, value in pairs:
        if name in chosen:
            chosen[name].append(value)
    return clean(
        BriefingForm((part,)), {name: SEPARATOR.join(values) for name, values in chosen.items()}
    )


@cache
def default_form() -> BriefingForm:
    """The form that fits most creative work, in pt-BR."""
    # Deferred: pydantic builds its schema only for a process that shows a form.
    from pydantic import TypeAdapter

    source = files("autovenda_core").joinpath("briefing.toml").read_text("utf-8")
    form: BriefingForm = TypeAdapter(BriefingForm).validate_python(tomllib.loads(source))
    return form


# --------------------------------------------------------------------------- one field


def _tidy(field: BriefingField, answer: str) -> str:
    text = _printable(answer).strip()
    match field.kind:
        case FieldKind.MULTI:
            chosen = [line.strip() for line in text.split(SEPARATOR)]
            text = SEPARATOR.join(dict.fromkeys(line for line in chosen if line))
        case FieldKind.DATE:
            text = _iso_date(text)
        case FieldKind.LINK if _BARE_ADDRESS.fullmatch(text):
            text = f"https://{text}"
        case FieldKind.LONG:
            pass
        case _:
            text = " ".join(text.split())
    return text[: field.max_chars].rstrip()


def _problem(field: BriefingField, answer: str) -> str | None:
    if not answer:
        return _missing(field) if field.required else None
    if len(answer) > field.max_chars:
        return f"Use no máximo {field.max_chars} caracteres."
    match field.kind:
        case FieldKind.CHOICE if answer not in field.options:
            return "Escolha uma das opções da lista."
        case FieldKind.MULTI if not set(answer.split(SEPARATOR)) <= set(field.options):
            return "Marque só opções da lista."
        case FieldKind.DATE if not _is_date(answer):
            return "Escreva uma data que existe, como 31/12/2026."
        case FieldKind.LINK if not _ADDRESS.fullmatch(answer):
            return "Escreva um endereço completo, como https://exemplo.com.br."
    return None


def _missing(field: BriefingField) -> str:
    if field.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
        return "Escolha uma opção para continuar."
    return "Responda aqui para continuar."


def _printable(text: str) -> str:
    # Databases refuse NUL, and other control characters only ever come from attacks.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def _iso_date(text: str) -> str:
    # A browser without a date picker sends what was typed.
    match = _BRAZILIAN_DATE.fullmatch(text)
    return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}" if match else text


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
