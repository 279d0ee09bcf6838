"""Our own buttons, made and read back."""

from __future__ import annotations

from datetime import date

import pytest

from autovenda_core.events import Act, Reader, Slots, Understood
from autovenda_core.model import DateRange, MoneyRange
from autovenda_core.understanding import buttons, read_button
from autovenda_core.understanding.topics import Cue
from tests.language.corpus import CALENDAR, CATALOG, TUESDAY


def tap(button_id: str) -> Understood:
    return read_button(
        button_id, "Título", catalog=CATALOG, at=TUESDAY, calendar=CALENDAR, message_ids=("m1",)
    )


@pytest.mark.parametrize(
    ("button_id", "act", "slots"),
    [
        (buttons.accept_id("A1B2C3-2.1"), Act.ACCEPT, Slots(offer_number="A1B2C3-2.1")),
        (buttons.DENY, Act.DENY, Slots()),
        (buttons.DEFER, Act.DEFER, Slots()),
        (buttons.HUMAN, Act.HANDOFF, Slots()),
        (buttons.INFO, Act.ASK_INFO, Slots(topics=(Cue.DOUBT,))),
        (buttons.INSTALLMENTS, Act.ASK_INFO, Slots(topics=("parcelamento",))),
        (buttons.REMIND, Act.DEFER, Slots(topics=(Cue.REMIND,))),
        (buttons.NO_REMINDER, Act.DEFER, Slots(topics=(Cue.NO_REMINDER,))),
        (buttons.STOP, Act.STOP, Slots()),
        (buttons.STATUS, Act.ASK_STATUS, Slots()),
        (buttons.PAY, Act.AFFIRM, Slots()),
        (buttons.NEED_OTHER, Act.BUY, Slots()),
        (
            buttons.need_package_id("premium"),
            Act.BUY,
            Slots(need="Pacote Premium"),
        ),
        (buttons.package_button_id("basico"), Act.CHOOSE_PACKAGE, Slots(package_id="basico")),
        (buttons.DEADLINE_ASAP, Act.GIVE_DEADLINE, Slots(deadline=DateRange(special="asap"))),
        (
            buttons.DEADLINE_FLEXIBLE,
            Act.GIVE_DEADLINE,
            Slots(deadline=DateRange(special="flexible")),
        ),
        (
            buttons.DEADLINE_30_DAYS,
            Act.GIVE_DEADLINE,
            Slots(deadline=DateRange(date(2026, 3, 10), date(2026, 4, 9))),
        ),
        (buttons.BUDGET_UNKNOWN, Act.GIVE_BUDGET, Slots(budget=MoneyRange())),
        (
            buttons.budget_id(150000, None),
            Act.GIVE_BUDGET,
            Slots(budget=MoneyRange(150000, None)),
        ),
        (
            buttons.budget_id(150000, 350000),
            Act.GIVE_BUDGET,
            Slots(budget=MoneyRange(150000, 350000)),
        ),
    ],
)
def test_what_a_button_says_is_read_back(button_id: str, act: Act, slots: Slots):
    understood = tap(button_id)

    assert [read.act for read in understood.acts] == [act]
    assert understood.slots == slots
    assert understood.by is Reader.BUTTON
    assert understood.message_ids == ("m1",)


@pytest.mark.parametrize(
    "button_id",
    [
        "",
        "accept",
        "accept:",
        "package:gone",
        "need:",
        "need:package:",
        "deadline:soon",
        "budget:",
        "budget:a-b",
        "budget:1",
        "paid",
        "ACCEPT:1",
    ],
)
def test_a_button_that_is_not_ours_means_nothing(button_id: str):
    understood = tap(button_id)

    assert [read.act for read in understood.acts] == [Act.OUT_OF_SCOPE]
    assert understood.slots == Slots()
    assert not buttons.is_acceptance(button_id)


def test_ids_fit_into_telegrams_callback_data():
    longest = buttons.need_package_id("x" * 31)

    assert len(longest.encode()) <= 64
    assert len(buttons.budget_id(99_999_999, 99_999_999).encode("ascii")) <= 64
