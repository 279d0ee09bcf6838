"""
Makes an anonymous sale of what a person did.

What stays is what the business must be able to show of money: charges, payments and projects with
their amounts and days, and the offers as they were worded by the business, with time and kind of
their acceptance.  What goes: names, documents, contacts, every message, file and answer, the bodies
that webhooks brought, and the words in facts and effects.  Conversations stay as values that the
flow can go on with, opted out and without an address: money that still arrives is counted, and
nobody can be written to.

Whoever writes again afterwards is somebody new: nothing is left that they could be known by.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from adapters.storage.inbox import Wakes, turn_wake
from adapters.storage.merging import hold, living
from adapters.storage.sqlite_engine import empty_log_after
from adapters.storage.tables import (
    CHARGES,
    CLIENTS,
    CONTACTS,
    CONVERSATIONS,
    EFFECTS,
    INBOX,
    MEDIA,
    MERGES,
    MESSAGE_LOGS,
    PROJECTS,
    PROPOSALS,
    TASKS,
)
from autovenda_core.codec import decode_conversation, encode
from autovenda_core.effects import (
    CreateCheckout,
    ExpireCheckout,
    FetchPayment,
    RefundPayment,
    SetTimer,
)
from autovenda_core.events import (
    CheckoutCreated,
    CheckoutFailed,
    ExtraCharged,
    MediaKept,
    PaymentNoticed,
    PaymentSnapshot,
    PaymentUnseen,
    ProjectDelivered,
    RefundRefused,
    RefundRequested,
    TimerFired,
)
from autovenda_core.model import (
    Briefing,
    Charge,
    ChargeKind,
    Contact,
    Conversation,
    Deal,
    Qualification,
)
from autovenda_core.values import replace

__all__ = ["Erased", "anonymous", "erase", "files_of"]

KEPT_FACTS = tuple(
    kind.__name__
    for kind in (
        CheckoutCreated,
        CheckoutFailed,
        ExtraCharged,
        PaymentNoticed,
        PaymentSnapshot,
        PaymentUnseen,
        ProjectDelivered,
        RefundRefused,
        RefundRequested,
        TimerFired,
    )
)
"""Events about money and time: but for an extra's description, nobody's words are in them."""

KEPT_EFFECTS = tuple(
    kind.__name__
    for kind in (CreateCheckout, ExpireCheckout, FetchPayment, RefundPayment, SetTimer)
)

GONE = "(apagado)"
"""What a person reads in the place of words that were removed."""

LEAST_DIGITS = 8
"""Of a contact that is looked for in the bodies of webhooks; less would be found by chance."""


@dataclass(frozen=True)
class Erased:
    """That a client was erased."""

    client_id: str
    protocol: str
    """What the person is told, as the proof of it."""
    at: datetime
    files: tuple[str, ...]
    """Names of files that nobody else has, for the caller to delete from the Files port."""
    is_new: bool
    """False: it had been done before."""


def erase(db: Connection, client_id: str, at: datetime) -> tuple[Erased | None, Wakes]:
    """
    Remove everything personal of one client, and of whom they were merged with.

    None: there is no such client.  A second time changes nothing and tells the same protocol.
    Copies in backups are not reached.
    """
    client_id = living(db, client_id)
    row = db.execute(select(CLIENTS).where(CLIENTS.c.id == client_id)).first()
    if row is None:
        return None, []
    threads = hold(db, client_id)
    before = db.execute(select(CLIENTS).where(CLIENTS.c.id == client_id)).one()
    if before.erased_at is not None:
        return Erased(client_id, before.erasure_protocol, before.erased_at, (), is_new=False), []
    empty_log_after(db)
    protocol = _protocol(client_id, at)
    files = files_of(db, client_id)
    db.execute(delete(MEDIA).where(MEDIA.c.client_id == client_id))
    _erase_inbox(db, client_id, threads, at)
    _erase_effects(db, threads, at)
    _erase_conversations(db, threads, at)
    _erase_projections(db, client_id, threads, at)
    _erase_people(db, client_id, protocol, at)
    wakes = [turn_wake(thread, at) for thread in threads]  # money may wait in their inbox
    return Erased(client_id, protocol, at, files, is_new=True), wakes


def _protocol(client_id: str, at: datetime) -> str:
    digest = hashlib.blake2s(f"{client_id}:{at.isoformat()}".encode(), digest_size=4)
    return f"LGPD-{at:%Y%m%d}-{digest.hexdigest().upper()}"


def files_of(db: Connection, client_id: str) -> tuple[str, ...]:
    """
    The names of a client's files and proposals in the Files port, as far as nobody else has them.

    A file is named after its content, so two people who sent the same picture share one.
    """
    whose = MEDIA.c.client_id == living(db, client_id)
    names = set(db.execute(select(MEDIA.c.name).where(whose, MEDIA.c.name.is_not(None))).scalars())
    names |= set(_just_kept(db, living(db, client_id)))
    others = select(MEDIA.c.name).where(~whose, MEDIA.c.name.in_(names))
    names -= set(db.execute(others).scalars())
    proposals = select(PROPOSALS.c.sha256).where(
        PROPOSALS.c.client_id == living(db, client_id), PROPOSALS.c.sha256.is_not(None)
    )
    return tuple(sorted(names | set(db.execute(proposals).scalars())))


def _just_kept(db: Connection, client_id: str) -> Iterator[str]:
    """The names of files whose fetching was told, and not written down yet."""
    theirs = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.client_id == client_id)
    told = select(INBOX.c.payload).where(
        INBOX.c.conversation_id.in_(theirs),
        INBOX.c.kind == MediaKept.__name__,
        INBOX.c.done_at.is_(None),
    )
    return (json.loads(payload)["name"] for payload in db.execute(told).scalars())


def _erase_inbox(db: Connection, client_id: str, threads: Sequence[str], at: datetime) -> None:
    """Empty the facts; those about money keep what they say, but not the body they came in."""
    _erase_shared_bodies(db, threads)
    _erase_what_was_nobodys(db, client_id)
    theirs = INBOX.c.conversation_id.in_(threads)
    _digest_names(db, theirs)
    nothing = {"raw": None, "about_message": None, "error": None}
    db.execute(update(INBOX).where(theirs).values(nothing))
    personal = or_(INBOX.c.kind.is_(None), INBOX.c.kind.not_in(KEPT_FACTS))
    emptied = {"kind": None, "payload": None, "derived": "[]"}
    done_at = func.coalesce(INBOX.c.done_at, literal(at, INBOX.c.done_at.type))
    db.execute(update(INBOX).where(theirs, personal).values(**emptied, done_at=done_at))
    _change(db, INBOX, theirs & (INBOX.c.kind == PaymentSnapshot.__name__), "instructions", None)
    _change(db, INBOX, theirs & (INBOX.c.kind == ExtraCharged.__name__), "description", GONE)


def _erase_shared_bodies(db: Connection, threads: Sequence[str]) -> None:
    """A body is kept with the first fact that it brought, which may be another person's."""
    mine, beside = INBOX.alias("mine"), INBOX.alias("beside")
    came_together = (
        select(beside.c.seq)
        .join(
            mine,
            (mine.c.source == beside.c.source) & (mine.c.received_at == beside.c.received_at),
        )
        .where(mine.c.conversation_id.in_(threads), beside.c.raw.is_not(None))
    )
    seqs = db.execute(came_together).scalars().all()
    for some in _by_hundreds(sorted(set(seqs))):
        db.execute(update(INBOX).where(INBOX.c.seq.in_(some)).values(raw=None))


