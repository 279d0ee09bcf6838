"""The message templates that our texts need, and what Meta knows of them."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.whatsapp.cloud.channel import CloudChannel
from autovenda_core.effects import Text
from autovenda_core.runtime.sending import LANGUAGE
from autovenda_core.texts import ApprovedText, Texts

__all__ = ["alert_name", "examples_of", "hand_in", "not_approved"]

_APPROVED = "APPROVED"

_EXAMPLES: Mapping[str, str] = {
    "aviso": "uma pessoa pediu para falar com você",
    "data_entrega": "24/03/2026",
    "humano": "Rafa",
    "link": "https://vendas.example.com.br/p/exemplo",
    "numero": "DF07A1-1.1",
    "pacote": "Pacote Básico",
    "prazo": "10 dias úteis",
    "sinal": "R$ 750,00",
    "total": "R$ 1.500,00",
    "validade": "17/03/2026",
}
"""What a placeholder may become: Meta asks for it, to judge a template by."""


def examples_of(approved: ApprovedText) -> tuple[str, ...]:
    """Something for each {{1}}, {{2}}… of a template, in order."""
    return tuple(_EXAMPLES.get(name, name) for name in approved.parameter_names)


def alert_name(texts: Texts) -> str | None:
    """The template that tells the owner; without one, a channel with a window cannot tell them."""
    approved = texts[Text.OWNER_ALERT].approved
    return approved.name if approved is not None else None


async def hand_in(channel: CloudChannel, texts: Texts) -> list[str]:
    """
    Hand in for approval what Meta does not have yet in our language, by name; those that were.

    One whose words changed keeps its name and is not handed in again: Meta's own page edits it.

    Raises:
        PortError: Meta does not answer, or refuses (the token needs
            `whatsapp_business_management`).
    """
    there = await _statuses(channel)
    wanted = [approved for approved in texts.approved if approved.name not in there]
    for approved in wanted:
        await channel.create_template(
            approved.name, LANGUAGE, approved.numbered, examples_of(approved)
        )
    return [approved.name for approved in wanted]


async def not_approved(channel: CloudChannel, texts: Texts) -> dict[str, str]:
    """
    The templates that cannot be sent, each with its status at Meta, or "missing".

    Raises:
        PortError: Meta does not answer, or refuses.
    """
    found = await _statuses(channel)
    statuses = {each.name: found.get(each.name, "missing") for each in texts.approved}
    return {name: status for name, status in statuses.items() if status != _APPROVED}


async def _statuses(channel: CloudChannel) -> dict[str, str]:
    """By name; a template may be there in several languages, and we send in one."""
    return {
        template.name: template.status
        for template in await channel.templates()
        if template.language == LANGUAGE
    }
