"""
What must hold on sentences that the rules were not written for.

Of the blind half only numbers are ever shown, here too: see `tests.language.__main__`.
"""

from __future__ import annotations

import pytest

from tests.language.__main__ import Score, score
from tests.language.corpus import HALVES, utterances

BOTH = ["development", "blind"]


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return {half: score(utterances(HALVES / f"{half}.tsv")) for half in BOTH}


@pytest.mark.parametrize("half", BOTH)
def test_nothing_unseen_is_taken_for_a_yes(scores: dict[str, Score], half: str) -> None:
    assert scores[half].false_accepts == 0
    assert scores[half].claims_read_as_yes == 0


@pytest.mark.parametrize("half", BOTH)
def test_whoever_wants_to_leave_or_a_person_is_always_heard(
    scores: dict[str, Score], half: str
) -> None:
    assert scores[half].stop_recall == 1
    assert scores[half].handoff_recall == 1


def test_the_development_half_is_read_as_labelled(scores: dict[str, Score]) -> None:
    assert scores["development"].first_act >= 0.98
    assert scores["development"].macro_f1 >= 0.98
    assert scores["development"].slots >= 0.97


def test_the_blind_half_is_read_no_worse_than_it_was(scores: dict[str, Score]) -> None:
    assert scores["blind"].first_act >= 0.92
    assert scores["blind"].macro_f1 >= 0.92
    assert scores["blind"].intent >= 0.93
    assert scores["blind"].slots >= 0.87
