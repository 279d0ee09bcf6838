"""`autovenda serve` sells through Mercado Pago, and by Pix that a person confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest

from adapters.mercadopago.emulator import EmulatorServer, MercadoPagoEmulator
from adapters.telegram.emulator import Lead
from adapters.telegram.emulator.lead import Line
from tests.blackbox.conftest import RealClock, Shop

SECRET = "mercado-pago-secret"  # noqa: S105  an emulator's
DEPOSIT_CENTAVOS = 75_000
PAYMENTS = "SELECT provider, method, amount_centavos, status, vouched_by FROM payments"


class OtherShop(Shop):
    """The shop without Stripe, whose links may be behind buttons."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name in [name for name in self.environment if name.startswith("STRIPE_")]:
            del self.environment[name]

    def accept_an_offer(self, lead: Lead) -> str:
        lead.says("oi, preciso de uma landing page, sem pressa, até 2000 reais")
        lead.waits_for("R$ 1.500,00")
        lead.taps("Aceitar proposta")
        return path_in(lead.waits_for("Aqui está o pagamento do sinal"), "/p/")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[OtherShop]:
    """Telegram's emulator is up; the server is not started yet."""
    shop = OtherShop(tmp_path)
    with shop.telegram.running() as telegram:
        shop.environment |= {"TELEGRAM_API_BASE": telegram}
        yield shop
        shop.close()


def path_in(line: Line, below: str) -> str:
    """The path of the address that a message leads to, in its text or behind a button."""
    everything = " ".join([line.text, *(key.url or "" for key in line.keys)])
    found = re.search(rf"https?://[^/\s]+({below}[\w-]+)", everything)
    assert found is not None, everything
    return found[1]


@contextmanager
def mercado_pago(shop: OtherShop) -> Iterator[MercadoPagoEmulator]:
    emulator = MercadoPagoEmulator(RealClock(), secret=SECRET)
    with EmulatorServer(emulator) as server:
        shop.environment |= {
            "MERCADOPAGO_ACCESS_TOKEN": "TEST-blackbox",
            "MERCADOPAGO_WEBHOOK_SECRET": SECRET,
            "MERCADOPAGO_API_BASE": server.url,
        }
        yield emulator


@pytest.mark.parametrize(
    ("method", "options"), [("card", []), ("pix", ["--poll"])], ids=["by webhook", "by polling"]
)
def test_a_sale_through_mercado_pago_becomes_an_active_project(
    shop: OtherShop, method: str, options: list[str]
) -> None:
    with mercado_pago(shop) as emulator:
        shop.start(*options, webhooks=not options)
        emulator.webhooks.url = f"{shop.url}/webhook/payment/mercadopago" if not options else None
        lead = shop.telegram.lead("Marina")
        link = shop.accept_an_offer(lead)

        answer = shop.post(link)
        [(reference,)] = shop.rows("SELECT checkout_ref FROM charges")
        emulator.account.pay(reference, method)  # type: ignore[arg-type]  # of a Literal
        briefing = path_in(lead.waits_for("briefing", 40), "/b/")
        shop.fill_briefing(briefing)
        lead.waits_for("dias úteis", 20)
        shop.waits_until_idle()

    assert answer.status_code == 303
    assert shop.rows(PAYMENTS) == [("mercadopago", method, DEPOSIT_CENTAVOS, "paid", None)]
    assert shop.rows("SELECT status FROM projects") == [("active",)]
    assert shop.rows("SELECT count(*) FROM tasks") == [(0,)]


