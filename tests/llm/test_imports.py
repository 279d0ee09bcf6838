"""litellm is heavy: who needs no model never loads it, and who needs one never waits for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapters.llm.emulator import EmulatorServer, LLMEmulator

ROOT = Path(__file__).parents[2]

PATIENCE = 2.0
"""Seconds, on a busy machine; loading takes longer than this on most."""

CORE_ALONE = """
import sys
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event.startswith("socket.") else None)
import autovenda_core
import adapters.llm.language
print(opened, sorted({"litellm", "openai"} & set(sys.modules)))
"""


def python(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def first_lead(environ: dict[str, str], folder: Path, text: str) -> dict[str, Any]:
    program = ["-m", "tests.llm.first_lead", json.dumps(environ), str(folder), text]
    told: dict[str, Any] = json.loads(python(*program))
    return told


def test_importing_the_core_and_the_adapter_loads_no_litellm_and_opens_no_socket() -> None:
    assert python("-c", CORE_ALONE).strip() == "[] []"


def test_a_server_without_a_model_loads_no_litellm_and_calls_nobody(tmp_path: Path) -> None:
    told = first_lead({"AUTOVENDA_BURST_SECONDS": "0"}, tmp_path, "oi")

    assert told["modules"] == []
    assert told["connected"] == []


@pytest.mark.parametrize("text", ["oi", "blorgs frimidos na xunda"])
def test_the_first_lead_does_not_wait_until_litellm_is_loaded(
    tmp_path: Path, emulator: LLMEmulator, server: EmulatorServer, text: str
) -> None:
    """Neither when the rules understand, nor when they would have liked to ask."""
    environ = {
        "AUTOVENDA_BURST_SECONDS": "0",
        "AUTOVENDA_LLM_MODEL": "openai/any",
        "AUTOVENDA_LLM_API_BASE": server.url + "/v1",
    }

    told = first_lead(environ, tmp_path, text)

    assert not told["loaded"]
    assert told["waited"] < PATIENCE
    assert told["connected"] == []
    assert emulator.asked == []
