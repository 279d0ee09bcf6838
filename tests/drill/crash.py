"""All of it together: one run of the drill, and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event, Timer
from time import monotonic, sleep
from typing import Any

from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from adapters.telegram.emulator import TelegramEmulator
from tests.drill.client import Browser, Buyer
from tests.drill.killer import Killer, Moment
from tests.drill.server import Server
from tests.drill.wire import Accepted, Journal, Killed, Watched

__all__ = ["LONG", "SHORT", "Aftermath", "Profile", "drill"]

TELEGRAM_SECRET = "telegram-secret"  # noqa: S105  it protects an emulator
ENDPOINT_SECRET = "whsec_drill"  # noqa: S105

RETRY_DELAYS = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, *[8] * 60))
"""Stripe comes back for three days, ever slower; the drill has minutes."""

REST_SECONDS = 90.0
"""For what was begun to be finished, once nobody is killed any more."""


@dataclass(frozen=True)
class Profile:
    """How much of it."""

    sales: int
    at_once: int
    most_kills: int
    fewest_kills: int
    """Fewer than these prove too little."""
    mean_life_seconds: float
    patience_seconds: float
    """Of a lead who gets no answer."""
    longest_seconds: float
    """After that nobody waits any more, and what is not done is stuck."""
    seed: int = 1


LONG = Profile(
    sales=200,
    at_once=20,
    most_kills=1_000,
    fewest_kills=50,
    mean_life_seconds=2.2,
    patience_seconds=40,
    longest_seconds=450,
)
SHORT = Profile(
    sales=6,
    at_once=6,
    most_kills=5,
    fewest_kills=3,
    mean_life_seconds=1.5,
    patience_seconds=12,
    longest_seconds=40,
)


@dataclass(frozen=True)
class Aftermath:
    """What is there when it is over: what the providers and the leads saw, and the database."""

    profile: Profile
    kills: Counter[Moment]
    journal: list[Accepted | Killed]
    buyers: list[Buyer]
    failures: list[str]
    """Sales that did not go through, in words."""
    sessions: list[dict[str, Any]]
    """Every checkout session of the Stripe account."""
    database: Path
    environment: Mapping[str, str]
    """Of the servers."""
    exit_code: int
    """Of the last server, asked to stop."""
    seconds: float


class RealClock:
    """Fits the Clock port."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


def drill(folder: Path, profile: Profile) -> Aftermath:
    """
    Run one in an empty folder.

    Raises:
        RuntimeError: a server would not start, or never came to rest.
    """
    began = monotonic()
    journal, over = Journal(), Event()
    telegram = TelegramEmulator(RealClock())
    stripe = StripeEmulator(RealClock(), secrets=[ENDPOINT_SECRET], retry_delays=RETRY_DELAYS)
    with _running(folder, telegram, stripe, journal, over, profile) as (server, killer):
        buyers = [
            _buyer(number, telegram, stripe, over, profile) for number in range(profile.sales)
        ]
        limit = Timer(profile.longest_seconds, over.set)
        limit.daemon = True
        limit.start()
        killer.start()
        failures = _let_them_buy(buyers, over, profile)
        limit.cancel()
        killer.stop()
        _wait_until_at_rest(server, telegram)
        exit_code = server.stop()
    return Aftermath(
        profile=profile,
        kills=killer.kills,
        journal=journal.read(),
        buyers=buyers,
        failures=failures,
        sessions=list(_all_sessions(stripe)),
        database=server.database,
        environment=server.environment,
        exit_code=exit_code,
        seconds=monotonic() - began,
    )


@contextmanager
def _running(
    folder: Path,
    telegram: TelegramEmulator,
    stripe: StripeEmulator,
    journal: Journal,
    over: Event,
    profile: Profile,
) -> Iterator[tuple[Server, Killer]]:
    """The providers and a server between them; whatever happens, nothing is left running."""
    environment = {
        "AUTOVENDA_BURST_SECONDS": "1",
        "AUTOVENDA_TRUSTED_PROXIES": "127.0.0.1",
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_SECRET_TOKEN": TELEGRAM_SECRET,
        "STRIPE_SECRET": "sk_test_drill",
        "STRIPE_ENDPOINT_SECRET": ENDPOINT_SECRET,
    }
    server = Server(folder, environment)
    killer = Killer(
        server,
        journal,
        Random(profile.seed),
        over,
        mean_life_seconds=profile.mean_life_seconds,
        most=profile.most_kills,
    )
    for emulator in (telegram, stripe):
        emulator.app.add_middleware(Watched, journal=journal, trap=killer.trap)
    with telegram.running() as telegram_url, EmulatorServer(stripe) as stripe_server:
        server.point_to(TELEGRAM_API_BASE=telegram_url, STRIPE_API_BASE=stripe_server.url)
        try:
            server.launch()
            server.wait_until_serving()
            stripe.webhooks.url = f"{server.url}/webhook/payment/stripe"
            server.run("telegram", "set-webhook", AUTOVENDA_PUBLIC_URL=server.url)
            yield server, killer
        finally:
            killer.enough.set()
            server.kill()
            server.wait_until_dead()


def _buyer(
    number: int, telegram: TelegramEmulator, stripe: StripeEmulator, over: Event, profile: Profile
) -> Buyer:
    """Each with an address of their own, or they would share one rate limit."""
    return Buyer(
        lead=telegram.lead(f"Lead{number}"),
        browser=Browser(f"10.0.{number // 250}.{number % 250 + 1}", over),
        stripe=stripe.account,
        rng=Random(f"{profile.seed}:{number}"),
        patience_seconds=profile.patience_seconds,
        over=over,
    )


def _let_them_buy(buyers: list[Buyer], over: Event, profile: Profile) -> list[str]:
    with ThreadPoolExecutor(profile.at_once) as people:
        try:
            return [failure for failure in people.map(_try_to_buy, buyers) if failure]
        finally:
            over.set()  # also when we are interrupted: then nobody waits any more


def _try_to_buy(buyer: Buyer) -> str | None:
    """What went wrong, in words."""
    try:
        buyer.buys()
    except Exception as error:  # noqa: BLE001  one sale that fails must not end the others
        return f"{buyer.lead.id}: {type(error).__name__}: {error}"
    finally:
        buyer.browser.close()
    return None


def _wait_until_at_rest(server: Server, telegram: TelegramEmulator) -> None:
    until = monotonic() + REST_SECONDS
    while telegram.pending_updates or server.open_work():
        if monotonic() > until:
            return  # the audit tells what is stuck
        sleep(0.2)


def _all_sessions(stripe: StripeEmulator) -> Iterator[dict[str, Any]]:
    page: dict[str, Any] = {"has_more": True, "data": []}
    while page["has_more"]:
        after = {"starting_after": page["data"][-1]["id"]} if page["data"] else {}
        page = stripe.account.sessions({"limit": 100, **after})
        yield from page["data"]
