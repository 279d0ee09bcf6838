"""The notation of rules, and that all rules are written in it."""

from __future__ import annotations

import pytest

from autovenda_core.understanding import acts, needs, rulebook, yes
from autovenda_core.understanding.families import FAMILIES
from autovenda_core.understanding.normalise import read
from autovenda_core.understanding.notation import phrases_in, regex_of
from autovenda_core.understanding.rules import Phrases, Rule


def rules() -> list[Rule]:
    tables = [getattr(rulebook, name) for name in rulebook.__all__]
    return [rule for table in tables for rule in (table if isinstance(table, tuple) else (table,))]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("não quero", "Eu NÃO quero isso"),
        ("não quero", "n kero"),
        ("pag*", "vou pagar"),
        ("não está *ndo", "não tá carregando"),
        ("boleto[s]", "os boletos"),
        ("(pix | boleto) caiu", "o boleto caiu"),
        ("gostaria [de] pagar", "gostaria pagar"),
        ("gostaria [de] pagar", "gostaria de pagar"),
        ("(já | tudo)+ pago", "já já tudo pago"),
        ("quero ~2 site", "quero um belo site"),
        ("quero _ site", "quero um site"),
        ("se ... ?", "se eu pagar hoje, vem amanhã?"),
        ("por <number>", "por 1.500,00"),
        ("<currency> <number>", "R$ 20"),
        ("quero !(pagar)", "quero saber"),
        ("^ oi", "oi gente"),
        ("tchau $", "então tchau"),
        ("fal(a | o | ei) com", "falei com ele"),
    ],
)
def test_a_phrase_is_found_in_what_it_describes(phrase: str, text: str) -> None:
    assert Phrases(phrase).stand_in(read(text).plain)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("par", "parem"),
        ("em", "parem"),
        ("quero ~2 site", "quero um belo e caro site"),
        ("quero ~2 site", "quero, um site"),
        ("quero _ site", "quero site"),
        ("quero !(pagar)", "quero pagar"),
        ("^ oi", "gente, oi"),
        ("tchau $", "tchau gente"),
    ],
)
def test_a_phrase_is_not_found_in_anything_else(phrase: str, text: str) -> None:
    assert not Phrases(phrase).stand_in(read(text).plain)


def test_a_phrase_goes_on_while_a_bracket_is_open() -> None:
    text = """
    # a comment of its own
    quero (um
        | uma) site   # "quero um site"
    preciso de site
    """

    assert phrases_in(text) == ["quero (um | uma) site", "preciso de site"]


@pytest.mark.parametrize("phrase", ["quero (um", "quero um)", "quero ]", "quero {um}", "a & b"])
def test_what_is_not_in_the_notation_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="notation"):
        regex_of(phrase, FAMILIES)


def test_a_family_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        regex_of("<nobody>", FAMILIES)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_is_in_the_notation_and_may_doubt(rule: Rule) -> None:
    for phrases in filter(None, (rule.phrases, rule.unless)):
        assert phrases_in(phrases.text)
        assert regex_of(phrases.text, FAMILIES)
    assert 0 < rule.confidence <= 1


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.id for rule in rules()]

    assert sorted(names) == sorted(set(names))


def test_every_family_is_used() -> None:
    modules = (acts, needs, yes)
    others = [each for module in modules for each in vars(module).values()]
    written = "".join(
        [*FAMILIES.values()]
        + [phrases.text for rule in rules() for phrases in (rule.phrases, rule.unless) if phrases]
        + [phrases.text for phrases in others if isinstance(phrases, Phrases)]
    )

    assert [name for name in FAMILIES if f"<{name}>" not in written] == []
