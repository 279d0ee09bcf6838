"""What an operator says about money on the command line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from apps.cli import main
from apps.local_inbox import LocalInbox
from apps.payment_desk import PaymentDesk
from autovenda_core.errors import ConfigurationError
from autovenda_core.model import State

if TYPE_CHECKING:
    from tests.server.conftest import Desk

Say = Callable[[Awaitable[str]], str]


@pytest.fixture
def operator(desk: Desk) -> Iterator[PaymentDesk]:
    inbox = LocalInbox(desk.application.settings.database, desk.clock)
    yield PaymentDesk(inbox, desk.clock, "Rafa", livemode=False)
    inbox.close()


def say(desk: Desk, words: Awaitable[str]) -> str:
    """Say it, and let the server find it, as its sweep would."""

    async def wait() -> str:
        return await words

    said = desk.run(wait())
    desk.application.heap.set(list(desk.run(desk.application.store.waiting(desk.clock.now()))))
    desk.settle()
    return said


def deposit_id(desk: Desk) -> str:
    return f"{desk.conversation_id}.1.1"


def test_money_in_cash_makes_the_sale_and_has_a_name_on_it(
    desk: Desk, operator: PaymentDesk
) -> None:
    desk.accepts()

    say(desk, operator.confirm(deposit_id(desk), 75_000, "cash", None))

    assert desk.state is State.BRIEFING
    paid = desk.rows("SELECT provider, method, amount_centavos, vouched_by FROM payments")
    assert paid == [("manual", "cash", 75_000, "Rafa")]


def test_saying_it_twice_at_once_is_one_payment(desk: Desk, operator: PaymentDesk) -> None:
    desk.accepts()

    first = desk.run(_both(operator, deposit_id(desk)))
    say(desk, _nothing())

    assert [line.partition(":")[0] for line in first] == ["ok", "said before; nothing changes"]
    assert desk.rows("SELECT count(*) FROM payments") == [(1,)]


def test_a_charge_that_is_paid_needs_the_number_of_another_payment(
    desk: Desk, operator: PaymentDesk
) -> None:
    desk.pays()

    with pytest.raises(ConfigurationError, match="--reference"):
        say(desk, operator.confirm(deposit_id(desk), 75_000, "transfer", None))
    say(desk, operator.confirm(deposit_id(desk), 75_000, "transfer", "E123"))

    assert desk.rows("SELECT count(*) FROM payments") == [(2,)]
    assert desk.rows("SELECT kind FROM tasks") == [("payment_review",)]


def test_too_little_leaves_the_rest_to_be_paid_by_the_link(
    desk: Desk, operator: PaymentDesk
) -> None:
    desk.accepts()

    say(desk, operator.confirm(deposit_id(desk), 30_000, "transfer", None))
    page = desk.get(desk.payment)

    assert desk.state is State.AWAITING_PAYMENT
    assert "Já recebemos" in page.text
    assert "R$ 450,00" in page.text


def test_a_refund_is_asked_of_the_provider(desk: Desk, operator: PaymentDesk) -> None:
    desk.pays()

    say(desk, operator.refund(deposit_id(desk), 10_000, None))

    assert desk.payments.look(desk.payments.pages[0]).refunded_centavos == 10_000


def test_a_refund_of_what_never_came_is_refused(desk: Desk, operator: PaymentDesk) -> None:
    desk.accepts()

    with pytest.raises(ConfigurationError, match="there are: none"):
        say(desk, operator.refund(deposit_id(desk), None, None))


def test_delivery_asks_for_the_balance_and_an_extra_for_more(
    desk: Desk, operator: PaymentDesk
) -> None:
    desk.gets_active()

    say(desk, operator.delivered(f"{desk.conversation_id}.1"))
    say(desk, operator.charge_extra(f"{desk.conversation_id}.1", 20_000, "Uma página a mais"))

    asked = desk.rows("SELECT kind, amount_centavos FROM charges ORDER BY id")
    assert asked == [("deposit", 75_000), ("balance", 75_000), ("extra", 20_000)]


@pytest.mark.parametrize("charge_id", ["nobody.1.1", "", "nobody"])
def test_a_charge_that_is_not_there_is_refused(
    desk: Desk, operator: PaymentDesk, charge_id: str
) -> None:
    with pytest.raises(ConfigurationError, match="payments list"):
        say(desk, operator.confirm(charge_id, 1, "pix", None))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["reconcile", "--since", "2026-11-01"], "STRIPE_SECRET or MERCADOPAGO_ACCESS_TOKEN"),
        (["list"], "autovenda db upgrade"),
        (["confirm", "c.1.1", "750,00", "--operator", "Rafa"], "autovenda db upgrade"),
    ],
)
def test_a_command_without_what_it_needs_says_so(
    arguments: list[str],
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AUTOVENDA_DATA_DIR", str(tmp_path))

    assert main(["payments", *arguments]) == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize("amount", ["750.00", "0", "-1", "muito"])
def test_an_amount_is_written_as_brazilians_write_it(
    amount: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["payments", "confirm", "c.1.1", amount, "--operator", "Rafa"])


async def _both(operator: PaymentDesk, charge_id: str) -> list[str]:
    return [await operator.confirm(charge_id, 75_000, "cash", None) for _ in range(2)]


async def _nothing() -> str:
    return ""
