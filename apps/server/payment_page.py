"""
`/p/{token}`: our own payment link, which lives as long as what it asks for.

The provider's page dies within a day, so it is made when the client presses "pay": the POST
puts the wish into the inbox, waits a little for the page, and leads there.  If it takes longer,
our page looks again by itself, and leads on once the provider's is there.
"""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.http.pages import FOLLOW, PaymentState, PaymentView, error_page, payment_page
from adapters.pix.qr import qr_svg
from apps.server.opening import Door, Opened
from autovenda_core.effects import Link, LinkKind
from autovenda_core.events import ButtonPressed, CheckoutRequested
from autovenda_core.model import (
    Charge,
    ChargeKind,
    ChargeStatus,
    Checkout,
    Conversation,
    Deal,
    LostReason,
    ProjectStatus,
    State,
)
from autovenda_core.understanding import buttons

__all__ = ["PaymentPage", "payment_state", "shown_charge"]

_OF_STATUS = {
    ChargeStatus.PENDING: PaymentState.PENDING,
    ChargeStatus.PAID: PaymentState.PAID,
    ChargeStatus.CANCELLED: PaymentState.CANCELLED,
    ChargeStatus.REFUNDED: PaymentState.REFUNDED,
}


def shown_charge(deal: Deal) -> Charge | None:
    """What the link of a deal is about: what is to be paid, or else what was asked for last."""
    return deal.due or (deal.further[-1] if deal.further else deal.deposit)


def payment_state(opened: Opened, charge: Charge, at: datetime) -> PaymentState | None:
    """What can be done about a charge of a deal; None: something newer took its place."""
    if charge.status in _OF_STATUS:
        return _OF_STATUS[charge.status]
    project = opened.deal.project
    if project is not None and project.status is ProjectStatus.CANCELLED:
        return PaymentState.CANCELLED
    if charge.kind is ChargeKind.DEPOSIT:
        if not opened.is_current:
            return None
        if opened.conversation.state is State.LOST:
            silent = opened.deal.lost is LostReason.SILENT
            return PaymentState.EXPIRED if silent else PaymentState.CANCELLED
    waits = charge.asked and charge.live_checkout(at) is None
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
        if FOLLOW in request.query_params and view.checkout is not None:
            return RedirectResponse(_where_to_pay(view.checkout) or request.url.path, 303)
        return HTMLResponse(payment_page(self._application.site, view))

    async def _act(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.PAYMENT)
        charge, url = shown_charge(opened.deal), None
        if charge is not None:
            match payment_state(opened, charge, self._application.clock.now()):
                case PaymentState.OPEN | PaymentState.PREPARING:
                    url = await self._checkout_url(opened, charge)
                case PaymentState.EXPIRED:
                    await self._renew(opened)
                case _:
                    pass
        return RedirectResponse(url or request.url.path, 303)

    def _view(self, opened: Opened) -> PaymentView | None:
        now, deal = self._application.clock.now(), opened.deal
        charge = shown_charge(deal)
        if charge is None or deal.offer is None:
            return None
        state = payment_state(opened, charge, now)
        if state is None:
            return None
        checkout = charge.live_checkout(now) if state is PaymentState.OPEN else None
        pix_code = _pix_code(charge, checkout)
        return PaymentView(
            state=state,
            offer=deal.offer,
            charge=charge,
            charges=_asked_for(deal),
            checkout=checkout,
            qr_svg=qr_svg(pix_code) if pix_code is not None else None,
            briefing_url=self._briefing_path(opened),
            chat_url=self._door.chat_url(opened),
        )

    def _briefing_path(self, opened: Opened) -> str | None:
        if not opened.is_current or opened.conversation.state not in (State.PAID, State.BRIEFING):
            return None
        return self._door.path(Link(LinkKind.BRIEFING, opened.conversation.id, opened.deal.number))

    # ------------------------------------------------------------------ acting

    async def _checkout_url(self, opened: Opened, asked: Charge) -> str | None:
        """The provider's page: the one that is there, or a new one if it comes in time."""
        if asked.live_checkout(self._application.clock.now()) is None and not asked.asked:
            await self._ask_for_checkout(opened, asked)

        def is_decided(conversation: Conversation) -> bool:
            charge = _charge_of(conversation, opened, asked)
            if charge is None or charge.status is not ChargeStatus.OPEN:
                return True
            was_refused = charge.attempt > asked.attempt and not charge.asked
            return was_refused or self._live_checkout(charge) is not None

        charge = _charge_of(await self._door.wait(opened, is_decided), opened, asked)
        checkout = self._live_checkout(charge) if charge is not None else None
        return _where_to_pay(checkout) if checkout is not None else None

    def _live_checkout(self, charge: Charge) -> Checkout | None:
        return charge.live_checkout(self._application.clock.now())

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


def _where_to_pay(checkout: Checkout) -> str | None:
    """The provider's page; None: a Pix code, which our own page shows."""
    return checkout.url if checkout.pix_code is None else None


def _pix_code(charge: Charge, checkout: Checkout | None) -> str | None:
    """The Pix code that the page shows."""
    if checkout is not None:
        return checkout.pix_code
    is_pix = charge.instructions is not None and charge.instructions.method == "pix"
    pending = charge.status is ChargeStatus.PENDING
    return charge.instructions.code if charge.instructions and is_pix and pending else None


def _asked_for(deal: Deal) -> tuple[Charge, ...]:
    """What stands to be paid in a deal, or was paid; not the deposits of withdrawn offers."""
    return (*(() if deal.deposit is None else (deal.deposit,)), *deal.further)


def _charge_of(conversation: Conversation, opened: Opened, asked: Charge) -> Charge | None:
    """The charge as it is now; None: it was withdrawn, so nothing is to be waited for."""
    for deal in (conversation.deal, *conversation.earlier):
        if deal.number == opened.deal.number:
            return next((each for each in _asked_for(deal) if each.id == asked.id), None)
    return None
