"""LiteLLMLanguage and a server that answers well, badly, with malice, or not at all."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.llm.emulator import ApiError, EmulatorServer, Fault, LLMEmulator, Mind, minds
from adapters.llm.language import LONGEST_TRANSCRIPT, LiteLLMLanguage
from adapters.llm.models import Model
from adapters.llm.voice import LARGEST_BYTES
from autovenda_core.errors import PortError, Rejected, Unavailable
from autovenda_core.events import Act, Proposal, ProposedAct
from autovenda_core.ports.language import Question
from autovenda_core.testing.clock import FakeClock
from autovenda_core.testing.contracts.language import Run
from tests.llm.conftest import API_KEY, KNOWN, UNKNOWN, Made

BUYS = minds.fills_in(acts=[{"act": "buy", "quote": "quero um site"}], need="um site")
OGG = "audio/ogg; codecs=opus"


# ---------------------------------------------------------------------------- reading


def test_a_form_that_is_filled_in_becomes_a_proposal_with_its_cost(
    language: LiteLLMLanguage, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.mind = BUYS

    answer = run(language.read(question))

    assert answer.proposal == Proposal((ProposedAct(Act.BUY, "quero um site"),), need="um site")
    assert answer.cost_micros > 0
    assert language.today.cost_micros == answer.cost_micros


def test_a_model_with_a_schema_is_held_to_the_form_of_the_question(
    language: LiteLLMLanguage, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    run(language.read(question))

    form = emulator.asked[0].request["response_format"]["json_schema"]
    assert form["strict"] is True
    assert set(form["schema"]["required"]) == set(form["schema"]["properties"])
    assert '"default"' not in json.dumps(form)
    assert emulator.asked[0].text == question.text


def test_a_model_without_one_is_told_the_form_and_costs_nothing_known(
    make: Made, server: EmulatorServer, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.mind = lambda asked: f"```json\n{BUYS(asked)}\n```"
    language = make(Model(UNKNOWN, API_KEY, server.url + "/v1"))

    answer = run(language.read(question))

    request = emulator.asked[0].request
    assert "response_format" not in request
    assert '"additionalProperties": false' in request["messages"][0]["content"]
    assert answer.proposal.need == "um site"
    assert answer.cost_micros == 0


@pytest.mark.parametrize(
    "mind",
    [
        minds.answers_in_prose,
        minds.answers_half,
        minds.answers_at_length,
        minds.names_what_is_not_there,
        minds.says_too_much,
        minds.fills_in(opening=1),
    ],
)
def test_an_answer_that_is_no_proposal_is_rejected(
    language: LiteLLMLanguage, emulator: LLMEmulator, question: Question, run: Run, mind: Mind
) -> None:
    emulator.mind = mind

    with pytest.raises(Rejected, match="no proposal"):
        run(language.read(question))

    assert language.today.failures == 1


def test_an_obedient_model_can_say_no_more_than_the_form_lets_it(
    language: LiteLLMLanguage, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.mind = minds.obeys

    proposal = run(language.read(question)).proposal

    assert {each.act for each in proposal.acts} <= set(question.acts)
    assert proposal.opening is not None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=st.text() | st.dictionaries(st.text(), st.text() | st.none()).map(json.dumps))
def test_whatever_a_model_says_is_a_proposal_or_an_error_of_the_port(
    language: LiteLLMLanguage, emulator: LLMEmulator, question: Question, run: Run, said: str
) -> None:
    emulator.mind = lambda _: said.encode("utf-8", "replace").decode()

    try:
        answer = run(language.read(question))
    except (Rejected, Unavailable):
        return

    assert isinstance(answer.proposal, Proposal)


# ---------------------------------------------------------------------------- failing


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(refusal=ApiError(400)), Rejected, "does not take our request"),
        (Fault(refusal=ApiError(401)), Rejected, "refuses the key"),
        (Fault(refusal=ApiError(404)), Rejected, "is not known"),
        (Fault(refusal=ApiError(429)), Unavailable, "too often"),
        (Fault(refusal=ApiError(500)), Unavailable, "failed"),
        (Fault(lose_answer=True), Unavailable, "failed"),
    ],
)
def test_a_failed_call_is_made_once_and_is_an_error_of_the_port(
    language: LiteLLMLanguage,
    emulator: LLMEmulator,
    question: Question,
    run: Run,
    fault: Fault[ApiError],
    error: type[PortError],
    words: str,
) -> None:
    emulator.faults.plan("chat", fault)

    with pytest.raises(error, match=f"^{KNOWN} .*{words}"):
        run(language.read(question))

    assert len(emulator.asked) == 1


def test_nobody_at_the_address_is_unavailable(
    language: LiteLLMLanguage, server: EmulatorServer, question: Question, run: Run
) -> None:
    with server.refusing(), pytest.raises(Unavailable):
        run(language.read(question))


def test_a_server_that_asks_for_patience_is_not_asked_until_then(
    make: Made,
    known: Model,
    emulator: LLMEmulator,
    question: Question,
    clock: FakeClock,
    run: Run,
) -> None:
    emulator.faults.plan("chat", Fault(refusal=ApiError(429)))
    language = make(known, rest_seconds=1.0)
    with pytest.raises(Unavailable) as first:
        run(language.read(question))

    with pytest.raises(Unavailable) as second:
        run(language.read(question))
    clock.advance(timedelta(seconds=8))
    run(language.read(question))

    assert first.value.retry_after_seconds == 7
    assert second.value.retry_after_seconds == 7
    assert len(emulator.asked) == 2


def test_a_useless_answer_does_not_put_a_model_to_rest(
    make: Made, known: Model, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    emulator.mind = minds.answers_in_prose
    language = make(known, rest_seconds=60.0)

    for _ in range(2):
        with pytest.raises(Rejected):
            run(language.read(question))

    assert len(emulator.asked) == 2


def test_the_next_model_is_asked_when_the_first_one_fails_and_the_first_one_rests(
    make: Made, known: Model, question: Question, clock: FakeClock, run: Run
) -> None:
    gone = Model("openai/gone", API_KEY, "http://127.0.0.1:9/v1")
    language = make(gone, known, rest_seconds=30.0)

    run(language.read(question))
    run(language.read(question))

    assert (language.today.calls, language.today.failures) == (2, 1)


def test_what_a_useless_first_answer_cost_is_part_of_the_cost(
    make: Made, known: Model, emulator: LLMEmulator, question: Question, run: Run
) -> None:
    answers = iter([minds.answers_in_prose, minds.knows_nothing])
    emulator.mind = lambda asked: next(answers)(asked)
    language = make(known, known)

    answer = run(language.read(question))

    assert answer.cost_micros == language.today.cost_micros
    assert language.today.calls == 2


def test_keys_and_words_are_in_no_error_repr_or_log(
    make: Made,
    server: EmulatorServer,
    question: Question,
    run: Run,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    wrong = Model(KNOWN, "sk-wrong-and-secret", server.url + "/v1")
    language = make(wrong)

    with caplog.at_level(logging.DEBUG), pytest.raises(Rejected) as caught:
        run(language.read(question))

    told = f"{caught.value!r} {wrong!r} {language.today!r} {caplog.text} {capfd.readouterr()}"
    assert "sk-wrong" not in told
    assert question.text not in told


def test_the_diary_begins_anew_each_day_and_remembers_the_last_failure(
    language: LiteLLMLanguage,
    emulator: LLMEmulator,
    question: Question,
    clock: FakeClock,
    run: Run,
) -> None:
    emulator.mind = minds.answers_in_prose
    with pytest.raises(Rejected):
        run(language.read(question))

    clock.advance(timedelta(days=1))

    assert (language.today.calls, language.today.cost_micros, language.today.failures) == (0, 0, 0)
    assert language.today.last_failure == "the model's answer is no proposal"


def test_a_key_that_is_refused_is_logged_once(
    language: LiteLLMLanguage,
    emulator: LLMEmulator,
    question: Question,
    clock: FakeClock,
    run: Run,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        emulator.faults.plan("chat", Fault(refusal=ApiError(401)))
        with pytest.raises(Rejected):
            run(language.read(question))
        clock.advance(timedelta(minutes=10))

    lines = [each.getMessage() for each in caplog.records if each.name == "adapters.llm.diary"]
    assert lines == ["the language model is of no use: openai/gpt-4o-mini refuses the key (401)"]


# ---------------------------------------------------------------------------- hearing


def test_a_voice_note_is_sent_as_a_file_that_names_its_format(
    language: LiteLLMLanguage, emulator: LLMEmulator, run: Run
) -> None:
    emulator.hears = " oi,  quero um site\n"

    heard = run(language.transcribe(b"OggS", OGG))

    assert heard.text == "oi, quero um site"
    assert heard.cost_micros > 0
    assert emulator.heard == [("voice.ogg", b"OggS")]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"", OGG), (b"x" * (LARGEST_BYTES + 1), OGG), (b"x", "image/png"), (b"x", "")],
    ids=["empty", "too large", "a picture", "nameless"],
)
def test_what_nobody_transcribes_is_rejected_before_it_is_sent(
    language: LiteLLMLanguage, emulator: LLMEmulator, run: Run, content: bytes, media_type: str
) -> None:
    with pytest.raises(Rejected):
        run(language.transcribe(content, media_type))

    assert emulator.heard == []


def test_silence_is_rejected(language: LiteLLMLanguage, run: Run) -> None:
    with pytest.raises(Rejected, match="nothing was heard"):
        run(language.transcribe(b"OggS", OGG))


def test_a_long_speech_is_cut(language: LiteLLMLanguage, emulator: LLMEmulator, run: Run) -> None:
    emulator.hears = "blá" * LONGEST_TRANSCRIPT

    heard = run(language.transcribe(b"OggS", OGG))

    assert len(heard.text) == LONGEST_TRANSCRIPT


def test_without_a_listener_nothing_is_heard(make: Made, known: Model, run: Run) -> None:
    language = make(known)

    assert not language.can_listen
    with pytest.raises(Rejected):
        run(language.transcribe(b"OggS", OGG))
