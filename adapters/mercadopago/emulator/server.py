"""The double in a thread of its own, for whoever is not asynchronous."""

from __future__ import annotations

from adapters.http.loopback import LoopbackServer
from adapters.mercadopago.emulator.api import MercadoPagoEmulator

__all__ = ["EmulatorServer"]


class EmulatorServer(LoopbackServer):
    """
    Serves an emulator on loopback while it is entered; its `url` is for MERCADOPAGO_API_BASE.

    Args:
        emulator: what to serve.
        port: 0: any free one, kept for the life of this object.
        deliver: whether notices are sent by themselves, also after the clock has moved.
    """

    def __init__(
        self, emulator: MercadoPagoEmulator, *, port: int = 0, deliver: bool = True
    ) -> None:
        deliveries = emulator.webhooks.keep_delivering if deliver else None
        super().__init__(emulator.app, port=port, beside=deliveries)
