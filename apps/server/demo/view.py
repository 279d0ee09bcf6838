"""The demo page as one JSON value, made of a picture of the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.http.links import PATHS
from apps.server.demo.director import Director, Note
from apps.server.demo.journal import Entry, journal
from apps.server.demo.queries import Effect, Json, Message, Picture
from apps.server.demo.words import ACTS, EFFECTS, LOST, STEPS, TIMERS
from autovenda_core.business_days import Calendar
from autovenda_core.codec import decode_event
from autovenda_core.effects import Link, LinkKind
from autovenda_core.events import Slots, Understood
from autovenda_core.model import ChargeStatus, Conversation, Deal, Owner, State, Timer
from autovenda_core.money import format_brl
from autovenda_core.texts.wording import budget_in_words, day_in_words, deadline_in_words

__all__ = ["page_state"]

NEWEST = 60
"""Lines of log and outbox; the page is a window, not an archive."""


def page_state(director: Director, picture: Picture) -> dict[str, Any]:
    """Everything that the page shows."""
    stage = director.stage
    now, calendar = stage.clock.now(), stage.latest.flow.calendar
    times = Times(calendar, now)
    conversation = picture.conversation
    return {
        "up": stage.is_up,
        "clock": {"now": times.moment(now), "ahead": _ahead(stage.clock.ahead)},
        "lead": stage.memory.now.lead,
        "company": stage.settings.company,
        "human": stage.settings.human_name,
        "steps": _steps(conversation.state),
        "state": conversation.state,
        "lost": _lost(conversation),
        "owner": conversation.owner,
        "opted_out": conversation.opted_out,
        "parked": picture.parked,
        "deal": _deal(conversation.deal),
        "messages": [_message(director, picture, each, times) for each in picture.messages],
        "typing": picture.is_busy(now),
        "understood": _understood(director, picture),
        "timers": list(_timers(picture, times)),
        "outbox": [_effect(each, conversation, now) for each in _newest(picture.effects)],
        "log": _log([*journal(picture.facts), *_noted(director.notes)], times),
        "tasks": picture.tasks,
        "can": _possible(director, conversation),
    }


class Times:
    """Instants as the page shows them, on the business's clock."""

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self._calendar = calendar
        self._now = now

    def clock(self, at: datetime) -> str:
        """14:31."""
        return f"{self._calendar.local(at):%H:%M}"

    def exact(self, at: datetime) -> str:
        """14:31:05."""
        return f"{self._calendar.local(at):%H:%M:%S}"

    def moment(self, at: datetime) -> str:
        """23/11 às 14:31."""
        return f"{self._calendar.local(at):%d/%m às %H:%M}"

    def left(self, at: datetime) -> str:
        """How long until then, roughly: em 22 h."""
        minutes = max(0, round((at - self._now).total_seconds() / 60))
        if minutes < 90:
            return f"em {minutes} min" if minutes else "agora"
        hours = round(minutes / 60)
        return f"em {hours} h" if hours < 48 else f"em {round(hours / 24)} dias"


def _newest(rows: Sequence[Effect]) -> Sequence[Effect]:
    return rows[: -NEWEST - 1 : -1]


def _ahead(ahead: timedelta) -> str:
    hours = round(ahead.total_seconds() / 3600)
    return f"+{hours} h" if hours else ""


# ---------------------------------------------------------------------------- the sale


def _steps(state: State) -> list[dict[str, str]]:
    order = list(STEPS)
    here = order.index(state) if state in STEPS else -1

    def status(number: int) -> str:
        if number == here:
            return "here"
        return "done" if number < here else "ahead"

    return [
        {"id": step, "label": STEPS[step], "status": status(number)}
        for number, step in enumerate(order)
    ]


def _lost(conversation: Conversation) -> str | None:
    if conversation.state is not State.LOST:
        return None
    reason = conversation.deal.lost
    return LOST[reason] if reason else ""


def _deal(deal: Deal) -> list[list[str]]:
    """What the two have agreed on so far, as pairs of a label and a text."""
    pairs: list[list[str]] = []
    if deal.offer is not None:
        pairs += [["Proposta", f"{deal.offer.title} · nº {deal.offer.number}"]]
        pairs += [["Total", format_brl(deal.offer.total_centavos)]]
        pairs += [[_deposit_label(deal), format_brl(deal.offer.deposit_centavos)]]
    if deal.project is not None and deal.project.deadline is not None:
        pairs += [["Entrega", day_in_words(deal.project.deadline)]]
    return pairs


def _deposit_label(deal: Deal) -> str:
    match deal.deposit.status if deal.deposit else None:
        case ChargeStatus.PAID:
            return "Sinal, pago"
        case ChargeStatus.PENDING:
            return "Sinal, no banco"
        case _:
            return "Sinal"


def _possible(director: Director, conversation: Conversation) -> Mapping[str, bool]:
    """Which buttons make sense now; the server checks again."""
    deposit, state = conversation.deal.deposit, conversation.state
    status = deposit.status if deposit and state is State.AWAITING_PAYMENT else None
    known = conversation.version > 0
    payable, person = status is ChargeStatus.OPEN, conversation.owner is Owner.HUMAN
    return {
        **dict.fromkeys(director.acts, True),
        **dict.fromkeys(("pay-card", "expire-pix", "take-boleto", "decline-card"), payable),
        "settle-boleto": status is ChargeStatus.PENDING,
        "repeat-webhook": bool(director.stage.provider.webhooks.attempts),
        "ask-person": known,
        "stop": known,
        "take-over": known and not person,
        "give-back": person,
        "special-offer": known and state not in (State.PAID, State.BRIEFING),
    }


