"""The doctor asks each language model one harmless question, and has a second of silence heard."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator
from dataclasses import replace

from adapters.llm.language import LiteLLMLanguage
from adapters.llm.models import Model
from apps.findings import Finding, Health
from apps.language_settings import LanguageSettings
from apps.wiring import SystemClock, make_language
from autovenda_core.errors import PortError
from autovenda_core.events import Act
from autovenda_core.model import Expecting, State
from autovenda_core.ports.language import Question

__all__ = ["check_language"]

SUBJECT = "language model"

HARMLESS = Question("oi", State.LEAD, Expecting.NONE, acts=(Act.GREET, Act.THANKS))


async def check_language(given: LanguageSettings | None) -> list[Finding]:
    """What there is to say of each model; nothing of what it costs to have none."""
    if given is None:
        return [Finding(SUBJECT, Health.OK, "off; set AUTOVENDA_LLM_MODEL to have one asked")]
    return [finding async for finding in _findings(given)]


async def _findings(given: LanguageSettings) -> AsyncIterator[Finding]:
    for model in given.models:
        language = make_language(replace(given, models=(model,)), SystemClock())
        try:
            language.warm()
            if broken := await language.ready():
                yield Finding(SUBJECT, Health.ERROR, broken)
                return
            answer = await language.read(HARMLESS)
        except PortError as error:
            yield _failed(model, error)
        else:
            cost = f"{answer.cost_micros / 1_000_000:.6f} US$" if answer.cost_micros else "unknown"
            yield Finding(SUBJECT, Health.OK, f"{model.name} answers; cost of a question: {cost}")
        finally:
            await language.aclose()
    if given.listener is not None:
        yield await _hearing(given, given.listener)


async def _hearing(given: LanguageSettings, listener: Model) -> Finding:
    """Whether voice notes are heard; that nothing is heard in silence is right."""
    language = make_language(given, SystemClock())
    try:
        language.warm()
        if broken := await language.ready():
            return Finding(SUBJECT, Health.ERROR, broken)
        await language.transcribe(silence(), "audio/wav")
    except PortError as error:
        if not _has_answered(language):
            return _failed(listener, error)
    finally:
        await language.aclose()
    return Finding(SUBJECT, Health.OK, f"{listener.name} hears voice notes")


def _has_answered(language: LiteLLMLanguage) -> bool:
    """Whether a model said anything, useful or not."""
    return language.today.calls > 0


def silence() -> bytes:
    """A second of it, as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(2 * 16_000))
    return file.getvalue()


def _failed(model: Model, error: PortError) -> Finding:
    words = str(error)
    named = words if model.name in words else f"{model.name}: {words}"
    return Finding(SUBJECT, Health.ERROR, named)