def test_a_pix_that_the_operator_confirms_makes_an_active_project(shop: OtherShop) -> None:
    sells_by_pix(shop)
    lead = shop.telegram.lead("Marina")
    link = shop.accept_an_offer(lead)
    answer = shop.post(link)
    page = shop.get(link).text
    [(charge_id,)] = shop.rows("SELECT id FROM charges")

    said = confirm(shop, charge_id, "750,00")
    briefing = path_in(lead.waits_for("briefing", 40), "/b/")
    shop.fill_briefing(briefing)
    lead.waits_for("dias úteis", 20)
    shop.waits_until_idle()

    assert urlsplit(answer.headers["location"]).path == link
    assert "000201" in page
    assert "<svg" in page
    assert said.startswith("ok")
    assert shop.rows(PAYMENTS) == [("pix", "pix", DEPOSIT_CENTAVOS, "paid", "Rafa")]
    assert shop.rows("SELECT status FROM projects") == [("active",)]


def test_a_pix_confirmed_while_the_server_is_stopped_counts_at_the_next_start(
    shop: OtherShop,
) -> None:
    sells_by_pix(shop)
    lead = shop.telegram.lead("Marina")
    shop.post(shop.accept_an_offer(lead))
    [(charge_id,)] = shop.rows("SELECT id FROM charges")
    shop.stop()

    confirm(shop, charge_id, "750,00")
    before = shop.rows("SELECT state FROM conversations")
    shop.start(webhooks=False)

    lead.waits_for("briefing", 30)
    assert before == [("awaiting_payment",)]


def test_a_pix_that_is_confirmed_twice_is_one_payment(shop: OtherShop) -> None:
    sells_by_pix(shop)
    lead = shop.telegram.lead("Marina")
    shop.post(shop.accept_an_offer(lead))
    [(charge_id,)] = shop.rows("SELECT id FROM charges")

    confirm(shop, charge_id, "750,00")
    lead.waits_for("briefing", 40)
    again = shop.run("payments", "confirm", charge_id, "750,00", "--operator", "Rafa")

    assert again.returncode == 2
    assert "já não está em aberto" in again.stderr
    assert shop.rows("SELECT count(*) FROM payments") == [(1,)]


def test_the_work_is_delivered_and_its_balance_comes_in_cash(shop: OtherShop) -> None:
    sells_by_pix(shop)
    lead = shop.telegram.lead("Marina")
    shop.post(shop.accept_an_offer(lead))
    [(charge_id,)] = shop.rows("SELECT id FROM charges")
    confirm(shop, charge_id, "750,00")
    shop.fill_briefing(path_in(lead.waits_for("briefing", 40), "/b/"))
    lead.waits_for("dias úteis", 20)
    shop.waits_until_idle()
    deal_id = charge_id.rpartition(".")[0]

    shop.run("payments", "delivered", deal_id, "--operator", "Rafa")
    waits_for_rows(shop, "SELECT status FROM charges WHERE kind = 'balance'", [("open",)])
    page = shop.get(path_in(lead.waits_for("saldo"), "/p/")).text
    confirm(shop, f"{deal_id}.balance", "750,00", "--method", "cash")
    waits_for_rows(shop, "SELECT status FROM projects", [("closed",)])
    listed = shop.run("payments", "list").stdout

    assert "Pagar o saldo" in page
    assert re.findall(r"^\S+  (\w+)", listed, re.MULTILINE) == ["paid", "paid"]
    assert "Marina" in listed


def sells_by_pix(shop: OtherShop) -> None:
    shop.environment |= {
        "AUTOVENDA_PUBLIC_URL": "https://venda.example.com",
        "PIX_KEY": "rafa@example.com",
        "PIX_NAME": "Rafaela Souza",
        "PIX_CITY": "São Paulo",
    }
    shop.start("--poll", webhooks=False)


def confirm(shop: OtherShop, charge_id: str, amount: str, *more: str) -> str:
    done = shop.run("payments", "confirm", charge_id, amount, "--operator", "Rafa", *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def waits_for_rows(shop: OtherShop, query: str, wanted: list[tuple[str, ...]]) -> None:
    until = monotonic() + 20
    while shop.rows(query) != wanted:
        assert monotonic() < until, shop.rows(query)
        sleep(0.05)
