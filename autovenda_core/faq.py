"""
Questions that leads ask, and what the business answers: a file of the owner's.

    [parcelamento]
    pergunta = "Vocês parcelam?"
    quando = ["parcel*", "em quantas vezes"]
    resposta = "Sim, no cartão em até {parcelas}x."

`quando` are the words that show it (understanding/topics.py says how they are matched).  An
answer is facts only: where one of its placeholders has no value, or there is no `resposta`,
the bot says that it will ask, and the owner gets a task.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from autovenda_core.errors import FaqError
from autovenda_core.texts.tables import Problems, read_tables
from autovenda_core.texts.template import EVERYWHERE, Template

__all__ = ["ANSWER_CHARS", "FACTS", "Faq", "FaqEntry", "default_faq", "read_faq"]

ANSWER_CHARS = 500
"""Two answers and the open question go into the shortest text with buttons (1,024)."""

QUESTION_CHARS = 80

FACTS = frozenset(
    {"expediente", "o_que_inclui", "pacotes", "parcelas", "portfolio", "prazos", "validade_dias"}
)
"""Placeholders of answers, beside those that every text may use."""

_FIELDS = ("pergunta", "quando", "resposta")
_ID = re.compile(r"[a-z0-9_]{1,40}")
_PHRASE = re.compile(r"\w+\*?(?: \w+\*?)*")
_NOT_READ = "_ªº"
"""Letters to Python; where a message is read, nothing is left of them (normalise.py)."""
_SHORTEST_STEM = 3
"""Letters before a `*`: fewer would fit half the language."""


@dataclass(frozen=True)
class FaqEntry:
    """One question, and the answer of the business."""

    id: str
    question: str
    """As a lead would ask it; the owner reads it in the task."""
    phrases: tuple[str, ...]
    """Words that show it; `*` stands for any ending."""
    answer: Template | None = None
    """None: only the owner knows."""

    def is_answered_by(self, facts: Mapping[str, str]) -> bool:
        """Whether the business has said everything that the answer needs."""
        if self.answer is None:
            return False
        return all(facts.get(name) for name in self.answer.placeholders - {"nome"})


@dataclass(frozen=True)
class Faq:
    """Every question, in the order of the file."""

    entries: tuple[FaqEntry, ...]

    def __hash__(self) -> int:  # type: ignore[explicit-override]  # `override` is of 3.12
        # It is the key of what is made of it once, and looked up for every message.
        return hash(tuple(self.by_id))

    @cached_property
    def by_id(self) -> Mapping[str, FaqEntry]:
        """Entries by their id, which stands in `Slots.topics`."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def answers(self) -> Mapping[str, Template]:
        """What is answered, by id."""
        return {entry.id: entry.answer for entry in self.entries if entry.answer is not None}


@cache
def default_faq() -> Faq:
    """What ships: usual questions, and answers that are true of every installation."""
    from importlib.resources import files  # half of this module's import time

    source = files("autovenda_core").joinpath("faq.toml").read_text(encoding="utf-8")
    return _faq(source, {})


def read_faq(source: str) -> Faq:
    """
    The shipped questions with those of an owner's file in their place or after them.

    An entry that ships may be changed in part; an empty `resposta` takes ours away.

    Raises:
        FaqError: with everything that is wrong, each with its line and field.
    """
    return _faq(source, default_faq().by_id)


def _faq(source: str, shipped: Mapping[str, FaqEntry]) -> Faq:
    problems = Problems(source)
    tables, failure = read_tables(source)
    if failure is not None:
        raise FaqError([failure])
    entries = dict(shipped)
    for name, table in tables.items():
        entry = _entry(problems, name, table, shipped.get(name))
        if entry is not None:
            entries[name] = entry
    if problems.found:
        raise FaqError(problems.by_line)
    return Faq(tuple(entries.values()))


def _entry(
    problems: Problems, name: str, table: object, shipped: FaqEntry | None
) -> FaqEntry | None:
    if not isinstance(table, dict):
        problems.add(name, "must be a table with `pergunta` and `quando`")
        return None
    if not _ID.fullmatch(name):
        problems.add(name, "must be called by 1 to 40 of a-z, 0-9 and _")
    for field in sorted(table.keys() - set(_FIELDS)):
        problems.add(name, f"has {field!r}; expected {', '.join(_FIELDS)}", field)
    question = _question(problems, name, table, shipped)
    phrases = _phrases(problems, name, table, shipped)
    answer = shipped.answer if shipped is not None else None
    if "resposta" in table:
        answer = _answer(problems, name, table["resposta"])
    return FaqEntry(name, question, phrases, answer)


def _question(
    problems: Problems, name: str, table: dict[str, Any], shipped: FaqEntry | None
) -> str:
    question = table.get("pergunta", shipped.question if shipped is not None else None)
    if not isinstance(question, str) or not 1 <= len(question.strip()) <= QUESTION_CHARS:
        message = f"needs a `pergunta` of 1 to {QUESTION_CHARS} characters"
        problems.add(name, message, "pergunta")
        return ""
    return question.strip()


def _phrases(
    problems: Problems, name: str, table: dict[str, Any], shipped: FaqEntry | None
) -> tuple[str, ...]:
    phrases = table.get("quando", list(shipped.phrases) if shipped is not None else None)
    if not isinstance(phrases, list) or not phrases:
        problems.add(name, "needs `quando`, a list of the words that show it", "quando")
        return ()
    for phrase in phrases:
        if not _is_phrase(phrase):
            message = (
                f"`quando` has {phrase!r}; expected words with a space between them, "
                f"and * only after {_SHORTEST_STEM} or more letters"
            )
            problems.add(name, message, "quando", str(phrase))
    return tuple(str(phrase) for phrase in phrases)


def _is_phrase(phrase: object) -> bool:
    if not isinstance(phrase, str) or not _PHRASE.fullmatch(phrase):
        return False
    has_words = all(word.rstrip("*").strip(_NOT_READ) for word in phrase.split())
    return has_words and _has_long_stems(phrase)


def _has_long_stems(phrase: str) -> bool:
    return all(len(word) > _SHORTEST_STEM for word in phrase.split() if word.endswith("*"))


def _answer(problems: Problems, name: str, answer: object) -> Template | None:
    if not isinstance(answer, str):
        problems.add(name, "`resposta` must be a text", "resposta")
        return None
    if not answer.strip():
        return None
    if len(answer) > ANSWER_CHARS:
        message = f"`resposta` is {len(answer)} characters long; at most {ANSWER_CHARS} fit"
        problems.add(name, message, "resposta")
    template = problems.template(name, answer, "resposta")
    if template is not None:
        known = FACTS | EVERYWHERE
        problems.check_placeholders(name, "resposta", template.placeholders, known)
    return template
