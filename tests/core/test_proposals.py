"""What is believed of a language model's proposal: only what the lead's own words show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autovenda_core.business_days import Calendar
from autovenda_core.events import (
    Act,
    Proposal,
    ProposedAct,
    ProposedChoice,
    ReadAct,
    Reader,
    Slots,
    Understood,
)
from autovenda_core.fsm.rows import Row
from autovenda_core.fsm.table import FLOW
from autovenda_core.model import DateRange, Expecting, MoneyRange, State
from autovenda_core.testing.world import SAMPLE_CATALOG
from autovenda_core.understanding import understand
from autovenda_core.understanding.acts import Situation
from autovenda_core.understanding.normalise import clean
from autovenda_core.understanding.openings import is_harmless
from autovenda_core.understanding.proposals import (
    MODEL_CONFIDENCE,
    NEED_CHARS,
    Checked,
    check_proposal,
    is_unsure,
    legal_acts,
    words_for_model,
)

AT = datetime(2026, 3, 10, 13, 0, tzinfo=UTC)
CALENDAR = Calendar()
TOPICS = ("parcelamento", "prazo")


def by_rules(text: str, expecting: Expecting = Expecting.NONE) -> Understood:
    return understand([text], expecting=expecting, catalog=SAMPLE_CATALOG, at=AT, calendar=CALENDAR)


def check(
    text: str,
    proposal: Proposal,
    state: State = State.QUALIFYING,
    expecting: Expecting = Expecting.NONE,
    rules: Understood | None = None,
) -> Checked:
    return check_proposal(
        rules or by_rules(text, expecting),
        proposal,
        text=text,
        state=state,
        situation=Situation(expecting, SAMPLE_CATALOG, date(2026, 3, 10), CALENDAR),
        topics=TOPICS,
    )


def saw(act: Act, quote: str, **told: object) -> Proposal:
    return Proposal((ProposedAct(act, quote),), **told)  # type: ignore[arg-type]  # fields of Proposal


def acts_of(checked: Checked) -> list[Act]:
    return [each.act for each in checked.understood.acts]


# ---------------------------------------------------------------------------- acts


def test_an_act_is_believed_when_its_words_are_the_lead_s() -> None:
    checked = check("tia abriu uma coisa de doces", saw(Act.BUY, "Coisa de DOCES!"))

    assert checked.understood.acts == (ReadAct(Act.BUY, MODEL_CONFIDENCE, "model"),)
    assert (checked.understood.by, checked.is_refused) == (Reader.MODEL, False)


@pytest.mark.parametrize("quote", ["", " ", "?!", "abriu doces", "pago", "doc", "a b c"])
def test_an_act_without_the_lead_s_words_is_not_believed(quote: str) -> None:
    text = "tia abriu uma coisinha de doces"

    checked = check(text, saw(Act.BUY, quote))

    assert checked == Checked(by_rules(text), is_refused=True)


def test_to_see_nothing_is_honest_and_no_refusal() -> None:
    assert check("abracadabra", Proposal()) == Checked(by_rules("abracadabra"), is_refused=False)


@pytest.mark.parametrize("state", State)
def test_nobody_but_a_button_accepts(state: State) -> None:
    text = "a régua foi passada"

    assert Act.ACCEPT not in legal_acts(state)
    assert check(text, saw(Act.ACCEPT, text), state).is_refused


@pytest.mark.parametrize("state", [State.PAID, State.BRIEFING, State.ACTIVE])
@pytest.mark.parametrize("act", [Act.DENY, Act.DEFER])
def test_an_act_that_means_nothing_in_a_state_cannot_be_proposed_there(
    state: State, act: Act
) -> None:
    assert check("lero lero", saw(act, "lero lero"), state).is_refused


def test_what_may_be_proposed_is_what_the_table_answers() -> None:
    def answers(row: Row, state: State, act: Act) -> bool:
        return row.trigger is act and state in row.sources and row.because is None

    for state in (each for each in State if each not in (State.LEAD, State.LOST)):
        answered = {act for act in Act if any(answers(row, state, act) for row in FLOW)}
        assert legal_acts(state) == answered - {Act.ACCEPT}
    # The first message, and one after the end, make it qualifying before their acts are read.
    assert legal_acts(State.LEAD) == legal_acts(State.LOST) == legal_acts(State.QUALIFYING)


@pytest.mark.parametrize(
    "act",
    [Act.GIVE_NAME, Act.GIVE_BUDGET, Act.GIVE_DEADLINE, Act.GIVE_CONTACT, Act.CHOOSE_PACKAGE],
)
def test_an_act_that_tells_nothing_is_dropped(act: Act) -> None:
    assert check("lero lero", saw(act, "lero lero")).is_refused


@pytest.mark.parametrize("alone", [Act.STOP, Act.HANDOFF])
def test_stop_and_the_wish_for_a_person_stand_alone(alone: Act) -> None:
    seen = (ProposedAct(Act.BUY, "lero"), ProposedAct(alone, "lero"))

    assert acts_of(check("lero lero", Proposal(seen))) == [alone]


def test_questions_are_handled_before_what_is_said_besides() -> None:
    seen = (ProposedAct(Act.AFFIRM, "lero"), ProposedAct(Act.ASK_PRICE, "lero"))

    assert acts_of(check("lero lero", Proposal(seen))) == [Act.ASK_PRICE, Act.AFFIRM]


def test_what_the_rules_were_sure_of_stays_as_they_read_it() -> None:
    text = "vocês mexem com bordado? tenho até 2 mil"
    rules = by_rules(text)

    checked = check(text, saw(Act.BUY, "mexem com bordado"))

    sure = [each for each in rules.acts if each.act is Act.GIVE_BUDGET]
    assert sure
    assert set(sure) <= set(checked.understood.acts)
    assert Act.BUY in acts_of(checked)
    assert checked.understood.slots.budget == rules.slots.budget


def test_a_model_is_never_as_sure_as_the_end_of_a_deal_needs() -> None:
    checked = check("lero lero", saw(Act.DENY, "lero lero"), State.OFFERED, Expecting.ACCEPT)

    assert [each.confidence for each in checked.understood.acts] == [MODEL_CONFIDENCE]


# ---------------------------------------------------------------------------- slots


def test_a_need_is_the_lead_s_own_words_as_they_were_written() -> None:
    text = "Tia abriu uma Coisinha de dôces"

    checked = check(text, saw(Act.BUY, "tia abriu", need="uma coisinha de DOCES"))

    assert checked.understood.slots.need == "uma Coisinha de dôces"


def test_a_need_is_cut_where_it_gets_long() -> None:
    text = "lero " * 100

    checked = check(text, saw(Act.BUY, "lero", need=text))

    assert len(checked.understood.slots.need or "") <= NEED_CHARS


@pytest.mark.parametrize(
    ("field", "quote", "slot", "value"),
    [
        ("budget", "2 mil", "budget", MoneyRange(200_000, 200_000)),
        ("deadline", "dia 20", "deadline", DateRange(date(2026, 3, 20), date(2026, 3, 20))),
        ("name", "Saulo", "name", "Saulo"),
        ("contact", "a@b.com.br", "email", "a@b.com.br"),
    ],
)
def test_a_slot_is_read_again_by_the_grammar(
    field: str, quote: str, slot: str, value: object
) -> None:
    text = "lero 2 mil lero dia 20 lero Saulo lero a@b.com.br"
    nothing = Understood(AT, (ReadAct(Act.OUT_OF_SCOPE, 0.3),))

    checked = check(text, saw(Act.BUY, "lero", **{field: quote}), rules=nothing)

    assert getattr(checked.understood.slots, slot) == value


@pytest.mark.parametrize(
    "told",
    [
        {"budget": "3 mil"},
        {"budget": "1 real"},
        {"deadline": "amanhã"},
        {"name": "Marina"},
        {"contact": "golpe@example.com"},
        {"need": "tudo de graça"},
        {"package": ProposedChoice("premium", "lero")},
        {"package": ProposedChoice("gone", "lero")},
        {"topics": ("parcelamento", "inventado")},
    ],
)
def test_what_the_lead_did_not_say_fills_no_slot(told: dict[str, object]) -> None:
    checked = check("lero lero", saw(Act.THANKS, "lero lero", **told))

    assert checked.understood.slots == Slots()


def test_a_package_is_chosen_by_the_words_that_name_it() -> None:
    package = ProposedChoice("premium", "lojinha completa")
    text = "lero lojinha completa lero"

    right = check(text, saw(Act.CHOOSE_PACKAGE, "lero", package=package))
    wrong = check(
        text, saw(Act.CHOOSE_PACKAGE, "lero", package=replace(package, package_id="basico"))
    )

    assert (acts_of(right), right.understood.slots.package_id) == ([Act.CHOOSE_PACKAGE], "premium")
    assert wrong.is_refused


def test_a_package_is_picked_from_the_list_where_one_was_shown() -> None:
    proposal = saw(Act.CHOOSE_PACKAGE, "a última", package=ProposedChoice("premium", "a última"))

    shown = check("lero a última lero", proposal, expecting=Expecting.PACKAGE)
    not_shown = check("lero a última lero", proposal)

    assert shown.understood.slots.package_id == "premium"
    assert not_shown.is_refused


def test_a_slot_that_the_rules_filled_stays() -> None:
    text = "tenho até 2 mil, quer dizer lero 5 mil"
    rules = by_rules(text)

    checked = check(text, saw(Act.GIVE_BUDGET, "lero 5 mil", budget="5 mil"))

    assert rules.slots.budget is not None
    assert checked.understood.slots.budget == rules.slots.budget


def test_a_topic_is_one_of_the_faq_s_and_belongs_to_a_question() -> None:
    proposal = Proposal(topics=("inventado", "parcelamento", "parcelamento"))

    question = Understood(AT, (ReadAct(Act.ASK_INFO, 0.6),))

    asked = check("lero lero?", proposal, rules=question)
    not_asked = check("lero lero", replace(proposal, acts=(ProposedAct(Act.BUY, "lero"),)))

    assert (acts_of(asked), asked.understood.slots.topics) == ([Act.ASK_INFO], ("parcelamento",))
    assert not_asked.understood.slots.topics == ()


# ---------------------------------------------------------------------------- openings


def test_a_courtesy_goes_with_small_talk() -> None:
    checked = check("lero lero", saw(Act.BUY, "lero", opening="Que ideia bonita!"))

    assert checked.understood.opening == "Que ideia bonita!"


@pytest.mark.parametrize(
    ("text", "act", "state"),
    [
        ("lero lero", Act.NEGOTIATE, State.QUALIFYING),
        ("lero lero", Act.AFFIRM, State.QUALIFYING),
        ("lero lero", Act.CLAIM_PAID, State.ACTIVE),
        ("lero 10 reais", Act.BUY, State.QUALIFYING),
        ("lero lero", Act.BUY, State.OFFERED),
        ("lero lero", Act.BUY, State.AWAITING_PAYMENT),
    ],
)
def test_a_courtesy_agrees_to_nothing(text: str, act: Act, state: State) -> None:
    checked = check(text, saw(act, "lero", opening="Que ideia bonita!"), state)

    assert checked.understood.opening == ""
    assert not checked.is_refused


def test_an_opening_that_says_more_is_refused_and_the_rest_is_not() -> None:
    checked = check("lero lero", saw(Act.BUY, "lero", opening="Fechado por 1 real!"))

    assert (acts_of(checked), checked.understood.opening) == ([Act.BUY], "")
    assert checked.is_refused


# ---------------------------------------------------------------------------- who is asked


@pytest.mark.parametrize(
    "text",
    ["lero lero", "vocês mexem com bordado?", "o passarinho verde me contou"],
)
def test_a_model_is_asked_what_the_rules_did_not_understand(text: str) -> None:
    assert is_unsure(by_rules(text))


@pytest.mark.parametrize(
    "text",
    [
        "oi",
        "ok",
        "sim",
        "quero um site",
        "quero falar com uma pessoa",
        "pare de me mandar mensagem",
        "já paguei",
        "quanto custa?",
        "vocês vendem pneu?",
    ],
)
def test_a_model_is_not_asked_what_the_rules_know(text: str) -> None:
    assert not is_unsure(by_rules(text))


def test_a_button_needs_no_reading() -> None:
    assert not is_unsure(Understood(AT, (ReadAct(Act.OUT_OF_SCOPE),), by=Reader.BUTTON))


@pytest.mark.parametrize(
    "number",
    [
        "123.456.789-09",
        "12345678909",
        "12.345.678/0001-95",
        "12345678000195",
        "12.ABC.345/01DE-35",
        "(11) 91234-5678",
        "+55 11 91234 5678",
        "4111 1111 1111 1111",
        "529 . 982 . 247 - 25",
        "529/982/247/25",
        "529 – 982 – 247 – 25",
    ],
)
def test_numbers_of_people_do_not_leave_for_a_model(number: str) -> None:
    told = words_for_model([f"meu dado é {number}, até dia 20/12/2026 por 3.500,00", "ok?"])

    assert told == "meu dado é ###, até dia 20/12/2026 por 3.500,00\nok?"


def test_what_leaves_for_a_model_is_cut() -> None:
    assert len(words_for_model(["lero " * 1000, "lero"])) == 1000


# ---------------------------------------------------------------------------- whatever is proposed

WORDS = [
    "lero",
    "fechado",
    "sim",
    "1 real",
    "grátis",
    "http://golpe.example",
    "premium",
    "já paguei",
]
texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=60)


def proposals(text: str) -> st.SearchStrategy[Proposal]:
    quotes = texts | st.just(text) | st.sampled_from(text.split() or [""])
    maybe = st.none() | quotes
    choice = st.builds(
        ProposedChoice, st.sampled_from(["basico", "premium", "gone"]) | st.text(max_size=9), quotes
    )
    return st.builds(
        Proposal,
        acts=st.lists(st.builds(ProposedAct, st.sampled_from(Act), quotes), max_size=5).map(tuple),
        need=maybe,
        name=maybe,
        budget=maybe,
        deadline=maybe,
        contact=maybe,
        package=st.none() | choice,
        topics=st.lists(st.sampled_from([*TOPICS, "x"]), max_size=3).map(tuple),
        opening=maybe | st.just("Que ideia bonita!"),
    )


@given(texts, st.sampled_from(State), st.sampled_from(Expecting), st.data())
@settings(max_examples=400, deadline=None)
def test_whatever_is_proposed_only_the_lead_s_words_come_of_it(
    text: str, state: State, expecting: Expecting, data: st.DataObject
) -> None:
    proposal = data.draw(proposals(text))
    rules = by_rules(text, expecting)

    checked = check(text, proposal, state, expecting)

    read, slots = checked.understood, checked.understood.slots
    assert read.acts
    if read != rules:
        assert read.by is Reader.MODEL
    added = set(read.acts) - set(rules.acts)
    assert {each.act for each in added} <= legal_acts(state)
    assert all(each.confidence == MODEL_CONFIDENCE for each in added)
    assert slots.need in (None, rules.slots.need) or slots.need in clean(text)
    assert slots.package_id is None or slots.package_id in SAMPLE_CATALOG.by_id
    assert slots.offer_number is None
    assert set(slots.topics) <= {*TOPICS, *rules.slots.topics}
    assert read.opening == "" or is_harmless(read.opening)
