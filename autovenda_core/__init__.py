"""
Auto-Venda's core: a sale in the chat as an explicit state machine, with no I/O of its own.

    flow = Flow(read_catalog(csv_text))
    step = flow.step(conversation, event)
    step.conversation   # the next one, to be stored
    step.effects        # what must now be done; every answer comes back as an event

`Runtime` (autovenda_core.runtime) does that durably over ports; `World`
(autovenda_core.testing.world) does it in a test, with fakes and a clock that can be moved.
"""

from __future__ import annotations

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog, ServicePackage, read_catalog
from autovenda_core.effects import Effect, SendMessage
from autovenda_core.events import Act, Event, Understood
from autovenda_core.fsm.machine import Flow, Step
from autovenda_core.model import Contact, Conversation, Rules, State, conversation_id_for
from autovenda_core.texts import Texts, default_texts, read_texts

__all__ = [
    "Act",
    "Calendar",
    "Catalog",
    "Contact",
    "Conversation",
    "Effect",
    "Event",
    "Flow",
    "Rules",
    "SendMessage",
    "ServicePackage",
    "State",
    "Step",
    "Texts",
    "Understood",
    "conversation_id_for",
    "default_texts",
    "read_catalog",
    "read_texts",
]
