"""The core in your own bot: no adapter, no database, no network."""

from __future__ import annotations

from datetime import UTC, datetime

from autovenda_core import Catalog, Contact, Conversation, Flow, Rules, SendMessage, ServicePackage
from autovenda_core.events import TextReceived
from autovenda_core.runtime import decide

logo = ServicePackage("logo", "Logotipo", price_centavos=80_000, delivery_days=7)
flow = Flow(Catalog((logo,)), rules=Rules(company="Ateliê Ana", burst_seconds=0))
conversation = Conversation("c1", Contact("my-bot", "+5511999990000"))

event = TextReceived(at=datetime(2026, 3, 10, 13, 0, tzinfo=UTC), message_id="m1", text="oi")
decision = decide(flow, conversation, event)

print(decision.conversation.state)  # qualifying; keep the conversation for the next event
for applied in decision.applied:
    for effect in applied.effects:
        match effect:
            case SendMessage():
                print(flow.render(effect).text)  # send it as your bot does
            case _:
                print(effect)  # a timer to set, a checkout to make, a person to call
