"""Our messages as calls of the Cloud API: shapes, limits, and what happens beyond them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp.cloud.emulator.rules import Shown, checked_address, checked_content
from adapters.whatsapp.cloud.messages import CAPABILITIES, Call, compose
from autovenda_core.effects import Button
from autovenda_core.ports.channel import Document, OutgoingMessage, Template, UrlButton
from autovenda_core.ports.fitting import split, utf16_length

PDF = Document("proposta.pdf", "application/pdf", b"%PDF-1.7")
LINK = UrlButton("Pagar sinal", "https://loja.example.com/p/token?a=1&b=2")
TWO = (Button("accept:1", "Aceitar proposta"), Button("info", "Tirar dúvida"))


def buttons(count: int, title: str = "Pacote {}") -> tuple[Button, ...]:
    return tuple(Button(f"package:{at}", title.format(at)) for at in range(count))


def calls(text: str = "oi", *, to: str = "5511900000001", **parts: object) -> list[Call]:
    return compose(OutgoingMessage("c1:5:0", to, text, **parts))


def shown(call: Call) -> Shown:
    """What Meta makes of a call, once its document was uploaded; it refuses what is wrong."""
    fields = call.fields if call.document is None else call.with_media("77")
    checked_address(fields)
    return checked_content(fields, lambda _: call.document, lambda *_: None)


def test_a_text_goes_out_as_it_is():
    (call,) = calls("Fica *R$ 1.500,00* (50%) & <b>_y_")

    assert call.fields == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "5511900000001",
        "type": "text",
        "text": {"body": "Fica *R$ 1.500,00* (50%) & <b>_y_", "preview_url": False},
        "biz_opaque_callback_data": "c1:5:0",
    }


def test_a_person_without_a_number_is_a_recipient():
    (call,) = calls(to="BR.1502576394655843")

    assert call.fields["recipient"] == "BR.1502576394655843"
    assert "to" not in call.fields


def test_up_to_three_short_choices_are_buttons():
    (call,) = calls("Fechado?", buttons=TWO)

    assert [(key.id, key.title) for key in shown(call).keys] == [
        ("accept:1", "Aceitar proposta"),
        ("info", "Tirar dúvida"),
    ]
    assert shown(call).kind == "button"


@pytest.mark.parametrize(
    "choices", [buttons(4), buttons(10), buttons(2, "Pacote com 22 letras {}")]
)
def test_more_or_longer_choices_are_a_list(choices):
    (call,) = calls("Qual?", buttons=choices)

    assert (shown(call).kind, len(shown(call).keys)) == ("list", len(choices))


@pytest.mark.parametrize(
    "choices",
    [buttons(11), buttons(2, "Um título comprido demais {}"), (Button("a", "x"), Button("b", "x"))],
)
def test_choices_that_whatsapp_cannot_show_are_numbered(choices):
    (call,) = calls("Qual?", buttons=choices)

    lines = [f"{at}. {choice.title}" for at, choice in enumerate(choices, 1)]
    assert shown(call).text == "\n".join(["Qual?", "", *lines])
    assert shown(call).kind == "text"


def test_a_link_is_a_button_of_its_own():
    (call,) = calls("Sinal", link=LINK)

    assert shown(call).link == LINK


@pytest.mark.parametrize(
    "link",
    [
        UrlButton("Pagar", "http://loja.example.com/p"),
        UrlButton("Pagar", "https://localhost/p"),
        UrlButton("Um título comprido demais", "https://loja.example.com/p"),
        UrlButton("", "https://loja.example.com/p"),
    ],
)
def test_a_link_that_fits_behind_no_button_is_written(link):
    (call,) = calls("Sinal", link=link)

    assert link.url in shown(call).text
    assert shown(call).link is None


def test_beside_buttons_a_link_is_written():
    (call,) = calls("Sinal", link=LINK, buttons=TWO)

    assert shown(call).text == f"Sinal\n\nPagar sinal: {LINK.url}"
    assert len(shown(call).keys) == 2


@pytest.mark.parametrize("tappable", [{}, {"buttons": TWO}, {"link": LINK}])
def test_a_document_goes_with_its_text_and_what_can_be_tapped(tappable):
    (call,) = calls("Proposta", document=PDF, **tappable)

    assert (shown(call).document, shown(call).text) == (PDF, "Proposta")
    assert bool(shown(call).keys or shown(call).link) == bool(tappable)


def test_a_list_cannot_hold_a_document_which_goes_before_it():
    first, last = calls("Qual?", document=PDF, buttons=buttons(5))

    assert (shown(first).document, shown(first).text) == (PDF, "")
    assert (shown(last).kind, shown(last).text) == ("list", "Qual?")


@pytest.mark.parametrize("parts", [{}, {"buttons": TWO}, {"document": PDF}, {"link": LINK}])
def test_a_text_too_long_for_one_bubble_is_whole_and_what_is_tapped_comes_last(parts):
    text = "palavra " * 1000

    made = [shown(call) for call in calls(text, **parts)]

    assert " ".join(each.text for each in made).split()[:1000] == ["palavra"] * 1000
    assert not any(each.keys or each.link for each in made[:-1])
    assert [each.document for each in made if each.document] == [*parts.values()][:1] * (
        "document" in parts
    )


def test_only_the_last_call_carries_the_message_s_own_key():
    several = calls("palavra " * 1000, buttons=TWO, document=PDF)

    keys = [call.fields["biz_opaque_callback_data"] for call in several]
    assert keys == [*(f"c1:5:0/{number}" for number in range(1, len(keys))), "c1:5:0"]
    assert len(keys) > 1


def test_a_template_is_sent_instead_and_logged_as_it_reads():
    template = Template("sinal_recebido", "pt_BR", ("R$ 750,00", "DF07A1"))

    (call,) = calls("Recebemos R$ 750,00", template=template, buttons=TWO)

    assert call.fields["template"] == {
        "name": "sinal_recebido",
        "language": {"code": "pt_BR"},
        "components": [
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "text": "R$ 750,00"},
                    {"type": "text", "text": "DF07A1"},
                ],
            }
        ],
    }
    assert call.text == "Recebemos R$ 750,00"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6000).filter(str.strip),
    st.lists(
        st.builds(Button, st.text("abc:", min_size=1), st.text("açã 😀", min_size=1, max_size=26)),
        max_size=12,
    ),
    st.none() | st.builds(UrlButton, st.text("Pagar ", max_size=24), st.just(LINK.url)),
    st.none() | st.just(PDF),
)
def test_meta_takes_whatever_we_compose(text, choices, link, document):
    choices = [choice for choice in choices if choice.title.strip()]

    made = [
        shown(call) for call in calls(text, buttons=tuple(choices), link=link, document=document)
    ]

    assert [each.document for each in made if each.document] == [PDF] * (document is not None)
    assert all(key.id in {choice.id for choice in choices} for key in made[-1].keys)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(2, 50))
def test_a_cut_text_keeps_its_words_and_its_limit(text, limit):
    parts = split(text, limit)

    assert all(utf16_length(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_the_capabilities_say_what_the_window_and_the_keys_are():
    assert CAPABILITIES.window_hours == 24
    assert CAPABILITIES.reports_keys
