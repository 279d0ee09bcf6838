"""What Meta's codes mean for a call, and in words."""

from __future__ import annotations

import pytest

from adapters.whatsapp.cloud.errors import refusal, words_for
from autovenda_core.errors import Rejected, Unavailable


@pytest.mark.parametrize("code", [1, 2, 131000, 131016, 131053])
def test_a_temporary_error_is_tried_again(code):
    error = refusal(code, 500, "")

    assert isinstance(error, Unavailable)
    assert error.retry_after_seconds is None


@pytest.mark.parametrize(
    ("code", "seconds"), [(4, 60), (80007, 60), (130429, 60), (131056, 6), (131057, 60)]
)
def test_after_a_limit_we_back_off(code, seconds):
    error = refusal(code, 400, "")

    assert isinstance(error, Unavailable)
    assert error.retry_after_seconds == seconds


def test_how_long_to_back_off_is_metas_to_say():
    error = refusal(130429, 429, "", retry_after_seconds=17)

    assert isinstance(error, Unavailable)
    assert error.retry_after_seconds == 17


def test_only_an_undeliverable_message_means_that_the_person_is_gone():
    gone, closed = refusal(131026, 400, ""), refusal(131047, 400, "")

    assert isinstance(gone, Rejected)
    assert isinstance(closed, Rejected)
    assert (gone.unreachable, closed.unreachable) == (True, False)


@pytest.mark.parametrize("code", [0, 10, 190, 200, 250, 299, 368, 131031, 131042, 131048, 131064])
def test_what_stops_every_message_is_told_as_an_alarm(code):
    error = refusal(code, 400, "")

    assert isinstance(error, Rejected)
    assert error.words is not None
    assert error.words.startswith("WhatsApp parado: ")


@pytest.mark.parametrize(
    "code", [100, 130472, 131008, 131009, 131047, 131049, 131050, 131062, 132000, 132001, 132015]
)
def test_what_stops_one_message_is_told_without_alarm(code):
    error = refusal(code, 400, "")

    assert isinstance(error, Rejected)
    assert error.words
    assert "parado" not in error.words


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Rejected), (401, Rejected), (429, Unavailable), (500, Unavailable)]
)
def test_a_code_nobody_knows_is_judged_by_its_status(status, kind):
    assert isinstance(refusal(987654, status, ""), kind)
    assert isinstance(refusal(None, status, ""), kind)


def test_an_unknown_error_that_meta_calls_transient_is_tried_again():
    assert isinstance(refusal(987654, 400, "", is_transient=True), Unavailable)


def test_a_failed_status_is_explained_by_the_first_code_that_is_known():
    assert words_for(["x", "²", "987654", "131047", "190"]) == refusal(131047, 400, "").words
    assert words_for(["987654"]) is None
    assert words_for([]) is None


def test_the_operator_reads_portuguese_and_metas_code():
    error = refusal(131026, 400, "(131026) Message undeliverable")

    assert isinstance(error, Rejected)
    assert error.words == (
        "o número não usa WhatsApp, usa uma versão antiga ou bloqueou a empresa (código 131026)"
    )
