"""From the token in an address to the deal it opens, and waiting for what a POST has asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from adapters.http.links import PATHS
from apps.server.limiting import RateLimiter
from apps.wiring import Application
from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import Event
from autovenda_core.model import Conversation, Deal
from autovenda_core.ports.store import Incoming

__all__ = ["Door", "Opened"]

LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True)
class Opened:
    """What a link leads to, as the store has it now."""

    link: Link
    conversation: Conversation
    deal: Deal
    """The link's; perhaps one before the current one."""

    @property
    def is_current(self) -> bool:
        """Whether this is the deal that the conversation is about."""
        return self.deal.number == self.conversation.deal.number


class Door:
    """Opens the public pages of an application; a POST waits for at most `patience_seconds`."""

    def __init__(
        self, application: Application, limiter: RateLimiter, patience_seconds: float
    ) -> None:
        self.application = application
        self._limiter = limiter
        self._patience_seconds = patience_seconds

    async def open(self, request: Request, kind: LinkKind) -> Opened:
        """
        The page behind the token of a request.  Changes nothing.

        Raises:
            TooManyRequests: the client asks too often.
            InvalidRequest: nobody of ours made this token (404).
            Unavailable: the store is down.
        """
        await self._limiter.count_page(request)
        link = self.application.links.read(request.path_params["token"], kind)
        conversation = await self.application.store.conversation(link.conversation_id)
        deal = _deal(conversation, link.deal) if conversation is not None else None
        if conversation is None or deal is None:
            raise InvalidRequest("unknown link", status=404)
        return Opened(link, conversation, deal)

    def path(self, link: Link) -> str:
        """Where a page of ours is, on this server."""
        return f"{PATHS[link.kind]}{self.application.links.token(link)}"

    def chat_url(self, opened: Opened) -> str | None:
        """The way back into the chat, where we know one."""
        return self.application.chat_urls.get(opened.conversation.contact.channel)

    async def tell(self, opened: Opened, external_id: str, event: Event) -> None:
        """
        Put what the client did on a page into the inbox; a second copy changes nothing.

        Raises:
            Unavailable: the store is down; the client must try again.
        """
        fact = Incoming("page", external_id, opened.conversation.id, event)
        await self.application.runtime.receive(fact)

    async def wait(self, opened: Opened, until: Callable[[Conversation], bool]) -> Conversation:
        """The conversation once it is as wanted, or as it is when the patience ends."""
        conversation = opened.conversation
        try:
            async with asyncio.timeout(self._patience_seconds):
                while not until(conversation):
                    await asyncio.sleep(LOOK_EVERY_SECONDS)
                    found = await self.application.store.conversation(conversation.id)
                    conversation = found or conversation
        except TimeoutError:
            pass
        return conversation


def _deal(conversation: Conversation, number: int) -> Deal | None:
    deals = (conversation.deal, *conversation.earlier)
    return next((deal for deal in deals if deal.number == number), None)
