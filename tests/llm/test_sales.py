"""Whole sales on the real server, while the model behind it does what it likes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.llm.emulator import SILENCE, ApiError, Fault, LLMEmulator, minds
from adapters.llm.models import Model
from apps.config import Settings
from apps.language_settings import LanguageSettings
from apps.server.limiting import Limits
from autovenda_core.model import State
from tests.server.conftest import PUBLIC_URL, Desk, Options

LIMIT_SECONDS = 1
SLACK_SECONDS = 1.5
UNCLEAR = "blorgs frimidos na xunda"
"""Something that the rules cannot read, so that the model is asked."""


@pytest.fixture
def desk(known: Model, tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(
        data_dir=tmp_path,
        database=tmp_path / "autovenda.db",
        public_url=PUBLIC_URL,
        secrets=("of-the-tests",),
        burst_seconds=0,
        language=LanguageSettings((known,), limit_seconds=LIMIT_SECONDS),
    )
    with asyncio.Runner() as loop:
        desk = Desk(loop, Options(settings, Limits()))
        desk.open()
        assert desk.application.language is not None
        assert desk.run(desk.application.language.ready()) == ""
        yield desk
        desk.close()


def obedient(emulator: LLMEmulator) -> None:
    emulator.mind = minds.obeys


def talkative(emulator: LLMEmulator) -> None:
    emulator.mind = minds.answers_in_prose


def silent(emulator: LLMEmulator) -> None:
    emulator.faults.plan("chat", Fault(delay_seconds=SILENCE), times=100)


def down(emulator: LLMEmulator) -> None:
    emulator.faults.plan("chat", Fault(refusal=ApiError(500)), times=100)


def cut_off(emulator: LLMEmulator) -> None:
    emulator.faults.plan("chat", Fault(lose_answer=True), times=100)


@pytest.mark.parametrize("mood", [obedient, talkative, silent, down, cut_off])
def test_a_sale_ends_as_ever_whatever_the_model_does(
    desk: Desk, emulator: LLMEmulator, mood: Callable[[LLMEmulator], None]
) -> None:
    mood(emulator)
    began = time.monotonic()
    desk.says(UNCLEAR)
    waited = time.monotonic() - began

    desk.gets_active()

    assert len(emulator.asked) >= 1
    assert waited < LIMIT_SECONDS + SLACK_SECONDS
    assert desk.state is State.ACTIVE
    assert "golpe.example" not in " ".join(message.text for message in desk.channel.sent)


def test_what_a_model_read_is_counted_and_its_opening_is_said(
    desk: Desk, emulator: LLMEmulator
) -> None:
    emulator.mind = minds.fills_in(
        acts=[{"act": "buy", "quote": UNCLEAR}], need="frimidos", opening="Que legal!"
    )
    desk.says("oi")

    desk.says(f"{UNCLEAR}?")

    use = desk.conversation.model_use
    assert (use.calls, len(emulator.asked)) == (1, 1)
    assert use.micros > 0
    assert desk.channel.sent[-1].text.startswith("Que legal!")
