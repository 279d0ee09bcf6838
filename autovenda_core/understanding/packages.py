"""
Which package of the catalogue a text names, or which of the listed options it picks.

Fuzzy matching (edit distance) is used here and nowhere else: names and aliases are the
owner's own words, few and long, so a near miss is a typo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from autovenda_core.catalog import Catalog
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import read, words

__all__ = ["edit_distance", "match_package", "named_package", "picked_package"]

_GENERIC = words(
    """
    a as com combo criacao da das de desenvolvimento digital do dos e em kit o online opcao os
    pacote page pagina para plano projeto servico site sites um uma web
    """
)
_WORD = lazy(r"[a-z0-9]+")


@dataclass(frozen=True)
class _Index:
    """What a catalogue's packages are called, in plain words."""

    phrases: tuple[tuple[str, str], ...]
    """(name or alias, package id), the longer first."""
    distinctive: tuple[tuple[str, str], ...]
    """Single words that belong to one package only ("institucional")."""
    words: tuple[str, ...]
    """Every word of them that is long enough to be misspelt."""


@lru_cache(maxsize=16)
def _index(catalog: Catalog) -> _Index:
    phrases: dict[str, str] = {}
    owners: dict[str, set[str]] = {}
    for package in catalog:
        for name in (package.name, *package.aliases, package.id):
            words = _words(read(name.replace("_", " ").replace("-", " ")).plain)
            phrases[" ".join(words)] = package.id
            for word in words:
                owners.setdefault(word, set()).add(package.id)
    distinctive = tuple(
        (word, next(iter(ids)))
        for word, ids in owners.items()
        if len(ids) == 1 and len(word) >= 3 and word not in _GENERIC and not word.isdigit()
    )
    longest_first = sorted(phrases.items(), key=lambda phrase: (-len(phrase[0]), phrase))
    return _Index(tuple(longest_first), distinctive, tuple(w for w in owners if len(w) >= 5))


def match_package(text: str, catalog: Catalog) -> str | None:
    """
    The id of the one package that a free text names, by name, alias or a word of its own.

    None when it names none, or more than one.  Called by the flow to fit a need to a package.
    """
    return named_package(read(text).plain, catalog)


def named_package(plain: str, catalog: Catalog, *, whole_names: bool = False) -> str | None:
    """`match_package` of a plain text; `whole_names`: a word of its own is not enough."""
    index = _index(catalog)
    said = " ".join(_known(word, index) for word in _words(plain))
    named = _named(said, index.phrases)
    if not named and not whole_names:
        named = _named(said, index.distinctive)
    return named.pop() if len(named) == 1 else None


def _words(plain: str) -> list[str]:
    return _WORD.findall(plain)


def _named(said: str, names: tuple[tuple[str, str], ...]) -> set[str]:
    """The packages whose names stand in a text; a name inside a longer one does not count."""
    found: set[str] = set()
    said = f" {said} "
    for name, package_id in names:
        if f" {name} " in said:
            found.add(package_id)
            said = said.replace(f" {name} ", "  ")
    return found


def _known(word: str, index: _Index) -> str:
    """A word as the catalogue spells it, if it is a misspelling or a plural of one of its words."""
    if len(word) < 4 or word in index.words:
        return word
    singular = word.removesuffix("s")
    if singular != word and any(f" {singular} " in f" {name} " for name, _ in index.phrases):
        return singular
    return next((known for known in index.words if _nearly(known, word)), word)


def _nearly(known: str, word: str) -> bool:
    allowed = 1 + (len(known) >= 9)
    if known[0] != word[0] or abs(len(known) - len(word)) > allowed:
        return False
    return edit_distance(known, word) <= allowed


