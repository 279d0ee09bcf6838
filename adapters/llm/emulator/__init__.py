"""
Our own double of a language model's server, over real HTTP on loopback.

It speaks the OpenAI-compatible form (chat completions, audio transcriptions, models), answers
with whatever a function makes of the question, and has a provider's bad days.

    emulator = LLMEmulator(minds.obeys)
    with EmulatorServer(emulator) as server:
        ...  # AUTOVENDA_LLM_API_BASE = server.url + "/v1", AUTOVENDA_LLM_MODEL = openai/any

Reading order: asked (what a request says) → minds (how it may be answered) → api (the HTTP side).
"""

from __future__ import annotations

from adapters.http.faults import Fault, Faults
from adapters.llm.emulator import minds
from adapters.llm.emulator.api import SILENCE, ApiError, LLMEmulator, Mind
from adapters.llm.emulator.asked import Asked
from adapters.llm.emulator.server import EmulatorServer

__all__ = [
    "SILENCE",
    "ApiError",
    "Asked",
    "EmulatorServer",
    "Fault",
    "Faults",
    "LLMEmulator",
    "Mind",
    "minds",
]
