"""
`autovenda chat`: the sale in a terminal, with you as the lead.

The flow, the loop and the SQLite store are the real ones; the provider is a fake in this process,
and commands stand for what happens outside the chat.  It reads lines, so a conversation can be
piped in.  The event loop runs only while something is being done, so waiting for a line is plain
`input`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import re
import shutil
import sys
import textwrap
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TypeAlias

from adapters.http.links import PATHS
from apps.config import Settings, environment
from apps.notices import fact_of
from apps.server.demo.clock import MovableClock
from apps.server.demo.memory import Memory
from apps.server.demo.people import Lead, NotNow, Operator, sample_answers
from apps.server.demo.settings import NOTICE, data_folder, simulated_settings
from apps.wiring import build
from autovenda_core.briefing import default_form
from autovenda_core.effects import Button, LinkKind
from autovenda_core.errors import Rejected
from autovenda_core.events import BriefingSaved, BriefingSubmitted, CheckoutRequested, Event
from autovenda_core.model import Charge, ChargeStatus, Contact, Conversation, LostReason, State
from autovenda_core.ports.channel import Capabilities, OutgoingMessage, ReceivedFile, Sent
from autovenda_core.ports.store import Incoming
from autovenda_core.testing.payments import FakePayments

__all__ = ["run"]

CHANNEL = "chat"
MEMORY_FILE = "chat.json"
WIDEST = 88
"""Columns; longer lines are hard to read."""

STATES = {
    State.LEAD: "lead, ninguém falou ainda",
    State.QUALIFYING: "em qualificação",
    State.OFFERED: "proposta enviada",
    State.AWAITING_PAYMENT: "aguardando o sinal",
    State.PAID: "sinal pago",
    State.BRIEFING: "aguardando o briefing",
    State.ACTIVE: "projeto ativo",
    State.LOST: "perdido",
}
LOST = {
    LostReason.REFUSED: "recusou",
    LostReason.SILENT: "silêncio",
    LostReason.DISQUALIFIED: "não se encaixa",
    LostReason.REFUNDED: "reembolsado",
}
WHERE_LINKS_LEAD = {
    LinkKind.PAYMENT: "aqui no terminal: /pix, /pagar (cartão) ou /boleto",
    LinkKind.BRIEFING: "aqui no terminal: /briefing",
    LinkKind.PROPOSAL: "aqui no terminal: aceite pelo botão",
}


def run(args: argparse.Namespace) -> int:
    """Talk until the input ends or `/sair`; the exit code."""
    logging.basicConfig(level=logging.ERROR)
    with data_folder(args.data_dir) as folder, asyncio.Runner() as loop:
        settings = simulated_settings(environment(), folder, burst_seconds=0)
        memory = Memory(folder / MEMORY_FILE)
        memory.change(starts=memory.now.starts + 1)
        sale = Sale(settings, memory)
        loop.run(sale.open())
        try:
            Terminal(sale, loop).talk()
        finally:
            loop.run(sale.close())
    return 0


# ---------------------------------------------------------------------------- the sale


class TerminalChannel:
    """Fits the Channel port; what arrived waits until it is shown."""

    name = CHANNEL
    capabilities = Capabilities(buttons=10, link_button=True, document=True)

    def __init__(self) -> None:
        self.arrived: list[OutgoingMessage] = []

    async def send(self, message: OutgoingMessage) -> Sent:
        """Take a message; nothing can go wrong."""
        self.arrived.append(message)
        return Sent(message.key, message.text)

    async def fetch(self, media_id: str) -> ReceivedFile:
        """
        Nobody sends files here.

        Raises:
            Rejected: always.
        """
        raise Rejected("a terminal has no files")

    async def acknowledge(self, to: str, message_id: str) -> None:
        """Nobody is shown it."""


class Sale:
    """One lead, a provider of its own, and everything real between them."""

    def __init__(self, settings: Settings, memory: Memory) -> None:
        start = str(memory.now.starts)
        self.clock = MovableClock(memory)
        self.channel = TerminalChannel()
        # Named after the start: its references and events are counted from 1 each time.
        self.payments = FakePayments(self.clock, name=f"simulado-{start}")
        self.lead = Lead(Contact(CHANNEL, f"lead-{start}"), start)
        self.operator = Operator(settings.human_name)
        self.application = build(
            settings,
            clock=self.clock,
            channels={CHANNEL: self.channel},
            payments=self.payments,
        )
        self._stack = AsyncExitStack()
        self._told = 0

    async def open(self) -> None:
        """
        Open the store.

        Raises:
            ConfigurationError: the folder cannot be used.
        """
        await self._stack.enter_async_context(self.application.running())

    async def close(self) -> None:
        """Close the store."""
        await self._stack.aclose()

    async def receive(self, *facts: Incoming) -> None:
        """Put facts into the inbox, and do everything that follows from them."""
        await self.application.runtime.receive(*facts)
        await self._settle()

    async def conversation(self) -> Conversation:
        """Where it stands."""
        found = await self.application.store.conversation(self.lead.conversation_id)
        return found or Conversation(self.lead.conversation_id, self.lead.contact)

    async def advance(self, step: timedelta) -> None:
        """Let time pass, hour by hour, so that reminders come about when they are due."""
        while step > timedelta(0):
            self.clock.advance(min(step, timedelta(hours=1)))
            step -= timedelta(hours=1)
            self.application.heap.poke()
            await self._settle()

    async def pay(self, method: str) -> None:
        """
        The lead pays the deposit on the provider's page.

        Raises:
            NotNow: there is nothing to pay.
        """
        deposit = await self._deposit(ChargeStatus.OPEN)
        self.payments.pay(await self._page_of(deposit), method)
        await self._settle()

    async def take_or_pay_boleto(self) -> None:
        """
        The lead takes a boleto, or pays the one that was taken.

        Raises:
            NotNow: there is nothing to pay.
        """
        deposit = await self._deposit(ChargeStatus.OPEN, ChargeStatus.PENDING)
        if deposit.status is ChargeStatus.OPEN:
            self.payments.promise(await self._page_of(deposit), "boleto")
        elif deposit.checkout is not None:
            self.payments.pay(deposit.checkout.provider_ref)
        await self._settle()

    async def fill_briefing(self) -> None:
        """
        The client fills the briefing page and submits it.

        Raises:
            NotNow: no briefing is open.
        """
        conversation = await self.conversation()
        if conversation.state not in (State.PAID, State.BRIEFING):
            raise NotNow("O briefing só abre depois que o sinal é pago.")
        now, answers = self.clock.now(), sample_answers(default_form())
        await self.receive(
            self._on_page("briefing", conversation, BriefingSaved(now, answers)),
            self._on_page("submit", conversation, BriefingSubmitted(now, answers)),
        )

    async def _deposit(self, *statuses: ChargeStatus) -> Charge:
        conversation = await self.conversation()
        deposit = conversation.deal.deposit
        payable = conversation.state is State.AWAITING_PAYMENT
        if deposit is None or not payable or deposit.status not in statuses:
            raise NotNow("Não há sinal em aberto para pagar.")
        return deposit

    async def _page_of(self, deposit: Charge) -> str:
        """The provider's page of a charge, asked for as our payment page does."""
        live = deposit.live_checkout(self.clock.now())
        if live is None:
            event = CheckoutRequested(self.clock.now(), deposit.id, "about:blank", "about:blank")
            conversation = await self.conversation()
            await self.receive(self._on_page("checkout", conversation, event))
            asked = (await self.conversation()).deal.deposit
            live = asked.live_checkout(self.clock.now()) if asked else None
        if live is None:
            raise NotNow("A página de pagamento não abriu.")
        return live.provider_ref

    def _on_page(self, action: str, conversation: Conversation, event: Event) -> Incoming:
        key = f"{action}:{conversation.id}:{conversation.version}"
        return Incoming("page", key, conversation.id, event)

    async def _settle(self) -> None:
        """Do what is due, and hand over what the provider tells, until nothing is left."""
        await self.application.heap.idle()
        while self._told < len(self.payments.webhooks):
            webhook, now = self.payments.webhooks[self._told], self.clock.now()
            self._told += 1
            notices = self.payments.parse_webhook(webhook.headers, {}, webhook.body, now)
            raw = webhook.body.decode()
            facts = [fact_of(notice, self.payments.name, now, raw) for notice in notices]
            await self.application.runtime.receive(*facts)
            await self.application.heap.idle()