def _erase_what_was_nobodys(db: Connection, client_id: str) -> None:
    """Facts that no conversation has, in whose body a contact of theirs is found."""
    contacts = select(CONTACTS.c.value).where(CONTACTS.c.client_id == client_id)
    nothing = {"kind": None, "payload": None, "raw": None, "about_message": None}
    for value in db.execute(contacts).scalars().all():
        if len(value) >= LEAST_DIGITS:
            told = INBOX.c.raw.contains(value, autoescape=True)
            nobodys = INBOX.c.conversation_id.is_(None)
            db.execute(update(INBOX).where(nobodys, told).values(nothing))


def _digest_names(db: Connection, theirs: ColumnElement[bool]) -> None:
    """
    WhatsApp's message ids have the phone number in them, encoded: keep a digest in their place.

    What came from the channel is never delivered again by then, because it was answered 200.
    """
    channels = select(CONVERSATIONS.c.channel).distinct()
    came_in = INBOX.c.source.in_(channels) | (INBOX.c.source == "merge")
    rows = db.execute(select(INBOX.c.seq, INBOX.c.external_id).where(theirs, came_in)).all()
    names = [{"_seq": row.seq, "external_id": _digest(row.external_id)} for row in rows]
    if names:
        db.execute(_RENAME, names)


