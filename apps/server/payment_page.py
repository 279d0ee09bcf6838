"""
`/p/{token}`: our own payment link, which lives as long as the offer does.

The provider's page dies within a day, so it is made when the client presses "pay": the POST
puts the wish into the inbox, waits a little for the page, and leads there.
"""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.http.pages import PaymentState, PaymentView, error_page, payment_page
from apps.server.opening import Door, Opened
from autovenda_core.effects import Link, LinkKind
from autovenda_core.events import ButtonPressed, CheckoutRequested
from autovenda_core.model import Charge, ChargeStatus, Conversation, LostReason, State
from autovenda_core.understanding import buttons

__all__ = ["PaymentPage", "payment_state"]

_OF_STATUS = {
    ChargeStatus.PENDING: PaymentState.PENDING,
    ChargeStatus.PAID: PaymentState.PAID,
}


def payment_state(opened: Opened, at: datetime) -> PaymentState | None:
    """What can be done about the deposit of a deal; None: something newer took its place."""
    deposit, conversation = opened.deal.deposit, opened.conversation
    if deposit is None:
        return None
    if deposit.status in _OF_STATUS:
        return _OF_STATUS[deposit.status]
    if not opened.is_current:
        return None
    if deposit.status is not ChargeStatus.OPEN:
        return PaymentState.CANCELLED
    if conversation.state is State.LOST:
        silent = opened.deal.lost is LostReason.SILENT
        return PaymentState.EXPIRED if silent else PaymentState.CANCELLED
    waits = deposit.asked and deposit.live_checkout(at) is None
    return PaymentState.PREPARING if waits else PaymentState.OPEN


class PaymentPage:
    """The endpoints."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._application = door.application
        self.routes = [
            Route("/p/{token}", self._show, methods=["GET"]),
            Route("/p/{token}", self._act, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.PAYMENT)
        view = self._view(opened)
        if view is None:
            return HTMLResponse(error_page(self._application.site, 410), 410)
        return HTMLResponse(payment_page(self._application.site, view))

    async def _act(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.PAYMENT)
        url = None
        match payment_state(opened, self._application.clock.now()):
            case PaymentState.OPEN | PaymentState.PREPARING:
                url = await self._checkout_url(opened)
            case PaymentState.EXPIRED:
                await self._renew(opened)
            case _:
                pass
        return RedirectResponse(url or request.url.path, 303)

    def _view(self, opened: Opened) -> PaymentView | None:
        now = self._application.clock.now()
        state, deal = payment_state(opened, now), opened.deal
        if state is None or deal.offer is None or deal.deposit is None:
            return None
        live = deal.deposit.live_checkout(now)
        payments = deal.deposit.payments
        return PaymentView(
            state=state,
            offer=deal.offer,
            checkout_url=live.url if live is not None and state is PaymentState.OPEN else None,
            paid_at=payments[-1].paid_at if payments else None,
            briefing_url=self._briefing_path(opened),
            chat_url=self._door.chat_url(opened),
        )

    def _briefing_path(self, opened: Opened) -> str | None:
        if not opened.is_current or opened.conversation.state not in (State.PAID, State.BRIEFING):
            return None
        return self._door.path(Link(LinkKind.BRIEFING, opened.conversation.id, opened.deal.number))

    # ------------------------------------------------------------------ acting

    async def _checkout_url(self, opened: Opened) -> str | None:
        """The provider's page: the one that is there, or a new one if it comes in time."""
        asked = opened.deal.deposit
        assert asked is not None, "an open payment has a charge"  # noqa: S101
        if asked.live_checkout(self._application.clock.now()) is None and not asked.asked:
            await self._ask_for_checkout(opened, asked)

        def is_decided(conversation: Conversation) -> bool:
            deposit = conversation.deal.deposit
            if deposit is None or deposit.id != asked.id:
                return True
            refused = deposit.attempt > asked.attempt and not deposit.asked
            return self._live_url(conversation, asked) is not None or refused

        return self._live_url(await self._door.wait(opened, is_decided), asked)

    def _live_url(self, conversation: Conversation, charge: Charge) -> str | None:
        deposit = conversation.deal.deposit
        if deposit is None or deposit.id != charge.id:
            return None
        live = deposit.live_checkout(self._application.clock.now())
        return live.url if live is not None else None

    async def _ask_for_checkout(self, opened: Opened, charge: Charge) -> None:
        settings = self._application.settings
        page = self._application.links.url(opened.link)
        # The version is part of the key, so that a wish that came at a bad moment (and was
        # ignored) can be repeated later; of two at once the flow hears only the first.
        version = opened.conversation.version
        await self._door.tell(
            opened,
            f"checkout:{charge.id}:{charge.attempt}:{version}",
            CheckoutRequested(
                at=self._application.clock.now(),
                charge_id=charge.id,
                success_url=settings.success_url or page,
                cancel_url=settings.cancel_url or page,
            ),
        )

    async def _renew(self, opened: Opened) -> None:
        """The client still wants what was offered: as if they chose its package in the chat."""
        offer, conversation = opened.deal.offer, opened.conversation
        assert offer is not None, "a charge belongs to an offer"  # noqa: S101
        known = offer.package_id in self._application.flow.catalog.by_id
        button_id = buttons.package_button_id(offer.package_id) if known else buttons.HUMAN
        key = f"renew:{conversation.id}:{opened.deal.number}"
        now = self._application.clock.now()
        await self._door.tell(
            opened, key, ButtonPressed(now, f"page:{key}", button_id, title=offer.title)
        )
        await self._door.wait(opened, lambda then: then.deal.number != opened.deal.number)
