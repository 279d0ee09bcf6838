"""What leads wish for, cut from the rest of what they say."""

from __future__ import annotations

import pytest

from autovenda_core.understanding.needs import asked_need, free_need, wished_need
from autovenda_core.understanding.normalise import read


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("quero fazer um site", "site"),
        ("to precisando de um site pra minha clínica", "site pra minha clínica"),
        ("queria montar um site pro meu salão de beleza", "site pro meu salão de beleza"),
        ("oi gente, quero dar um up na identidade visual", "identidade visual"),
        ("preciso refazer minha marca", "refazer minha marca"),
        ("preciso dum saite pra minha oficina, uai", "saite pra minha oficina"),
        ("to querendo um site pra quebrada conhecer meu trampo", "site"),
        ("quero um site q ta na moda", "site"),
        ("quero um site de imobiliária com uns 200 imóveis", "site de imobiliária"),
        ("quero um site até maio e tenho 3 mil", "site"),
        ("gostaria de solicitar proposta para um site institucional", "site institucional"),
        ("tô atrás de um freela ou agência pra montar meu e-commerce", "e-commerce"),
        ("preciso de um job rápido: landing de campanha", "landing de campanha"),
        ("desejo contratar a elaboração de um site", "site"),
    ],
)
def test_a_wish_keeps_what_it_is_for_and_loses_the_rest(text: str, need: str):
    assert wished_need(read(text)) == need


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("oi, quanto é uma logo?", "logo"),
        ("landing tá quanto?", "landing"),
        ("site de imobiliária sai por quanto mais ou menos", "site de imobiliária"),
        ("quanto é que custa esse trem de loja virtual", "loja virtual"),
        ("é mt caro pra fazer um cardápio digital?", "cardápio digital"),
        ("quanto custa?", None),
    ],
)
def test_a_question_about_a_price_is_about_a_thing(text: str, need: str | None):
    assert asked_need(read(text)) == need


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("landing page", "landing page"),
        ("vender meus bolos pela internet", "vender meus bolos pela internet"),
        (
            "é pra igreja, uma página com os horários dos cultos",
            "página com os horários dos cultos",
        ),
        ("repaginar o site q ta velho demais", "repaginar o site"),
        ("julho", None),
        ("até maio", None),
        ("máximo 1500", None),
        ("chique", None),
        ("asdfghjk", None),
    ],
)
def test_an_answer_is_a_need_unless_it_is_only_a_date_an_amount_or_a_feeling(
    text: str, need: str | None
):
    assert free_need(read(text)) == need