def _erase_effects(db: Connection, threads: Sequence[str], at: datetime) -> None:
    """Close what would be said or fetched, and empty what was; money and timers go on."""
    theirs = EFFECTS.c.conversation_id.in_(threads)
    done_at = func.coalesce(EFFECTS.c.done_at, literal(at, EFFECTS.c.done_at.type))
    db.execute(
        update(EFFECTS)
        .where(theirs, EFFECTS.c.kind.not_in(KEPT_EFFECTS))
        .values(payload="{}", done_at=done_at, error=None, lease_until=None, confirmed_as=None)
    )
    checkouts = theirs & (EFFECTS.c.kind == CreateCheckout.__name__)
    _change(db, EFFECTS, checkouts, "email", None)
    for charge_id in _extras(db, threads):
        of_it = checkouts & EFFECTS.c.payload.contains(f'"{charge_id}"', autoescape=True)
        _change(db, EFFECTS, of_it, "description", GONE)


def _extras(db: Connection, threads: Sequence[str]) -> Sequence[str]:
    """The ids of charges whose description an operator wrote."""
    theirs = (CHARGES.c.conversation_id.in_(threads), CHARGES.c.kind == ChargeKind.EXTRA)
    return db.execute(select(CHARGES.c.id).where(*theirs)).scalars().all()


def _change(
    db: Connection, table: Table, which: ColumnElement[bool], field: str, instead: str | None
) -> None:
    """Put something in the place of a field of payloads, or nothing."""
    seq, payload = table.c.seq, table.c.payload
    for row in db.execute(select(seq, payload).where(which)).all():
        value = json.loads(row.payload)
        if value.pop(field, None) is not None:
            value |= {} if instead is None else {field: instead}
            db.execute(update(table).where(seq == row.seq).values(payload=json.dumps(value)))


def _erase_conversations(db: Connection, threads: Sequence[str], at: datetime) -> None:
    rows = select(CONVERSATIONS.c.id, CONVERSATIONS.c.data).where(CONVERSATIONS.c.id.in_(threads))
    for row in db.execute(rows).all():
        after = anonymous(decode_conversation(row.data))
        values = {
            "address": after.contact.address,
            "version": after.version,
            "data": encode(after),
            "parked_reason": None,  # what could not be handled may be among what was removed
            "heard_at": None,
            "updated_at": at,
        }
        db.execute(update(CONVERSATIONS).where(CONVERSATIONS.c.id == row.id).values(values))


