"""
What a client and their bank do on the provider's page; the provider tells of it by webhook.

The account is the double's.  Each method returns once its webhooks have arrived at our real
endpoint, and everything that follows from them is done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx

from adapters.stripe.emulator import ApiError, Delivery
from apps.server.demo.people import NotNow
from apps.server.demo.stage import Stage

__all__ = ["Bank"]

ANSWER_SECONDS = 10.0


class Bank:
    """
    Acts on checkout sessions, by their id.  `close` it.

    Every method raises NotNow when the page is closed already, or unknown to the double.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._account = stage.provider.account
        self._webhooks = stage.provider.webhooks
        self._http = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def pays(self, session: str, method: str) -> None:
        """The money arrives at once: by "card" or "pix", or for the boleto that was issued."""
        await self._happens(lambda: self._account.pay(session, method))

    async def lets_pix_expire(self, session: str) -> None:
        """A Pix code is made, and nobody pays it in time."""

        def nobody_pays() -> None:
            self._account.promise(session, "pix")
            self._account.fail(session)

        await self._happens(nobody_pays)

    async def issues_boleto(self, session: str) -> None:
        """The page is completed, and the money is not there."""
        await self._happens(lambda: self._account.promise(session, "boleto"))

    async def settles_boleto_tomorrow(self, session: str) -> None:
        """A day passes, and the bank confirms."""
        await self._stage.advance(timedelta(hours=24))
        await self.pays(session, "boleto")

    async def declines_card(self, session: str) -> None:
        """The page stays open for another try."""
        await self._happens(lambda: self._account.decline(session))

    async def repeats_last_webhook(self) -> Delivery:
        """The provider tells the last thing once more; how that was answered."""
        try:
            await self._happens(self._webhooks.repeat_last)
        except LookupError as error:
            raise NotNow("O provedor ainda não mandou nenhum webhook.") from error
        return self._webhooks.attempts[-1]

    async def _happens(self, does: Callable[[], object]) -> None:
        try:
            does()
        except ApiError as error:
            raise NotNow(
                "O provedor simulado já fechou essa página, ou a esqueceu ao ser reiniciado. "
                "Avance 24 h para que o link abra outra, ou recomece."
            ) from error
        await self._webhooks.deliver(self._http)
        await self._stage.settle()
