"""A language model in a conversation: when it is asked, what it is told, what it may cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from autovenda_core.effects import AskModel, SendMessage, TaskKind, Transcribe, Understand
from autovenda_core.errors import OutcomeUnknown, PortError, Rejected, Unavailable
from autovenda_core.events import (
    Act,
    CustomOffer,
    Event,
    GivenBack,
    MediaKept,
    ModelAnswered,
    ModelNeeded,
    Proposal,
    ProposalRefused,
    ProposedAct,
    ReadAct,
    Reader,
    Slots,
    TakenOver,
    Transcribed,
    Understood,
)
from autovenda_core.fsm.machine import Flow
from autovenda_core.model import (
    Conversation,
    DateRange,
    Deal,
    Expecting,
    ModelLimits,
    ModelUse,
    MoneyRange,
    Owner,
    Pending,
    Qualification,
    Rules,
    Said,
    State,
)
from autovenda_core.ports.language import Question
from autovenda_core.runtime import decide
from autovenda_core.runtime.deciding import read
from autovenda_core.testing.language import FakeLanguage
from autovenda_core.testing.scripts import play
from autovenda_core.testing.world import SAMPLE_CATALOG, World, run
from autovenda_core.understanding import buttons

UNCLEAR = "o passarinho verde me contou"


@pytest.fixture
def language() -> FakeLanguage:
    return FakeLanguage()


@pytest.fixture
def world(language: FakeLanguage) -> World:
    return World(language=language)


def limited(**limits: int) -> World:
    rules = Rules(model=ModelLimits(**limits))
    return World(Flow(SAMPLE_CATALOG, rules=rules), language=FakeLanguage())


def say(world: World, *texts: str) -> None:
    for text in texts:
        world.says(text)
        world.settle()


def events(world: World, kind: type) -> list[Event]:
    return [each for each in run(world.store.replay(world.conversation_id)) if type(each) is kind]


def saw(*acts: Act, quote: str = UNCLEAR) -> Proposal:
    return Proposal(tuple(ProposedAct(act, quote) for act in acts))


# ---------------------------------------------------------------------------- when it is asked


def test_without_limits_no_model_is_asked() -> None:
    world = World()

    say(world, "oi", "site para doces", UNCLEAR)

    assert world.language.questions == []
    assert world.conversation.model_use == ModelUse()


def test_what_the_rules_understand_costs_nothing(world: World, language: FakeLanguage) -> None:
    say(world, "oi", "quero um site para a padaria", "sem pressa")

    assert language.questions == []


def test_a_burst_is_one_question(world: World, language: FakeLanguage) -> None:
    say(world, "oi", "site para doces")
    world.says(UNCLEAR)
    world.says("e o papagaio também")
    world.settle()

    assert [each.text for each in language.questions] == [f"{UNCLEAR}\ne o papagaio também"]


def test_a_tap_is_never_a_question(world: World, language: FakeLanguage) -> None:
    say(world, "oi")
    world.taps("Outra coisa")
    world.settle()

    assert language.questions == []


def test_while_a_person_answers_no_model_is_asked(world: World, language: FakeLanguage) -> None:
    say(world, "oi", "quero falar com uma pessoa", UNCLEAR)

    assert language.questions == []


# ---------------------------------------------------------------------------- what it is told


def test_a_model_is_told_the_words_and_what_may_be_named_and_nothing_else(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi, meu nome é Saulo Silveira", "site para doces")
    say(world, f"{UNCLEAR}, cpf 123.456.789-00")

    (question,) = language.questions
    assert question == Question(
        text=f"{UNCLEAR}, cpf ###",
        state=State.QUALIFYING,
        expecting=Expecting.DEADLINE,
        acts=question.acts,
        packages=question.packages,
        topics=question.topics,
        may_open=True,
    )
    assert [each.id for each in question.packages] == ["basico", "profissional", "premium"]
    assert [each.id for each in question.topics] == list(world.flow.faq.by_id)
    assert Act.ACCEPT not in question.acts
    told = repr(question)
    for secret in ("Saulo", world.contact.address, "1.500", "150000"):
        assert secret not in told


# ---------------------------------------------------------------------------- what it answers


def test_its_answer_is_read_as_a_message_that_only_it_understood(
    world: World, language: FakeLanguage
) -> None:
    language.propose(saw(Act.ASK_PRICE))
    say(world, "oi", "site para doces", UNCLEAR)

    read = events(world, Understood)[-1]
    assert isinstance(read, Understood)
    assert (read.by, [each.act for each in read.acts]) == (Reader.MODEL, [Act.ASK_PRICE])
    assert "R$ 1.500,00" in world.arrived[-1].text


def test_a_question_that_it_recognises_is_answered_from_the_faq(
    world: World, language: FakeLanguage
) -> None:
    language.propose(replace(saw(Act.ASK_INFO), topics=("como_funciona",)))
    say(world, "oi", "site para doces", UNCLEAR)

    assert "Funciona assim: você aceita a proposta" in world.arrived[-1].text
    assert "Para quando" in world.arrived[-1].text


@pytest.mark.parametrize(
    "failure", [Unavailable("down"), Rejected("prose"), OutcomeUnknown("lost")]
)
def test_without_an_answer_the_rules_answer_at_once_and_nobody_is_asked_again(
    world: World, language: FakeLanguage, failure: PortError
) -> None:
    language.fail_next(failure)
    say(world, "oi", "site para doces")
    asked_at = world.clock.now()

    say(world, UNCLEAR)
    world.advance(timedelta(hours=1))

    assert "Não peguei bem" in world.arrived[-1].text
    assert world.store.messages[-1].at - asked_at < timedelta(minutes=1)
    assert len(language.questions) == 1
    (answered,) = events(world, ModelAnswered)
    assert isinstance(answered, ModelAnswered)
    assert (answered.proposal, answered.failure) == (None, str(failure))


def test_a_flow_that_may_ask_and_has_nobody_to_ask_goes_on_with_the_rules(world: World) -> None:
    world.runtime.ports = replace(world.runtime.ports, language=None)

    say(world, "oi", "site para doces", UNCLEAR)

    assert "Não peguei bem" in world.arrived[-1].text


def test_a_process_that_dies_while_it_asks_does_not_ask_again(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi", "site para doces")
    seq = _is_asked(world)
    run(world.store.claim(seq, world.clock.now(), 60))

    world.crashes()

    assert language.questions == []
    (answered,) = events(world, ModelAnswered)
    assert isinstance(answered, ModelAnswered)
    assert "interrupted" in answered.failure
    assert "Não peguei bem" in world.arrived[-1].text


def test_nothing_is_answered_when_a_person_took_over_meanwhile(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi", "site para doces")
    before = len(world.arrived)
    language.propose(saw(Act.ASK_PRICE))

    _asks_and_then(world, TakenOver(world.clock.now(), "rafa"))

    assert len(world.arrived) == before
    assert world.conversation.model_use.micros == language.cost_micros


def test_a_yes_to_a_question_that_is_no_longer_open_accepts_nothing(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi", "site para doces")
    language.propose(saw(Act.AFFIRM))
    offer = CustomOffer(world.clock.now(), "rafa", "Loja", ("Loja",), 200_000, 50, 10)

    _asks_and_then(world, offer)

    read = events(world, Understood)[-1]
    assert isinstance(read, Understood)
    assert Act.AFFIRM not in [each.act for each in read.acts]
    assert (world.state, world.conversation.expecting) == (State.OFFERED, Expecting.ACCEPT)


def test_words_said_before_the_open_question_are_no_answer_to_it(world: World) -> None:
    _asks_and_is_told(world, "zuble trincado", "quero um site para doces")

    (answer,) = world.arrived
    assert "Não peguei bem" not in answer.text
    assert "Para quando" in answer.text
    assert (world.conversation.expecting, world.conversation.misunderstood) == (
        Expecting.DEADLINE,
        0,
    )


def test_they_do_not_come_between_a_yes_and_its_confirmation(world: World) -> None:
    say(world, "quero o pacote básico")
    before = len(world.arrived)

    _asks_and_is_told(world, "zuble trincado", "sim, aceito")

    assert len(world.arrived) == before + 1
    assert (world.state, world.conversation.expecting) == (State.OFFERED, Expecting.CONFIRM)
    say(world, "sim")
    assert world.state is State.AWAITING_PAYMENT


def test_they_do_not_follow_an_acceptance(world: World) -> None:
    say(world, "quero o pacote básico")
    _is_asked(world, "minha tia abriu uma coisa de doces")  # about paying, to who asks for money

    world.taps("Aceitar proposta")
    world.settle()

    assert (world.state, world.conversation.expecting) == (State.AWAITING_PAYMENT, Expecting.PAY)
    acts = [each.act for read in events(world, Understood) for each in read.acts]
    assert Act.CLAIM_PAID not in acts
    assert Act.OUT_OF_SCOPE not in acts


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("zuble trincado. quanto custa?", "R$ 1.500,00"),
        ("zuble trincado. meu nome é Saulo", "Saulo"),
    ],
)
def test_what_needs_no_question_is_answered_late(
    world: World, flow: Flow, words: str, answer: str
) -> None:
    said = Said((Pending("m", words, world.clock.now()),), Expecting.NEED)
    say(world, "oi", "site para doces")

    world.happens(ModelAnswered(world.clock.now(), said, saw(Act.BYE, quote="zuble trincado")))
    world.settle()

    assert answer in world.arrived[-1].text
    assert "Para quando" in world.arrived[-1].text


def test_after_a_no_nothing_that_was_said_before_it_counts(world: World) -> None:
    said = Said((Pending("m", "quanto custa?", world.clock.now()),), Expecting.NEED)
    say(world, "quero o pacote básico", "não quero mais")
    before = len(world.arrived)

    world.happens(ModelAnswered(world.clock.now(), said, None, failure="late"))
    world.settle()

    assert (world.state, len(world.arrived)) == (State.LOST, before)


# ---------------------------------------------------------------------------- what it costs


def test_calls_and_costs_are_counted_by_day_and_in_all(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi", "site para doces", UNCLEAR)
    world.advance(timedelta(days=1))
    language.propose(saw(Act.THANKS))
    say(world, UNCLEAR)

    use = world.conversation.model_use
    assert (use.calls, use.micros, use.refused) == (1, 100, 0)
    assert use.total_micros == 200


@pytest.mark.parametrize("limits", [{"daily_calls": 2}, {"daily_micros": 150}])
def test_once_the_day_s_budget_is_used_up_the_rules_read_alone(limits: dict[str, int]) -> None:
    world = limited(**limits)
    world.language.mind = lambda question: saw(Act.THANKS, quote=question.text)
    say(world, "oi", "site para doces")

    say(world, *[UNCLEAR] * 4)

    assert len(world.language.questions) == 2


def test_questions_that_are_asked_at_once_stay_within_the_budget() -> None:
    flow = Flow(SAMPLE_CATALOG, rules=Rules(burst_seconds=0, model=ModelLimits(daily_calls=3)))
    world = World(flow, language=FakeLanguage())
    for _ in range(9):
        world.says("o passarinho verde me contou")
    world.settle()

    assert len(world.language.questions) == 3


def test_another_conversation_has_its_own_budget(flow: Flow) -> None:
    limits = ModelLimits(daily_calls=1)
    use = ModelUse(calls=1)

    assert not limits.allow(use)
    assert limits.allow(Conversation("other", World().contact).model_use)


def test_after_two_proposals_that_nobody_believes_a_person_is_called_once(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi", "site para doces")
    for step in ("sem pressa", "até 1500"):
        language.propose(saw(Act.BUY, quote="palavras que ninguém disse"))
        say(world, UNCLEAR, step)

    assert world.tasks == [TaskKind.HANDOFF]
    assert world.conversation.model_use.refused == 2


def test_a_model_that_honestly_sees_nothing_is_not_refused(world: World) -> None:
    say(world, "oi", "site para doces", UNCLEAR, "sem pressa", UNCLEAR)

    assert len(world.language.questions) == 2
    assert world.conversation.model_use.refused == 0


def test_after_them_the_model_is_not_asked_again_that_day(world: World) -> None:
    world.language.mind = lambda question: saw(Act.BUY, quote="palavras que ninguém disse")
    say(world, "oi", "site para doces", UNCLEAR, "sem pressa", UNCLEAR)
    world.happens(GivenBack(world.clock.now(), "rafa"))

    say(world, UNCLEAR)
    world.advance(timedelta(days=1))
    say(world, UNCLEAR)

    assert len(world.language.questions) == 2 + 1


def test_a_person_who_answers_already_is_not_called_again(flow: Flow) -> None:
    flow = replace(flow, rules=Rules(model=ModelLimits()))
    at = World().clock.now()
    use = ModelUse(flow.calendar.day(at), refused=1)
    theirs = Conversation("c", World().contact, owner=Owner.HUMAN, model_use=use)

    step = flow.step(theirs, ProposalRefused(at))

    assert step.effects == ()
    assert step.conversation.model_use.refused == 2


# ---------------------------------------------------------------------------- what it may say


@pytest.mark.parametrize(
    ("wants", "opens"),
    [(Qualification(), True), (Qualification(None, None, MoneyRange(), DateRange()), False)],
)
def test_a_courtesy_begins_an_answer_but_no_offer(
    flow: Flow, wants: Qualification, opens: bool
) -> None:
    asked = Conversation("c", World().contact, State.QUALIFYING, deal=Deal(wants=wants))
    read = Understood(
        World().clock.now(),
        (ReadAct(Act.BUY, 0.5),),
        Slots(need="loja virtual"),
        Reader.MODEL,
        opening="Que ideia bonita!",
    )

    step = flow.step(asked, read)

    (message,) = [each for each in step.effects if isinstance(each, SendMessage)]
    assert (step.conversation.state is State.QUALIFYING) is opens
    assert flow.render(message).text.startswith("Que ideia bonita!\n\n") is opens


def test_a_recorded_conversation_is_not_read_again(world: World, language: FakeLanguage) -> None:
    language.propose(saw(Act.ASK_PRICE))
    say(world, "oi", "site para doces", UNCLEAR)
    conversation = Conversation(world.conversation_id, world.contact)

    for event in run(world.store.replay(world.conversation_id)):
        conversation = world.flow.step(conversation, event).conversation

    assert conversation == world.conversation
    assert len(language.questions) == 1


def test_deciding_asks_once_and_does_not_read(world: World) -> None:
    say(world, "oi", "site para doces")
    _is_asked(world)
    (needed,) = events(world, ModelNeeded)

    decision = decide(world.flow, world.conversation, needed)

    assert [type(each) for each in decision.applied[0].effects] == [AskModel]


# ---------------------------------------------------------------------------- voice notes


def test_a_voice_note_is_kept_and_answered_with_what_was_heard(
    world: World, language: FakeLanguage
) -> None:
    language.hear("quero um site para a padaria")
    world.sends("audio")
    world.settle()

    text = world.arrived[-1].text
    assert text.startswith("Do seu áudio eu entendi: “quero um site para a padaria”")
    assert "Para quando" in text
    assert language.voices == [(b"file-1", "audio/fake")]
    assert len(events(world, MediaKept)) == 1
    assert world.tasks == []


def test_a_long_voice_note_is_quoted_in_short(world: World, language: FakeLanguage) -> None:
    language.hear("quero um site " * 60)
    world.sends("audio")
    world.settle()

    first = world.arrived[-1].text.splitlines()[0]
    assert len(first) < 120
    assert first.endswith("…”")


def test_a_voice_note_in_which_no_word_was_heard_is_answered_without_one(
    world: World, language: FakeLanguage
) -> None:
    language.hear("~*~")
    world.sends("audio")
    world.settle()

    assert "assistente virtual" in world.arrived[-1].text
    assert "eu entendi" not in world.arrived[-1].text


def test_texts_that_waited_are_read_with_the_voice_note(
    world: World, language: FakeLanguage
) -> None:
    language.hear("sem pressa")
    world.says("oi, quero um site para a padaria")
    world.sends("audio")
    world.settle()

    assert len(world.arrived) == 1
    assert "investir" in world.arrived[0].text


@pytest.mark.parametrize(
    "failure", [None, Unavailable("down"), Rejected("too long"), OutcomeUnknown("lost")]
)
def test_a_voice_note_that_nobody_could_hear_is_a_person_s(
    world: World, language: FakeLanguage, failure: PortError | None
) -> None:
    if failure is not None:
        language.fail_next(failure)
    world.sends("audio")
    world.settle()

    assert "ainda não consigo ouvir" in world.arrived[-1].text
    assert world.tasks == [TaskKind.MEDIA]
    assert len(world.files.kept) == 1


def test_a_voice_note_whose_file_comes_later_is_still_kept(world: World) -> None:
    world.sends("audio")
    world.channel.fail_next(Unavailable("down"))
    world.settle()
    world.advance(timedelta(minutes=1))

    assert "ainda não consigo ouvir" in world.arrived[-1].text
    assert len(world.files.kept) == 1


@pytest.mark.parametrize("words", ["sim", "sim, aceito", "1", "fechado"])
@pytest.mark.parametrize("asked", ["", "> sim\n"])
def test_a_spoken_yes_accepts_nothing(
    world: World, language: FakeLanguage, words: str, asked: str
) -> None:
    play(f"> quero o pacote básico\n= offered\n{asked}", world)
    language.hear(words)
    world.sends("audio")
    world.settle()

    assert world.state is State.OFFERED
    assert world.conversation.deal.acceptance is None


def test_a_model_may_be_asked_about_what_was_heard_and_a_yes_is_still_none(
    world: World, language: FakeLanguage
) -> None:
    play("> quero o pacote básico\n= offered\n> sim", world)
    language.hear("passa a régua")
    language.propose(saw(Act.AFFIRM, quote="passa a régua"))
    world.sends("audio")
    world.settle()

    assert [each.text for each in language.questions] == ["passa a régua"]
    assert "Do seu áudio eu entendi: “passa a régua”" in world.arrived[-1].text
    assert world.state is State.OFFERED


def test_voice_notes_are_not_heard_when_the_rules_say_so_or_the_budget_is_used_up() -> None:
    for limits in (ModelLimits(listens=False), ModelLimits(daily_calls=0)):
        world = World(Flow(SAMPLE_CATALOG, rules=Rules(model=limits)), language=FakeLanguage())
        world.sends("audio")
        world.settle()

        assert world.language.voices == []
        assert world.tasks == [TaskKind.MEDIA]


def test_a_voice_note_is_left_to_the_person_who_answers(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi", "quero falar com uma pessoa")
    world.sends("audio")
    world.settle()

    assert language.voices == []
    assert len(world.files.kept) == 1


def test_a_voice_note_that_was_not_fetched_is_kept_for_the_person_who_took_over(
    world: World,
) -> None:
    world.sends("audio")
    _turn(world)
    world.happens(TakenOver(world.clock.now(), "rafa"))
    _turn(world)
    world.channel.fail_next(Unavailable("down"))
    world.settle()

    assert world.arrived == []
    assert len(world.files.kept) == 1


def test_the_bot_is_back_for_a_voice_note_when_the_person_has_gone(
    world: World, language: FakeLanguage
) -> None:
    say(world, "oi", "quero falar com uma pessoa")
    world.advance(timedelta(hours=13))
    language.hear("quero um site para a padaria")
    world.sends("audio")
    world.settle()

    assert "Do seu áudio eu entendi" in world.arrived[-1].text


def test_what_a_model_sees_can_stop_us(world: World, language: FakeLanguage) -> None:
    language.propose(saw(Act.BUY, Act.STOP))
    say(world, "oi", "site para doces", UNCLEAR)

    assert world.conversation.opted_out
    assert "não mando mais mensagens" in world.arrived[-1].text


def test_a_process_that_dies_while_it_listens_does_not_listen_again(
    world: World, language: FakeLanguage
) -> None:
    language.hear("quero um site")
    world.sends("audio")
    _turn(world)
    run(world.store.claim(_open_effect(world, Transcribe), world.clock.now(), 60))

    world.crashes()

    assert language.voices == []
    (heard,) = events(world, Transcribed)
    assert isinstance(heard, Transcribed)
    assert "interrupted" in heard.failure
    assert world.tasks == [TaskKind.MEDIA]


def test_a_number_that_was_only_heard_is_not_the_tap_of_a_button(flow: Flow) -> None:
    at = World().clock.now()
    accept = buttons.accept_id("C-1.1")
    heard = Said((Pending("m", "1", at),), Expecting.ACCEPT, (accept,), is_certain=False)

    spoken = read(flow, Understand(heard), at)
    written = read(flow, Understand(replace(heard, is_certain=True)), at)

    assert [each.act for each in written.acts] == [Act.ACCEPT]
    assert Act.ACCEPT not in [each.act for each in spoken.acts]


# ---------------------------------------------------------------------------- tools


def _turn(world: World) -> None:
    """Handle what waits in the inbox, and do nothing of what follows from it."""
    run(world.runtime.on_wake(f"turn:{world.conversation_id}"))


def _open_effect(world: World, kind: type) -> int:
    (seq,) = [row.seq for row in world.store.effects if isinstance(row.effect, kind)]
    return seq


def _is_asked(world: World, text: str = UNCLEAR) -> int:
    """An unclear text is on its way to the model; the effect that asks."""
    play("! burst 0s", world)
    world.says(text)
    _turn(world)
    return _open_effect(world, AskModel)


def _asks_and_then(world: World, event: Event) -> None:
    """Something happens while the model is thinking."""
    _is_asked(world)
    world.happens(event)
    _turn(world)
    world.settle()


def _asks_and_is_told(world: World, unclear: str, clear: str) -> None:
    """The lead goes on writing while the model is thinking."""
    _is_asked(world, unclear)
    world.says(clear)
    _turn(world)
    world.settle()
