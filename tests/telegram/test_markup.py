"""Bold and escapes; the emulator's strict parser is the judge of the HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.emulator.rules import parse_html
from adapters.telegram.markup import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Fica *R$ 1.750,00* (50%)", "Fica <b>R$ 1.750,00</b> (50%)"),
        ("*Oi*, *Marina*!", "<b>Oi</b>, <b>Marina</b>!"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("*a < b*", "<b>a &lt; b</b>"),
        ("2*3*4", "2*3*4"),
        ("nota * com asterisco", "nota * com asterisco"),
        ("*sem par", "*sem par"),
        ("* solto *", "* solto *"),
        ("*não\npassa de linha*", "*não\npassa de linha*"),
        ("**", "**"),
    ],
)
def test_bold_pairs_become_tags_and_everything_else_stays(text, html):
    assert to_html(text) == html


@given(st.text(alphabet="ab *<>&;\n😀é/", max_size=60))
def test_every_text_becomes_html_that_telegram_takes_and_shows_the_same_words(text):
    shown = parse_html(to_html(text)).text

    assert shown.replace("*", "") == text.replace("*", "")
