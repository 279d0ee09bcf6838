"""Amounts in centavos."""

from __future__ import annotations

import pytest

from autovenda_core.events import Act
from autovenda_core.model import Expecting, MoneyRange
from autovenda_core.understanding.money import find_money
from autovenda_core.understanding.normalise import read
from tests.language.corpus import say


def exactly(reais: float) -> MoneyRange:
    return MoneyRange(round(reais * 100), round(reais * 100))


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("R$ 2.000", exactly(2000)),
        ("R$1.999,90", exactly(1999.90)),
        ("3.500", exactly(3500)),
        ("3,500", exactly(3500)),
        ("R$ 1,500.00", exactly(1500)),
        ("1.5k", exactly(1500)),
        ("1,5 mil", exactly(1500)),
        ("2k5", exactly(2500)),
        ("2 mil e 500", exactly(2500)),
        ("3 mil e meio", exactly(3500)),
        ("dois e meio mil", exactly(2500)),
        ("meio mil", exactly(500)),
        ("mil", exactly(1000)),
        ("mil e quinhentos", exactly(1500)),
        ("dois mil e trezentos reais", exactly(2300)),
        ("vinte mil", exactly(20000)),
        ("cento e cinquenta reais", exactly(150)),
        ("1.000.000", exactly(1_000_000)),
        ("500 conto", exactly(500)),
        ("800 pila", exactly(800)),
        ("2 paus", exactly(2000)),
        ("500 paus", exactly(500)),
        ("três barão", exactly(3000)),
        ("um barão e meio", exactly(1500)),
        ("quinhentão", exactly(500)),
        ("mil e quinhentinho", exactly(1500)),
        ("dois e quinhentos", exactly(2500)),
        ("2,5", exactly(2500)),
        ("uns 2 mil e pouco", exactly(2000)),
        ("5 mil em 10x", exactly(5000)),
        ("10x de 300", exactly(3000)),
        ("2 mil, aliás 3 mil", exactly(3000)),
        ("19,99", None),
        ("entre 2 e 3 mil", MoneyRange(200000, 300000)),
        ("de 3 a 5k", MoneyRange(300000, 500000)),
        ("de 500 a mil", MoneyRange(50000, 100000)),
        ("entre mil e dois mil", MoneyRange(100000, 200000)),
        ("1500-3000", MoneyRange(150000, 300000)),
        ("até 5 mil", MoneyRange(None, 500000)),
        ("no máximo 4k", MoneyRange(None, 400000)),
        ("não passo de 3 mil", MoneyRange(None, 300000)),
        ("a partir de mil", MoneyRange(100000, None)),
        ("50%", None),
        ("em 15 dias", None),
        ("20/03", None),
        ("cinco", None),
        ("opção 2", None),
    ],
)
def test_an_answer_about_money_is_read_in_centavos(text: str, money: MoneyRange | None):
    assert find_money(read(text).plain, bare=True) == money


@pytest.mark.parametrize(
    ("text", "reais"),
    [
        ("3mil", 3000),
        ("R$: 3000", 3000),
        ("3000 brl", 3000),
        ("R$ 2 000,00", 2000),
        ("1 000", 1000),
        ("R$ 1.999,90", 1999.90),
        ("dois mil e oitocentos reais e cinquenta centavos", 2800.50),
        ("um milhão de reais", 1_000_000),
        ("1,2 milhão", 1_200_000),
        ("meio milhão", 500_000),
        ("meia dúzia de mil", 6000),
        ("quinze mil", 15_000),
        ("vinte e cinco mil", 25_000),
        ("cento e vinte mil", 120_000),
        ("mil novecentos e noventa e nove", 1999),
        ("dois mil quatrocentos e cinquenta", 2450),
        ("mil e quatrocentos e noventa", 1490),
        ("mil e cem", 1100),
        ("trez mil", 3000),
        ("uns 2mil e qinhentos", 2500),
        ("um mil e duzentos", 1200),
        ("três e meio", 3500),
        ("um e meio", 1500),
        ("2k e meio", 2500),
        ("3 paus e meio", 3500),
        ("dois pau e meio", 2500),
        ("2 e 800", 2800),
        ("dois e setecentos", 2700),
        ("dois conto", 2000),
        ("dois mangos", 2000),
        ("2 milha", 2000),
        ("uns oitocentos conto", 800),
        ("mil pilas", 1000),
        ("500 pila no talo", 500),
        ("5 mil em até 10x sem juros", 5000),
        ("mil e oitocentos no cartão em 6 vezes", 1800),
        ("seis vezes de duzentos", 1200),
        ("posso pagar 300 por mês em 10x", 3000),
        ("quase 2 mil", 2000),
        ("mil e poucos reais", 1000),
        ("um milhão kkkk brincadeira, uns dois mil", 2000),
        ("tenho 2 mil e 3 meses de prazo", 2000),
        ("mil reais e 2 filhos", 1000),
    ],
)
def test_an_amount_is_the_same_in_digits_words_and_slang(text: str, reais: float):
    assert find_money(read(text).plain, bare=True) == exactly(reais)


@pytest.mark.parametrize(
    ("text", "reais"),
    [
        ("entre dois e três mil, mais perto de dois", (2000, 3000)),
        ("entre mil e quinhentos e dois mil", (1500, 2000)),
        ("dez a quinze mil", (10_000, 15_000)),
        ("uns 2 ou 3 mil", (2000, 3000)),
        ("2/3 mil", (2000, 3000)),
        ("2k-3k", (2000, 3000)),
        ("1k~2k", (1000, 2000)),
        ("R$1.000-R$2.000", (1000, 2000)),
        ("mil/mil e quinhentos", (1000, 1500)),
        ("uns mil, mil e duzentos", (1000, 1200)),
        ("2 mil, 3 no máximo", (2000, 3000)),
        ("2 mil no máximo 3", (2000, 3000)),
        ("mil e quinhentos, mas se valer a pena vou até dois mil", (1500, 2000)),
        ("até 2, 2 e meio", (2000, 2500)),
        ("entre 2 e 3", (2000, 3000)),
        ("de 1 a 2", (1000, 2000)),
    ],
)
def test_a_range_has_two_ends_on_one_scale(text: str, reais: tuple[int, int]):
    low, high = reais

    assert find_money(read(text).plain, bare=True) == MoneyRange(low * 100, high * 100)


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "uns 3",
        "opção 2",
        "dia 20",
        "15 dias",
        "10x",
        "50%",
        "20/03",
        "5 páginas",
        "às 15",
        "meu cpf é 529.982.247-25",
        "11 98765-4321",
    ],
)
def test_other_numbers_are_no_money_even_where_it_was_asked_about(text: str):
    assert find_money(read(text).plain, bare=True) is None


def test_a_number_without_a_sign_of_money_is_no_amount_unless_money_was_asked_about():
    plain = read("tenho 1500 produtos e 3 lojas").plain

    assert find_money(plain) is None


@pytest.mark.parametrize("expecting", [Expecting.NEED, Expecting.DEADLINE])
def test_an_amount_alone_is_a_budget_while_something_else_is_asked(expecting: Expecting):
    understood = say("uns 4 mil", expecting)

    assert understood.acts[0].act is Act.GIVE_BUDGET
    assert understood.slots.budget == exactly(4000)
