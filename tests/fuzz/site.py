"""
What is attacked: the whole application, and what must hold after each request.

The channels' adapters are the real ones; what they send goes to a provider that takes
everything.  Stripe is its emulator.  Time stands still but for a little with each request, so
that sends are not held back by their pace and no reminder of a witness ever rings.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import httpx

from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from apps import channels as wired
from apps.channel_settings import (
    ChannelSettings,
    TelegramSettings,
    TwilioSettings,
    WhatsAppSettings,
    WppConnectSettings,
)
from apps.config import Settings
from apps.payment_settings import StripeSettings
from apps.server.app import create_app
from apps.server.limiting import Limits
from apps.wiring import build
from autovenda_core.effects import Link, LinkKind
from autovenda_core.model import Contact, Conversation, State, conversation_id_for
from autovenda_core.ports.channel import Document
from autovenda_core.ports.inbound import Category, Reading
from autovenda_core.testing.clock import FakeClock
from autovenda_core.understanding.buttons import accept_id

__all__ = [
    "APP_SECRET",
    "AUTH_TOKEN",
    "ENDPOINT_SECRET",
    "PATH_SECRET",
    "PUBLIC_URL",
    "SECRET_TOKEN",
    "VERIFY_TOKEN",
    "Attack",
    "Broken",
    "Site",
]

PUBLIC_URL = "https://venda.example.com"
SECRET_TOKEN = "telegram-secret"  # noqa: S105  these guard nothing
APP_SECRET = "meta-secret"  # noqa: S105
VERIFY_TOKEN = "meta-verify"  # noqa: S105
AUTH_TOKEN = "twilio-token"  # noqa: S105
PATH_SECRET = "wppconnect-path-secret"  # noqa: S105
ENDPOINT_SECRET = "whsec_fuzz"  # noqa: S105

_NOWHERE = "http://127.0.0.1:9"
_PROXY = "127.0.0.1"
_WITNESSES = {
    "telegram": "5000000001",
    "whatsapp": "5521988887777",
    "twilio": "whatsapp:+5531988887777",
    "wppconnect": "5541988887777@c.us",
}
"""By channel, somebody in the middle of a sale, whom no attack names."""
_PAGES = {
    "p": (LinkKind.PAYMENT, Contact("telegram", "6000000001")),
    "b": (LinkKind.BRIEFING, Contact("telegram", "6000000002")),
    "proposta": (LinkKind.PROPOSAL, Contact("telegram", "6000000003")),
}
"""Pages that are attacked, and people whose they are, no witnesses either."""

_WISH = "oi, preciso de uma landing page, sem pressa, até 2000 reais"

_BETWEEN_REQUESTS = timedelta(milliseconds=50)
_PACE = timedelta(seconds=10)
"""After that nothing waits any more because too much was sent at once."""
_ANOTHER_ADDRESS = 307
"""The router knows the address without the slash at its end (Starlette, `redirect_slashes`)."""
_SHOWN_BYTES = 2_000
_FORM_AGAIN = 422
"""A page that shows what was filled in once more, with its mistakes; the rest of it is kept."""


class Broken(AssertionError):
    """Something that must hold does not."""


@dataclass(frozen=True)
class Attack:
    """A request, and what we know of how it must end."""

    method: str
    path: str
    """As it is written in the request, percent-encoded."""
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_forged: bool = False
    """Nobody proves to have sent it, so it must be refused."""
    sender: Contact | None = None
    """Whose text it is, whatever their id looks like; it must be kept verbatim."""

    def __str__(self) -> str:
        size = len(self.body)
        body = self.body if size <= _SHOWN_BYTES else self.body[:_SHOWN_BYTES] + b"..."
        headers = "".join(f"\n  {name}: {value[:200]}" for name, value in self.headers)
        return (
            f"{self.method} {self.path[:200]}?{self.query[:200]}{headers}\n  {size} bytes: {body!r}"
        )


class Site:
    """The application with its witnesses; for one thread."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.statuses: Counter[int] = Counter()
        self._facts = count(1)
        self._loop = asyncio.Runner()
        self._stripe = StripeEmulator(self.clock, secrets=[ENDPOINT_SECRET])
        self._stripe_server = EmulatorServer(self._stripe, deliver=False)
        self._folder = folder
        self._stack = AsyncExitStack()
        self._failures = _Failures()

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[Site]:
        """A site over a new database in `folder`, ready to be attacked."""
        site = cls(folder)
        log = logging.getLogger()
        log.addHandler(site._failures)
        try:
            with site._loop, site._stripe_server:
                site._open()
                yield site
                site._loop.run(site._stack.aclose())
        finally:
            log.removeHandler(site._failures)

    def _open(self) -> None:
        settings = _settings(self._folder, self._stripe_server.url)
        client = httpx.AsyncClient(transport=_ObligingProvider())
        channels = wired.connect(
            settings.channels,
            public_url=PUBLIC_URL,
            clock=self.clock,
            client=client,
            share=_share,
        )
        self._application = build(settings, clock=self.clock, channels=channels.by_name)
        without_limits = Limits(pages=10**9, unverified=10**9)
        self._app = create_app(self._application, limits=without_limits, patience_seconds=0)
        self._loop.run(self._stack.enter_async_context(self._application.running()))
        self._loop.run(self._stack.enter_async_context(client))
        self._db: Connection = self._loop.run(
            self._enter(closing(connect(self._folder / "autovenda.db")))
        )
        self._play_sales()
        self._before = self._witnesses()

    async def _enter(self, context: Any) -> Any:
        return self._stack.enter_context(context)

    # ------------------------------------------------------------------ sales under way

    def _play_sales(self) -> None:
        for channel, address in _WITNESSES.items():
            self._accept(Contact(channel, address))
        self._ask_offer(_PAGES["proposta"][1])
        self._accept(_PAGES["p"][1])
        self._pay(_PAGES["b"][1])

    def _ask_offer(self, person: Contact) -> None:
        self._say(person, "text", _WISH)
        self._expect(person, State.OFFERED)

    def _accept(self, person: Contact) -> None:
        self._ask_offer(person)
        offer = self._conversation(person).deal.offer
        assert offer is not None
        self._say(person, "button_reply", "Aceitar proposta", accept_id(offer.number))
        self._expect(person, State.AWAITING_PAYMENT)

    def _pay(self, person: Contact) -> None:
        self._accept(person)
        self.ask(Attack("POST", self._page(LinkKind.PAYMENT, person)))
        (session,) = self._stripe.account.sessions({})["data"]
        self._stripe.account.pay(session["id"])
        (paid,) = self._stripe.account.events({"type": "checkout.session.completed"})["data"]
        signed = self._stripe.webhooks.signed(paid)
        headers = tuple(signed.headers.items())
        self.ask(Attack("POST", "/webhook/payment/stripe", headers=headers, body=signed.body))
        self._expect(person, State.BRIEFING)

    def _say(self, person: Contact, kind: str, text: str, button_id: str | None = None) -> None:
        event_id = f"before-{next(self._facts)}"
        reading = Reading(
            person.channel,
            Category.MESSAGE,
            kind,
            event_id,
            sender=person.address,
            text=text,
            button_id=button_id,
            message_id=event_id,
        )
        self._loop.run(self._application.inbox.receive([reading], ""))
        self.settle()

    def _expect(self, person: Contact, state: State) -> None:
        self.clock.advance(_PACE)
        self.settle()
        assert self._conversation(person).state is state, "the sale has not come so far"

    def _conversation(self, person: Contact) -> Conversation:
        store = self._application.store
        found = self._loop.run(store.conversation(conversation_id_for(person)))
        assert found is not None
        return found

    # ------------------------------------------------------------------ for those who attack

    def page(self, name: str) -> str:
        """The path of a page of ours that may be attacked: `p`, `b` or `proposta`."""
        return self._page(*_PAGES[name])

    def _page(self, kind: LinkKind, person: Contact) -> str:
        link = Link(kind, conversation_id_for(person), 1, 1)
        return self._application.links.url(link).removeprefix(PUBLIC_URL)

    @property
    def charges(self) -> list[str]:
        """Ids of charges that webhooks may be about."""
        deposits = (self._conversation(person).deal.deposit for _, person in _PAGES.values())
        return [deposit.id for deposit in deposits if deposit is not None]

    # ------------------------------------------------------------------ attacking

    def ask(self, attack: Attack) -> int:
        """Make a request and everything it leads to; the status of the answer."""
        self.clock.advance(_BETWEEN_REQUESTS)
        status = self._loop.run(self._ask(attack))
        self.settle()
        return status

    def settle(self) -> None:
        """Do everything that is due now."""
        self._loop.run(self._application.heap.idle())

    async def _ask(self, attack: Attack) -> int:
        headers = [("content-length", str(len(attack.body))), *attack.headers]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": attack.method,
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
            "client": (_PROXY, 5000),
            "root_path": "",
            "path": unquote_to_bytes(attack.path).decode("utf-8", "replace"),
            "raw_path": attack.path.encode(),
            "query_string": attack.query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        }
        messages = iter([{"type": "http.request", "body": attack.body, "more_body": False}])
        statuses: list[int] = []

        async def receive() -> Any:
            return next(messages, {"type": "http.disconnect"})

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self._app(scope, receive, send)
        (status,) = statuses
        return status

    def survive(self, attack: Attack, source: str) -> None:
        """
        Ask, and look whether all is well; `source` is what the route calls its facts.

        Raises:
            Broken: with the request that did it.
        """
        kept = self._last_fact_of(source)
        try:
            status = self.ask(attack)
        except Exception as error:
            raise Broken(f"{type(error).__name__} in {attack}") from error
        self.statuses[status] += 1
        self._failures.check(attack)
        if status >= 500:
            raise Broken(f"{status} to {attack}")
        is_refused = status >= 400 or status == _ANOTHER_ADDRESS
        if attack.is_forged and not is_refused:
            raise Broken(f"{status} to a forged request: {attack}")
        if is_refused and status != _FORM_AGAIN and self._last_fact_of(source) != kept:
            raise Broken(f"refused ({status}) and kept: {attack}")
        if attack.sender is not None and not self._knows(attack.sender):
            raise Broken(f"{status}, and nobody with this id was kept: {attack}")

    def _last_fact_of(self, source: str) -> int:
        query = "SELECT coalesce(max(seq), 0) FROM inbox WHERE source = ?"
        return int(self._db.execute(query, (source,)).fetchone()[0])

    def _knows(self, person: Contact) -> bool:
        query = "SELECT 1 FROM conversations WHERE channel = ? AND address = ?"
        return self._db.execute(query, (person.channel, person.address)).fetchone() is not None

    def check(self) -> None:
        """
        Look whether everything was handled, and nobody touched who was not meant.

        Raises:
            Broken: with what is wrong.
        """
        self.settle()
        waiting = self._rows("SELECT seq, kind, error FROM inbox WHERE done_at IS NULL")
        parked = self._rows("SELECT id, parked_reason FROM conversations WHERE parked_reason != ''")
        if waiting or parked:
            raise Broken(f"left undone: {waiting}; parked: {parked}")
        if self._witnesses() != self._before:
            raise Broken(f"a witness was changed: {self._before} became {self._witnesses()}")

    def _witnesses(self) -> list[tuple[Any, ...]]:
        people = (Contact(channel, address) for channel, address in _WITNESSES.items())
        ids = tuple(conversation_id_for(person) for person in people)
        places = ", ".join("?" * len(ids))
        query = f"SELECT * FROM conversations WHERE id IN ({places}) ORDER BY id"  # noqa: S608
        return self._db.execute(query, ids).fetchall()

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._db.execute(query).fetchall()


