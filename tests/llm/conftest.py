"""A language model of our own on loopback, and the adapter that talks to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from adapters.llm.emulator import EmulatorServer, LLMEmulator
from adapters.llm.language import LiteLLMLanguage
from adapters.llm.models import Model
from autovenda_core.events import Act
from autovenda_core.model import Expecting, State
from autovenda_core.ports.language import Choice, Question
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.language import Run

API_KEY = "sk-of-the-tests"
KNOWN = "openai/gpt-4o-mini"
"""One that its provider holds to a schema, and whose price is known."""
UNKNOWN = "openai/llama3.1"

Made = Callable[..., LiteLLMLanguage]


def pytest_configure(config: pytest.Config) -> None:
    # litellm 1.106 makes a coroutine in a thread, and forgets it if it is cancelled meanwhile.
    config.addinivalue_line(
        "filterwarnings", "ignore:coroutine 'OpenAIChatCompletion:RuntimeWarning"
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def emulator() -> LLMEmulator:
    return LLMEmulator(api_key=API_KEY)


@pytest.fixture
def server(emulator: LLMEmulator) -> Iterator[EmulatorServer]:
    with EmulatorServer(emulator) as server:
        yield server


@pytest.fixture
def loop() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def run(loop: Run) -> Run:
    return loop


@pytest.fixture
def make(clock: FakeClock, loop: Run) -> Iterator[Made]:
    """Makes adapters that are loaded; they are closed at the end."""
    made = []

    def make(*models: Model, **options: object) -> LiteLLMLanguage:
        language = LiteLLMLanguage(models, clock, **options)  # type: ignore[arg-type]
        made.append(language)
        language.warm()
        assert loop(language.ready()) == ""
        return language

    yield make
    for language in made:
        loop(language.aclose())


@pytest.fixture
def known(server: EmulatorServer) -> Model:
    return Model(KNOWN, API_KEY, server.url + "/v1")


@pytest.fixture
def listening(make: Made, known: Model) -> LiteLLMLanguage:
    listener = Model("openai/whisper-1", API_KEY, known.api_base)
    return make(known, listener=listener, limit_seconds=5.0, rest_seconds=0.0)


@pytest.fixture
def language(listening: LiteLLMLanguage) -> LiteLLMLanguage:
    return listening


@pytest.fixture
def question() -> Question:
    return Question(
        text="quero um site pra minha loja, até 2 mil",
        state=State.QUALIFYING,
        expecting=Expecting.NEED,
        acts=(Act.BUY, Act.AFFIRM, Act.GIVE_BUDGET, Act.CHOOSE_PACKAGE, Act.ASK_INFO),
        packages=(Choice("basico", "Pacote Básico"), Choice("pro", "Pacote Profissional")),
        topics=(Choice("prazo", "quanto tempo leva"),),
        may_open=True,
    )
