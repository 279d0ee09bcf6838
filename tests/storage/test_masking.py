"""What is taken out of texts for whoever may not see personal data, and what is left."""

from __future__ import annotations

import pytest

from adapters.storage.panel.masking import masked


@pytest.mark.parametrize(
    "text",
    [
        "joao.silva@example.com",
        "maria @ gmail.com",
        "529.982.247-25",
        "52998224725",
        "11.222.333/0001-81",
        "12.ABC.345/01DE-35",
        "+55 (11) 99999-0000",
        "11 9 9999 0000",
        "99999-0000",
        "3333-4444",
    ],
)
def test_a_number_or_address_of_a_person_is_masked(text: str) -> None:
    assert masked(f"é {text}, viu?").startswith("é •••")
    assert masked(f"é {text} viu?") == "é ••• viu?"


@pytest.mark.parametrize(
    "text",
    [
        "R$ 1.750,00 até 15/12/2026 às 14:31",
        "Sinal (proposta 123456-1.1)",
        "10 dias úteis, 2 mil, 3 no máximo",
        "preciso de um site para a clínica",
        "0123456789abcdef" * 4,
    ],
)
def test_what_is_nobodys_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


def test_a_long_text_without_an_address_takes_no_time() -> None:
    text = "a" * 100_000 + "1 " * 100_000

    assert masked(text).startswith("aaa")