class _Failures(logging.Handler):
    """Hears of tracebacks and of errors that somebody caught."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self._heard.append(f"{record.name}: {self.format(record)}")

    def check(self, attack: Attack) -> None:
        """Whether there was nothing since the last time."""
        heard, self._heard = self._heard, []
        if heard:
            raise Broken(f"logged after {attack}:\n" + "\n".join(heard))


class _ObligingProvider(httpx.AsyncBaseTransport):
    """Takes everything, in the words of all providers at once."""

    def __init__(self) -> None:
        self._ids = count(1)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        number = next(self._ids)
        answer = {
            "ok": True,
            "result": {"message_id": number, "file_path": "voice/a.oga"},
            "messages": [{"id": f"wamid.ours-{number}"}],
            "id": str(number),
            "sid": f"SM-ours-{number}",
            "status": "success",
            "response": [{"id": f"true_x@c.us_ours-{number}"}],
        }
        return httpx.Response(200, json=answer, request=request)


async def _share(document: Document) -> str:
    return f"{PUBLIC_URL}/{quote(document.filename)}"


def _settings(folder: Path, stripe_url: str) -> Settings:
    return Settings(
        data_dir=folder,
        database=folder / "autovenda.db",
        public_url=PUBLIC_URL,
        secrets=("a-secret-of-links",),
        burst_seconds=0,
        trusted_proxies=(_PROXY,),
        payments=StripeSettings("sk_test_fuzz", False, (ENDPOINT_SECRET,), stripe_url),
        channels=ChannelSettings(
            TelegramSettings("123456:fuzz", (SECRET_TOKEN,), _NOWHERE),
            WhatsAppSettings("token", "42000", (APP_SECRET,), (VERIFY_TOKEN,), None, _NOWHERE),
            TwilioSettings(f"AC{'0' * 32}", (AUTH_TOKEN,), "whatsapp:+551140000000", {}, _NOWHERE),
            WppConnectSettings(_NOWHERE, "loja", "token", (PATH_SECRET,)),
        ),
    )
