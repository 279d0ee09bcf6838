"""What an operator says about money on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from apps.cli import main
from apps.payment_commands import at_the_desk
from autovenda_core.errors import ConfigurationError
from autovenda_core.model import State

if TYPE_CHECKING:
    from tests.server.conftest import Desk

Say = Callable[..., str]


@pytest.fixture
def say(desk: Desk) -> Say:
    """Give a command at the machine, and let the server find it, as its sweep would."""

    def give(action: str, target: str, **fields: object) -> str:
        settings = desk.application.settings
        said = at_the_desk(settings, "Rafa", action, target, fields, desk.clock)
        desk.application.heap.set(list(desk.run(desk.application.store.waiting(desk.clock.now()))))
        desk.settle()
        return said

    return give


def deposit_id(desk: Desk) -> str:
    return f"{desk.conversation_id}.1.1"


def test_money_in_cash_makes_the_sale_and_has_a_name_on_it(desk: Desk, say: Say) -> None:
    desk.accepts()

    say("confirmar-pagamento", deposit_id(desk), valor=75_000, meio="cash")

    assert desk.state is State.BRIEFING
    paid = desk.rows("SELECT provider, method, amount_centavos, vouched_by FROM payments")
    assert paid == [("manual", "cash", 75_000, "Rafa")]


def test_saying_it_twice_at_once_is_one_fact(desk: Desk) -> None:
    desk.accepts()
    settings, charge = desk.application.settings, deposit_id(desk)
    cash = {"valor": 75_000, "meio": "cash"}

    first = at_the_desk(settings, "Rafa", "confirmar-pagamento", charge, cash, desk.clock)
    second = at_the_desk(settings, "Rafa", "confirmar-pagamento", charge, cash, desk.clock)

    assert first.startswith("ok: ")
    assert second == "Isso já tinha sido pedido: nada foi feito de novo."
    assert desk.rows("SELECT count(*) FROM inbox WHERE source = 'operator'") == [(1,)]


def test_a_charge_that_is_paid_needs_the_number_of_another_payment(desk: Desk, say: Say) -> None:
    desk.pays()

    with pytest.raises(ConfigurationError, match="referência"):
        say("confirmar-pagamento", deposit_id(desk), valor=75_000, meio="transfer")
    say("confirmar-pagamento", deposit_id(desk), valor=75_000, meio="transfer", referencia="E123")

    assert desk.rows("SELECT count(*) FROM payments") == [(2,)]
    assert desk.rows("SELECT kind FROM tasks") == [("payment_review",)]


def test_too_little_leaves_the_rest_to_be_paid_by_the_link(desk: Desk, say: Say) -> None:
    desk.accepts()

    say("confirmar-pagamento", deposit_id(desk), valor=30_000, meio="transfer")
    page = desk.get(desk.payment)

    assert desk.state is State.AWAITING_PAYMENT
    assert "Já recebemos" in page.text
    assert "R$ 450,00" in page.text


def test_a_refund_is_asked_of_the_provider(desk: Desk, say: Say) -> None:
    desk.pays()

    say("reembolsar", deposit_id(desk), valor=10_000)

    assert desk.payments.look(desk.payments.pages[0]).refunded_centavos == 10_000


def test_a_refund_of_what_never_came_is_refused(desk: Desk, say: Say) -> None:
    desk.accepts()

    with pytest.raises(ConfigurationError, match="não tem pagamento"):
        say("reembolsar", deposit_id(desk))


def test_delivery_asks_for_the_balance_and_an_extra_for_more(desk: Desk, say: Say) -> None:
    desk.gets_active()

    say("entregar", f"{desk.conversation_id}.1")
    say("cobranca-extra", f"{desk.conversation_id}.1", valor=20_000, descricao="Uma página a mais")

    asked = desk.rows("SELECT kind, amount_centavos FROM charges ORDER BY id")
    assert asked == [("deposit", 75_000), ("balance", 75_000), ("extra", 20_000)]


@pytest.mark.parametrize("charge_id", ["nobody.1.1", "", "nobody"])
def test_a_charge_that_is_not_there_is_refused(desk: Desk, say: Say, charge_id: str) -> None:
    with pytest.raises(ConfigurationError, match="Não existe"):
        say("confirmar-pagamento", charge_id, valor=1, meio="pix")


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