# ---------------------------------------------------------------------------- the terminal


Command: TypeAlias = Callable[[str], Awaitable[None]]


class Terminal:
    """Lines in, lines out."""

    def __init__(self, sale: Sale, loop: asyncio.Runner) -> None:
        self._sale = sale
        self._loop = loop
        self._buttons: tuple[Button, ...] = ()
        """Of the newest message: what a typed number means."""
        self._print = Printer()
        self._commands: Mapping[str, tuple[str, Command]] = {
            "/pagar": ("paga o sinal com cartão", lambda _: sale.pay("card")),
            "/pix": ("paga o sinal por Pix", lambda _: sale.pay("pix")),
            "/boleto": ("gera o boleto; de novo, compensa", lambda _: sale.take_or_pay_boleto()),
            "/briefing": ("preenche e envia o briefing", lambda _: sale.fill_briefing()),
            "/avancar": ("avança o relógio: /avancar 24h, 30m ou 7d", self._advance),
            "/humano": ("pede para falar com uma pessoa", self._ask_for_person),
            "/operador": ("escreve como operador: /operador texto", self._speak_as_operator),
            "/devolver": ("o operador devolve a conversa ao robô", self._give_back),
            "/estado": ("mostra onde a venda está", self._tell_state),
            "/ajuda": ("mostra esta lista", self._help),
        }

    def talk(self) -> None:
        """Until there are no more lines."""
        self._print.note(f"{NOTICE}. Escreva como um cliente; /ajuda mostra os comandos.")
        for line in self._print.lines():
            if line == "/sair":
                break
            self._loop.run(self._take(line))
        self._loop.run(self._tell_state(""))

    async def _take(self, line: str) -> None:
        before = (await self._sale.conversation()).state
        try:
            await self._act(line)
        except NotNow as error:
            self._print.note(str(error))
        self._show_arrived()
        after = (await self._sale.conversation()).state
        if after is not before:
            self._print.note(f"● {STATES[after]}")

    async def _act(self, line: str) -> None:
        if not line.startswith("/"):
            await self._speak(line)
            return
        name, _, rest = line.partition(" ")
        if name not in self._commands:
            raise NotNow(f"Não conheço {name}. /ajuda mostra os comandos.")
        await self._commands[name][1](rest.strip())

    async def _speak(self, line: str) -> None:
        lead, now = self._sale.lead, self._sale.clock.now()
        button = chosen(line, self._buttons)
        fact = lead.taps(button.id, button.title, now) if button else lead.says(line, now)
        await self._sale.receive(fact)

    def _show_arrived(self) -> None:
        for message in self._sale.channel.arrived:
            self._print.message(message)
            self._buttons = message.buttons
        self._sale.channel.arrived.clear()

    # ------------------------------------------------------------------ commands

    async def _advance(self, rest: str) -> None:
        step = duration(rest)
        if step is None:
            raise NotNow("Use assim: /avancar 24h (ou 30m, 7d; até 60 dias).")
        await self._sale.advance(step)
        local = self._sale.application.flow.calendar.local(self._sale.clock.now())
        self._print.note(f"agora são {local:%H:%M} de {local:%d/%m/%Y}")

    async def _ask_for_person(self, _: str) -> None:
        await self._speak("quero falar com uma pessoa")

    async def _speak_as_operator(self, text: str) -> None:
        if not text:
            raise NotNow("Use assim: /operador Oi, aqui é uma pessoa.")
        conversation = await self._known()
        now = self._sale.clock.now()
        await self._sale.receive(self._sale.operator.says(text, conversation, now))

    async def _give_back(self, _: str) -> None:
        conversation, now = await self._known(), self._sale.clock.now()
        await self._sale.receive(self._sale.operator.gives_back(conversation, now))

    async def _known(self) -> Conversation:
        conversation = await self._sale.conversation()
        if conversation.version == 0:
            raise NotNow("O cliente precisa escrever primeiro.")
        return conversation

    async def _tell_state(self, _: str) -> None:
        for line in facts_about(await self._sale.conversation()):
            self._print.note(line)

    async def _help(self, _: str) -> None:
        for name, (words, _command) in self._commands.items():
            self._print.note(f"{name:<10} {words}")
        self._print.note(f"{'/sair':<10} termina")


