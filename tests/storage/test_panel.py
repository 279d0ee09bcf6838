"""What the panel's pages show of what is in the tables."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from adapters.storage import tasks
from adapters.storage.panel.clients import client, events
from adapters.storage.panel.conversations import Filter, conversations
from adapters.storage.panel.finance import arrivals, charges, months, owed
from adapters.storage.panel.health import dead_effects, health
from adapters.storage.panel.needs import NeedKind, needs, task_counts
from adapters.storage.panel.projects import DELIVERED, WaitsFor, projects
from adapters.storage.panel.today import funnel, numbers
from adapters.storage.panel.transcript import card, transcript
from adapters.storage.tables import MESSAGE_LOGS, TASKS
from autovenda_core.effects import AlertOwner, OpenTask, SendMessage, TaskKind
from autovenda_core.events import (
    DeliveryReported,
    DeliveryStatus,
    MediaReceived,
    ModelAnswered,
    OwnerTyped,
)
from autovenda_core.model import (
    ChargeStatus,
    Client,
    Contact,
    Conversation,
    Expecting,
    Instructions,
    ModelUse,
    Owner,
    Payment,
    ProjectStatus,
    Said,
    State,
)
from autovenda_core.values import replace
from tests.storage.shop import (
    ANA,
    BIA,
    DAY,
    HOUR,
    NOW,
    Shop,
    balance_of,
    known_as,
    offer,
    sold,
    waiting_for_deposit,
)

SAY = SendMessage(words="Oi!")


def with_a_person(before: Conversation) -> Conversation:
    return replace(before, owner=Owner.HUMAN)


# ---------------------------------------------------------------------------- conversations


def test_the_list_begins_with_the_conversation_in_which_something_happened_last(
    shop: Shop,
) -> None:
    ana = shop.hears("oi", ANA, at=NOW)
    bia = shop.hears("olá", BIA, at=NOW + HOUR)

    page = shop.do(conversations, sees_personal=True)

    assert [(row.id, row.last_text) for row in page.rows] == [(bia, "olá"), (ana, "oi")]
    assert page.next is None


def test_the_list_goes_on_where_the_page_before_ended(shop: Shop) -> None:
    ids = [shop.hears("oi", Contact("telegram", f"{n}"), at=NOW + n * HOUR) for n in range(5)]

    first = shop.do(conversations, sees_personal=True, limit=2)
    second = shop.do(conversations, sees_personal=True, limit=2, after=first.next)
    third = shop.do(conversations, sees_personal=True, limit=2, after=second.next)

    shown = [row.id for page in (first, second, third) for row in page.rows]
    assert shown == ids[::-1]
    assert third.next is None


def test_a_line_tells_who_answers_what_was_said_last_and_what_the_model_cost(shop: Shop) -> None:
    use = ModelUse(total_micros=420)
    ana = shop.hears("oi", ANA, SAY, change=lambda c: replace(with_a_person(c), model_use=use))
    shop.sends(ana, "Oi, Ana!")

    (line,) = shop.do(conversations, sees_personal=True).rows

    assert (line.owner, line.last_author, line.last_text) == (Owner.HUMAN, "bot", "Oi, Ana!")
    assert line.model_cost_micros == 420


def test_whatsapp_ends_a_day_after_the_leads_last_message_and_telegram_never(shop: Shop) -> None:
    shop.hears("oi", ANA, at=NOW)
    shop.hears("oi", BIA, at=NOW)

    windows = {row.channel: row.window for row in shop.do(conversations, sees_personal=True).rows}

    assert windows["whatsapp"].ends_at == NOW + DAY
    assert (windows["telegram"].has_end, windows["telegram"].ends_at) == (False, None)


@pytest.mark.parametrize("words", ["joao", "JOÃO", "conceicao", "joão da"])
def test_a_client_is_found_by_part_of_the_name_with_or_without_accents(
    shop: Shop, words: str
) -> None:
    shop.hears("oi", BIA)
    joao = shop.hears("oi", ANA, change=known_as(Client("João da Conceição")))

    page = shop.do(conversations, Filter(words), sees_personal=True)

    assert [row.id for row in page.rows] == [joao]


@pytest.mark.parametrize("words", ["99999-0000", "(11) 99999", "5511999990000"])
def test_a_client_is_found_by_part_of_the_phone(shop: Shop, words: str) -> None:
    ana = shop.hears("oi", ANA)
    shop.hears("oi", BIA)

    page = shop.do(conversations, Filter(words), sees_personal=True)

    assert [row.id for row in page.rows] == [ana]


def test_a_client_is_found_by_the_number_of_an_offer(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, change=sold())
    shop.hears("oi", BIA)

    page = shop.do(conversations, Filter(offer(ana).number.lower()), sees_personal=True)

    assert [row.id for row in page.rows] == [ana]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "Conceição%"])
def test_signs_of_the_query_language_find_nothing(shop: Shop, words: str) -> None:
    shop.hears("oi", ANA, change=known_as(Client("João da Conceição")))

    assert shop.do(conversations, Filter(words), sees_personal=True).rows == ()


def test_the_list_can_be_of_some_states_of_who_answers_or_of_who_wrote_since(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, at=NOW, change=waiting_for_deposit())
    bia = shop.hears("oi", BIA, at=NOW + HOUR, change=with_a_person)

    def found(chosen: Filter) -> list[str]:
        return [row.id for row in shop.do(conversations, chosen, sees_personal=True).rows]

    assert found(Filter(states=[State.AWAITING_PAYMENT])) == [ana]
    assert found(Filter(owner=Owner.HUMAN)) == [bia]
    assert found(Filter(owner=Owner.BOT)) == [ana]
    assert found(Filter(heard_since=NOW)) == [bia]


# ---------------------------------------------------------------------------- one of them


def test_a_transcript_is_read_from_its_end(shop: Shop) -> None:
    for number in range(5):
        ana = shop.hears(f"mensagem {number}")

    newest = shop.do(transcript, ana, limit=2)
    before = shop.do(transcript, ana, limit=2, before=newest[0].id)

    assert [each.text for each in newest] == ["mensagem 3", "mensagem 4"]
    assert [each.text for each in before] == ["mensagem 1", "mensagem 2"]


def test_a_message_shows_how_far_it_got_and_why_not_further(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, SAY)
    key = shop.sends(ana)
    failed = DeliveryReported(NOW, f"out-{key}", DeliveryStatus.FAILED, code="131047")
    shop.hears("status", ANA, event=failed)

    sent = shop.do(transcript, ana)[-1]

    assert (sent.author, sent.delivery, sent.delivery_code) == ("bot", "failed", "131047")


def test_a_file_is_shown_with_the_message_that_it_came_with(shop: Shop) -> None:
    photo = MediaReceived(NOW, "m-foto", "image", "veja", "file-1", "image/png", "logo.png")
    ana = shop.hears("foto", event=photo)

    (message,) = shop.do(transcript, ana)

    assert message.text == "veja"
    assert [(file.kind, file.filename, file.name) for file in message.files] == [
        ("image", "logo.png", None)
    ]


def test_the_card_tells_what_the_client_wants_and_what_is_to_be_done(shop: Shop) -> None:
    task = OpenTask(TaskKind.DISCOUNT, "Pediu desconto.")
    ana = shop.hears("oi", ANA, task, change=sold())

    found = shop.do(card, ana, sees_personal=True)

    assert found is not None
    assert (found.client.cpf, found.address) == ("52998224725", ANA.address)
    assert found.conversation.state is State.ACTIVE
    assert [each.summary for each in found.tasks] == ["Pediu desconto."]


def test_there_is_no_card_of_a_conversation_that_does_not_exist(shop: Shop) -> None:
    assert shop.do(card, "nobody", sees_personal=True) is None


# ---------------------------------------------------------------------------- today


def test_the_four_numbers(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, SAY, change=sold(at=NOW))
    shop.sends(ana, at=NOW + HOUR)
    shop.hears("oi", BIA, change=waiting_for_deposit(amount=60_000))

    found = shop.do(numbers, NOW + HOUR)

    assert found.received_centavos == 75_000
    assert found.receivable_centavos == 60_000
    assert found.open_leads == 1
    assert found.first_response_seconds == 3600


def test_money_of_another_month_is_not_of_this_one(shop: Shop) -> None:
    shop.hears("oi", ANA, change=sold(at=NOW - 30 * DAY))

    assert shop.do(numbers, NOW).received_centavos == 0


def test_the_funnel_counts_the_clients_who_came_to_each_step(shop: Shop) -> None:
    shop.hears("oi", ANA, change=sold())
    shop.hears("oi", BIA, change=waiting_for_deposit())
    shop.hears("oi", Contact("telegram", "3"))
    shop.hears("oi", Contact("telegram", "4"), at=NOW - 40 * DAY)

    steps = {each.step: each.clients for each in shop.do(funnel, NOW - 30 * DAY)}

    assert steps == {"lead": 3, "offered": 2, "accepted": 2, "paid": 1, "active": 1}


def test_a_task_waits_for_a_person_until_it_is_closed(shop: Shop) -> None:
    shop.hears("oi", ANA, OpenTask(TaskKind.HANDOFF, "Quer falar com você."))

    (need,) = shop.do(needs, NOW)
    closed = shop.do(tasks.close, int(need.target), NOW)
    again = shop.do(tasks.close, int(need.target), NOW)

    assert (need.kind, need.task_kind, need.at) == (NeedKind.TASK, TaskKind.HANDOFF, NOW)
    assert (closed, again) == (True, False)
    assert shop.do(needs, NOW) == ()


def test_open_tasks_are_counted_by_kind(shop: Shop) -> None:
    shop.hears("oi", ANA, OpenTask(TaskKind.MEDIA, "Foto."), OpenTask(TaskKind.MEDIA, "Áudio."))
    shop.hears("oi", BIA, OpenTask(TaskKind.DISCOUNT, "Desconto."))

    assert shop.do(task_counts) == {TaskKind.MEDIA: 2, TaskKind.DISCOUNT: 1}


def test_a_lead_waits_since_the_first_message_that_the_person_did_not_answer(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, at=NOW, change=with_a_person)
    shop.hears("digitado", ANA, at=NOW + HOUR, event=OwnerTyped(NOW + HOUR, "o-1", "Oi, Ana"))
    answered = shop.do(needs, NOW + 2 * HOUR)
    shop.hears("e o prazo?", ANA, at=NOW + 2 * HOUR)
    shop.hears("???", ANA, at=NOW + 3 * HOUR)

    (need,) = shop.do(needs, NOW + 4 * HOUR)

    assert answered == ()
    assert (need.kind, need.conversation_id) == (NeedKind.WAITING, ana)
    assert need.at == NOW + 2 * HOUR


def test_who_waits_by_a_task_is_not_shown_a_second_time(shop: Shop) -> None:
    task = OpenTask(TaskKind.HANDOFF, "Quer falar com você.")
    shop.hears("quero falar com alguém", ANA, task, change=with_a_person)

    assert [need.kind for need in shop.do(needs, NOW)] == [NeedKind.TASK]


@pytest.mark.parametrize(("days", "is_shown"), [(-3, True), (0, True), (2, True), (3, False)])
def test_a_deadline_is_shown_from_two_days_before(shop: Shop, days: int, is_shown: bool) -> None:
    shop.hears("oi", ANA, change=sold(deadline=NOW + days * DAY))

    found = [need for need in shop.do(needs, NOW) if need.kind is NeedKind.DEADLINE]

    assert [need.subject for need in found] == (["Site"] if is_shown else [])


def test_a_boleto_and_a_proposal_are_shown_before_they_end(shop: Shop) -> None:
    def with_boleto(before: Conversation) -> Conversation:
        after = waiting_for_deposit()(before)
        assert after.deal.deposit is not None
        boleto = Instructions("boleto", expires_at=NOW + DAY)
        deposit = replace(after.deal.deposit, status=ChargeStatus.PENDING, instructions=boleto)
        return replace(after, deal=replace(after.deal, deposit=deposit))

    def with_offer(before: Conversation) -> Conversation:
        made = offer(before.id, NOW - 6 * DAY)
        return replace(before, state=State.OFFERED, deal=replace(before.deal, offer=made))

    ana = shop.hears("oi", ANA, change=with_boleto)
    bia = shop.hears("oi", BIA, change=with_offer)

    found = {need.kind: need.conversation_id for need in shop.do(needs, NOW)}

    assert found == {NeedKind.VOUCHER: ana, NeedKind.PROPOSAL: bia}


def test_a_conversation_that_stands_still_comes_first(shop: Shop) -> None:
    shop.hears("oi", BIA, OpenTask(TaskKind.MEDIA, "Foto."))
    ana = shop.hears("oi", ANA)
    shop.park(ana)

    first, *_ = shop.do(needs, NOW)

    assert (first.kind, first.conversation_id) == (NeedKind.PARKED, ana)


# ---------------------------------------------------------------------------- projects


def test_projects_come_by_deadline_and_tell_whom_they_wait_for(shop: Shop) -> None:
    late = shop.hears("oi", ANA, change=sold(deadline=NOW - DAY))
    early = shop.hears("oi", BIA, change=sold(status=ProjectStatus.BRIEFING, deadline=NOW + DAY))

    page = shop.do(projects)

    assert [(row.conversation_id, row.waits_for) for row in page.rows] == [
        (late, WaitsFor.US),
        (early, WaitsFor.BRIEFING),
    ]
    assert page.rows[0].target == f"{late}.1"
    assert [charge.status for charge in page.rows[0].charges] == [ChargeStatus.PAID]


def test_a_delivered_project_waits_for_its_balance(shop: Shop) -> None:
    ana = shop.hears("oi", ANA)
    delivered = sold(status=ProjectStatus.DELIVERED, balance=balance_of(ana))
    shop.hears("pronto?", ANA, change=delivered)

    (project,) = shop.do(projects, DELIVERED).rows

    assert project.waits_for is WaitsFor.BALANCE
    assert shop.do(projects).rows == ()


def test_projects_go_on_where_the_page_before_ended(shop: Shop) -> None:
    for number in range(3):
        contact = Contact("telegram", f"{number}")
        shop.hears("oi", contact, change=sold(deadline=NOW + (number % 2) * DAY))

    first = shop.do(projects, limit=2)
    second = shop.do(projects, limit=2, after=first.next)

    shown = [(row.deadline, row.conversation_id) for row in (*first.rows, *second.rows)]
    assert len(set(shown)) == 3
    assert [day for day, _ in shown] == sorted(day for day, _ in shown)


# ---------------------------------------------------------------------------- finance


def test_a_balance_is_overdue_a_week_after_it_was_asked_for(shop: Shop) -> None:
    ana = shop.hears("oi", ANA)
    delivered = sold(status=ProjectStatus.DELIVERED, balance=balance_of(ana, 80_000))
    shop.hears("pronto?", ANA, at=NOW, change=delivered)

    in_time = {each.first_day: each for each in shop.do(months, NOW + 6 * DAY)}
    late = {each.first_day: each for each in shop.do(months, NOW + 8 * DAY)}

    march = NOW.date().replace(day=1)
    assert (in_time[march].receivable, in_time[march].overdue) == (80_000, 0)
    assert (late[march].receivable, late[march].overdue) == (0, 80_000)
    assert late[march].received == 75_000


def test_what_was_paid_of_a_charge_is_not_waited_for_any_more(shop: Shop) -> None:
    def half_paid(before: Conversation) -> Conversation:
        after = waiting_for_deposit(amount=75_000)(before)
        assert after.deal.deposit is not None
        paid = Payment("stripe", "cs_half", 30_000, NOW)
        deposit = replace(after.deal.deposit, payments=(paid,))
        return replace(after, deal=replace(after.deal, deposit=deposit))

    shop.hears("oi", ANA, change=half_paid)

    (waited_for,) = shop.do(owed)
    assert waited_for.outstanding_centavos == 45_000


def test_the_deposit_of_a_lost_sale_is_not_waited_for(shop: Shop) -> None:
    shop.hears("oi", ANA, change=waiting_for_deposit())
    shop.hears("não quero", ANA, change=lambda c: replace(c, state=State.LOST))

    assert shop.do(owed) == []


def test_a_refund_lowers_what_was_received(shop: Shop) -> None:
    def refunded(before: Conversation) -> Conversation:
        after = sold()(before)
        assert after.deal.deposit is not None
        (payment,) = after.deal.deposit.payments
        back = replace(after.deal.deposit, payments=(replace(payment, refunded_centavos=5_000),))
        return replace(after, deal=replace(after.deal, deposit=back))

    shop.hears("oi", ANA, change=refunded)

    (paid,) = shop.do(lambda db: list(arrivals(db, NOW - DAY, NOW + DAY)))
    assert paid.kept_centavos == 70_000
    assert shop.do(numbers, NOW + HOUR).received_centavos == 70_000


def test_charges_are_listed_with_their_payments_newest_first(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, at=NOW, change=sold())
    bia = shop.hears("oi", BIA, at=NOW + HOUR, change=waiting_for_deposit())

    first = shop.do(charges, limit=1)
    second = shop.do(charges, limit=1, after=first.next)
    open_ones = shop.do(charges, status=ChargeStatus.OPEN)

    assert [row.conversation_id for row in first.rows] == [bia]
    assert [row.conversation_id for row in second.rows] == [ana]
    assert [paid.amount_centavos for paid in second.rows[0].payments] == [75_000]
    assert [row.conversation_id for row in open_ones.rows] == [bia]


# ---------------------------------------------------------------------------- one client


def test_the_file_of_a_client_has_everything_of_theirs(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, change=sold())

    found = shop.do(client, ana, sees_personal=True)

    assert found is not None
    assert [each.value for each in found.contacts] == [ANA.address]
    assert [each.accepted_how for each in found.proposals] == ["button"]
    assert [each.project.status for each in found.projects] == [ProjectStatus.ACTIVE]
    assert found.projects[0].briefing == {"public_name": "Clínica da Ana"}
    assert [len(each.payments) for each in found.charges] == [1]


def test_what_happened_to_a_client_is_told_newest_first_without_its_words(shop: Shop) -> None:
    shop.hears("primeira")
    ana = shop.hears("segunda")

    newest, oldest = shop.do(events, ana)
    before = shop.do(events, ana, before=newest.seq)

    assert (newest.kind, newest.rows, newest.source) == ("TextReceived", ("row",), "whatsapp")
    assert before == (oldest,)


PERSONAL = ("52998224725", "ana@example.com", "999990000")


def test_who_may_not_see_personal_data_does_not_get_it(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, change=sold())

    seen = [
        shop.do(conversations, sees_personal=False),
        shop.do(card, ana, sees_personal=False),
        shop.do(client, ana, sees_personal=False),
        shop.do(events, ana),
        shop.do(projects),
        shop.do(charges),
        shop.do(needs, NOW),
    ]

    assert [word for word in PERSONAL if word in repr(seen)] == []
    assert "Ana Araújo" in repr(seen)


def test_who_may_not_see_phones_finds_nobody_by_them(shop: Shop) -> None:
    shop.hears("oi", ANA, change=sold())

    assert shop.do(conversations, Filter("99999"), sees_personal=False).rows == ()


# ---------------------------------------------------------------------------- health


def test_health_tells_when_each_source_brought_something_last(shop: Shop) -> None:
    shop.hears("oi", ANA, at=NOW)
    shop.hears("de novo", ANA, at=NOW + HOUR)
    shop.hears("oi", BIA, at=NOW)

    found = shop.do(health, NOW + HOUR)

    assert [(each.source, each.at) for each in found.last_heard] == [
        ("telegram", NOW),
        ("whatsapp", NOW + HOUR),
    ]


def test_health_tells_for_how_long_the_oldest_effect_has_been_due(shop: Shop) -> None:
    shop.hears("oi", ANA, SAY, SAY)

    found = shop.do(health, NOW + HOUR)

    assert (found.waiting_effects, found.oldest_due_at) == (2, NOW)


def test_health_counts_what_was_not_delivered_by_code(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, SAY)
    failed = DeliveryReported(
        NOW, f"out-{shop.sends(ana)}", DeliveryStatus.UNDELIVERED, code="63016"
    )
    shop.hears("status", ANA, event=failed)
    shop.park(ana)

    found = shop.do(health, NOW)

    assert [(each.channel, each.code, each.messages) for each in found.undelivered] == [
        ("whatsapp", "63016", 1)
    ]
    assert found.parked_conversations == 1


def test_health_tells_how_often_the_model_failed(shop: Shop) -> None:
    said = Said((), Expecting.NONE)
    shop.hears("a", event=ModelAnswered(NOW, said, None, failure="timeout"))
    shop.hears("b", event=ModelAnswered(NOW, said, None))

    found = shop.do(health, NOW)

    assert found.model_answers == 2
    assert [each.failure for each in found.model_failures] == ["timeout"]


def test_what_was_given_up_is_listed_and_what_was_held_back_is_not(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, SAY, SAY)
    shop.sends(ana, error="held: a person answers")
    shop.sends(ana, error="the provider refuses")

    (dead,) = shop.do(dead_effects).rows

    assert (dead.conversation_id, dead.error) == (ana, "the provider refuses")
    assert dead.can_be_repeated


def test_an_alert_that_reached_nobody_waits_for_a_person(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, AlertOwner("Precisam de você."))
    shop.sends(ana, error="no such chat")

    (need,) = shop.do(needs, NOW)

    assert (need.kind, need.subject) == (NeedKind.EFFECT, "AlertOwner: no such chat")


# ---------------------------------------------------------------------------- by hand


def test_what_was_given_up_is_done_once_more_however_often_it_is_asked_for(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, SAY)
    shop.sends(ana, error="the provider refuses")
    (dead,) = shop.do(dead_effects).rows

    first, wakes = shop.do(tasks.repeat, dead.seq, NOW)
    second, no_wakes = shop.do(tasks.repeat, dead.seq, NOW)
    shop.sends(ana, "Oi, de novo!")

    assert (first, len(wakes), second, no_wakes) == (True, 1, False, [])
    said = shop.rows(select(MESSAGE_LOGS.c.text).where(MESSAGE_LOGS.c.direction == "out"))
    assert [row.text for row in said] == ["Oi, de novo!"]
    assert [row.can_be_repeated for row in shop.do(dead_effects).rows] == [False]


def test_what_was_done_cannot_be_repeated(shop: Shop) -> None:
    ana = shop.hears("oi", ANA, SAY)
    shop.sends(ana)

    assert shop.do(tasks.repeat, 1, NOW) == (False, [])
    assert shop.rows(select(TASKS)) == []
