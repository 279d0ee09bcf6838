"""
What every Language must do.

Subclass `LanguageContract` in a test module and give it three fixtures: `language`, `model` (what
is behind it, and its moods) and `run` (how your tests run a coroutine).
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

import pytest

from autovenda_core.errors import Rejected, Unavailable
from autovenda_core.events import Act, Proposal, ProposedAct, ProposedChoice
from autovenda_core.model import Expecting, State
from autovenda_core.ports.language import Choice, Language, Question

__all__ = ["LanguageContract", "Model", "Run"]

T = TypeVar("T")


class Run(Protocol):
    """Runs a call to its end."""

    def __call__(self, call: Coroutine[Any, Any, T]) -> T:
        """What the call gives."""
        ...


QUESTION = Question(
    text="oi, sou a Ana, quero uma lojinha de doces até o dia 20, tenho uns 3 mil; parcela?",
    state=State.QUALIFYING,
    expecting=Expecting.NEED,
    acts=(Act.ASK_INFO, Act.BUY, Act.CHOOSE_PACKAGE, Act.GIVE_BUDGET, Act.GIVE_NAME),
    packages=(Choice("basico", "Pacote Básico"), Choice("premium", "Pacote Premium")),
    topics=(Choice("parcelamento", "Vocês parcelam?"), Choice("prazo", "Qual é o prazo?")),
    may_open=True,
)

PROPOSAL = Proposal(
    acts=(
        ProposedAct(Act.BUY, "quero uma lojinha de doces"),
        ProposedAct(Act.GIVE_BUDGET, "tenho uns 3 mil"),
    ),
    need="lojinha de doces",
    name="Ana",
    budget="uns 3 mil",
    deadline="até o dia 20",
    contact=None,
    package=ProposedChoice("premium", "lojinha"),
    topics=("parcelamento",),
    opening="Que ideia bonita!",
)

VOICE = b"OggS" + bytes(range(256))


class Model(Protocol):
    """The model behind the language under test."""

    def proposes(self, proposal: Proposal) -> None:
        """The next question is answered so."""
        ...

    def babbles(self) -> None:
        """The next question is answered with something that is no proposal."""
        ...

    def hears(self, words: str) -> None:
        """These are the words of the next voice note."""
        ...

    def turns_away(self) -> None:
        """The next call is refused for now: too many, or overloaded."""
        ...

    def told(self) -> str:
        """Everything that it was told with the last question, as text."""
        ...


class LanguageContract:
    """The suite; each test needs a fresh language and model."""

    @pytest.fixture
    def language(self) -> Language:
        """The language under test; it can listen."""
        raise NotImplementedError

    @pytest.fixture
    def model(self) -> Model:
        """What it asks."""
        raise NotImplementedError

    @pytest.fixture
    def run(self) -> Run:
        """How a call is run."""
        raise NotImplementedError

    def test_what_is_proposed_comes_back(self, language: Language, model: Model, run: Run) -> None:
        model.proposes(PROPOSAL)

        answer = run(language.read(QUESTION))

        assert answer.proposal == PROPOSAL
        assert answer.cost_micros >= 0

    def test_nothing_may_be_proposed(self, language: Language, model: Model, run: Run) -> None:
        model.proposes(Proposal())

        assert run(language.read(QUESTION)).proposal == Proposal()

    def test_the_model_is_told_the_words_and_what_may_be_named(
        self, language: Language, model: Model, run: Run
    ) -> None:
        model.proposes(Proposal())

        run(language.read(QUESTION))

        for word in ("lojinha de doces", "give_budget", "premium", "parcelamento"):
            assert word in model.told()

    def test_each_question_is_answered_by_itself(
        self, language: Language, model: Model, run: Run
    ) -> None:
        model.proposes(PROPOSAL)
        first = run(language.read(QUESTION))
        model.proposes(Proposal())

        second = run(language.read(QUESTION))

        assert (first.proposal, second.proposal) == (PROPOSAL, Proposal())

    def test_what_is_no_proposal_is_rejected(
        self, language: Language, model: Model, run: Run
    ) -> None:
        model.babbles()

        with pytest.raises(Rejected):
            run(language.read(QUESTION))

    def test_a_model_that_turns_us_away_is_unavailable(
        self, language: Language, model: Model, run: Run
    ) -> None:
        model.turns_away()

        with pytest.raises(Unavailable):
            run(language.read(QUESTION))

    def test_the_words_of_a_voice_note_come_back(
        self, language: Language, model: Model, run: Run
    ) -> None:
        model.hears("Quero um site, até o dia 20.")

        heard = run(language.transcribe(VOICE, "audio/ogg"))

        assert language.can_listen
        assert heard.text == "Quero um site, até o dia 20."
        assert heard.cost_micros >= 0

    def test_a_model_that_does_not_hear_now_is_unavailable(
        self, language: Language, model: Model, run: Run
    ) -> None:
        model.turns_away()

        with pytest.raises(Unavailable):
            run(language.transcribe(VOICE, "audio/ogg"))