def anonymous(before: Conversation) -> Conversation:
    """
    The same sale of nobody.

    Made of what is known to be nobody's data, and not by leaving out what is somebody's: a field
    that is new tomorrow is not kept by mistake.
    """
    return Conversation(
        id=before.id,
        contact=Contact(before.contact.channel, ""),
        state=before.state,
        version=before.version + 1,
        owner=before.owner,
        opted_out=True,
        expecting=before.expecting,
        deal=_anonymous_deal(before.deal),
        earlier=tuple(map(_anonymous_deal, before.earlier)),
        timers=before.timers,
        human_at=before.human_at,
        model_use=before.model_use,
    )


def _anonymous_deal(deal: Deal) -> Deal:
    accepted = deal.acceptance
    return Deal(
        number=deal.number,
        wants=Qualification(package_id=deal.wants.package_id),
        offer=deal.offer,
        acceptance=None if accepted is None else replace(accepted, message_id=""),
        deposit=None if deal.deposit is None else _anonymous_charge(deal.deposit),
        further=tuple(map(_anonymous_charge, deal.further)),
        void=tuple(map(_anonymous_charge, deal.void)),
        briefing=Briefing(submitted_at=deal.briefing.submitted_at),
        project=deal.project,
        lost=deal.lost,
        proposal_sha256=deal.proposal_sha256,
    )


def _anonymous_charge(charge: Charge) -> Charge:
    """Without the voucher, which bears the payer's name, and what an operator wrote."""
    worded = GONE if charge.kind is ChargeKind.EXTRA else charge.description
    return replace(charge, instructions=None, description=worded)


def _erase_projections(
    db: Connection, client_id: str, threads: Sequence[str], at: datetime
) -> None:
    db.execute(delete(MESSAGE_LOGS).where(MESSAGE_LOGS.c.client_id == client_id))
    changes: Mapping[Table, dict[str, object]] = {
        PROPOSALS: {"accepted_message_id": None},
        PROJECTS: {"briefing": "{}"},
        CHARGES: {"pending_url": None, "pending_code": None},
    }
    for table, values in changes.items():
        db.execute(update(table).where(table.c.client_id == client_id).values(values))
    extras = update(CHARGES).where(CHARGES.c.id.in_(_extras(db, threads)))
    db.execute(extras.values(description=GONE))
    closed_at = func.coalesce(TASKS.c.closed_at, literal(at, TASKS.c.closed_at.type))
    tasks = update(TASKS).where(TASKS.c.conversation_id.in_(threads))
    db.execute(tasks.values(summary=GONE, closed_at=closed_at))


def _erase_people(db: Connection, client_id: str, protocol: str, at: datetime) -> None:
    """The client, and everybody who was merged into them."""
    everybody = list(_merged_into(db, client_id))
    fields = ("name", "search_name", "email", "phone", "cpf", "cnpj")
    erased = {"erased_at": at, "erasure_protocol": protocol, "updated_at": at}
    empty = dict.fromkeys(fields)
    db.execute(delete(CONTACTS).where(CONTACTS.c.client_id == client_id))
    db.execute(update(CLIENTS).where(CLIENTS.c.id.in_(everybody)).values(**empty, **erased))
    merges = update(MERGES).where(MERGES.c.gone_client_id.in_(everybody))
    db.execute(merges.values(reason=GONE))


def _merged_into(db: Connection, client_id: str) -> Iterator[str]:
    yield client_id
    gone = select(MERGES.c.gone_client_id).where(
        MERGES.c.kept_client_id == client_id, MERGES.c.undone_at.is_(None)
    )
    for each in db.execute(gone).scalars().all():
        yield from _merged_into(db, each)


_RENAME = (
    update(INBOX)
    .where(INBOX.c.seq == bindparam("_seq"))
    .values(external_id=bindparam("external_id"))
)


def _digest(text: str) -> str:
    return "erased:" + hashlib.sha256(text.encode()).hexdigest()


def _by_hundreds(numbers: Sequence[int]) -> Iterator[Collection[int]]:
    """Few enough for one statement: SQLite takes 32,766 parameters, asyncpg 32,767."""
    for begin in range(0, len(numbers), 500):
        yield numbers[begin : begin + 500]
