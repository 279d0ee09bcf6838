"""
Commands about what the owner writes: catalogue, texts and FAQ, each as one whole file.

Every mistake in it is told at once, with its line; `conferir` only tells.  Whoever saves has to
have seen the newest version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from adapters.storage import settings
from adapters.storage.settings import Kind
from apps.desk.asking import Ask, Done, Outcome, Refused
from apps.desk.problems import in_portuguese
from autovenda_core.catalog import read_catalog
from autovenda_core.errors import CatalogError, FaqError, FileProblem, TextsError
from autovenda_core.faq import read_faq
from autovenda_core.texts import read_texts

__all__ = ["problems_of", "save_catalog", "save_faq", "save_texts"]

MOST_CHARACTERS = 200_000
MOST_PROBLEMS = 20
"""Told at once.  Both are bounded because the file is read while no sale can be written."""


class _File(NamedTuple):
    name: str
    """For the operator."""
    problems: Callable[[str], Iterator[FileProblem]]


def save_catalog(ask: Ask) -> Done:
    """Fields: conteudo (CSV), conferir."""
    return _save(ask, Kind.CATALOG)


def save_texts(ask: Ask) -> Done:
    """Fields: conteudo (TOML), conferir."""
    return _save(ask, Kind.TEXTS)


def save_faq(ask: Ask) -> Done:
    """Fields: conteudo (TOML), conferir."""
    return _save(ask, Kind.FAQ)


def problems_of(kind: Kind, content: str) -> list[FileProblem]:
    """Everything that is wrong with a file, in pt-BR, in the order of its lines."""
    found = [
        FileProblem(in_portuguese(problem.message), problem.line)
        for problem in _FILES[kind].problems(content)
    ]
    return sorted(found, key=lambda problem: problem.line or 0)


def _save(ask: Ask, kind: Kind) -> Done:
    content = ask.fields.file("conteudo", at_most=MOST_CHARACTERS)
    name = _FILES[kind].name
    problems = problems_of(kind, content)
    if problems:
        raise _refusal(name, problems)
    if ask.fields.flag("conferir"):
        return Done(f"{name}: tudo certo. Nada foi salvo ainda.", Outcome.UNCHANGED)
    newest = settings.newest(ask.db, kind)
    if newest is not None and newest.content == content:
        known = {"version": newest.version}
        return Done(f"{name}: já está assim.", Outcome.UNCHANGED, data=known)
    version = settings.put(ask.db, kind, content, ask.seen, ask.by.login, ask.at)
    if version is None:
        raise Refused(
            f"{name}: alguém salvou outra versão desde que você abriu a página, e a sua não foi "
            "salva. Copie o que mudou, atualize a página e salve de novo."
        )
    return Done(
        f"{name}: versão {version} salva, e já vale.",
        details={"version": version},
        data={"version": version},
        changed=kind,
    )


def _refusal(name: str, problems: list[FileProblem]) -> Refused:
    count = len(problems)
    errors = "um erro" if count == 1 else f"{count} erros"
    refused = Refused(f"{name}: {errors}, e nada foi salvo. Corrija as linhas e repita.", 422)
    refused.data = {"problems": [{"line": each.line, "message": each.message} for each in problems]}
    return refused


def _catalog_problems(content: str) -> Iterator[FileProblem]:
    """
    Every line that is wrong; `read_catalog` stops at the first one.

    So each record that was refused is blanked out (which keeps the numbers of the lines), and the
    rest read again.
    """
    lines, told = content.splitlines(), 0
    while told < MOST_PROBLEMS:
        try:
            read_catalog("\n".join(lines))
        except CatalogError as error:
            record = _record_ending_at(lines, error.line)
            if told and record is None:
                return  # of what is left, nothing can be read: a consequence of what was told
            yield FileProblem(str(error), error.line)
            told += 1
            if record is None:
                return
            lines[record] = [""] * (record.stop - record.start)
        else:
            return


def _record_ending_at(lines: list[str], line: int | None) -> slice | None:
    """The lines of a record, which may hold line breaks in quotes; None: it is the header."""
    if line is None or not 1 < line <= len(lines):
        return None
    start = line - 1
    while start > 1 and "\n".join(lines[start:line]).count('"') % 2:
        start -= 1
    return slice(start, line)


def _texts_problems(content: str) -> Iterator[FileProblem]:
    return _toml_problems(content, read_texts)


def _faq_problems(content: str) -> Iterator[FileProblem]:
    return _toml_problems(content, read_faq)


def _toml_problems(content: str, read: Callable[[str], object]) -> Iterator[FileProblem]:
    try:
        read(content)
    except (TextsError, FaqError) as error:
        yield from islice(error.problems, MOST_PROBLEMS)


_FILES: Mapping[Kind, _File] = {
    Kind.CATALOG: _File("Catálogo", _catalog_problems),
    Kind.TEXTS: _File("Textos", _texts_problems),
    Kind.FAQ: _File("Perguntas frequentes", _faq_problems),
}
