"""What leads take back, and what stands."""

from __future__ import annotations

import pytest

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from tests.language.corpus import holds, say


@pytest.mark.parametrize(
    ("expecting", "text", "wanted"),
    [
        (Expecting.NAME, "não é Paulo, é Saulo", {"name": "Saulo"}),
        (Expecting.NAME, "errei, é Marina", {"name": "Marina"}),
        (Expecting.NAME, "é Thaís com H, não Taís", {"name": "Thaís"}),
        (Expecting.BUDGET, "meu nome tá errado aí, é Raíssa", {"name": "Raíssa"}),
        (Expecting.BUDGET, "errei, é 3 mil", {"budget": 3000}),
        (Expecting.BUDGET, "mil não, mil e quinhentos", {"budget": 1500}),
        (Expecting.BUDGET, "2 mil, ou melhor, 2500", {"budget": 2500}),
        (Expecting.DEADLINE, "na verdade até junho", {"deadline": "2026-06-30"}),
        (Expecting.DEADLINE, "dia 20 não dá, dia 25", {"deadline": "2026-03-25"}),
        (Expecting.PACKAGE, "o 2... não, pera, o 1 mesmo", {"package": "basico"}),
        (Expecting.PACKAGE, "o primeiro não, o terceiro", {"package": "premium"}),
        (Expecting.PACKAGE, "nem o primeiro nem o segundo, o outro", {"package": "premium"}),
        (Expecting.PACKAGE, "pensei no premium mas vou de básico", {"package": "basico"}),
        (Expecting.PACKAGE, "a dois, pensando bem a três", {"package": "premium"}),
        (Expecting.PACKAGE, "nem o mais caro nem o mais barato", {"package": "profissional"}),
        (Expecting.BUDGET, "gastei 3 mil com outro, agora só tenho 1500", {"budget": 1500}),
        (Expecting.BUDGET, "não é 3 mil, é 2 mil", {"budget": 2000}),
        (Expecting.BUDGET, "não chega a 3 mil não, é 2 e 800", {"budget": 2800}),
        (Expecting.DEADLINE, "não é pra essa semana, é até dia 30", {"deadline": "2026-03-30"}),
        (Expecting.CONTACT, "era ana@loja.com, agora é bia@loja.com", {"email": "bia@loja.com"}),
        (Expecting.NONE, "não quero logo não, quero é um site", {"need": "site"}),
        (Expecting.NEED, "na verdade é um cardápio digital", {"need": "cardápio digital"}),
    ],
)
def test_the_last_word_counts(expecting: Expecting, text: str, wanted: dict[str, object]) -> None:
    slots = say(text, expecting).slots

    assert holds(wanted, slots), slots


def test_a_wrong_address_that_is_put_right_is_no_trouble() -> None:
    understood = say("mandei o email errado, o certo é bia@loja.com", Expecting.PAY)

    assert understood.acts[0].act is Act.GIVE_CONTACT


def test_a_yes_that_is_taken_back_is_none() -> None:
    understood = say("sim... quer dizer, não. desisti", Expecting.ACCEPT)

    assert [read.act for read in understood.acts] == [Act.DENY]