def chosen(line: str, buttons: tuple[Button, ...]) -> Button | None:
    """The button that a line names, by its number or its title."""
    for number, button in enumerate(buttons, 1):
        if line.casefold() in (str(number), button.title.casefold()):
            return button
    return None


def duration(text: str) -> timedelta | None:
    """`24h`, `30m`, `7d`; None for anything else, and for more than 60 days."""
    match = re.fullmatch(r"(\d{1,5})\s*([mhd])", text.casefold())
    if match is None:
        return None
    unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2]]
    step = timedelta(**{unit: int(match[1])})
    return step if step <= timedelta(days=60) else None


def facts_about(conversation: Conversation) -> Iterator[str]:
    """Where a sale stands, in a few lines."""
    deal = conversation.deal
    why = f" ({LOST[deal.lost]})" if deal.lost else ""
    yield f"● {STATES[conversation.state]}{why}"
    if deal.offer is not None:
        yield f"  proposta nº {deal.offer.number}: {deal.offer.title}"
    if deal.project is not None and deal.project.deadline is not None:
        yield f"  entrega prevista: {deal.project.deadline:%d/%m/%Y}"


# ---------------------------------------------------------------------------- the screen

BOT, BOLD, DIM, PLAIN = "\033[36m", "\033[1m", "\033[2m", "\033[0m"


