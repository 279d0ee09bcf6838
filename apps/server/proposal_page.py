"""`/proposta/{token}`: the proposal as a page, as a PDF, and its acceptance."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.http.pages import (
    MessageView,
    ProposalState,
    ProposalView,
    error_page,
    message_page,
    proposal_page,
)
from apps.server.opening import Door, Opened
from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import InvalidRequest, Rejected
from autovenda_core.events import ButtonPressed
from autovenda_core.model import LostReason, Offer, State
from autovenda_core.texts.rendering import proposal_of
from autovenda_core.understanding import buttons
from autovenda_core.values import replace

__all__ = ["ProposalPage", "proposal_state"]

ACCEPT_TITLE = "Aceitar a proposta"
"""What the page's button says, for the message log."""

PDF_POLICY = "base-uri 'none'; frame-ancestors 'none'"
"""A browser shows a PDF by embedding it into a page of its own, which our policy would forbid."""


def proposal_state(opened: Opened, at: datetime) -> ProposalState:
    """What can be done about the newest proposal of a deal."""
    deal, state = opened.deal, opened.conversation.state
    if deal.project is not None:
        return ProposalState.ACCEPTED
    if not opened.is_current:
        return ProposalState.CLOSED
    if state is State.LOST and deal.lost is LostReason.SILENT:
        return ProposalState.EXPIRED
    if state is State.AWAITING_PAYMENT and deal.acceptance is not None:
        return ProposalState.ACCEPTED
    if state is not State.OFFERED or deal.offer is None:
        return ProposalState.CLOSED
    return ProposalState.EXPIRED if at > deal.offer.valid_until else ProposalState.OPEN


class ProposalPage:
    """The endpoints."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._application = door.application
        self.routes = [
            Route("/proposta/{token}", self._show, methods=["GET"]),
            Route("/proposta/{token}", self._accept, methods=["POST"]),
            Route("/proposta/{token}/pdf", self._pdf, methods=["GET"]),
        ]

    async def _show(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.PROPOSAL)
        offer = _offer(opened)
        if offer.version != opened.link.generation:
            return self._point_to_newer(opened, offer)
        view = ProposalView(
            state=proposal_state(opened, self._application.clock.now()),
            offer=offer,
            client_name=opened.conversation.client.name,
            pdf_url=f"{request.url.path}/pdf",
            acceptance=opened.deal.acceptance,
            payment_url=self._payment_path(opened),
            chat_url=self._door.chat_url(opened),
        )
        return HTMLResponse(proposal_page(self._application.site, view))

    async def _accept(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.PROPOSAL)
        offer = _offer(opened)
        now = self._application.clock.now()
        is_open = proposal_state(opened, now) is ProposalState.OPEN
        if is_open and offer.version == opened.link.generation:
            key = f"accept:{opened.conversation.id}:{opened.deal.number}:{offer.version}"
            accept_id = buttons.accept_id(offer.number)
            button = ButtonPressed(now, f"page:{key}", accept_id, ACCEPT_TITLE)
            await self._door.tell(opened, key, button)
            await self._door.wait(opened, lambda then: then.state is not State.OFFERED)
        return RedirectResponse(request.url.path, 303)

    async def _pdf(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.PROPOSAL)
        offer = _offer(opened)
        if offer.version != opened.link.generation:
            return self._point_to_newer(opened, offer)
        proposal = proposal_of(
            offer,
            opened.deal.wants,
            opened.conversation.client.name,
            opened.link,
            self._application.flow.rules,
        )
        url = self._application.links.url(opened.link)
        try:
            document = await self._application.documents.proposal(proposal, url)
        except Rejected:
            return HTMLResponse(error_page(self._application.site, 503), 503)
        return Response(
            document.content,
            media_type=document.media_type,
            headers={
                "Content-Disposition": f"inline; filename*=utf-8''{quote(document.filename)}",
                "Content-Security-Policy": PDF_POLICY,
            },
        )

    def _payment_path(self, opened: Opened) -> str | None:
        if not opened.is_current or opened.conversation.state is not State.AWAITING_PAYMENT:
            return None
        return self._door.path(Link(LinkKind.PAYMENT, opened.conversation.id, opened.deal.number))

    def _point_to_newer(self, opened: Opened, offer: Offer) -> Response:
        """The words of a replaced offer are not kept in the conversation, so none are shown."""
        newer = self._door.path(replace(opened.link, generation=offer.version))
        view = MessageView(
            "Esta proposta foi substituída",
            "Existe uma versão mais nova. Só a mais nova pode ser aceita.",
            ("Ver a versão nova", newer),
        )
        return HTMLResponse(message_page(self._application.site, view), 410)


def _offer(opened: Opened) -> Offer:
    """The newest offer of the deal."""
    offer = opened.deal.offer
    if offer is None or offer.version < opened.link.generation:
        raise InvalidRequest("unknown link", status=404)
    return offer
