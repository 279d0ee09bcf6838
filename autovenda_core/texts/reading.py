"""Reads a file of texts, and tells everything that is wrong with it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from autovenda_core.effects import Text
from autovenda_core.errors import TextsError
from autovenda_core.texts.entries import BUTTON_TITLE_CHARS, ApprovedText, TextEntry, Texts
from autovenda_core.texts.tables import Problems, read_tables
from autovenda_core.texts.template import EVERYWHERE, Template

__all__ = ["BODY_CHARS", "LINK", "default_texts", "read_texts"]

BODY_CHARS = 1024
"""The shortest limit of a text with buttons or a document (WhatsApp body, Telegram caption)."""

LINK = "link"
"""Placeholder of a `modelo` only: elsewhere the channel shows the link its own way."""

_FIELDS = ("texto", "botoes", "botao_link", "modelo")
_TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,60}")


@cache
def default_texts() -> Texts:
    """The texts that ship with Auto-Venda."""
    from importlib.resources import files  # half of this package's import time

    source = files(__package__).joinpath("pt_br.toml").read_text(encoding="utf-8")
    return Texts(_read(source, Problems(source)))


def read_texts(source: str) -> Texts:
    """
    The shipped texts with those of an owner's file in their place.

    Raises:
        TextsError: with everything that is wrong, each with its line and what is expected.
    """
    shipped = default_texts().entries
    problems = Problems(source)
    entries = _read(source, problems)
    for text, entry in entries.items():
        _compare(problems, text, entry, shipped[text])
        if entry.approved is None:
            entries[text] = replace(entry, approved=shipped[text].approved)
    if problems.found:
        raise TextsError(problems.by_line)
    return Texts({**shipped, **entries})


def _read(source: str, problems: Problems) -> dict[Text, TextEntry]:
    """The entries that can be read; the others are problems."""
    tables, failure = read_tables(source)
    if failure is not None:
        problems.found.append(failure)
    entries = {}
    for name, table in tables.items():
        if name not in set(Text):
            problems.add(name, f"there is no text called {name!r}")
        elif not isinstance(table, dict):
            problems.add(name, "must be a table with `texto`")
        elif (entry := _entry(problems, name, table)) is not None:
            entries[Text(name)] = entry
    return entries


def _entry(problems: Problems, name: str, table: dict[str, Any]) -> TextEntry | None:
    before = len(problems.found)
    for field in sorted(table.keys() - set(_FIELDS)):
        problems.add(name, f"has {field!r}; expected {', '.join(_FIELDS)}", field)
    body = _body(problems, name, table.get("texto"))
    buttons = _buttons(problems, name, table.get("botoes", []))
    link = table.get("botao_link")
    _check_link(problems, name, link)
    approved = _approved(problems, name, table["modelo"]) if "modelo" in table else None
    if body is None or len(problems.found) > before:
        return None
    return TextEntry(body, buttons, link, approved)


def _body(problems: Problems, name: str, body: object) -> Template | None:
    if not isinstance(body, str) or not body.strip():
        problems.add(name, "needs a `texto` that is not empty", "texto")
        return None
    if len(body) > BODY_CHARS:
        message = f"`texto` is {len(body)} characters long; at most {BODY_CHARS} fit"
        problems.add(name, message, "texto")
    return problems.template(name, body, "texto")


def _buttons(problems: Problems, name: str, titles: object) -> tuple[Template, ...]:
    if not isinstance(titles, list) or not all(isinstance(title, str) for title in titles):
        problems.add(name, "`botoes` must be a list of titles", "botoes")
        return ()
    if len(titles) > 3:
        problems.add(name, f"has {len(titles)} buttons; at most 3 fit", "botoes")
    for title in titles:
        if "{" not in title:  # one with a placeholder is cut when it is filled
            _check_title(problems, name, title)
    found = [problems.template(name, title, "botoes") for title in titles]
    return tuple(template for template in found if template is not None)


def _check_link(problems: Problems, name: str, title: object) -> None:
    if title is not None and not isinstance(title, str):
        problems.add(name, "`botao_link` must be a title", "botao_link")
    elif title is not None:
        _check_title(problems, name, title)


def _check_title(problems: Problems, name: str, title: str) -> None:
    if "{" in title or not 1 <= len(title.strip()) <= BUTTON_TITLE_CHARS:
        message = f"the button {title!r} must have 1 to {BUTTON_TITLE_CHARS} characters"
        problems.add(name, message, "bot", title)


def _approved(problems: Problems, name: str, table: object) -> ApprovedText | None:
    """
    The table `modelo` of a text; what Meta would refuse is a problem ("Message templates":
    name, length, and no placeholder at either end, 2026-05).
    """

    def complain(message: str) -> None:
        problems.add(name, f"has {message}", "modelo")

    if not isinstance(table, dict) or table.keys() != {"nome", "texto"}:
        complain("a `modelo` that is not a table of `nome` and `texto`")
        return None
    called, text = table["nome"], table["texto"]
    if not isinstance(called, str) or not _TEMPLATE_NAME.fullmatch(called):
        complain("a `modelo.nome` that is not 1 to 60 of a-z, 0-9 and _")
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= BODY_CHARS:
        complain(f"a `modelo.texto` that is not 1 to {BODY_CHARS} characters long")
        return None
    body = problems.template(name, text, "modelo.texto")
    if body is None:
        return None
    if {text.strip()[0], text.strip()[-1]} & {"{", "}"}:
        complain("a `modelo.texto` that begins or ends with a placeholder")
    if "nome" in body.placeholders:
        complain("{nome} in its `modelo.texto`, which nobody may leave empty")
    return ApprovedText(str(called), body)


def _compare(problems: Problems, text: Text, entry: TextEntry, shipped: TextEntry) -> None:
    known = shipped.placeholders | EVERYWHERE
    problems.check_placeholders(text, "texto", entry.body.placeholders, known)
    for button in entry.buttons:
        problems.check_placeholders(text, "botoes", button.placeholders, known)
    if entry.approved is not None:
        used, allowed = entry.approved.body.placeholders - {"nome"}, known - {"nome"} | {LINK}
        problems.check_placeholders(text, "modelo.texto", used, allowed)
    if len(entry.buttons) != len(shipped.buttons):
        message = f"has {len(entry.buttons)} buttons; expected {len(shipped.buttons)}"
        problems.add(text, message, "botoes")
    if (entry.link_title is None) != (shipped.link_title is None):
        needed = shipped.link_title is not None
        message = "must have `botao_link`" if needed else "can have no `botao_link`"
        problems.add(text, message, "botao_link")
