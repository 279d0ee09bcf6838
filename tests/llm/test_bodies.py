"""
Bodies as OpenAI, Anthropic, Gemini and Ollama send them, through the installed litellm.

Their shapes are those of openai-python 2.54 (`types/chat`, `types/audio`), litellm 1.106
(`types/llms/anthropic.py`, `types/llms/vertex_ai.py`) and Ollama's "OpenAI compatibility".
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from openai.types.audio import TranscriptionVerbose
from openai.types.chat import ChatCompletion

from adapters.http.loopback import LoopbackServer
from adapters.llm.language import LiteLLMLanguage
from adapters.llm.models import Model
from autovenda_core.errors import PortError, Rejected, Unavailable
from autovenda_core.events import Act, Proposal, ProposedAct
from autovenda_core.ports.language import Question
from autovenda_core.testing.contracts.language import Run
from tests.llm.bodies import Player, body_of
from tests.llm.conftest import API_KEY, Made

OPENAI, ANTHROPIC, GEMINI, OLLAMA = (
    "openai/gpt-4o-mini",
    "anthropic/claude-haiku-4-5",
    "gemini/gemini-2.5-flash",
    "openai/llama3.1",
)

Playing = Callable[[Player, str], LiteLLMLanguage]


@pytest.fixture
def playing(make: Made) -> Iterator[Playing]:
    """A language whose provider gives one answer."""
    with ExitStack() as stack:

        def playing(player: Player, name: str) -> LiteLLMLanguage:
            url = stack.enter_context(LoopbackServer(player.app)).url
            there = url + "/v1" if name.startswith("openai/") else url
            model = Model(name, API_KEY, there)
            return make(model, listener=model, rest_seconds=0.0)

        yield playing


@pytest.mark.parametrize(
    ("name", "body", "has_price"),
    [
        (OPENAI, "openai", True),
        (ANTHROPIC, "anthropic", True),
        (GEMINI, "gemini", True),
        (OLLAMA, "ollama", False),
    ],
)
def test_an_answer_is_read(
    playing: Playing, question: Question, run: Run, name: str, body: str, has_price: bool
) -> None:
    answer = run(playing(Player(body), name).read(question))

    assert answer.proposal == Proposal(
        acts=(ProposedAct(Act.BUY, "quero um site"),),
        need="um site pra minha loja",
        budget="até 2 mil",
        opening="Que legal!",
    )
    assert (answer.cost_micros > 0) is has_price


@pytest.mark.parametrize(
    ("name", "path", "header", "schema_at"),
    [
        (OPENAI, "/v1/chat/completions", "authorization", ("response_format", "json_schema")),
        (ANTHROPIC, "/v1/messages", "x-api-key", ("output_format",)),
        (
            GEMINI,
            "/models/gemini-2.5-flash:generateContent",
            "x-goog-api-key",
            ("generationConfig",),
        ),
    ],
)
def test_each_provider_is_asked_in_its_own_way_and_gets_its_key_in_a_header(
    playing: Playing,
    question: Question,
    run: Run,
    name: str,
    path: str,
    header: str,
    schema_at: tuple[str, ...],
) -> None:
    player = Player(name.partition("/")[0])
    run(playing(player, name).read(question))

    (taken,) = player.taken
    held: Any = taken.json
    for key in schema_at:
        held = held[key]
    assert taken.path == path
    assert API_KEY in taken.headers[header]
    assert "give_budget" in str(held)


@pytest.mark.parametrize(
    ("name", "body", "status", "error"),
    [
        (OPENAI, "openai_refusal", 200, Rejected),
        (OPENAI, "openai_cut_short", 200, Rejected),
        (OPENAI, "openai_no_credit", 429, Unavailable),
        (OPENAI, "openai_bad_key", 401, Rejected),
        (ANTHROPIC, "anthropic_overloaded", 529, Unavailable),
        (GEMINI, "gemini_blocked", 200, Rejected),
        (GEMINI, "gemini_bad_key", 400, Rejected),
        (OLLAMA, "ollama_no_model", 404, Rejected),
    ],
)
def test_a_failure_is_an_error_of_the_port_after_one_request(
    playing: Playing,
    question: Question,
    run: Run,
    name: str,
    body: str,
    status: int,
    error: type[PortError],
) -> None:
    player = Player(body, status)

    with pytest.raises(error):
        run(playing(player, name).read(question))

    assert len(player.taken) == 1


def test_an_answer_of_another_shape_is_refused_and_quoted_nowhere(
    playing: Playing, question: Question, run: Run
) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        language = playing(Player("openai_in_parts"), OLLAMA)
        with pytest.raises(PortError):
            run(language.read(question))

    assert not [each for each in warned if "input_value" in str(each.message)]


@pytest.mark.parametrize(
    ("name", "body", "form"),
    [
        ("openai/whisper-1", "whisper", b"verbose_json"),
        ("openai/gpt-4o-mini-transcribe", "gpt_transcribe", b'name="model"'),
    ],
)
def test_a_transcript_is_heard_and_priced(
    playing: Playing, run: Run, name: str, body: str, form: bytes
) -> None:
    player = Player(body)

    heard = run(playing(player, name).transcribe(b"OggS", "audio/ogg"))

    assert heard.text == "Oi, eu quero um site pra minha loja."
    assert heard.cost_micros > 0
    assert form in player.taken[0].body
    assert b'filename="voice.ogg"' in player.taken[0].body


def test_the_bodies_of_openai_are_what_its_sdk_expects() -> None:
    read = ChatCompletion.model_validate(body_of("openai"), strict=True)
    heard = TranscriptionVerbose.model_validate(body_of("whisper"))

    assert read.usage is not None
    assert heard.segments is not None
