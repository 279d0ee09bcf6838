"""
The ids of our own buttons, made and read in one place.

An id is ASCII and at most 64 bytes (Telegram Bot API, InlineKeyboardButton.callback_data).
Whoever sends a button takes its id from here; `read_button` (in this package) reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.events import Act, ReadAct, Slots
from autovenda_core.model import DateRange, MoneyRange
from autovenda_core.understanding.deadlines import ASAP, FLEXIBLE
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.topics import Cue

__all__ = [
    "BUDGET_UNKNOWN",
    "DEADLINE_30_DAYS",
    "DEADLINE_ASAP",
    "DEADLINE_FLEXIBLE",
    "DEFER",
    "DENY",
    "HUMAN",
    "INFO",
    "INSTALLMENTS",
    "NEED_OTHER",
    "NO_REMINDER",
    "PAY",
    "REMIND",
    "STATUS",
    "STOP",
    "accept_id",
    "budget_id",
    "is_acceptance",
    "is_ours",
    "need_package_id",
    "package_button_id",
    "read_id",
]

DENY = "deny"
DEFER = "defer"
HUMAN = "human"
INFO = "info"
INSTALLMENTS = "installments"
REMIND = "remind"
"""May we remind them once before the offer ends?"""
NO_REMINDER = "noremind"
STOP = "stop"
STATUS = "status"
PAY = "pay"
NEED_OTHER = "need:other"
BUDGET_UNKNOWN = "budget:unknown"
DEADLINE_ASAP = "deadline:asap"
DEADLINE_FLEXIBLE = "deadline:flexible"
DEADLINE_30_DAYS = "deadline:30d"

_PLAIN = {
    DENY: Act.DENY,
    DEFER: Act.DEFER,
    HUMAN: Act.HANDOFF,
    INFO: Act.ASK_INFO,
    INSTALLMENTS: Act.ASK_INFO,
    REMIND: Act.DEFER,
    NO_REMINDER: Act.DEFER,
    STOP: Act.STOP,
    STATUS: Act.ASK_STATUS,
    PAY: Act.AFFIRM,
    NEED_OTHER: Act.BUY,
}
_TOPICS: Mapping[str, tuple[str, ...]] = {
    INFO: (Cue.DOUBT,),
    INSTALLMENTS: ("parcelamento",),
    REMIND: (Cue.REMIND,),
    NO_REMINDER: (Cue.NO_REMINDER,),
}
"""What a tap is about, where its act alone does not say."""
_ACCEPT = "accept:"
_KINDS = frozenset({"accept", "package", "need", "deadline", "budget"})
_BUDGET = lazy(r"budget:(?P<low>\d{0,12})-(?P<high>\d{0,12})")


def accept_id(offer_number: str) -> str:
    """The button that accepts one version of an offer, and no other of any deal."""
    return f"{_ACCEPT}{offer_number}"


def is_acceptance(button_id: str) -> bool:
    """Whether a button accepts an offer, whichever."""
    return button_id.startswith(_ACCEPT) and button_id != _ACCEPT


def package_button_id(package_id: str) -> str:
    """The button that chooses a package of the catalogue."""
    return f"package:{package_id}"


def need_package_id(package_id: str) -> str:
    """The button that says that a package's kind of work is needed."""
    return f"need:package:{package_id}"


def budget_id(from_centavos: int | None, to_centavos: int | None) -> str:
    """The button of a budget range; None leaves an end open."""
    low = "" if from_centavos is None else from_centavos
    high = "" if to_centavos is None else to_centavos
    return f"budget:{low}-{high}"


def is_ours(button_id: str) -> bool:
    """Whether a button is one that we make; others are those of a template of the owner's."""
    return button_id in _PLAIN or button_id.partition(":")[0] in _KINDS


def read_id(
    button_id: str, catalog: Catalog, at: datetime, calendar: Calendar
) -> tuple[ReadAct, Slots]:
    """What a button means; one that is not ours, or of a package that is gone, means nothing."""
    act, slots = _meaning(button_id, catalog, at, calendar)
    return ReadAct(act, rule=f"button:{button_id.partition(':')[0]}"[:40]), slots


def _meaning(
    button_id: str, catalog: Catalog, at: datetime, calendar: Calendar
) -> tuple[Act, Slots]:
    if button_id in _PLAIN:
        return _PLAIN[button_id], Slots(topics=_TOPICS.get(button_id, ()))
    kind, _, value = button_id.partition(":")
    match kind:
        case "accept" if is_acceptance(button_id):
            return Act.ACCEPT, Slots(offer_number=value)
        case "package" if value in catalog.by_id:
            return Act.CHOOSE_PACKAGE, Slots(package_id=value)
        case "need" if value.removeprefix("package:") in catalog.by_id:
            package = catalog.by_id[value.removeprefix("package:")]
            return Act.BUY, Slots(need=package.name)
        case "deadline":
            return _deadline(button_id, at, calendar)
        case "budget":
            return _budget(button_id)
        case _:
            return Act.OUT_OF_SCOPE, Slots()


def _deadline(button_id: str, at: datetime, calendar: Calendar) -> tuple[Act, Slots]:
    today = calendar.day(at)
    deadlines = {
        DEADLINE_ASAP: DateRange(special=ASAP),
        DEADLINE_FLEXIBLE: DateRange(special=FLEXIBLE),
        DEADLINE_30_DAYS: DateRange(today, today + timedelta(days=30)),
    }
    if button_id not in deadlines:
        return Act.OUT_OF_SCOPE, Slots()
    return Act.GIVE_DEADLINE, Slots(deadline=deadlines[button_id])


def _budget(button_id: str) -> tuple[Act, Slots]:
    if button_id == BUDGET_UNKNOWN:
        return Act.GIVE_BUDGET, Slots(budget=MoneyRange())
    match = _BUDGET.fullmatch(button_id)
    if match is None:
        return Act.OUT_OF_SCOPE, Slots()
    low, high = (int(match[end]) if match[end] else None for end in ("low", "high"))
    return Act.GIVE_BUDGET, Slots(budget=MoneyRange(low, high))
