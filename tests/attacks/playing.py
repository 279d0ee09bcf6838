"""An attack, played through the full engine: understanding, flow, rendering, channel."""

from __future__ import annotations

from dataclasses import dataclass

from autovenda_core.fsm.machine import Flow
from autovenda_core.testing.language import Mind
from tests.attacks.audit import Finding, audit, look
from tests.attacks.corpus import Attack
from tests.attacks.stage import stage


@dataclass(frozen=True)
class Played:
    """What came of an attack."""

    findings: tuple[Finding, ...]
    answers: int
    """Messages that the bot sent."""
    questions: int
    """How often a model was asked."""


def play(attack: Attack, flow: Flow | None = None, mind: Mind | None = None) -> Played:
    """Let somebody attack a sale, in a world of its own."""
    world = stage(attack.state, flow, mind)
    before, asked = look(world), len(world.language.questions)
    for text in attack.texts:
        world.says(text)
        world.settle()
    return Played(
        findings=tuple(audit(world, before)),
        answers=len(world.channel.sent) - before.arrived,
        questions=len(world.language.questions) - asked,
    )
