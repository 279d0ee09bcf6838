"""The double in a thread of its own, for whoever is not asynchronous."""

from __future__ import annotations

from adapters.http.loopback import LoopbackServer
from adapters.llm.emulator.api import LLMEmulator

__all__ = ["EmulatorServer"]


class EmulatorServer(LoopbackServer):
    """
    Serves an emulator on loopback while it is entered.

    Its `url` with `/v1` at the end is for AUTOVENDA_LLM_API_BASE.

    Args:
        emulator: what to serve.
        port: 0: any free one, kept for the life of this object.
    """

    def __init__(self, emulator: LLMEmulator, *, port: int = 0) -> None:
        super().__init__(emulator.app, port=port)
