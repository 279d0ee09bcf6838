"""The doctor asks the model one harmless question."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest

from adapters.llm.emulator import ApiError, EmulatorServer, Fault, LLMEmulator, minds
from adapters.llm.models import Model
from apps.findings import Finding
from apps.language_checks import HARMLESS, check_language
from apps.language_settings import LanguageSettings
from tests.llm.conftest import API_KEY


@pytest.fixture
def given(known: Model) -> LanguageSettings:
    return LanguageSettings((known,), limit_seconds=2)


def look(given: LanguageSettings | None) -> Sequence[Finding]:
    return asyncio.run(check_language(given))


def test_no_model_is_fine() -> None:
    (found,) = look(None)

    assert found.line == "ok      language model: off; set AUTOVENDA_LLM_MODEL to have one asked"


def test_a_model_that_answers_is_found_to(given: LanguageSettings, emulator: LLMEmulator) -> None:
    (found,) = look(given)

    assert found.words.startswith("openai/gpt-4o-mini answers; cost of a question: 0.0000")
    assert [asked.text for asked in emulator.asked] == [HARMLESS.text]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(refusal=ApiError(401)), "refuses the key"),
        (Fault(refusal=ApiError(404)), "usually ends in /v1"),
        (Fault(delay_seconds=3600), "did not answer in time"),
    ],
)
def test_what_is_wrong_is_said(
    given: LanguageSettings, emulator: LLMEmulator, fault: Fault[ApiError], words: str
) -> None:
    emulator.faults.plan("chat", fault)

    (found,) = look(replace(given, limit_seconds=1))

    assert found.is_error
    assert words in found.words


def test_a_model_that_cannot_fill_in_the_form_is_no_use(
    given: LanguageSettings, emulator: LLMEmulator
) -> None:
    emulator.mind = minds.answers_in_prose

    (found,) = look(given)

    assert found.is_error
    assert found.words == "openai/gpt-4o-mini: the model's answer is no proposal"


def test_who_hears_voice_notes_is_asked_too(
    given: LanguageSettings, known: Model, emulator: LLMEmulator
) -> None:
    emulator.hears = "Obrigado."
    listener = replace(known, name="openai/whisper-1")

    reads, hears = look(replace(given, listener=listener))

    assert not reads.is_error
    assert hears.line == "ok      language model: openai/whisper-1 hears voice notes"


def test_silence_in_which_nothing_is_heard_was_heard_rightly(
    given: LanguageSettings, known: Model, emulator: LLMEmulator
) -> None:
    emulator.hears = ""

    _, hears = look(replace(given, listener=known))

    assert not hears.is_error


def test_a_key_that_may_not_hear_is_found(
    given: LanguageSettings, known: Model, emulator: LLMEmulator
) -> None:
    emulator.faults.plan("audio", Fault(refusal=ApiError(401)))

    _, hears = look(replace(given, listener=known))

    assert hears.is_error
    assert "refuses the key" in hears.words


def test_each_model_is_asked(given: LanguageSettings, server: EmulatorServer) -> None:
    gone = Model("openai/gone", API_KEY, "http://127.0.0.1:9/v1")

    found = look(replace(given, models=(gone, *given.models)))

    assert [finding.is_error for finding in found] == [True, False]


def test_an_install_that_is_broken_is_said(
    given: LanguageSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "litellm", None)

    (found,) = look(given)

    assert found.is_error
    assert "litellm cannot be loaded (ModuleNotFoundError" in found.words
