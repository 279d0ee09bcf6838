"""What a reading means for the flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from autovenda_core.events import (
    ButtonPressed,
    ContactBlocked,
    ContactMoved,
    DeliveryReported,
    DeliveryStatus,
    MediaReceived,
    OwnerTyped,
    TextReceived,
)
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.model import Contact, conversation_id_for
from autovenda_core.ports.inbound import Attachment, Category, Reading, fact_of

NOW = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
SENT = NOW - timedelta(seconds=4)
TEXT = Reading(
    channel="whatsapp",
    category=Category.MESSAGE,
    kind="text",
    event_id="wamid.1",
    at=SENT,
    sender="551187650001",
    identities=(Identity(IdentityKind.WA_ID, "551187650001"),),
    name="Marina",
    text="oi",
    message_id="wamid.1",
)


def test_words_are_a_fact_of_the_person_who_wrote_them() -> None:
    fact = fact_of(TEXT, NOW, "{}")

    contact = Contact("whatsapp", "551187650001")
    assert fact.event == TextReceived(SENT, "wamid.1", "oi", "Marina")
    assert (fact.source, fact.external_id, fact.raw) == ("whatsapp", "wamid.1", "{}")
    assert (fact.contact, fact.conversation_id) == (contact, conversation_id_for(contact))
    assert fact.identities == TEXT.identities


def test_a_channel_that_names_no_identities_is_known_by_its_address() -> None:
    fact = fact_of(replace(TEXT, channel="irc", identities=()), NOW, "")

    assert fact.identities == (Identity("irc", "551187650001"),)


def test_a_time_ahead_of_us_or_missing_is_now() -> None:
    ahead = fact_of(replace(TEXT, at=NOW + timedelta(hours=1)), NOW, "")
    missing = fact_of(replace(TEXT, at=None), NOW, "")

    assert [each.event and each.event.at for each in (ahead, missing)] == [NOW, NOW]


@pytest.mark.parametrize("kind", ["button", "button_reply", "list_reply"])
def test_a_reply_button_is_a_tap(kind: str) -> None:
    fact = fact_of(replace(TEXT, kind=kind, button_id="accept:1", text="Aceitar"), NOW, "")

    assert fact.event == ButtonPressed(SENT, "wamid.1", "accept:1", "Aceitar")


def test_a_reply_whose_button_has_no_id_is_what_it_says() -> None:
    fact = fact_of(replace(TEXT, kind="button_reply", text="Sim"), NOW, "")

    assert fact.event == TextReceived(SENT, "wamid.1", "Sim", "Marina")


def test_an_inline_button_is_answered_by_the_id_of_the_tap() -> None:
    tap = replace(
        TEXT,
        category=Category.CALLBACK,
        kind="callback_query",
        event_id="77",
        message_id="5",
        button_id="info",
        text=None,
    )

    assert fact_of(tap, NOW, "").event == ButtonPressed(SENT, "77", "info", "")


def test_a_file_is_kept_with_what_it_is_fetched_by() -> None:
    file = Attachment("media-1", "audio/ogg")
    fact = fact_of(replace(TEXT, kind="voice", text=None, media=file), NOW, "")

    assert fact.event == MediaReceived(SENT, "wamid.1", "audio", "", "media-1", "audio/ogg")


def test_where_somebody_is_on_the_map_is_not_read_as_words() -> None:
    fact = fact_of(replace(TEXT, kind="location", text="-23.5,-46.6"), NOW, "")

    assert fact.event == MediaReceived(SENT, "wamid.1", "location")


@pytest.mark.parametrize("kind", ["unsupported", "unknown", "sticker_pack", "interactive", "empty"])
def test_what_nobody_could_read_is_still_a_message(kind: str) -> None:
    fact = fact_of(replace(TEXT, kind=kind, text=None), NOW, "")

    assert fact.event == MediaReceived(SENT, "wamid.1", "unsupported")
    assert fact.contact is not None


def test_a_change_of_number_moves_the_contact_and_opens_nothing() -> None:
    fact = fact_of(
        replace(TEXT, kind="system:user_changed_number", moved_to="5511987650002"), NOW, ""
    )

    assert fact.event == ContactMoved(SENT, "5511987650002")
    assert fact.contact is None
    assert fact.identities == TEXT.identities


@pytest.mark.parametrize(
    "kind",
    ["reaction", "revoke", "edit", "system:customer_identity_changed", "forum_topic_created"],
)
def test_what_changes_nothing_is_only_kept(kind: str) -> None:
    fact = fact_of(replace(TEXT, kind=kind, is_note=True), NOW, "raw")

    assert fact.event is None
    assert (fact.contact, fact.identities, fact.conversation_id) == (None, (), "")
    assert fact.raw == "raw"


@pytest.mark.parametrize(
    "category",
    [
        Category.GROUP,
        Category.SERVICE,
        Category.EDITED_MESSAGE,
        Category.CHANNEL_POST,
        Category.IGNORED,
        Category.INVALID,
    ],
)
def test_what_is_no_message_to_us_is_only_kept(category: Category) -> None:
    assert fact_of(replace(TEXT, category=category), NOW, "").event is None


def test_words_in_a_group_are_nobody_s_lead() -> None:
    assert fact_of(replace(TEXT, is_private=False), NOW, "").event is None


def test_words_of_nobody_are_only_kept() -> None:
    assert fact_of(replace(TEXT, sender=None), NOW, "").event is None


def test_what_became_of_a_message_goes_to_the_conversation_that_sent_it() -> None:
    status = replace(
        TEXT,
        category=Category.STATUS,
        kind="failed",
        event_id="wamid.9:failed",
        message_id="wamid.9",
        text=None,
        errors=("131047",),
        reason="a janela fechou",
        key="c:1:0",
    )

    fact = fact_of(status, NOW, "")

    assert fact.event == DeliveryReported(
        SENT, "wamid.9", DeliveryStatus.FAILED, "c:1:0", "131047", "a janela fechou"
    )
    assert fact.about_message == "wamid.9"
    assert fact.contact is None


def test_a_status_that_nobody_knows_is_only_kept() -> None:
    status = replace(TEXT, category=Category.STATUS, kind="in_orbit", text=None)

    assert fact_of(status, NOW, "").event is None


def test_the_owner_who_types_takes_over() -> None:
    fact = fact_of(replace(TEXT, category=Category.ECHO, text="Deixa comigo"), NOW, "")

    assert fact.event == OwnerTyped(SENT, "wamid.1", "Deixa comigo")


@pytest.mark.parametrize(
    "echo", [{"kind": "reaction", "is_note": True}, {"kind": "unsupported"}, {"kind": "revoked"}]
)
def test_the_owner_who_reacts_has_not_taken_over(echo: dict[str, Any]) -> None:
    fact = fact_of(replace(TEXT, category=Category.ECHO, text=None, **echo), NOW, "")

    assert fact.event is None


@pytest.mark.parametrize("category", [Category.ECHO, Category.SELF])
def test_an_owner_who_writes_first_opens_the_conversation(category: Category) -> None:
    assert fact_of(replace(TEXT, category=category), NOW, "").contact is not None


def test_blocking_the_bot_is_heard_and_opens_nothing() -> None:
    blocked = replace(
        TEXT, category=Category.MEMBER, kind="my_chat_member:member->kicked", text=None
    )

    fact = fact_of(blocked, NOW, "")

    assert (fact.event, fact.contact) == (ContactBlocked(SENT), None)
