"""The one sentence of a model that a lead may read says nothing that could bind anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.understanding.openings import LONGEST, VOCABULARY, is_harmless

BINDING = """
    agora ainda aceita aceito amanha antes aprovado ate barato brinde certo certeza claro cobro
    combinado comprado concordo confirmado cupom de-graca dei desconto desde dou entrega entregue
    fecha fechado fecho gratis gratuito garantia garanto ganha ganhou hoje incluso inclui ja
    liberado link mais-barato menos mes metade nada nao negocio nem nenhum ok oferta pagar pago
    parcela parcelas pix pode podemos posso prazo preco presente promocao prometo pronto quanto
    recebi recebido reais real reembolso semana sem sempre sim so tem temos tenho tudo unico vale
    valor vamos vez vezes zero zerado um-real dois tres dez cem mil milhao e-seu esta pronta plano
    pacote proposta contrato sinal saldo boleto cartao dinheiro custa custo conta-bancaria site
    """
"""Words of prices, promises, discounts, dates, states and payments: a sample, not the rule."""


@pytest.mark.parametrize(
    "sentence",
    [
        "Que ideia bonita!",
        "Obrigado por contar",
        "Que legal, uma padaria!",
        "Entendo a sua preocupação.",
        "Parabéns pelo projeto!",
        "Bem-vinda!",
        "Gostei da história da sua confeitaria!",
    ],
)
def test_courtesy_may_be_said(sentence: str) -> None:
    assert is_harmless(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        " ",
        "!",
        "Fechado!",
        "Claro!",
        "Sim, um real.",
        "Que ideia bonita por 10",
        "Que ideia bonita, grátis!",
        "Que ideia bonita! Gostei.",
        "Que ideia bonita?",
        "Que ideia bonita: gostei",
        "Que ideia bonita 🎉",
        "Que ideia bonita.com",
        "Que  ideia bonita",
        "Que ideia\nbonita",
        "*Que ideia bonita*",
        "Obrigado, te dou desconto",
        "Obrigado pelo pix",
        "http://obrigado",
        "ana@obrigado",
        "Que іdeia bonita",  # a Cyrillic letter
        "Que ideia bonita\u200b",
        ", que ideia bonita",
        "obrigado " * 20,
    ],
)
def test_anything_else_is_refused(sentence: str) -> None:
    assert not is_harmless(sentence)


@pytest.mark.parametrize("word", BINDING.split())
def test_no_word_that_binds_is_in_the_vocabulary(word: str) -> None:
    assert word not in VOCABULARY
    assert not is_harmless(word)


def test_the_vocabulary_is_lower_case_letters() -> None:
    assert len(VOCABULARY) > 300
    for word in VOCABULARY:
        assert word == word.lower()
        assert word.replace("-", "").isalpha()


@pytest.mark.parametrize("claim", ["O projeto é seu", "O trabalho está lindo", "Dá para este dia"])
def test_a_small_word_is_not_taken_for_the_verb_it_is_without_its_accent(claim: str) -> None:
    assert not is_harmless(claim)


@given(st.text())
def test_whatever_is_accepted_is_letters_and_plain_signs(sentence: str) -> None:
    if is_harmless(sentence):
        assert len(sentence) <= LONGEST
        assert all(each.isalpha() or each in " ,.!-" for each in sentence)


accepted = st.lists(st.sampled_from(sorted(VOCABULARY)), min_size=1, max_size=8).map(" ".join)


@given(accepted, st.text(min_size=1, max_size=3), st.data())
def test_one_foreign_word_is_enough_to_refuse_a_sentence(
    sentence: str, intruder: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(sentence.split())))
    words = sentence.split()
    words.insert(place, intruder)

    is_known = all(word.strip(",.!").lower() in VOCABULARY for word in intruder.split())
    assert is_known or not is_harmless(" ".join(words))
