"""Amounts in centavos."""

from __future__ import annotations

import pytest

from autovenda_core.model import MoneyRange
from autovenda_core.understanding.money import find_money
from autovenda_core.understanding.normalise import read


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


def test_a_number_without_a_sign_of_money_is_no_amount_unless_money_was_asked_about():
    plain = read("tenho 1500 produtos e 3 lojas").plain

    assert find_money(plain) is None
