"""Every text fits every channel in one message, with the longest names and prices of life."""

from __future__ import annotations

import pytest

from apps.text_lengths import CHANNELS, Measured, measure
from autovenda_core.effects import Text
from autovenda_core.faq import default_faq
from autovenda_core.texts import default_texts, read_texts

MEASURED = tuple(measure(default_texts(), default_faq()))


@pytest.mark.parametrize("measured", MEASURED, ids=lambda measured: measured.name)
def test_a_text_fits_every_channel_in_one_message(measured: Measured) -> None:
    assert set(measured.lengths) == set(CHANNELS)
    assert measured.too_long_on == ()


def test_every_text_to_a_lead_and_every_answer_is_measured() -> None:
    names = {measured.name for measured in MEASURED}

    assert {*Text} - {Text.ANSWER, Text.OWNER_ALERT} <= names
    assert {f"resposta {topic}" for topic in default_faq().answers} <= names


def test_a_channel_without_buttons_has_them_written_out_and_counted() -> None:
    [with_buttons] = [each for each in MEASURED if each.name == Text.CONFIRM_ACCEPTANCE]
    [plain] = [each for each in MEASURED if each.name == Text.GOODBYE]

    assert with_buttons.lengths["wppconnect"][0] > with_buttons.lengths["telegram"][0]
    assert plain.lengths["wppconnect"][0] == plain.lengths["telegram"][0]


def test_a_text_with_buttons_has_less_room_on_whatsapp() -> None:
    texts = read_texts(f'[confirmar_aceite]\ntexto = "{"a" * 1015}{{total}}"\nbotoes = ["a", "b"]')

    [measured] = [
        each for each in measure(texts, default_faq()) if each.name == Text.CONFIRM_ACCEPTANCE
    ]

    assert measured.too_long_on == ("whatsapp",)
