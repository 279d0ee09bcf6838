"""Values become JSON and come back; what is not theirs is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from autovenda_core.codec import (
    decode_conversation,
    decode_effect,
    decode_event,
    encode,
    kind_of,
)
from autovenda_core.effects import FetchPayment, OpenTask, Say, SendMessage, TaskKind, Text
from autovenda_core.events import BriefingSaved, TextReceived, TimerFired
from autovenda_core.model import Contact, Conversation, Deal, LostReason, Timer
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import World

AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)


def test_a_value_is_stored_under_the_name_of_its_class() -> None:
    assert kind_of(TextReceived(AT, "m1", "oi")) == "TextReceived"
    assert kind_of(OpenTask(TaskKind.MEDIA, "Um áudio.")) == "OpenTask"
    assert kind_of(Conversation("c", Contact("fake", "lead"))) == "Conversation"


def test_what_is_none_is_left_out_of_the_json() -> None:
    text = encode(TextReceived(AT, "m1", "olá"))

    assert json.loads(text) == {"at": "2026-03-10T13:00:00Z", "message_id": "m1", "text": "olá"}


def test_a_value_without_a_field_that_came_later_still_reads() -> None:
    event = decode_event(
        "TextReceived", '{"at": "2026-03-10T13:00:00Z", "message_id": "m1", "text": ""}'
    )

    assert event == TextReceived(AT, "m1", "")


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))

    assert decode_event("TimerFired", encode(TimerFired(tokyo, Timer.BURST, 1))) == TimerFired(
        AT, Timer.BURST, 1
    )


def test_enums_and_days_and_mappings_come_back_as_what_they_were() -> None:
    send = SendMessage((Say(Text.PROJECT_STATUS, day=date(2026, 3, 24)),))
    saved = BriefingSaved(AT, {"objetivo": "vender"})
    lost = Conversation(
        "c", Contact("f", "l"), deal=Deal(lost=LostReason.SILENT), timers={Timer.SILENCE: 2}
    )

    assert decode_effect("SendMessage", encode(send)) == send
    assert decode_event("BriefingSaved", encode(saved)) == saved
    assert decode_conversation(encode(lost)) == lost


@pytest.mark.parametrize("kind", ["", "Nothing", "textreceived", "State", "object"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match=f"unknown kind {kind!r}"):
        decode_event(kind, "{}")
    with pytest.raises(ValueError, match=f"unknown kind {kind!r}"):
        decode_effect(kind, "{}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "null",
        "[]",
        "{}",
        '{"charge_id": "c"}',
        '{"charge_id": 7, "provider_ref": "p"}',
        '{"charge_id": "c", "provider_ref": null}',
        b"\xff\xfe",
    ],
)
def test_json_that_does_not_fit_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match="FetchPayment"):
        decode_effect("FetchPayment", text)


@pytest.mark.parametrize("text", ["", "[]", '{"id": "c"}', '{"id": "c", "contact": "lead"}'])
def test_json_that_is_no_conversation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Conversation"):
        decode_conversation(text)


def test_json_fits_the_kind_it_was_made_for_only() -> None:
    text = encode(FetchPayment("c.1.1", "p1"))

    with pytest.raises(ValueError, match="TextReceived"):
        decode_event("TextReceived", text)


def test_a_whole_sale_survives_storage(world: World) -> None:
    script = (
        "> sou a Bia, quero o pacote básico\n> [Aceitar proposta]\n! pays pix\n! briefing submitted"
    )
    conversation = play(script, world).conversation

    assert decode_conversation(encode(conversation)) == conversation
    assert conversation.deal.project is not None
