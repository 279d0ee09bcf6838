"""Requests to each route: noise, forgeries, and most of all bodies that are signed and wrong."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from adapters.http.pages import ACTION, PART, BriefingAction
from adapters.telegram.updates import SECRET_HEADER
from adapters.whatsapp.cloud.emulator.deliveries import signature
from adapters.whatsapp.cloud.webhook import SIGNATURE_HEADER as META_SIGNATURE
from adapters.whatsapp.twilio.signature import FORM, parse_form, sign
from adapters.whatsapp.twilio.signature import SIGNATURE_HEADER as TWILIO_SIGNATURE
from autovenda_core.briefing import default_form
from autovenda_core.errors import InvalidRequest
from autovenda_core.model import Contact
from tests.fuzz import samples
from tests.fuzz.mutations import (
    Pairs,
    header_text,
    mutated_form,
    mutated_json,
    noise,
    odd_text,
    query_of,
)
from tests.fuzz.site import (
    APP_SECRET,
    AUTH_TOKEN,
    ENDPOINT_SECRET,
    PATH_SECRET,
    PUBLIC_URL,
    SECRET_TOKEN,
    VERIFY_TOKEN,
    Attack,
    Site,
)

__all__ = ["ROUTES", "Route"]

_FORGED = 0.12
_NOISE = 0.05
_ODD_SENDER = 0.08
_HEADERS = (
    "accept",
    "content-encoding",
    "content-type",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-twilio-webhooks-signature-settings",
)


@dataclass(frozen=True)
class Route:
    """Where attacks go."""

    source: str
    """What the inbox calls the facts that come in there."""
    draw: Callable[[Random, Site], Attack]


class Seal(Protocol):
    """The request that a provider makes of a body, with our secret or another."""

    def __call__(self, body: bytes, query: str, secret: str, site: Site) -> Attack: ...


@dataclass(frozen=True)
class Webhook:
    """How one provider's requests are made."""

    source: str
    secret: str
    seal: Seal
    sample: Callable[[Random, Site], bytes]
    """A body as it comes, with something wrong in it."""
    of: Callable[[Random, str], bytes] | None = None
    """A text of the person with this id, as it comes."""
    odd_id: Callable[[Random], str] = samples.odd_sender

    def draw(self, dice: Random, site: Site) -> Attack:
        """One request."""
        roll = dice.random()
        if roll < _FORGED:
            return self._forgery(dice, site)
        if roll < _FORGED + _ODD_SENDER and self.of is not None:
            sender = self.odd_id(dice)
            genuine = self.seal(self.of(dice, sender), "", self.secret, site)
            return replace(genuine, sender=Contact(self.source, sender))
        query = query_of(dice, [("key", "c:1:0")]) if dice.random() < 0.2 else ""
        return _with_more_headers(self.seal(self._body(dice, site), query, self.secret, site), dice)

    def _body(self, dice: Random, site: Site) -> bytes:
        return noise(dice) if dice.random() < _NOISE else self.sample(dice, site)

    def _forgery(self, dice: Random, site: Site) -> Attack:
        wrong = dice.choice((header_text(dice), self.secret[:-1], f"{self.secret}x"))
        forged = self.seal(self._body(dice, site), "", wrong, site)
        if forged.headers and dice.random() < 0.5:
            garbled = tuple((name, header_text(dice)) for name, _ in forged.headers)
            forged = replace(forged, headers=garbled)
        return replace(_with_more_headers(forged, dice), is_forged=True)


def _with_more_headers(attack: Attack, dice: Random) -> Attack:
    """Behind those of the attack: of two with one name the first one counts."""
    names = dice.sample(_HEADERS, dice.choice((0, 0, 1, 3)))
    return replace(attack, headers=attack.headers + tuple((n, header_text(dice)) for n in names))


# ---------------------------------------------------------------------------- webhooks


def _telegram(body: bytes, query: str, secret: str, site: Site) -> Attack:
    return Attack("POST", "/webhook/telegram", query, ((SECRET_HEADER, secret),), body)


def _meta(body: bytes, query: str, secret: str, site: Site) -> Attack:
    headers = ((META_SIGNATURE, signature(body, secret)),)
    return Attack("POST", "/webhook/whatsapp", query, headers, body)


def _twilio(body: bytes, query: str, secret: str, site: Site) -> Attack:
    path = "/webhook/whatsapp/twilio"
    try:
        parameters = parse_form(body)
    except InvalidRequest:
        parameters = []
    url = f"{PUBLIC_URL}{path}{'?' if query else ''}{query}"
    headers = ((TWILIO_SIGNATURE, sign(url, parameters, secret)), ("content-type", FORM))
    return Attack("POST", path, query, headers, body)


