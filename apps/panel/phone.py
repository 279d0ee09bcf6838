"""
What a text looks like on the lead's phone, filled as the sales of this business would fill it.

The words are the owner's, and still nothing in them is markup of ours: all is escaped, and only
`*bold*` becomes bold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import NamedTuple

from apps.panel.house import House
from apps.text_lengths import CHANNELS
from autovenda_core.catalog import Catalog
from autovenda_core.effects import Link, LinkKind, Say, SendMessage, Text
from autovenda_core.model import DateRange, MoneyRange, Offer, Qualification
from autovenda_core.ports.channel import OutgoingMessage, UrlButton
from autovenda_core.ports.fitting import fit
from autovenda_core.texts import Template, Texts
from autovenda_core.texts.rendering import Rendered, render, render_alert

__all__ = ["Shown", "as_html", "example", "on_channel"]

URL = "https://…/p/…"
NAME = "Marina"
_BOLD = re.compile(r"\*([^\s*](?:[^*\n]*[^\s*])?)\*")


class Shown(NamedTuple):
    """One message as a phone shows it."""

    text: str
    buttons: tuple[str, ...]
    """Titles of what can be tapped, the link's last."""


def example(
    text: Text,
    texts: Texts,
    catalog: Catalog,
    house: House,
    answers: Mapping[str, Template],
    now: datetime,
    topic: str = "",
) -> Rendered:
    """A text as it would be sent to Marina now; `topic`: the question that it answers."""
    if text is Text.OWNER_ALERT:
        return render_alert("Marina quer falar com uma pessoa.", texts)
    offer = _offer(catalog, now)
    say = Say(
        text,
        offer=offer,
        wants=Qualification(
            need="um site para a clínica",
            budget=MoneyRange(None, offer.total_centavos),
            deadline=DateRange(to_day=(now + timedelta(days=30)).date()),
        ),
        packages=tuple(catalog.by_id)[:3],
        at=now,
        day=house.calendar.add_business_days(house.calendar.day(now), offer.delivery_days),
        amount_centavos=offer.deposit_centavos,
        subject="Página extra",
        words="um site para a clínica",
        topic=topic,
    )
    link = Link(LinkKind.PAYMENT, "", 1)
    message = SendMessage((say,), buttons=("1", "2", "3"), link=link, client_name=NAME)
    return render(message, texts, catalog, house.rules, house.calendar, answers)


def on_channel(rendered: Rendered, channel: str) -> Shown:
    """The same as one channel shows it: what cannot be tapped there is numbered in the text."""
    link = UrlButton(rendered.link.title, URL) if rendered.link else None
    message = OutgoingMessage("", "", rendered.text, rendered.buttons, link)
    fitted = fit(message, CHANNELS[channel].capabilities)
    titles = [button.title for button in fitted.buttons]
    return Shown(fitted.text, (*titles, *([f"↗ {fitted.link.title}"] if fitted.link else [])))


def as_html(shown: Shown, label: str) -> str:
    """A bubble with its buttons; the classes are those of panel.css."""
    body = _BOLD.sub(r"<b>\1</b>", escape(shown.text)).replace("\n", "<br>")
    taps = "".join(f'<div class="av-tap">{escape(title)}</div>' for title in shown.buttons)
    return (
        f'<div class="av-phone" role="group" aria-label="{escape(label)}">'
        f'<div class="av-bubble">{body or "&nbsp;"}</div>{taps}</div>'
    )


def _offer(catalog: Catalog, now: datetime) -> Offer:
    package = catalog.packages[0]
    return Offer(
        number="C0FFEE-1.1",
        version=1,
        package_id=package.id,
        title=package.name,
        deliverables=package.deliverables,
        total_centavos=package.price_centavos,
        deposit_centavos=package.deposit_centavos,
        delivery_days=package.delivery_days,
        offered_at=now,
        valid_until=now + timedelta(days=7),
    )
