"""Rules of time, and ids that two machines agree on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autovenda_core.business_days import BRASILIA, Calendar
from autovenda_core.model import (
    Charge,
    Checkout,
    Contact,
    Payment,
    Rules,
    conversation_id_for,
)

SUNDAY = 6
CALENDAR = Calendar()
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def brasilia(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, whose 8th and 15th are Sundays."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BRASILIA)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (brasilia(10, 8), brasilia(10, 8)),
        (brasilia(10, 19, 59), brasilia(10, 19, 59)),
        (brasilia(10, 20), brasilia(11, 8)),
        (brasilia(10, 23, 59), brasilia(11, 8)),
        (brasilia(11, 0), brasilia(11, 8)),
        (brasilia(11, 7, 59), brasilia(11, 8)),
        (brasilia(14, 19, 59), brasilia(14, 19, 59)),
        (brasilia(14, 20), brasilia(16, 8)),
        (brasilia(15, 3), brasilia(16, 8)),
        (brasilia(15, 12), brasilia(16, 8)),
        (brasilia(15, 22), brasilia(16, 8)),
    ],
)
def test_quiet_are_the_evening_the_night_and_the_sunday(at: datetime, allowed: datetime) -> None:
    assert Rules().end_of_quiet(at, CALENDAR) == allowed


@given(instants)
def test_what_was_put_off_lands_where_something_may_be_sent(at: datetime) -> None:
    allowed = Rules().end_of_quiet(at, CALENDAR)

    local = CALENDAR.local(allowed)
    assert allowed.tzinfo is UTC
    assert 8 <= local.hour < 20
    assert local.weekday() != SUNDAY
    assert at <= allowed < at + timedelta(hours=37)
    assert Rules().end_of_quiet(allowed, CALENDAR) == allowed


def test_the_owner_s_own_hours_count() -> None:
    rules = Rules(quiet_from_hour=18, quiet_until_hour=10)

    assert rules.end_of_quiet(brasilia(10, 18), CALENDAR) == brasilia(11, 10)
    assert rules.end_of_quiet(brasilia(11, 9), CALENDAR) == brasilia(11, 10)


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_same_contact_always_opens_the_same_conversation(channel: str, address: str) -> None:
    first = conversation_id_for(Contact(channel, address))

    assert first == conversation_id_for(Contact(channel, address))
    assert re.fullmatch(r"[0-9a-f]{16}", first)


def test_an_id_does_not_tell_the_phone_number() -> None:
    conversation_id = conversation_id_for(Contact("whatsapp", "5511987654321"))

    assert "5511" not in conversation_id


def test_the_same_address_on_two_channels_is_two_conversations() -> None:
    ids = {conversation_id_for(Contact(channel, "42")) for channel in ("telegram", "whatsapp")}

    assert len(ids) == 2


def test_an_id_stays_the_same_from_release_to_release() -> None:
    """It is the key of rows and links that are already out there."""
    assert conversation_id_for(Contact("fake", "lead")) == "df07a126988f1430"


def test_a_page_can_be_paid_until_the_instant_it_expires() -> None:
    checkout = Checkout("p1", "https://pay.example", brasilia(11, 9))
    charge = Charge("c.1.1", 75_000, "Sinal", checkout=checkout)

    assert charge.live_checkout(brasilia(11, 8, 59)) is checkout
    assert charge.live_checkout(brasilia(11, 9)) is None
    assert Charge("c.1.1", 75_000, "Sinal").live_checkout(brasilia(11, 8)) is None


def test_what_was_received_is_what_was_not_sent_back() -> None:
    payments = tuple(
        Payment("fake", ref, 75_000, brasilia(11, 9), refunded_centavos=refunded)
        for ref, refunded in (("p1", 75_000), ("p2", 5_000))
    )

    assert Charge("c.1.1", 75_000, "Sinal", payments=payments).received_centavos == 70_000
