"""The language model's settings, and what is said when they are wrong."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from adapters.llm.models import HOMES, Model
from apps.config import Settings, read_settings
from apps.language_settings import LanguageSettings
from apps.server.command import summary
from autovenda_core.errors import ConfigurationError
from autovenda_core.model import ModelLimits

LOCAL = "http://127.0.0.1:11434/v1"
KEYS = {
    "OPENAI_API_KEY": "sk-openai",
    "ANTHROPIC_API_KEY": "sk-ant",
    "GEMINI_API_KEY": "AIza",
}


def language(**environ: str) -> LanguageSettings:
    given = read_settings(environ).language
    assert given is not None
    return given


def test_without_a_model_there_is_none_even_with_keys() -> None:
    assert read_settings(KEYS).language is None


@pytest.mark.parametrize(
    ("written", "name", "key"),
    [
        ("openai/gpt-4o-mini", "openai/gpt-4o-mini", "sk-openai"),
        ("gpt-4o-mini", "openai/gpt-4o-mini", "sk-openai"),
        ("anthropic/claude-haiku-4-5", "anthropic/claude-haiku-4-5", "sk-ant"),
        ("claude-haiku-4-5", "anthropic/claude-haiku-4-5", "sk-ant"),
        ("gemini/gemini-2.5-flash", "gemini/gemini-2.5-flash", "AIza"),
        ("gemini-2.5-flash", "gemini/gemini-2.5-flash", "AIza"),
    ],
)
def test_a_model_gets_the_key_of_its_provider(written: str, name: str, key: str) -> None:
    assert language(AUTOVENDA_LLM_MODEL=written, **KEYS).models == (Model(name, key),)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("llama3.1", "openai/llama3.1"),
        ("openai/llama3.1", "openai/llama3.1"),
        ("meta-llama/Llama-3.1-8B-Instruct", "openai/meta-llama/Llama-3.1-8B-Instruct"),
    ],
)
def test_any_name_is_asked_at_the_address_that_is_given(written: str, name: str) -> None:
    given = language(AUTOVENDA_LLM_MODEL=written, AUTOVENDA_LLM_API_BASE=LOCAL)

    assert given.models == (Model(name, "none", LOCAL),)


def test_several_models_keep_their_order_and_their_homes() -> None:
    given = language(
        AUTOVENDA_LLM_MODEL="llama3.1, claude-haiku-4-5", AUTOVENDA_LLM_API_BASE=LOCAL, **KEYS
    )

    assert [model.address for model in given.models] == [LOCAL, HOMES["anthropic"]]
    assert given.words == "openai/llama3.1, then anthropic/claude-haiku-4-5"


def test_limits_are_the_cores_unless_they_are_set() -> None:
    plain = language(AUTOVENDA_LLM_MODEL="gpt-4o-mini", **KEYS)
    said = language(
        AUTOVENDA_LLM_MODEL="gpt-4o-mini",
        AUTOVENDA_LLM_TIMEOUT_SECONDS="3",
        AUTOVENDA_LLM_DAILY_CALLS="7",
        AUTOVENDA_LLM_DAILY_CENTS="2",
        AUTOVENDA_LLM_TRANSCRIPTION_MODEL="whisper-1",
        **KEYS,
    )

    assert plain.limits == replace(ModelLimits(), listens=False)
    assert said.limits == replace(ModelLimits(), daily_calls=7, daily_micros=20_000)
    assert said.limit_seconds == 3
    assert said.listener == Model("openai/whisper-1", "sk-openai")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"AUTOVENDA_LLM_MODEL": "gpt-4o-mini"}, "OPENAI_API_KEY is missing"),
        ({"AUTOVENDA_LLM_MODEL": "claude-haiku-4-5"}, "ANTHROPIC_API_KEY is missing"),
        ({"AUTOVENDA_LLM_MODEL": "gemini/gemini-2.5-flash"}, "GEMINI_API_KEY is missing"),
        ({"AUTOVENDA_LLM_MODEL": "groq/llama"}, "AUTOVENDA_LLM_MODEL holds 'groq/llama'"),
        ({"AUTOVENDA_LLM_MODEL": ","}, "AUTOVENDA_LLM_MODEL holds nothing"),
        ({"AUTOVENDA_LLM_API_BASE": LOCAL}, "AUTOVENDA_LLM_MODEL is missing"),
        ({"AUTOVENDA_LLM_DAILY_CENTS": "5"}, "AUTOVENDA_LLM_MODEL is missing"),
        (
            {"AUTOVENDA_LLM_MODEL": "a", "AUTOVENDA_LLM_API_BASE": "http://llm.example.com/v1"},
            "AUTOVENDA_LLM_API_BASE is neither https nor on this machine",
        ),
        (
            {"AUTOVENDA_LLM_MODEL": "gpt-4o-mini", "AUTOVENDA_LLM_TIMEOUT_SECONDS": "0", **KEYS},
            "AUTOVENDA_LLM_TIMEOUT_SECONDS is '0'",
        ),
        (
            {"AUTOVENDA_LLM_MODEL": "gpt-4o-mini", "AUTOVENDA_LLM_DAILY_CENTS": "0,5", **KEYS},
            "AUTOVENDA_LLM_DAILY_CENTS is '0,5'",
        ),
        (
            {
                "AUTOVENDA_LLM_MODEL": "gpt-4o-mini",
                "AUTOVENDA_LLM_TRANSCRIPTION_MODEL": "claude-haiku-4-5",
                **KEYS,
            },
            "AUTOVENDA_LLM_TRANSCRIPTION_MODEL is 'claude-haiku-4-5'",
        ),
    ],
)
def test_what_cannot_work_is_refused_by_the_name_of_its_variable(
    environ: dict[str, str], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=f"^{re.escape(words)}"):
        read_settings(environ)


@pytest.mark.parametrize("url", ["https://llm.example.com/v1", LOCAL, "http://[::1]:1"])
def test_an_address_is_https_or_of_this_machine(url: str) -> None:
    given = language(AUTOVENDA_LLM_MODEL="any", AUTOVENDA_LLM_API_BASE=url)

    assert given.models[0].address == url


def test_keys_are_in_no_repr() -> None:
    said = repr(read_settings({"AUTOVENDA_LLM_MODEL": "gpt-4o-mini", **KEYS}))

    assert "gpt-4o-mini" in said
    assert not any(key in said for key in KEYS.values())


def test_the_start_says_which_model_is_asked() -> None:
    given = language(AUTOVENDA_LLM_MODEL="gpt-4o-mini, claude-haiku-4-5", **KEYS)

    off = list(summary(Settings(), LOCAL, poll=False))
    on = list(summary(Settings(language=given), LOCAL, poll=False))

    assert "Language model: OFF (AUTOVENDA_LLM_MODEL not set); the rules read alone" in off
    assert (
        "Language model: openai/gpt-4o-mini, then anthropic/claude-haiku-4-5, after the rules; "
        "voice notes: a person" in on
    )
