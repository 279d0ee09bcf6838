"""The double, judged by OpenAI's own SDK."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest

from adapters.llm.emulator import ApiError, EmulatorServer, Fault, LLMEmulator, minds
from tests.llm.conftest import API_KEY

HELLO = [{"role": "user", "content": "oi"}]


@pytest.fixture
def client(server: EmulatorServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key=API_KEY, base_url=server.url + "/v1", max_retries=0) as client:
        yield client


def test_the_sdk_reads_a_completion(client: openai.OpenAI, emulator: LLMEmulator) -> None:
    emulator.mind = minds.answers_in_prose

    answer = client.chat.completions.create(model="any", messages=HELLO)  # type: ignore[arg-type]

    assert answer.choices[0].message.content == minds.answers_in_prose(emulator.asked[0])
    assert answer.usage is not None


def test_the_sdk_reads_a_transcription(client: openai.OpenAI, emulator: LLMEmulator) -> None:
    emulator.hears = "oi"

    heard = client.audio.transcriptions.create(
        model="whisper-1", file=("voice.ogg", b"OggS"), response_format="verbose_json"
    )

    assert (heard.text, heard.duration) == ("oi", 3.0)


def test_the_sdk_lists_the_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["any"]


def test_another_key_is_refused(server: EmulatorServer) -> None:
    url = server.url + "/v1"

    with (
        openai.OpenAI(api_key="sk-other", base_url=url, max_retries=0) as client,
        pytest.raises(openai.AuthenticationError),
    ):
        client.models.list()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(refusal=ApiError(429)), openai.RateLimitError),
        (Fault(refusal=ApiError(500)), openai.InternalServerError),
        (Fault(lose_answer=True), openai.APIConnectionError),
    ],
)
def test_a_planned_fault_is_met_once(
    client: openai.OpenAI,
    emulator: LLMEmulator,
    fault: Fault[ApiError],
    error: type[openai.OpenAIError],
) -> None:
    emulator.faults.plan("chat", fault)

    with pytest.raises(error):
        client.chat.completions.create(model="any", messages=HELLO)  # type: ignore[arg-type]

    assert client.chat.completions.create(model="any", messages=HELLO)  # type: ignore[arg-type]
