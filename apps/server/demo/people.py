"""The people of a simulation, as the facts that they put into the inbox."""

from __future__ import annotations

import hashlib
from datetime import datetime

from autovenda_core.briefing import SEPARATOR, BriefingField, BriefingForm, FieldKind
from autovenda_core.catalog import Catalog
from autovenda_core.errors import AutoVendaError
from autovenda_core.events import (
    ButtonPressed,
    CustomOffer,
    Event,
    GivenBack,
    OperatorMessage,
    TakenOver,
    TextReceived,
)
from autovenda_core.model import Contact, Conversation, conversation_id_for
from autovenda_core.money import percent_of
from autovenda_core.ports.store import Incoming

__all__ = ["Lead", "NotNow", "Operator", "sample_answers"]


class NotNow(AutoVendaError):
    """It cannot happen at this moment; the message is for whoever tried, in pt-BR."""


class Lead:
    """
    Somebody with a phone.

    Args:
        contact: who they are on the channel.
        series: differs from start to start, because message ids are counted from 1.
    """

    def __init__(self, contact: Contact, series: str) -> None:
        self.contact = contact
        self.conversation_id = conversation_id_for(contact)
        self._series = series
        self._messages = 0

    def says(self, text: str, at: datetime) -> Incoming:
        """They write."""
        message_id = self._next_id()
        return self._fact(message_id, TextReceived(at, message_id, text))

    def taps(self, button_id: str, title: str, at: datetime) -> Incoming:
        """They tap a button."""
        message_id = self._next_id()
        return self._fact(message_id, ButtonPressed(at, message_id, button_id, title))

    def _next_id(self) -> str:
        self._messages += 1
        return f"{self.conversation_id}:{self._series}.{self._messages}"

    def _fact(self, message_id: str, event: Event) -> Incoming:
        source = self.contact.channel
        return Incoming(source, message_id, self.conversation_id, event, self.contact)


class Operator:
    """
    The person of the business.

    A click has the version that was on the screen in its key: two make one fact.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def takes_over(self, conversation: Conversation, at: datetime) -> Incoming:
        """They answer from now on."""
        return _click("take_over", conversation, TakenOver(at, self._name))

    def gives_back(self, conversation: Conversation, at: datetime) -> Incoming:
        """The bot answers again."""
        return _click("give_back", conversation, GivenBack(at, self._name))

    def says(self, text: str, conversation: Conversation, at: datetime) -> Incoming:
        """They write to the lead."""
        # The words are a part of it: two messages may follow each other within one version.
        digest = hashlib.blake2s(text.encode(), digest_size=8).hexdigest()
        return _click(f"says:{digest}", conversation, OperatorMessage(at, self._name, text))

    def offers(self, conversation: Conversation, catalog: Catalog, at: datetime) -> Incoming:
        """Their own price for what is on the table, or else for the first package."""
        offer = conversation.deal.offer
        package = catalog.by_id.get(offer.package_id if offer else "", catalog.packages[0])
        special = CustomOffer(
            at=at,
            operator=self._name,
            title=f"{package.name}, condição especial",
            deliverables=package.deliverables,
            total_centavos=percent_of(package.price_centavos, SPECIAL_PERCENT),
            deposit_percent=package.deposit_percent,
            delivery_days=package.delivery_days,
            package_id=package.id,
        )
        return _click("offer", conversation, special)


SPECIAL_PERCENT = 90
"""Of the list price."""


def _click(action: str, conversation: Conversation, event: Event) -> Incoming:
    key = f"{conversation.id}:{action}:{conversation.version}"
    return Incoming("operator", key, conversation.id, event, conversation.contact)


def sample_answers(form: BriefingForm) -> dict[str, str]:
    """A briefing as somebody fills it who likes the examples."""
    answers = {field.id: _sample(field) for field in form.fields}
    return {field_id: answer for field_id, answer in answers.items() if answer}


def _sample(field: BriefingField) -> str:
    match field.kind:
        case FieldKind.CHOICE:
            return field.options[0]
        case FieldKind.MULTI:
            return SEPARATOR.join(field.options[:2])
        case _:
            return field.example
