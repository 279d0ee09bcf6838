"""
Reads what leads write: pt-BR chat text to acts and slots, by rules, the same every time.

`understand` for texts, `read_button` for taps; both give the `Understood` event that the flow
steps on.  The shape: normalise, slot grammars, safety rules, ordered act rules, a yes only if
it is clean; at last what the rules read is weighed against what such words have mostly meant
(`judgement`).  Every act carries the id of the rule that fired.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.events import Act, ReadAct, Reader, Understood
from autovenda_core.faq import Faq
from autovenda_core.model import Expecting
from autovenda_core.understanding import buttons
from autovenda_core.understanding.acts import Situation, read_acts
from autovenda_core.understanding.choices import choice_of
from autovenda_core.understanding.draft import Draft
from autovenda_core.understanding.judgement import weighed
from autovenda_core.understanding.normalise import read
from autovenda_core.understanding.packages import match_package
from autovenda_core.understanding.second_look import look_again

__all__ = ["buttons", "choice_of", "match_package", "read_button", "understand"]

NO_FAQ = Faq(())
LONGEST = 4096
"""Characters of a message that are read: as many as Telegram lets a message have."""


def understand(
    texts: Sequence[str],
    *,
    expecting: Expecting,
    catalog: Catalog,
    at: datetime,
    calendar: Calendar,
    faq: Faq | None = None,
    message_ids: tuple[str, ...] = (),
) -> Understood:
    """
    Read the texts of one burst as one message.

    Args:
        expecting: What the bot asked last; half of what a short answer means.
        at: When it was read (aware); relative dates count from its day in `calendar.zone`.
        faq: The questions that `slots.topics` may name; None: no questions are known.
        message_ids: The provider's, kept as evidence.

    Never raises, on any text.  The first act is the one that the flow handles first.
    A price named in a counter-offer stands in `slots.budget`; under a question,
    `slots.package_id` is the package that the question is about.
    """
    if texts and all(_is_start(text) for text in texts):
        acts = (ReadAct(Act.GREET, rule="start-command"),)
        return Understood(at, acts, message_ids=message_ids)
    said = "\n".join(text for text in texts if not _is_start(text))
    text = read(said[:LONGEST])
    situation = Situation(expecting, catalog, calendar.day(at), calendar)
    draft, questions = Draft(text, situation), faq or NO_FAQ
    by_rules = look_again(text, read_acts(draft), situation, questions)
    reading = weighed(draft, by_rules)
    if reading is not by_rules:
        reading = look_again(text, reading, situation, questions)
    return Understood(at, reading.acts, reading.slots, Reader.RULES, message_ids)


def read_button(
    button_id: str,
    title: str,
    *,
    catalog: Catalog,
    at: datetime,
    calendar: Calendar,
    message_ids: tuple[str, ...] = (),
) -> Understood:
    """
    Read a tap on one of our buttons by its id; an id that is not ours is out of scope.

    The title is what the lead saw.  It decides nothing: only ids are ours.
    """
    del title
    act, slots = buttons.read_id(button_id, catalog, at, calendar)
    return Understood(at, (act,), slots, Reader.BUTTON, message_ids)


def _is_start(text: str) -> bool:
    """Telegram's /start, with or without a payload (Bot API, deep linking)."""
    return text.split(" ", 1)[0].split("@", 1)[0] == "/start"