class Printer:
    """Wraps and, on a terminal, colours; lines that were piped in are printed as if typed."""

    def __init__(self) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._echo = not sys.stdin.isatty()
        self._columns = min(WIDEST, shutil.get_terminal_size().columns)

    def lines(self) -> Iterator[str]:
        """What the person types, without empty lines."""
        while True:
            try:
                line = input("" if self._echo else "você> ").strip()
            except EOFError:
                return
            if line:
                if self._echo:
                    self._put(f"você> {line}")
                yield line

    def message(self, message: OutgoingMessage) -> None:
        """A message of the bot or the operator."""
        paragraphs = [*message.text.splitlines(), *attachments(message)]
        for number, paragraph in enumerate(paragraphs):
            head = " bot> " if number == 0 else "      "
            self._put(self._coloured(self._wrapped(paragraph, head), BOT))

    def note(self, line: str) -> None:
        """Something that nobody said."""
        self._put(self._coloured(self._wrapped(line, "      "), DIM))

    def _wrapped(self, paragraph: str, head: str) -> str:
        return "\n".join(
            textwrap.wrap(
                paragraph,
                self._columns,
                initial_indent=head,
                subsequent_indent="      ",
                break_on_hyphens=False,
            )
        )

    def _coloured(self, text: str, colour: str) -> str:
        if not self._is_terminal:
            return text
        return colour + re.sub(r"\*([^*\n]+)\*", rf"{BOLD}\1{PLAIN}{colour}", text) + PLAIN

    def _put(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def attachments(message: OutgoingMessage) -> Iterator[str]:
    """What comes with a text, as lines."""
    if message.document is not None:
        kilobytes = len(message.document.content) // 1000
        yield f"[PDF] {message.document.filename} ({kilobytes} kB)"
    if message.link is not None:
        yield f"[{message.link.title}] {where(message.link.url)}"
    for number, button in enumerate(message.buttons, 1):
        yield f"[{number}] {button.title}"


def where(url: str) -> str:
    """What stands for a page of ours: nobody serves pages here."""
    kinds = (kind for kind, path in PATHS.items() if path in url)
    return WHERE_LINKS_LEAD[next(kinds)]
