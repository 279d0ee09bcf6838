"""The provider's books against ours: what is only there is brought in once, and never corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from apps.payment_commands import table
from apps.reconciling import Done, Finding, Reconciler
from autovenda_core.effects import CreateCheckout
from autovenda_core.errors import Unavailable
from autovenda_core.model import State

if TYPE_CHECKING:
    from tests.server.conftest import Desk


@pytest.fixture
def reconciler(desk: Desk) -> Iterator[Reconciler]:
    reconciler = Reconciler.of(desk.application)
    yield reconciler
    reconciler.close()


def compare(
    desk: Desk, reconciler: Reconciler, since: datetime | None = None, *, dry_run: bool = False
) -> list[Finding]:
    since = since or desk.clock.now() - timedelta(days=30)
    findings = desk.run(reconciler.compare(since, dry_run=dry_run))
    desk.settle()
    return findings


def pays_unheard(desk: Desk) -> str:
    """The money is at the provider, and its webhook was lost."""
    desk.accepts()
    reference = desk.opens_checkout()
    desk.payments.loses_webhooks = True
    desk.payments.pay(reference)
    return reference


def test_money_that_is_only_there_is_brought_in(desk: Desk, reconciler: Reconciler) -> None:
    reference = pays_unheard(desk)

    [finding] = compare(desk, reconciler)

    assert finding.provider_ref == reference
    assert (finding.ours, finding.theirs) == ("cobrança em aberto", "pago R$ 750,00")
    assert finding.done is Done.BROUGHT_IN
    assert desk.state is State.BRIEFING


def test_books_that_agree_have_nothing_to_tell(desk: Desk, reconciler: Reconciler) -> None:
    desk.pays()

    assert compare(desk, reconciler) == []


def test_only_looking_tells_nobody(desk: Desk, reconciler: Reconciler) -> None:
    pays_unheard(desk)

    [finding] = compare(desk, reconciler, dry_run=True)

    assert finding.done is Done.NOTHING
    assert desk.state is State.AWAITING_PAYMENT


def test_a_refund_on_the_providers_own_pages_is_found(desk: Desk, reconciler: Reconciler) -> None:
    desk.pays()
    desk.payments.loses_webhooks = True
    desk.payments.give_back(desk.payments.pages[0], 10_000)

    [finding] = compare(desk, reconciler)

    assert finding.theirs == "pago R$ 750,00, devolvidos R$ 100,00"
    assert desk.rows("SELECT refunded_centavos FROM payments") == [(10_000,)]


def test_money_on_a_page_that_was_made_long_ago_is_compared_too(
    desk: Desk, reconciler: Reconciler
) -> None:
    desk.accepts()
    reference = desk.opens_checkout()
    desk.payments.promise(reference)
    desk.delivers_webhooks()
    desk.clock.advance(timedelta(days=2))
    since = desk.clock.now()
    desk.payments.pay(reference)
    desk.delivers_webhooks()
    desk.payments.loses_webhooks = True
    desk.payments.dispute(reference)

    [finding] = compare(desk, reconciler, since)

    assert finding.theirs == "pago R$ 750,00, contestação em aberto"
    assert desk.rows("SELECT dispute FROM payments") == [("open",)]


def test_the_same_difference_is_brought_in_once(desk: Desk, reconciler: Reconciler) -> None:
    pays_unheard(desk)
    desk.payments.fail_next()
    first = desk.run(reconciler.compare(desk.clock.now() - timedelta(days=1)))

    second = desk.run(reconciler.compare(desk.clock.now() - timedelta(days=1)))

    assert [finding.done for finding in first + second] == [Done.BROUGHT_IN, Done.KNOWN]
    assert desk.facts_of("PaymentNoticed") == 1


def test_a_payment_with_our_name_and_without_a_conversation_needs_a_person(
    desk: Desk, reconciler: Reconciler
) -> None:
    request = CreateCheckout(
        "elsewhere.1.1", 5_000, "BRL", "x", desk.clock.now() + timedelta(hours=1), "/", "/"
    )
    page = desk.run(desk.payments.create(request, key="k"))
    desk.payments.pay(page.provider_ref)

    [finding] = compare(desk, reconciler)

    assert finding.done is Done.NOBODYS
    assert finding.done.needs_a_person


def test_catching_up_brings_in_webhooks_that_were_lost(desk: Desk, reconciler: Reconciler) -> None:
    pays_unheard(desk)

    done = desk.run(reconciler.catch_up())
    desk.settle()

    assert done
    assert desk.state is State.BRIEFING
    assert ("fake",) in desk.rows("SELECT source FROM inbox WHERE kind = 'PaymentNoticed'")


def test_what_could_not_be_done_is_not_remembered_as_done(
    desk: Desk, reconciler: Reconciler
) -> None:
    pays_unheard(desk)
    desk.payments.fail_next(Unavailable("down"))
    remembered = desk.application.settings.database.with_name("autovenda.db.reconciled")

    failed = desk.run(reconciler.catch_up())
    before = remembered.exists()
    done = desk.run(reconciler.catch_up())

    assert (failed, before, done) == (False, False, True)
    assert datetime.fromisoformat(remembered.read_text()) == desk.clock.now()


def test_the_table_says_what_where_and_what_was_done() -> None:
    finding = Finding("c.1.1", "cs_1", "cobrança em aberto", "pago R$ 750,00", Done.BROUGHT_IN)

    head, row = table([finding])

    assert head.split("  ")[0] == "COBRANÇA"
    assert [cell.strip() for cell in row.split("  ") if cell.strip()] == [
        "c.1.1",
        "cs_1",
        "cobrança em aberto",
        "pago R$ 750,00",
        "levado à conversa, que confere no provedor",
    ]


def test_no_difference_is_said_in_one_line() -> None:
    assert list(table([])) == ["ok: nenhuma diferença"]
