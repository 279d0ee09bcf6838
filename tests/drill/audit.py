"""
What must be true when a drill is over.

Everything is compared from outside: what the leads did and saw and what the providers did
(memory of the emulators), against what stands in the database.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from sqlite3 import connect
from typing import Any

from adapters.telegram.emulator import Line
from adapters.telegram.updates import TAP
from apps.config import read_settings
from apps.wiring import Application, build
from autovenda_core.codec import decode_conversation
from autovenda_core.model import Conversation
from tests.drill.crash import Aftermath
from tests.drill.wire import Accepted, Call, Killed

__all__ = ["Finding", "audit"]


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    what: str
    value: object
    wanted: str = ""
    """What it had to be; empty: only told."""
    holds: bool = True


def audit(after: Aftermath) -> list[Finding]:
    """Every finding; the drill has passed when all hold."""
    tables = _Tables(after)
    return [
        *_kills(after),
        *_sales(after, tables),
        *_facts(after, tables),
        *_money(after, tables),
        *_messages(after, tables),
        *_replays(after, tables),
    ]


class _Tables:
    """The database of the last server."""

    def __init__(self, after: Aftermath) -> None:
        self._path = after.database

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(connect(self._path)) as db:
            return db.execute(query).fetchall()

    def count(self, what: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {what}")[0][0])  # noqa: S608  our own words


def _exactly(what: str, value: int, wanted: int) -> Finding:
    return Finding(what, value, str(wanted), value == wanted)


def _kills(after: Aftermath) -> Iterator[Finding]:
    total, fewest = after.kills.total(), after.profile.fewest_kills
    yield Finding("kill -9 of the server", total, f"at least {fewest}", total >= fewest)
    for moment, times in after.kills.most_common():
        yield Finding(f"… {moment.value}", times)
    yield _exactly("exit code of the last server", after.exit_code, 0)


def _sales(after: Aftermath, tables: _Tables) -> Iterator[Finding]:
    sales = after.profile.sales
    yield _exactly("sales active", tables.count("conversations WHERE state = 'active'"), sales)
    active = "projects WHERE status = 'active' AND deadline IS NOT NULL"
    yield _exactly("projects active, with a deadline", tables.count(active), sales)
    yield _exactly("sales stuck", len(after.failures), 0)
    for failure in after.failures:
        yield Finding("… stuck", failure, "none", holds=False)


# ---------------------------------------------------------------------------- lost?


def _facts(after: Aftermath, tables: _Tables) -> Iterator[Finding]:
    """Every word and tap of a lead is in the log, once, and every fact was handled."""
    done = _words_and_taps(after)
    kept = Counter(
        row[0]
        for row in tables.rows("SELECT provider_message_id FROM message_logs WHERE author = 'lead'")
    )
    yield Finding("words and taps of leads", len(done))
    yield _exactly("… lost", len(done - kept.keys()), 0)
    yield _exactly("… taken twice", sum(times > 1 for times in kept.values()), 0)
    failed = "inbox WHERE done_at IS NULL OR error IS NOT NULL"
    yield _exactly("facts not handled", tables.count(failed), 0)
    due = "effects WHERE done_at IS NULL AND kind <> 'SetTimer'"
    yield _exactly("effects not done", tables.count(due), 0)
    yield _exactly(
        "conversations parked", tables.count("conversations WHERE parked_reason IS NOT NULL"), 0
    )
    yield Finding("pages that did not load at first", sum(b.browser.retries for b in after.buyers))


def _words_and_taps(after: Aftermath) -> set[str]:
    words = {
        str(line.message_id)
        for buyer in after.buyers
        for line in buyer.lead.transcript
        if not line.from_bot
    }
    return words | {f"{TAP}{tap}" for buyer in after.buyers for tap in buyer.taps}


# ---------------------------------------------------------------------------- charged twice?


def _money(after: Aftermath, tables: _Tables) -> Iterator[Finding]:
    sales = after.profile.sales
    charges = Counter(session["client_reference_id"] for session in after.sessions)
    yield _exactly("charges with a checkout", len(charges), sales)
    # A checkout lives for 23 hours, so two of one charge can be paid at the same time.
    yield _exactly("charges with two checkouts", sum(n > 1 for n in charges.values()), 0)
    yield from _idempotency(after)
    paid = [session for session in after.sessions if session["payment_status"] == "paid"]
    payments = tables.rows("SELECT provider_payment_id, charge_id, amount_centavos FROM payments")
    yield _exactly("checkouts paid", len(paid), sales)
    yield _exactly("payments written down", len(payments), sales)
    theirs = {(s["id"], s["client_reference_id"], s["amount_total"]) for s in paid}
    yield _exactly("payments that Stripe does not know so", len(set(payments) - theirs), 0)
    yield _exactly("payments that we do not know", len(theirs - set(payments)), 0)
    owed = "SELECT sum(deposit_centavos) FROM proposals WHERE accepted_at IS NOT NULL"
    yield _exactly(
        "centavos received, against deposits agreed",
        sum(amount for _, _, amount in payments),
        tables.rows(owed)[0][0] or 0,
    )


def _idempotency(after: Aftermath) -> Iterator[Finding]:
    pages: dict[str, set[str]] = defaultdict(set)
    creations = [entry for entry in _accepted(after) if entry.call is Call.CHECKOUT]
    for entry in creations:
        pages[entry.key].add(entry.ref)
    replayed = sum(entry.replayed for entry in creations)
    yield Finding("checkouts asked for again after a kill, with the same key", replayed)
    yield _exactly("keys that made two checkouts", sum(len(p) > 1 for p in pages.values()), 0)
    yield _exactly("checkouts made by two keys", len(pages) - len(set().union(*pages.values())), 0)


def _accepted(after: Aftermath) -> Iterator[Accepted]:
    return (entry for entry in after.journal if isinstance(entry, Accepted))


# ---------------------------------------------------------------------------- said twice?


def _messages(after: Aftermath, tables: _Tables) -> Iterator[Finding]:
    """
    A message whose sending was committed is in the log with Telegram's id.  One that the chat
    shows and the log does not have fell between Telegram's acceptance and our commit.
    """
    sent = tables.rows(
        "SELECT provider_message_id, effect_key FROM message_logs WHERE author = 'bot'"
    )
    ids = {row[0] for row in sent}
    chats = [_from_bot(buyer.lead.transcript) for buyer in after.buyers]
    shown = [str(line.message_id) for chat in chats for line in chat]
    unsure = [each for each in shown if each not in ids]
    repeats = [pair for chat in chats for pair in _repeats(chat, ids)]
    order = _kills_before(after)
    yield Finding("messages shown to leads", len(shown))
    yield _exactly("messages in the log that no chat shows", len(ids - set(shown)), 0)
    yield _exactly("messages logged twice", len(sent) - len({row[1] for row in sent}), 0)
    yield Finding(
        "kills between Telegram's acceptance and our commit", len({order[each] for each in unsure})
    )
    yield Finding("… messages caught there", len(unsure))
    last = after.kills.total()
    yield _exactly("… by no kill at all", sum(order[each] == last for each in unsure), 0)
    yield Finding(
        "messages repeated", len(repeats), f"at most {len(unsure)}", len(repeats) <= len(unsure)
    )
    without_kill = sum(order[first] == order[again] for first, again in repeats)
    yield _exactly("… without a kill between", without_kill, 0)
    yield _exactly("messages shown more than twice", sum(_thrice(chat, ids) for chat in chats), 0)
    unknown = "kind = 'SendMessage' AND error = 'nobody knows whether it arrived'"
    lost = tables.count(f"effects WHERE {unknown}")
    yield Finding("messages given up after two kills, and told to the operator", lost)
    yield _exactly(
        "… operator's tasks for them", tables.count("tasks WHERE kind = 'delivery'"), lost
    )
    yield Finding("times a lead had to ask again", sum(buyer.asked_again for buyer in after.buyers))


def _from_bot(transcript: list[Line]) -> list[Line]:
    return [line for line in transcript if line.from_bot]


def _repeats(chat: list[Line], logged: set[str]) -> Iterator[tuple[str, str]]:
    """Pairs of (first, again): a message that nobody knew was shown, and itself once more."""
    for first, again in pairwise(chat):
        if str(first.message_id) not in logged and _content(first) == _content(again):
            yield str(first.message_id), str(again.message_id)


def _thrice(chat: list[Line], logged: set[str]) -> int:
    """How often a message of which two copies were not known was shown a third time."""
    again = {second for _, second in _repeats(chat, logged)}
    return sum(first in again for first, _ in _repeats(chat, logged))


def _content(line: Line) -> object:
    return line.text, line.keys, line.document


def _kills_before(after: Aftermath) -> dict[str, int]:
    """By Telegram's message id: how many servers had been killed when it was accepted."""
    places, kills = {}, 0
    for entry in after.journal:
        if isinstance(entry, Killed):
            kills += 1
        elif entry.call is Call.SEND:
            places[entry.ref] = kills
    return places


# ---------------------------------------------------------------------------- forgotten?


def _replays(after: Aftermath, tables: _Tables) -> Iterator[Finding]:
    """What the inbox recorded leads to the very conversations that are stored."""
    stored = [decode_conversation(row[0]) for row in tables.rows("SELECT data FROM conversations")]
    differ = asyncio.run(_differing(after, stored))
    yield _exactly("conversations that a replay of the inbox does not rebuild", differ, 0)


async def _differing(after: Aftermath, stored: list[Conversation]) -> int:
    application = build(read_settings(after.environment))
    await application.store.open()
    try:
        rebuilt = [await _rebuild(application, each) for each in stored]
    finally:
        await application.store.close()
    return sum(ours != theirs for ours, theirs in zip(rebuilt, stored, strict=True))


async def _rebuild(application: Application, stored: Conversation) -> Conversation:
    conversation = Conversation(stored.id, stored.contact)
    for event in await application.store.replay(stored.id):
        conversation = application.flow.step(conversation, event).conversation
    return conversation
