"""Facts into words: a message as the lead will read it."""

from __future__ import annotations

from dataclasses import dataclass

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.effects import Button, Link, LinkButton, Proposal, Say, SendMessage
from autovenda_core.model import Offer, Qualification, Rules
from autovenda_core.texts import Texts, wording

__all__ = ["Rendered", "proposal_of", "render"]


@dataclass(frozen=True)
class Rendered:
    """A message in words, before a channel fits it to what it can show."""

    text: str
    buttons: tuple[Button, ...] = ()
    link: LinkButton | None = None
    proposal: Proposal | None = None


def render(
    message: SendMessage, texts: Texts, catalog: Catalog, rules: Rules, calendar: Calendar
) -> Rendered:
    """Put a message into words."""
    everywhere = {
        "empresa": rules.company,
        "humano": rules.human_name,
        "nome": wording.quoted(message.client_name or "").split(" ", 1)[0],
    }
    paragraphs = [message.words] if message.words else []
    titles: tuple[str, ...] = ()
    link_title = None
    for say in message.says:
        entry = texts[say.text]
        values = {**everywhere, **_values(say, catalog, calendar)}
        paragraphs.append(entry.body.render(values))
        titles = entry.button_titles(values) or titles
        link_title = entry.link_title or link_title
    return Rendered(
        text="\n\n".join(paragraphs),
        buttons=_buttons(message.buttons, titles),
        link=LinkButton(link_title, message.link) if message.link and link_title else None,
        proposal=_proposal(message, rules) if message.with_proposal else None,
    )


def _values(say: Say, catalog: Catalog, calendar: Calendar) -> dict[str, str]:
    """Every placeholder that the facts of a paragraph can fill."""
    values: dict[str, str] = {}
    if say.offer is not None:
        values |= wording.offer_values(say.offer, calendar)
    if say.wants is not None:
        values["resumo"] = wording.summary_of(say.wants)
    if say.at is not None:
        values["data_hora"] = wording.time_in_words(say.at, calendar)
    if say.day is not None:
        values["data_entrega"] = wording.day_in_words(say.day)
    if say.packages:
        values |= _package_values(say.packages, catalog)
    return values


def _package_values(ids: tuple[str, ...], catalog: Catalog) -> dict[str, str]:
    packages = [catalog.by_id[each] for each in ids if each in catalog.by_id]
    names = [package.name for package in packages] + [""] * 3
    prices = sorted({package.price_centavos for package in packages})
    return {
        "lista_de_pacotes": wording.price_list(packages),
        **{f"opcao_{number}": name for number, name in enumerate(names[:3], 1)},
        "faixa_1": wording.whole_reais(prices[0]) if prices else "",
        "faixa_2": wording.whole_reais(prices[min(1, len(prices) - 1)]) if prices else "",
    }


def _buttons(ids: tuple[str, ...], titles: tuple[str, ...]) -> tuple[Button, ...]:
    """Ids with their titles, in order; one whose title is empty has nothing to show."""
    named = [Button(each, title) for each, title in zip(ids, titles, strict=False)]
    return tuple(button for button in named if button.title)


def _proposal(message: SendMessage, rules: Rules) -> Proposal | None:
    for say in message.says:
        if say.offer is not None and message.link is not None:
            return proposal_of(say.offer, say.wants, message.client_name, message.link, rules)
    return None


def proposal_of(
    offer: Offer, wants: Qualification | None, client_name: str | None, link: Link, rules: Rules
) -> Proposal:
    """Everything that the proposal document says."""
    return Proposal(
        offer=offer,
        company=rules.company,
        client_name=client_name,
        wants=wording.wishes_of(wants) if wants else (),
        link=link,
    )