def edit_distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row = row, [i]
        for j, b in enumerate(other, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before = above
    return row[-1]


# ------------------------------------------------------------------ options

_POLITE = (
    r"(?:quero|queria|vou (?:de|com|querer)|prefiro|fico com|pode ser|manda|escolho|fechar?"
    r"|fecho|bora de|acho que|gostei|gostei mais|e|seria|entao|vamos (?:de|com)|pode|por favor"
    r"|eu|mais)"
)
_OPTION = lazy(
    rf"^(?:{_POLITE} )*(?:(?:d[aeo]|com|n[ao]|[ao]|essa|esse) )*(?:opcao |pacote |numero "
    r"|plano |item |alternativa )*(?:d[aeo] |[ao] )?"
    r"(?P<option>\d{1,2}|um|uma|dois|duas|tres|quatro|cinco|primeir[ao]|segund[ao]|terceir[ao]"
    r"|quart[ao]|quint[ao]|ultim[ao]|(?:d[aeo] )?meio)"
    r"(?: (?:opcao|pacote|plano|mesmo|entao|por favor|ai|dele|deles|,|\.|xjoinhax|sim"
    rf"|{_POLITE}))*$"
)
_NUMBERED = lazy(
    r"\b(?:opcao|pacote|plano|alternativa|item|numero) (?P<option>\d{1,2}|um|dois|tres|quatro"
    r"|cinco)\b|\b(?P<ordinal>primeir[ao]|segund[ao]|terceir[ao]|quart[ao]"
    r"|ultim[ao]) (?:opcao|pacote|plano|alternativa|item|proposta)\b"
)
_REPLACED = lazy(r"nao \d")
_LEADING_OPTION = lazy(
    r"^(?:[ao]|essa|esse|opcao|numero) (?P<option>[1-9])\b(?! (?:mil|k|reais|dias?|mes|meses"
    r"|semanas?|x|vezes|paginas))"
)
_PLACE = r"(?:\d|primeir[ao]|segund[ao]|terceir[ao]|quart[ao]|ultim[ao]|(?:d[eo] )?meio)"
_NEITHER = lazy(rf"\bnem (?:[ao] )?(?P<one>{_PLACE}) (?:, )?nem (?:[ao] )?(?P<other>{_PLACE})\b")
_ANYWHERE = lazy(
    rf"\b(?:[ao]|no|na|d[aeo]|ess[ae]|opcao|pacote|mais [ao]) (?P<option>{_PLACE})\b"
    r"(?! (?:mil|k|reais|dias?|mes|meses|semanas?|x|vezes|vez|feira|paginas|parcela|parcelas"
    r"|dia|coisa|pergunta|duvida|%|por cento))"
)
_CHEAPEST = lazy(
    r"\b(?:mais (?:barat|em conta|simples|baratinh|economic)|menor preco|baratinh[ao])"
)
_NEITHER_END = lazy(r"\bnem\b.+\bnem\b|\bentre\b|\bmeio termo\b")
_DEAREST = lazy(r"\bmais (?:car[ao]|top|complet|robust|cheio)|\btop de linha")
_ORDER = ("um uma primeir", "dois duas segund", "tres terceir", "quatro quart", "cinco quint")


def picked_package(plain: str, catalog: Catalog) -> str | None:
    """The package that answers "which one?": by option, place, price or superlative."""
    packages = catalog.packages
    match = _OPTION.match(plain.removeprefix("nao ") if _REPLACED.fullmatch(plain) else plain)
    if neither := _NEITHER.search(plain):
        return _the_other(neither, catalog)
    match = match or _LEADING_OPTION.match(plain) or _NUMBERED.search(plain)
    match = match or _ANYWHERE.search(plain)
    if match:
        option = match["option"] or match.groupdict().get("ordinal") or ""
        position = _position(option, len(packages))
        return packages[position - 1].id if position and position <= len(packages) else None
    if _CHEAPEST.search(plain) and _DEAREST.search(plain):
        return _between(catalog) if _NEITHER_END.search(plain) else None
    if _CHEAPEST.search(plain):
        return catalog.cheapest.id
    if _DEAREST.search(plain):
        return max(packages, key=lambda package: package.price_centavos).id
    return None


def _between(catalog: Catalog) -> str | None:
    """ "Nem o mais caro nem o mais barato": the one in the middle, if there is one."""
    by_price = sorted(catalog.packages, key=lambda package: package.price_centavos)
    return by_price[len(by_price) // 2].id if len(by_price) % 2 else None


def _the_other(neither: re.Match[str], catalog: Catalog) -> str | None:
    """ "Nem o primeiro nem o segundo": the one that is left, if it is one."""
    count = len(catalog.packages)
    excluded = {_position(neither[name], count) for name in ("one", "other")}
    left = [p.id for place, p in enumerate(catalog.packages, 1) if place not in excluded]
    return left[0] if len(left) == 1 else None


def _position(option: str, count: int) -> int | None:
    if option.isdigit():
        return int(option)
    if option.startswith("ultim"):
        return count
    if option.endswith("meio"):
        return count // 2 + 1 if count % 2 else None
    return next(
        (
            place
            for place, words in enumerate(_ORDER, 1)
            if any(option.startswith(word) for word in words.split())
        ),
        None,
    )
