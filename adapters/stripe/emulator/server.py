"""The double in a thread of its own, for whoever is not asynchronous."""

from __future__ import annotations

from adapters.http.loopback import LoopbackServer
from adapters.stripe.emulator.api import StripeEmulator

__all__ = ["EmulatorServer"]


class EmulatorServer(LoopbackServer):
    """
    Serves an emulator on loopback while it is entered; its `url` is for STRIPE_API_BASE.

    Args:
        emulator: what to serve.
        port: 0: any free one, kept for the life of this object.
        deliver: whether webhooks are sent by themselves, also after the clock has moved.
    """

    def __init__(self, emulator: StripeEmulator, *, port: int = 0, deliver: bool = True) -> None:
        deliveries = emulator.webhooks.keep_delivering if deliver else None
        super().__init__(emulator.app, port=port, beside=deliveries)
