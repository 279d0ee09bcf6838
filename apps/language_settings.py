"""Settings of the language model.  Without AUTOVENDA_LLM_MODEL there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from adapters.llm.models import Model
from apps.variables import Reader, missing, wrong
from autovenda_core.errors import ConfigurationError
from autovenda_core.model import ModelLimits

__all__ = ["LanguageSettings", "read_language"]

MAIN = "AUTOVENDA_LLM_MODEL"
LISTENER = "AUTOVENDA_LLM_TRANSCRIPTION_MODEL"

KEYS: Mapping[str, str] = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "gemini": "GEMINI_API_KEY",
}
"""The variable with the key of each provider."""

NO_KEY = "none"
"""What a server that wants no key is sent: the protocol has no place for nothing."""

LONGEST_SECONDS = 30
"""Somebody waits in the chat; and half of an effect's lease (`runtime.loop.LEASE_SECONDS`)."""
MOST_CALLS = 1000
MOST_CENTS = 1000
MICROS_PER_CENT = 10_000


@dataclass(frozen=True)
class LanguageSettings:
    """Who reads what the rules could not, who hears voice notes, and how much they may be asked."""

    models: tuple[Model, ...]
    """In the order in which they are tried."""
    listener: Model | None = None
    """None: voice notes are for a person."""
    limit_seconds: int = 8
    """For one answer, all models together."""
    limits: ModelLimits = field(default_factory=ModelLimits)

    @property
    def words(self) -> str:
        """Which models, for whoever starts the server."""
        return ", then ".join(model.name for model in self.models)


def read_language(read: Reader) -> LanguageSettings | None:
    """
    The language model; None: nobody wants one.

    A key alone switches nothing on: it may be in the environment for something else.

    Raises:
        ConfigurationError: a value is wrong or alone, a key is missing, or litellm is.
    """
    names = read.several(MAIN)
    api_base = _api_base(read)
    if not names:
        read.refuse_alone(
            "AUTOVENDA_LLM_API_BASE",
            "AUTOVENDA_LLM_TIMEOUT_SECONDS",
            "AUTOVENDA_LLM_DAILY_CALLS",
            "AUTOVENDA_LLM_DAILY_CENTS",
            LISTENER,
            without=MAIN,
        )
        return None
    _check_installed()
    listener = read.text(LISTENER)
    default = ModelLimits()
    cents = read.whole(
        "AUTOVENDA_LLM_DAILY_CENTS", default.daily_micros // MICROS_PER_CENT, (1, MOST_CENTS)
    )
    if listener is not None and _provider(listener) in ("anthropic", "gemini"):
        raise wrong(LISTENER, f"is {listener!r}, and that provider transcribes nothing for us")
    return LanguageSettings(
        models=tuple(_model(read, MAIN, name, api_base) for name in names),
        listener=_model(read, LISTENER, listener, api_base) if listener else None,
        limit_seconds=read.whole("AUTOVENDA_LLM_TIMEOUT_SECONDS", 8, (1, LONGEST_SECONDS)),
        limits=ModelLimits(
            daily_calls=read.whole(
                "AUTOVENDA_LLM_DAILY_CALLS", default.daily_calls, (1, MOST_CALLS)
            ),
            daily_micros=cents * MICROS_PER_CENT,
            listens=listener is not None,
        ),
    )


def _check_installed() -> None:
    """Only looks: loading it takes seconds, and is done later and in a thread."""
    if find_spec("litellm") is None:
        raise ConfigurationError(
            f"{MAIN} is set, and the package `litellm` is not installed; "
            "install autovenda[server,llm]"
        )


def _api_base(read: Reader) -> str | None:
    """An address of this machine, or https: what leads write must not be read on the way."""
    url = read.address("AUTOVENDA_LLM_API_BASE")
    if url is not None and not url.startswith("https://") and not _is_loopback(url):
        raise wrong("AUTOVENDA_LLM_API_BASE", "is neither https nor on this machine")
    return url


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _model(read: Reader, variable: str, name: str, api_base: str | None) -> Model:
    provider = _provider(name)
    if api_base is not None and provider in (None, "openai"):
        # Whatever it is called: that server has it.
        key = read.text(KEYS["openai"]) or NO_KEY
        return Model(f"openai/{name.removeprefix('openai/')}", key, api_base)
    if provider is None:
        raise wrong(variable, f"holds {name!r}, and without AUTOVENDA_LLM_API_BASE nobody has it")
    return Model(
        f"{provider}/{name.removeprefix(f'{provider}/')}", _key(read, KEYS[provider], variable)
    )


def _key(read: Reader, name: str, variable: str) -> str:
    key = read.text(name)
    if key is None:
        raise missing(name, f"{variable} has a model of that provider")
    return key


def _provider(name: str) -> str | None:
    """Who has a model, by its prefix, or by what the providers' own models begin with."""
    prefix, slash, _ = name.partition("/")
    if slash:
        return prefix if prefix in KEYS else None
    if re.match(r"gpt-|o[0-9]|whisper-", name):
        return "openai"
    return {"claude": "anthropic", "gemini": "gemini"}.get(name.partition("-")[0])
