"""Facts into words: a message as the lead will read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autovenda_core.business_days import Calendar
from autovenda_core.catalog import Catalog
from autovenda_core.effects import Button, Link, LinkButton, Proposal, Say, SendMessage, Text
from autovenda_core.model import Offer, Qualification, Rules
from autovenda_core.money import format_brl
from autovenda_core.texts import LINK, ApprovedText, Template, Texts, wording

__all__ = ["Rendered", "RenderedTemplate", "proposal_of", "render", "render_alert"]


@dataclass(frozen=True)
class RenderedTemplate:
    """A message in its approved form, but for the address of its page."""

    approved: ApprovedText
    values: Mapping[str, str]

    def parameters(self, url: str) -> tuple[str, ...]:
        """What fills {{1}}, {{2}}…; without line breaks, which Meta refuses (code 132018)."""
        values = {**self.values, LINK: url}
        return tuple(" ".join(values[name].split()) for name in self.approved.parameter_names)

    def text(self, url: str) -> str:
        """What the person reads."""
        return self.approved.body.render({**self.values, LINK: url})


@dataclass(frozen=True)
class Rendered:
    """A message in words, before a channel fits it to what it can show."""

    text: str
    buttons: tuple[Button, ...] = ()
    link: LinkButton | None = None
    proposal: Proposal | None = None
    template: RenderedTemplate | None = None
    """The same where only approved messages may be sent; None: it has no such form."""


def render(
    message: SendMessage,
    texts: Texts,
    catalog: Catalog,
    rules: Rules,
    calendar: Calendar,
    answers: Mapping[str, Template],
) -> Rendered:
    """Put a message into words; `answers` are those of the FAQ, by topic."""
    name = wording.quoted(message.client_name or "").split(" ", 1)[0]
    everywhere = {**wording.facts_of(rules), "nome": name}
    paragraphs = [message.words] if message.words else []
    titles: tuple[str, ...] = ()
    link_title = None
    template = None
    for say in message.says:
        entry = texts[say.text]
        values = {**everywhere, **_values(say, catalog, rules, calendar)}
        if say.topic:
            # An answer that was taken out of the file since says nothing.
            answer = answers.get(say.topic)
            values["resposta"] = answer.render(values) if answer is not None else ""
        paragraphs.append(entry.body.render(values))
        titles = entry.button_titles(values) or titles
        link_title = entry.link_title or link_title
        if entry.approved is not None and template is None:
            template = RenderedTemplate(entry.approved, values)
    return Rendered(
        text="\n\n".join(filter(None, paragraphs)),
        buttons=_buttons(message.buttons, titles),
        link=LinkButton(link_title, message.link) if message.link and link_title else None,
        proposal=_proposal(message, rules) if message.with_proposal else None,
        template=template,
    )


def render_alert(text: str, texts: Texts) -> Rendered:
    """What the owner is told, in words."""
    entry = texts[Text.OWNER_ALERT]
    values = {"aviso": text}
    template = RenderedTemplate(entry.approved, values) if entry.approved else None
    return Rendered(entry.body.render(values), template=template)


def _values(say: Say, catalog: Catalog, rules: Rules, calendar: Calendar) -> dict[str, str]:
    """Every placeholder that the facts of a paragraph can fill."""
    values = {"palavras": say.words}
    if say.offer is not None:
        values |= wording.offer_values(say.offer, calendar)
    if say.wants is not None:
        values["resumo"] = wording.summary_of(say.wants)
    if say.at is not None:
        values["data_hora"] = wording.time_in_words(say.at, calendar)
        values["cumprimento"] = wording.greeting(say.at, calendar)
        values["proximo_expediente"] = wording.next_opening(say.at, rules.office, calendar)
    if say.day is not None:
        values["data_entrega"] = wording.day_in_words(say.day)
    if say.amount_centavos is not None:
        values["valor"] = format_brl(say.amount_centavos)
        values["motivo"] = wording.one_line(say.subject or "")
    if say.topic and say.offer is not None:
        values |= wording.package_facts((wording.package_of(say.offer),))
    if say.packages:
        values |= _package_values(say.packages, catalog)
    return values


def _package_values(ids: tuple[str, ...], catalog: Catalog) -> dict[str, str]:
    packages = [catalog.by_id[each] for each in ids if each in catalog.by_id]
    names = [package.name for package in packages] + [""] * 3
    prices = sorted({package.price_centavos for package in packages})
    return {
        "lista_de_pacotes": wording.price_list(packages),
        **wording.package_facts(packages),
        "pacote_menor": names[0],
        "total_menor": format_brl(prices[0]) if prices else "",
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
        client_name=client_name and wording.quoted(client_name),
        wants=wording.wishes_of(wants) if wants else (),
        link=link,
    )
