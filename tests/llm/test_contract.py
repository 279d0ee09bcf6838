"""LiteLLMLanguage keeps the contract of its port, with the double behind it."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from adapters.llm.emulator import ApiError, Fault, LLMEmulator, minds
from adapters.llm.language import LiteLLMLanguage
from autovenda_core.events import Proposal
from autovenda_core.ports.language import Language
from autovenda_core.testing.contracts.language import LanguageContract, Model, Run


class EmulatedModel:
    """The double, as the contract speaks of it."""

    def __init__(self, emulator: LLMEmulator) -> None:
        self.emulator = emulator

    def proposes(self, proposal: Proposal) -> None:
        self.emulator.mind = minds.fills_in(**asdict(proposal))

    def babbles(self) -> None:
        self.emulator.mind = minds.answers_in_prose

    def hears(self, words: str) -> None:
        self.emulator.hears = words

    def turns_away(self) -> None:
        for endpoint in ("chat", "audio"):
            self.emulator.faults.plan(endpoint, Fault(refusal=ApiError(429)))

    def told(self) -> str:
        return json.dumps(self.emulator.asked[-1].request, ensure_ascii=False)


class TestLiteLLMLanguage(LanguageContract):
    @pytest.fixture
    def language(self, listening: LiteLLMLanguage) -> Language:
        return listening

    @pytest.fixture
    def run(self, loop: Run) -> Run:
        return loop

    @pytest.fixture
    def model(self, emulator: LLMEmulator) -> Model:
        return EmulatedModel(emulator)