# ---------------------------------------------------------------------------- the phone


def _message(
    director: Director, picture: Picture, message: Message, times: Times
) -> dict[str, Any]:
    links = director.stage.latest.links

    def path(fields: Json) -> str:
        kind = LinkKind(fields["kind"])
        link = Link(kind, picture.conversation.id, fields["deal"], fields["generation"])
        return f"{PATHS[kind]}{links.token(link)}"

    link, document = message.payload.get("link"), message.payload.get("document")
    return {
        "id": message.id,
        "author": message.author,
        "text": message.text,
        "at": times.clock(message.at),
        "read": not any(
            waiting.message_id == message.provider_message_id
            for waiting in picture.conversation.pending
        ),
        "buttons": message.payload.get("buttons", []),
        "link": {"title": link["title"], "path": path(link)} if link else None,
        "document": {"name": document, "path": f"{path(message.link)}/pdf"}
        if document and message.link
        else None,
    }


# ---------------------------------------------------------------------------- what was understood


def _understood(director: Director, picture: Picture) -> dict[str, Any] | None:
    for fact in reversed(picture.facts):
        for derived in fact.derived:
            event = decode_event(derived["kind"], json.dumps(derived["event"]))
            if isinstance(event, Understood):
                return {
                    "text": _texts(picture, event),
                    "acts": [
                        {
                            "label": ACTS[read.act],
                            "act": read.act,
                            "percent": round(read.confidence * 100),
                            "rule": read.rule,
                        }
                        for read in event.acts
                    ],
                    "slots": [list(pair) for pair in _slots(director, event.slots)],
                }
    return None


def _texts(picture: Picture, event: Understood) -> str:
    ids = set(event.message_ids)
    return " · ".join(each.text for each in picture.messages if each.provider_message_id in ids)


def _slots(director: Director, slots: Slots) -> Iterator[tuple[str, str]]:
    packages = director.stage.latest.flow.catalog.by_id
    package = packages.get(slots.package_id or "")
    given = {
        "necessidade": slots.need,
        "pacote": package.name if package else slots.package_id,
        "nome": slots.name,
        "orçamento": budget_in_words(slots.budget) if slots.budget else None,
        "prazo": deadline_in_words(slots.deadline) if slots.deadline else None,
        "e-mail": slots.email,
        "telefone": slots.phone,
        "CPF": slots.cpf,
        "CNPJ": slots.cnpj,
        "versão da proposta": slots.offer_number,
    }
    return ((label, text) for label, text in given.items() if text)


# ---------------------------------------------------------------------------- what is to come


def _timers(picture: Picture, times: Times) -> Iterator[dict[str, str]]:
    """Timers that still count, and messages that wait for a better hour."""
    for effect in picture.effects:
        if effect.is_done:
            continue
        if effect.kind == "SetTimer" and not _is_stale(effect, picture.conversation):
            label = TIMERS[Timer(effect.payload["timer"])]
        elif effect.error == "quiet hours":
            label = "lembrete, depois do horário de silêncio"
        else:
            continue
        yield {"label": label, "at": times.moment(effect.due_at), "left": times.left(effect.due_at)}


def _is_stale(effect: Effect, conversation: Conversation) -> bool:
    """A timer that a newer one has replaced: it will fire, and be ignored."""
    return (
        effect.kind == "SetTimer"
        and effect.payload["generation"] != conversation.timers[Timer(effect.payload["timer"])]
    )


def _effect(effect: Effect, conversation: Conversation, now: datetime) -> dict[str, Any]:
    kind = EFFECTS.get(effect.kind, effect.kind)
    if effect.kind == "SetTimer":
        kind = f"{kind}: {TIMERS[Timer(effect.payload['timer'])]}"
    return {
        "key": effect.key,
        "short": effect.key.partition(":")[2],
        "kind": kind,
        "code": effect.kind,
        "state": _state_of(effect, conversation, now),
        "error": effect.error,
        "tries": effect.tries,
    }


def _state_of(effect: Effect, conversation: Conversation, now: datetime) -> str:
    if effect.is_done:
        return "não enviado" if effect.error else "feito"
    if _is_stale(effect, conversation):
        return "sem efeito"
    if effect.is_leased:
        return "em curso"
    return "agendado" if effect.due_at > now else "na fila"


# ---------------------------------------------------------------------------- the log


def _noted(notes: Sequence[Note]) -> Iterator[Entry]:
    for number, note in enumerate(notes):
        yield Entry(f"note-{number}", note.at, "demo", note.text)


def _log(entries: list[Entry], times: Times) -> list[dict[str, Any]]:
    newest = sorted(entries, key=lambda entry: entry.at)[: -NEWEST - 1 : -1]
    return [
        {
            "id": entry.id,
            "at": times.exact(entry.at),
            "who": entry.who,
            "what": entry.what,
            "rows": entry.rows,
            "move": entry.move,
        }
        for entry in newest
    ]
