"""What happens to what channels bring: kept first, followed up in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from adapters.whatsapp.wppconnect.emulator import Lead, WppConnectEmulator
from apps.channel_inbox import ChannelInbox
from apps.channel_settings import (
    ChannelSettings,
    TwilioSettings,
    WhatsAppSettings,
    WppConnectSettings,
)
from apps.channels import is_account
from autovenda_core.errors import Unavailable
from autovenda_core.identity import Identity, IdentityKind
from autovenda_core.ports.channel import OutgoingMessage
from autovenda_core.ports.inbound import Category, Reading
from autovenda_core.testing.clock import FakeClock

if TYPE_CHECKING:
    from tests.server.conftest import Desk, Options

PATIENCE_SECONDS = 10

NOBODY = "http://127.0.0.1:9"
"""Nobody listens there."""
SENDER = TwilioSettings("AC" + "0" * 32, ("auth",), "whatsapp:+5511999990000", api_base=NOBODY)
SERVICE = replace(SENDER, sender="MG" + "0" * 32)
ACCOUNTS = ChannelSettings(
    whatsapp=WhatsAppSettings("token", "106540352242922", api_base=NOBODY),
    twilio=SENDER,
    wppconnect=WppConnectSettings(NOBODY, "loja", "token"),
)


def said(text: str, event_id: str = "m1", **known: Any) -> Reading:
    """A person's words on the fake channel."""
    return Reading(
        **{
            "channel": "fake",
            "category": Category.MESSAGE,
            "kind": "text",
            "event_id": event_id,
            "sender": "lead",
            "text": text,
            "message_id": event_id,
            **known,
        }
    )


def receive(desk: Desk, *readings: Reading, raw: str = "{}") -> None:
    desk.run(desk.application.inbox.receive(readings, raw))
    desk.settle()


def wait_until(desk: Desk, done: Callable[[], bool]) -> None:
    """Let the server work until something has come of it."""
    until = monotonic() + PATIENCE_SECONDS
    while not done():
        assert monotonic() < until, "it did not happen in time"
        desk.settle()


def test_a_person_sees_that_their_message_arrived(desk: Desk) -> None:
    receive(desk, said("oi"))

    assert desk.channel.acknowledged == [("lead", "m1")]


def test_a_tap_is_answered_by_its_own_id(desk: Desk) -> None:
    tap = said("Sim", "tap-1", category=Category.CALLBACK, kind="callback_query", button_id="yes")

    receive(desk, replace(tap, message_id="m0"))

    assert desk.channel.acknowledged == [("lead", "tap-1")]


def test_nothing_is_shown_as_read_while_a_person_answers(desk: Desk) -> None:
    receive(desk, said("oi", category=Category.ECHO))

    receive(desk, said("tudo bem?", "m2"))

    assert desk.channel.acknowledged == []


def test_a_body_that_could_not_be_read_is_kept_and_named_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    receive(desk, said("", category=Category.IGNORED, kind="message", reason="message.date: odd"))

    assert "webhook kept unread" in caplog.messages
    assert desk.rows("SELECT count(*) FROM inbox") == [(1,)]


def test_a_sender_of_no_known_form_is_kept_verbatim_and_named_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    receive(desk, said("oi", sender="<odd id>", identities=(Identity("fake", "<odd id>"),)))

    assert "sender id of no known form" in caplog.messages
    assert desk.rows("SELECT value FROM contacts") == [("<odd id>",)]
    assert not any("odd id" in message for message in caplog.messages)


def test_only_the_first_copy_is_followed_up(desk: Desk) -> None:
    receive(desk, said("oi"))

    receive(desk, said("oi"))

    assert desk.channel.acknowledged == [("lead", "m1")]


@pytest.mark.parametrize(
    "reading",
    [
        said("oi", is_private=False),
        said("oi", category=Category.EDITED_MESSAGE),
        said("oi", category=Category.ECHO),
        said("", category=Category.STATUS, kind="delivered"),
        said("", category=Category.IGNORED, kind="field:account_update"),
    ],
    ids=lambda reading: reading.category.value,
)
def test_what_no_lead_said_to_us_is_kept_and_not_acknowledged(desk: Desk, reading: Reading) -> None:
    receive(desk, reading)

    assert desk.channel.acknowledged == []
    assert desk.rows("SELECT count(*) FROM inbox") == [(1,)]


def test_a_body_is_kept_with_the_first_thing_that_it_says(desk: Desk) -> None:
    receive(desk, said("oi", "m1"), said("tudo bem?", "m2"), raw='{"both":1}')

    kept = desk.rows("SELECT external_id, raw FROM inbox ORDER BY seq")
    assert kept == [("m1", '{"both":1}'), ("m2", None)]


def test_nothing_is_shown_while_nothing_is_kept(desk: Desk) -> None:
    desk.run(desk.application.store.close())

    with pytest.raises(Unavailable):
        desk.run(desk.application.inbox.receive([said("oi")], "{}"))

    desk.run(desk.application.store.open())
    assert desk.channel.acknowledged == []