def _wppconnect(body: bytes, query: str, secret: str, site: Site) -> Attack:
    path = f"/webhook/whatsapp/wppconnect/{quote(secret, safe='')}"
    return Attack("POST", path, query, (), body)


def _stripe(body: bytes, query: str, secret: str, site: Site) -> Attack:
    at = str(int(site.clock.now().timestamp()))
    mark = hmac.digest(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hex()
    headers = (("stripe-signature", f"t={at},v1={mark}"),)
    return Attack("POST", "/webhook/payment/stripe", query, headers, body)


def _as_json(sample: Callable[[Random], Any]) -> Callable[[Random, Site], bytes]:
    return lambda dice, site: mutated_json(sample(dice), dice)


def _challenge(dice: Random, site: Site) -> Attack:
    token = VERIFY_TOKEN if dice.random() < 0.7 else odd_text(dice)
    asked = [
        ("hub.mode", "subscribe"),
        ("hub.challenge", "1158201444"),
        ("hub.verify_token", token),
    ]
    attack = Attack("GET", "/webhook/whatsapp", query_of(dice, asked))
    return _with_more_headers(attack, dice)


# ---------------------------------------------------------------------------- pages


def _page(name: str, fields: Callable[[Random], Pairs]) -> Route:
    def draw(dice: Random, site: Site) -> Attack:
        path, is_forged = site.page(name), dice.random() < 0.3
        if is_forged:
            path = _misspelt(path, dice)
        query = query_of(dice, [(PART, str(dice.randrange(6)))])
        body = noise(dice) if dice.random() < _NOISE else mutated_form(fields(dice), dice)
        form = (("content-type", FORM),) if dice.random() < 0.9 else ()
        attack = Attack("POST", path, query, form, body, is_forged)
        return _with_more_headers(attack, dice)

    return Route("page", draw)


def _misspelt(path: str, dice: Random) -> str:
    folder, _, token = path.rpartition("/")
    at = dice.randrange(len(token))
    other = "A" if token[at] != "A" else "B"
    wrong = (token[:at], token[:at] + other + token[at + 1 :], token * 50, f"{token}=")
    return f"{folder}/{dice.choice((*wrong, quote(odd_text(dice), errors='replace', safe='')))}"


def _answers(dice: Random) -> Pairs:
    """The briefing, filled in without sense."""
    fields = [(field.id, odd_text(dice)) for field in default_form().fields]
    buttons = [*(action.value for action in BriefingAction), odd_text(dice)]
    return [*fields, (ACTION, dice.choice(buttons))]


def _nothing(dice: Random) -> Pairs:
    return [("a", odd_text(dice))]


# ---------------------------------------------------------------------------- all of them


def _text_of_telegram(dice: Random, sender: str) -> bytes:
    return json.dumps(samples.telegram_update(dice, int(sender))).encode()


def _text_of_meta(dice: Random, sender: str) -> bytes:
    return json.dumps(samples.whatsapp_body(dice, sender)).encode()


def _text_of_twilio(dice: Random, sender: str) -> bytes:
    return urlencode(samples.twilio_form(dice, sender)).encode()


def _text_of_wppconnect(dice: Random, sender: str) -> bytes:
    return json.dumps(samples.wppconnect_webhook(dice, sender)).encode()


def _odd_number(dice: Random) -> str:
    return str(dice.choice((-1, 1)) * dice.getrandbits(dice.choice((1, 31, 52, 62))))


_WEBHOOKS = {
    "telegram": Webhook(
        "telegram",
        SECRET_TOKEN,
        _telegram,
        _as_json(samples.telegram_update),
        _text_of_telegram,
        _odd_number,
    ),
    "whatsapp": Webhook(
        "whatsapp", APP_SECRET, _meta, _as_json(samples.whatsapp_body), _text_of_meta
    ),
    "twilio": Webhook(
        "twilio",
        AUTH_TOKEN,
        _twilio,
        lambda dice, site: mutated_form(samples.twilio_form(dice), dice),
        _text_of_twilio,
    ),
    "wppconnect": Webhook(
        "wppconnect",
        PATH_SECRET,
        _wppconnect,
        _as_json(samples.wppconnect_webhook),
        _text_of_wppconnect,
    ),
    "stripe": Webhook(
        "stripe",
        ENDPOINT_SECRET,
        _stripe,
        lambda dice, site: mutated_json(samples.stripe_event(dice, site.charges), dice),
    ),
}

ROUTES: Mapping[str, Route] = {
    **{name: Route(webhook.source, webhook.draw) for name, webhook in _WEBHOOKS.items()},
    "challenge": Route("whatsapp", _challenge),
    "payment_page": _page("p", _nothing),
    "briefing_page": _page("b", _answers),
    "proposal_page": _page("proposta", _nothing),
}
"""Every route that takes something from outside, by the name for the command line."""
