"""
The buttons of the demo: each makes something happen that a person or a provider would do.

A button answers one sentence about what came of it.  Facts enter through the inbox, pages are
opened over HTTP, and what the provider does comes back as its signed webhooks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from adapters.http.links import PATHS
from apps.server.demo.bank import Bank
from apps.server.demo.browser import Browser
from apps.server.demo.people import Lead, NotNow, Operator
from apps.server.demo.queries import Counts, Picture, Queries
from apps.server.demo.stage import CHANNEL, Stage
from autovenda_core.effects import Link, LinkKind
from autovenda_core.model import (
    Charge,
    ChargeStatus,
    Contact,
    Conversation,
    Owner,
    State,
)
from autovenda_core.ports.store import Incoming

__all__ = ["Director", "Note"]

DOWN_SECONDS = 1.5
"""Long enough to be seen."""

QUIET_SECONDS = 10.0
"""The longest that the bot is waited for."""

LOOK_EVERY_SECONDS = 0.1

Act: TypeAlias = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Note:
    """Something that left no row in the database, for the log on the page."""

    at: datetime
    text: str


class Director:
    """Makes things happen on a stage; `acts` are the buttons, pressed one at a time."""

    def __init__(self, stage: Stage, queries: Queries) -> None:
        self.stage = stage
        self.queries = queries
        self.notes: list[Note] = []
        self.bank = Bank(stage)
        self.browser = Browser(stage.address)
        self.operator = Operator(stage.settings.human_name)
        self.lead = self._lead()
        self.acts: Mapping[str, Act] = {
            "advance-1h": lambda: self.advance(timedelta(hours=1), "1 hora"),
            "advance-24h": lambda: self.advance(timedelta(hours=24), "24 horas"),
            "pay-card": lambda: self.pay("card"),
            "expire-pix": self.let_pix_expire,
            "take-boleto": self.take_boleto,
            "settle-boleto": self.settle_boleto,
            "decline-card": self.decline_card,
            "repeat-webhook": self.repeat_webhook,
            "drop": self.drop,
            "ask-person": lambda: self.says("Quero falar com uma pessoa"),
            "stop": lambda: self.says("SAIR"),
            "take-over": self.take_over,
            "give-back": self.give_back,
            "special-offer": self.special_offer,
            "restart": self.new_lead,
        }
        self._one_at_a_time = asyncio.Lock()

    async def close(self) -> None:
        """Close the connections."""
        await self.browser.close()
        await self.bank.close()

    async def act(self, name: str) -> str:
        """
        Press a button.

        Raises:
            KeyError: there is none of that name.
            NotNow: it makes no sense at this moment.
        """
        act = self.acts[name]
        async with self._one_at_a_time:
            return await act()

    async def picture(self) -> Picture:
        """Everything about the lead on the phone."""
        return await self.queries.picture(self.lead.contact)

    # ------------------------------------------------------------------ the lead

    async def says(self, text: str) -> str:
        """The lead writes."""
        await self._receive(self.lead.says(text, self.stage.clock.now()))
        return f"Cliente escreveu: {text}"

    async def taps(self, button_id: str, title: str) -> str:
        """The lead taps a button."""
        await self._receive(self.lead.taps(button_id, title, self.stage.clock.now()))
        return f"Cliente tocou em: {title}"

    async def new_lead(self) -> str:
        """Somebody else picks up the phone; what was stays in the database."""
        self.stage.memory.change(lead=self.stage.memory.now.lead + 1)
        self.lead = self._lead()
        self.notes.clear()
        return "Começou um cliente novo. O anterior continua no banco."

    async def fills_briefing(self) -> str:
        """
        The client opens the briefing page, fills and submits it.

        Raises:
            NotNow: no briefing is open.
        """
        conversation = (await self.picture()).conversation
        if conversation.state not in (State.PAID, State.BRIEFING):
            raise NotNow("O briefing só abre depois que o sinal é pago.")
        await self.browser.fills_briefing(self.path(LinkKind.BRIEFING, conversation))
        await self.stage.settle()
        return "Cliente preencheu e enviou o briefing."

    def _lead(self) -> Lead:
        remembered = self.stage.memory.now
        return Lead(Contact(CHANNEL, f"lead-{remembered.lead}"), str(remembered.starts))

    # ------------------------------------------------------------------ time and crashes

    async def advance(self, step: timedelta, words: str) -> str:
        """The clock moves on, hour by hour, and everything that was due happens."""
        await self.stage.advance(step)
        return self._note(f"O relógio avançou {words}.")

    async def drop(self) -> str:
        """Engine, store and loop go down and come up again over the same file."""
        before = await self.queries.counts()
        await self.stage.drop_and_reopen(DOWN_SECONDS)
        await self.quiet()
        return self._note(_verdict(before, await self.queries.counts()))

    # ------------------------------------------------------------------ the provider

    async def pay(self, method: str) -> str:
        """The money arrives at once."""
        await self.bank.pays(await self._checkout(), method)
        return "Pago. O provedor avisou por webhook assinado."

    async def let_pix_expire(self) -> str:
        """Nobody pays the code in time."""
        await self.bank.lets_pix_expire(await self._checkout())
        return "O código Pix expirou sem pagamento. Nada foi cobrado."

    async def take_boleto(self) -> str:
        """A boleto is issued."""
        await self.bank.issues_boleto(await self._checkout())
        return "Boleto gerado: a página foi completada, e o dinheiro ainda não chegou."

    async def settle_boleto(self) -> str:
        """The bank confirms, the next day."""
        page = (await self._deposit(ChargeStatus.PENDING)).checkout
        if page is None:
            raise NotNow("Nenhum boleto está pendente.")
        await self.bank.settles_boleto_tomorrow(page.provider_ref)
        return "No dia seguinte, o boleto compensou."

    async def decline_card(self) -> str:
        """The bank refuses; the page stays open for another try."""
        await self.bank.declines_card(await self._checkout())
        return self._note("Cartão recusado: nada foi cobrado, e a página continua aberta.")

    async def repeat_webhook(self) -> str:
        """The provider sends its last webhook once more."""
        before = await self.queries.counts()
        sent = await self.bank.repeats_last_webhook()
        is_known = before == await self.queries.counts()
        came = "ignorado: já visto" if is_known else "recebido como novo"
        return self._note(f"Webhook {sent.event['type']} repetido: resposta {sent.status}, {came}.")

    async def _checkout(self) -> str:
        """The page that is open, or a new one, asked for on our payment page."""
        deposit = await self._deposit(ChargeStatus.OPEN)
        live = deposit.live_checkout(self.stage.clock.now())
        if live is not None:
            return live.provider_ref
        conversation = (await self.picture()).conversation
        return await self.browser.opens_checkout(self.path(LinkKind.PAYMENT, conversation))

    async def _deposit(self, status: ChargeStatus) -> Charge:
        conversation = (await self.picture()).conversation
        deposit = conversation.deal.deposit
        if deposit is None or conversation.state is not State.AWAITING_PAYMENT:
            raise NotNow("Ainda não há sinal a pagar: a proposta precisa ser aceita antes.")
        if deposit.status is not status:
            raise NotNow("O sinal não está nesse ponto agora.")
        return deposit

    # ------------------------------------------------------------------ the operator

    async def take_over(self) -> str:
        """A person answers from now on."""
        conversation = await self._known()
        if conversation.owner is Owner.HUMAN:
            raise NotNow("Uma pessoa já está atendendo.")
        await self._receive(self.operator.takes_over(conversation, self.stage.clock.now()))
        return "O operador assumiu: o robô fica em silêncio."

    async def give_back(self) -> str:
        """The bot answers again."""
        conversation = await self._known()
        if conversation.owner is Owner.BOT:
            raise NotNow("O robô já está atendendo.")
        await self._receive(self.operator.gives_back(conversation, self.stage.clock.now()))
        return "O operador devolveu a conversa ao robô."

    async def special_offer(self) -> str:
        """The operator makes a price of their own."""
        conversation = await self._known()
        if conversation.state in (State.PAID, State.BRIEFING):
            raise NotNow("A venda já foi feita; uma nova oferta só depois que ela começar.")
        catalog = self.stage.latest.flow.catalog
        now = self.stage.clock.now()
        await self._receive(self.operator.offers(conversation, catalog, now))
        return "O operador fez uma oferta especial."

    async def operator_says(self, text: str) -> str:
        """The operator writes, which takes the conversation over."""
        conversation = await self._known()
        await self._receive(self.operator.says(text, conversation, self.stage.clock.now()))
        return "O operador escreveu ao cliente."

    async def _known(self) -> Conversation:
        conversation = (await self.picture()).conversation
        if conversation.version == 0:
            raise NotNow("O cliente precisa escrever primeiro.")
        return conversation

    # ------------------------------------------------------------------ helpers

    def path(self, kind: LinkKind, conversation: Conversation) -> str:
        """Where a page of the current deal is."""
        link = Link(kind, conversation.id, conversation.deal.number)
        return f"{PATHS[kind]}{self.stage.latest.links.token(link)}"

    async def quiet(self) -> None:
        """Wait until the bot has answered, or does not seem to."""
        for _ in range(int(QUIET_SECONDS / LOOK_EVERY_SECONDS)):
            if not (await self.picture()).is_busy(self.stage.clock.now()):
                return
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _receive(self, fact: Incoming) -> None:
        await self.stage.application.runtime.receive(fact)

    def _note(self, text: str) -> str:
        self.notes.append(Note(self.stage.clock.now(), text))
        return text


def _verdict(before: Counts, after: Counts) -> str:
    """What the database says of a crash."""
    lost = before.facts > after.facts or before.messages > after.messages
    safe = "nada se perdeu" if not lost else "ALGO SE PERDEU"
    once = "nada se repetiu" if not after.repeated else f"{after.repeated} mensagens repetidas"
    rest = "" if before == after else "; o que estava pela metade foi terminado"
    return (
        f"Derrubado e religado: {safe}, {once}{rest} ({after.facts} fatos, "
        f"{after.messages} mensagens, {after.effects} efeitos, {after.payments} pagamentos)."
    )