class TestWppConnect:
    @pytest.fixture
    def server(self) -> Iterator[tuple[WppConnectEmulator, str]]:
        emulator = WppConnectEmulator(FakeClock())
        with emulator.running() as base:
            yield emulator, base

    @pytest.fixture
    def emulator(self, server: tuple[WppConnectEmulator, str]) -> WppConnectEmulator:
        return server[0]

    @pytest.fixture
    def options(self, options: Options, server: tuple[WppConnectEmulator, str]) -> Options:
        emulator, base = server
        given = WppConnectSettings(base, emulator.session, emulator.token, ("path-secret-of-ours",))
        # With a burst to wait for, the flow sends nothing of its own meanwhile.
        options.settings = replace(
            options.settings, channels=ChannelSettings(wppconnect=given), burst_seconds=6
        )
        return options

    def test_what_we_sent_is_not_taken_for_the_owner_typing(
        self, desk: Desk, emulator: WppConnectEmulator
    ) -> None:
        lead = emulator.lead()
        receive(desk, said("oi", channel="wppconnect", sender=lead.number))
        channel = desk.application.channels["wppconnect"]
        sent = desk.run(channel.send(OutgoingMessage("k1", lead.number, "Que bom!")))
        echo = said("Que bom!", sent.provider_message_id, category=Category.SELF)
        typed = said("deixa comigo", "true_typed_1", category=Category.SELF)

        for reading in (echo, typed):
            receive(desk, replace(reading, channel="wppconnect", sender=lead.number))

        kinds = desk.rows("SELECT external_id, kind FROM inbox WHERE source = 'wppconnect'")
        assert (sent.provider_message_id, None) in kinds
        assert ("true_typed_1", "OwnerTyped") in kinds

    def test_who_hides_a_number_that_we_know_is_the_same_person_from_the_first_word(
        self, desk: Desk, emulator: WppConnectEmulator
    ) -> None:
        lead = emulator.lead(hidden=True)
        number = Identity(IdentityKind.WA_ID, lead.number.removesuffix("@c.us"))

        receive(desk, said("oi", channel="wppconnect", sender=lead.number, identities=(number,)))
        receive(desk, hiding(lead, "m2"))

        assert desk.rows("SELECT count(*) FROM conversations") == [(1,)]
        assert desk.rows("SELECT count(*) FROM merges") == [(0,)]

    def test_a_hidden_number_is_looked_up_once(
        self, desk: Desk, emulator: WppConnectEmulator
    ) -> None:
        lead = emulator.lead(hidden=True)

        receive(desk, hiding(lead, "m1"))
        receive(desk, hiding(lead, "m2"))
        wait_until(desk, lambda: len(emulator.seen) == 2)

        assert emulator.lookups.count(lead.lid) == 1

    def test_a_number_that_nobody_tells_is_asked_for_again_with_the_next_message(
        self, desk: Desk, emulator: WppConnectEmulator
    ) -> None:
        lead = emulator.lead(hidden=True)
        emulator.refuse("contact/pn-lid", 500)

        receive(desk, hiding(lead, "m1"))
        before = kinds_known(desk)
        receive(desk, hiding(lead, "m2"))

        assert (before, kinds_known(desk)) == ({"lid"}, {"lid", "phone"})

    def test_a_number_that_is_told_too_late_is_brought_in_afterwards(
        self, desk: Desk, emulator: WppConnectEmulator
    ) -> None:
        lead = emulator.lead(hidden=True)
        emulator.slow_down("contact/pn-lid", 0.5)
        application = desk.application
        inbox = ChannelInbox(
            application.runtime,
            application.settings.channels,
            application.connected.wppconnect,
            lookup_seconds=0,
        )

        desk.run(inbox.receive([hiding(lead, "m1")], "{}"))
        before = kinds_known(desk)

        wait_until(desk, lambda: kinds_known(desk) == {"lid", "phone"})
        assert before == {"lid"}
        desk.run(inbox.close())


def hiding(lead: Lead, event_id: str) -> Reading:
    """Words of a person whose number WhatsApp hides from us."""
    return said(
        "oi",
        event_id,
        channel="wppconnect",
        sender=lead.lid,
        identities=(Identity(IdentityKind.LID, lead.lid),),
    )


def kinds_known(desk: Desk) -> set[str]:
    """What kinds of identities we know people by."""
    return {kind for (kind,) in desk.rows("SELECT kind FROM contacts")}


class TestOurAccounts:
    """A provider delivers what was written to any number of its account to one address."""

    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.settings = replace(options.settings, channels=ACCOUNTS, burst_seconds=6)
        return options

    @pytest.mark.parametrize(
        ("channel", "account"),
        [
            ("whatsapp", "999999999999999"),
            ("twilio", "whatsapp:+5521988887777"),
            ("twilio", "+5511999990000"),
            ("wppconnect", "pessoal"),
        ],
    )
    def test_what_was_written_to_another_number_is_kept_and_not_answered(
        self, desk: Desk, channel: str, account: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)

        receive(desk, said("oi", channel=channel, account=account))

        assert desk.rows("SELECT kind FROM inbox") == [(None,)]
        assert desk.rows("SELECT count(*) FROM conversations") == [(0,)]
        assert "webhook of another number" in caplog.messages

    @pytest.mark.parametrize(
        ("channel", "account"),
        [
            ("whatsapp", "106540352242922"),
            ("twilio", "whatsapp:+5511999990000"),
            ("twilio", "whatsapp:+551199990000"),
            ("wppconnect", "loja"),
            ("fake", "anything"),
        ],
    )
    def test_what_was_written_to_us_is_taken(self, desk: Desk, channel: str, account: str) -> None:
        receive(desk, said("oi", channel=channel, account=account))

        assert desk.rows("SELECT count(*) FROM conversations") == [(1,)]


def test_of_a_messaging_service_every_sender_on_whatsapp_is_ours() -> None:
    service = ChannelSettings(twilio=SERVICE)

    assert is_account(service, "twilio", "whatsapp:+5521988887777")
    assert not is_account(service, "twilio", "+5521988887777")
