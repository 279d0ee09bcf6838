"""What a command is asked with and what it answers, in sentences for the operator (pt-BR)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from adapters.storage.inbox import Wakes
from adapters.storage.operators import Operator
from adapters.storage.settings import Kind
from autovenda_core.money import parse_brl

__all__ = ["Ask", "Done", "Fields", "Outcome", "Refused"]

MOST_CENTAVOS = 99_999_999
"""R$ 999.999,99; Stripe takes no more in one payment (stripe-python 16.1, "Price.unit_amount")."""


class Outcome(StrEnum):
    """What became of a command."""

    DONE = "done"
    ALREADY = "already"
    """The same command was given before: the second click of two."""
    UNCHANGED = "unchanged"
    """It was so already."""
    REFUSED = "refused"
    """Nothing was done; only for the audit, see `Refused`."""


class Refused(Exception):
    """A command cannot be done; nothing of it was."""

    def __init__(self, words: str, status: int = 409) -> None:
        super().__init__(words)
        self.words = words
        """What is wrong, where, and what to do."""
        self.status = status
        """Of HTTP: 403 not with this role, 404 not there, 409 not now, 422 not like this."""
        self.data: Mapping[str, object] = {}


class Fields:
    """The fields that came with a command, read as what they should be."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, name: str, *, at_most: int, least: int = 1) -> str:
        """
        A text, without blanks around it.

        Raises:
            Refused: it is missing, too short or too long.
        """
        value = self._values.get(name)
        text = value.strip() if isinstance(value, str) else ""
        if not least <= len(text) <= at_most:
            raise Refused(f"O campo “{name}” precisa ter de {least} a {at_most} caracteres.", 422)
        return text

    def file(self, name: str, *, at_most: int) -> str:
        """
        A whole file, as it is but for blanks at its end: mistakes in it are told by their lines.

        Raises:
            Refused: it is missing, empty or too long.
        """
        value = self._values.get(name)
        text = value.rstrip() + "\n" if isinstance(value, str) else ""
        if not 1 < len(text) <= at_most:
            raise Refused(f"O arquivo “{name}” está vazio ou passa de {at_most} caracteres.", 422)
        return text

    def given(self, name: str, *, at_most: int) -> str | None:
        """
        A text that may be missing, or empty.

        Raises:
            Refused: it is too long.
        """
        return self.text(name, at_most=at_most) if self._values.get(name) else None

    def whole(self, name: str, low: int, high: int) -> int:
        """
        A whole number.

        Raises:
            Refused: it is none, or out of its range.
        """
        value = self._values.get(name)
        # A bool is an int to Python, and to nobody else.
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Refused(f"O campo “{name}” precisa ser um número de {low} a {high}.", 422)
        return value

    def amount(self, name: str) -> int:
        """
        An amount in centavos, given so or as Brazilians write it: `1.750,00`.

        Raises:
            Refused: it is none, nothing, or too much.
        """
        value = self._values.get(name)
        try:
            amount = parse_brl(value) if isinstance(value, str) else value
        except ValueError:
            amount = None
        if not isinstance(amount, int) or isinstance(amount, bool):
            raise Refused(f"O campo “{name}” precisa ser um valor, como 1.750,00.", 422)
        if not 0 < amount <= MOST_CENTAVOS:
            raise Refused(f"O campo “{name}” precisa ser de R$ 0,01 a R$ 999.999,99.", 422)
        return amount

    def given_amount(self, name: str) -> int | None:
        """
        The same, of an amount that may be missing.

        Raises:
            Refused: it is there and wrong.
        """
        return self.amount(name) if self._values.get(name) not in (None, "") else None

    def flag(self, name: str) -> bool:
        """Yes or no; missing is no."""
        return self._values.get(name) is True

    def chosen(self, name: str, among: tuple[str, ...]) -> str:
        """
        One of several words.

        Raises:
            Refused: it is none of them.
        """
        value = self._values.get(name)
        if value not in among:
            raise Refused(f"O campo “{name}” precisa ser um destes: {', '.join(among)}.", 422)
        return str(value)

    def lines(self, name: str, *, at_most: int) -> tuple[str, ...]:
        """
        A list of short texts, given as a list or a line each.

        Raises:
            Refused: there are none, or too many, or one is too long or no text.
        """
        value = self._values.get(name)
        items = value.splitlines() if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            items = []
        texts = [text for item in items if (text := item.strip())]
        if not 1 <= len(texts) <= at_most or any(len(text) > 200 for text in texts):
            raise Refused(f"O campo “{name}” precisa ter de 1 a {at_most} linhas curtas.", 422)
        return tuple(texts)


@dataclass(frozen=True)
class Ask:
    """A command, in the transaction in which it is done."""

    db: Connection
    by: Operator
    at: datetime
    target: str
    """The id of what it is about: a conversation, charge, project, client, effect, task…"""
    seen: int | None
    """The version of the target that the operator looked at; None: the newest one, where the
    command may be done on any page."""
    fields: Fields
    livemode: bool = False
    """Whether payments are real money."""


@dataclass(frozen=True)
class Done:
    """What became of a command, and what has to follow once it is committed."""

    words: str
    outcome: Outcome = Outcome.DONE
    wakes: Wakes = field(default_factory=list)
    details: Mapping[str, object] = field(default_factory=dict)
    """For the audit: nothing that is anybody's personal data."""
    data: Mapping[str, object] = field(default_factory=dict)
    """What the operator asked to see."""
    changed: Kind | None = None
    """A setting: the running flow has to be made anew."""
    forget: tuple[str, ...] = ()
    """Files to be deleted, by their names in the media folder."""
