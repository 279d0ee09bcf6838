"""The language model for tests keeps the contract of its port."""

from __future__ import annotations

import pytest

from autovenda_core.errors import Rejected, Unavailable
from autovenda_core.events import Act, Proposal
from autovenda_core.testing.contracts.language import (
    QUESTION,
    VOICE,
    LanguageContract,
    Model,
    Run,
)
from autovenda_core.testing.language import FakeLanguage, gullible
from autovenda_core.testing.world import run as run_now


class FakeModel:
    """What is behind the fake is the fake itself."""

    def __init__(self, language: FakeLanguage) -> None:
        self.language = language

    def proposes(self, proposal: Proposal) -> None:
        self.language.propose(proposal)

    def babbles(self) -> None:
        self.language.fail_next(Rejected("prose"))

    def hears(self, words: str) -> None:
        self.language.hear(words)

    def turns_away(self) -> None:
        self.language.fail_next(Unavailable("busy"))

    def told(self) -> str:
        return repr(self.language.questions[-1])


class TestFakeLanguage(LanguageContract):
    @pytest.fixture
    def language(self) -> FakeLanguage:
        return FakeLanguage()

    @pytest.fixture
    def model(self, language: FakeLanguage) -> Model:
        return FakeModel(language)

    @pytest.fixture
    def run(self) -> Run:
        return run_now


def test_a_fake_that_cannot_listen_refuses_to() -> None:
    deaf = FakeLanguage(can_listen=False)

    with pytest.raises(Rejected):
        run_now(deaf.transcribe(VOICE, "audio/ogg"))


def test_a_gullible_fake_proposes_even_what_nobody_may() -> None:
    answer = run_now(FakeLanguage(gullible).read(QUESTION))

    assert {each.act for each in answer.proposal.acts} == set(Act)
    assert answer.proposal.opening == QUESTION.text
