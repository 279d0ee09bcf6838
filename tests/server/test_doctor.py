"""The doctor, with every provider answering on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from adapters.mercadopago.emulator import EmulatorServer as MercadoPagoServer
from adapters.mercadopago.emulator import MercadoPagoEmulator
from adapters.stripe.emulator import EmulatorServer, StripeEmulator
from adapters.telegram.emulator import TelegramEmulator
from adapters.whatsapp.cloud.emulator import WhatsAppEmulator
from adapters.whatsapp.twilio.emulator import TwilioEmulator
from adapters.whatsapp.wppconnect.emulator import WppConnectEmulator
from apps.cli import main
from apps.config import read_settings
from apps.doctor import examine
from apps.findings import Finding
from apps.templates import alert_name, examples_of
from apps.wiring import connecting
from autovenda_core.testing.clock import FakeClock
from autovenda_core.texts import ApprovedText, default_texts


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    clock = FakeClock()
    telegram = TelegramEmulator(clock)
    with telegram.running() as base, EmulatorServer(StripeEmulator(clock)) as stripe:
        yield {
            "AUTOVENDA_DATA_DIR": str(tmp_path),
            "AUTOVENDA_PUBLIC_URL": "https://venda.example.com",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_SECRET_TOKEN": "secret",
            "TELEGRAM_API_BASE": base,
            "STRIPE_SECRET": "sk_test_1",
            "STRIPE_ENDPOINT_SECRET": "whsec_1",
            "STRIPE_API_BASE": stripe.url,
        }


def look(environ: dict[str, str]) -> dict[str, Finding]:
    return {finding.subject: finding for finding in asyncio.run(examine(environ))}


def test_keys_that_work_are_found_to_work(environ: dict[str, str]) -> None:
    found = look(environ)

    assert found["payments"].line == "ok      payments: Stripe, the key works, test mode"
    assert "autovenda telegram set-webhook" in found["telegram"].words
    assert [subject for subject, finding in found.items() if finding.is_error] == []


def without_stripe(environ: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith("STRIPE_")}


def test_a_token_of_mercado_pago_is_tried(environ: dict[str, str]) -> None:
    given = without_stripe(environ) | {
        "MERCADOPAGO_ACCESS_TOKEN": "TEST-1",
        "MERCADOPAGO_WEBHOOK_SECRET": "s",
    }
    with MercadoPagoServer(MercadoPagoEmulator(FakeClock(), secret="s")) as server:  # noqa: S106
        there = look(given | {"MERCADOPAGO_API_BASE": server.url})["payments"]

    gone = look(given | {"MERCADOPAGO_API_BASE": server.url})["payments"]

    assert there.line == "ok      payments: Mercado Pago, the key works, test mode"
    assert gone.is_error


def test_a_pix_key_is_looked_at_as_far_as_it_can_be(environ: dict[str, str]) -> None:
    pix = {"PIX_KEY": "rafa@example.com", "PIX_NAME": "Rafaela", "PIX_CITY": "Natal"}

    good, bad = (
        look(without_stripe(environ) | pix | {"PIX_KEY": k}) for k in (pix["PIX_KEY"], "1")
    )

    assert "autovenda payments confirm" in good["payments"].words
    assert bad["payments"].is_error


def test_a_token_that_nobody_knows_is_an_error(environ: dict[str, str]) -> None:
    found = look(environ | {"TELEGRAM_BOT_TOKEN": "1:unknown"})

    assert found["telegram"].is_error
    assert "TELEGRAM_BOT_TOKEN" in found["telegram"].words


def test_a_file_that_is_no_database_is_an_error(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "autovenda.db").write_text("not a database, but long enough to be looked at" * 100)

    found = look(environ)

    assert found["database"].is_error


def test_looking_makes_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    look(environ)

    assert list(tmp_path.iterdir()) == []


def test_an_owner_on_a_channel_that_is_off_is_an_error_as_it_is_to_serve(
    environ: dict[str, str],
) -> None:
    found = look(environ | {"AUTOVENDA_OWNER_CONTACT": "whatsapp:5511999990000"})

    assert found["settings"].is_error
    assert "AUTOVENDA_OWNER_CONTACT is on the channel 'whatsapp'" in found["settings"].words


class Providers:
    """All four ways to chat, and the settings that lead to them."""

    def __init__(self, resources: ExitStack) -> None:
        clock = FakeClock()
        self.whatsapp = WhatsAppEmulator(clock)
        self.twilio = TwilioEmulator(clock)
        self.wppconnect = WppConnectEmulator(clock)
        self.environ = {
            "AUTOVENDA_PUBLIC_URL": "https://venda.example.com",
            "WHATSAPP_TOKEN": self.whatsapp.token,
            "WHATSAPP_APP_SECRET": self.whatsapp.app_secret,
            "WHATSAPP_VERIFY_TOKEN": "verify",
            "WHATSAPP_PHONE_NUMBER_ID": self.whatsapp.phone_number_id,
            "WHATSAPP_WABA_ID": self.whatsapp.waba_id,
            "WHATSAPP_API_BASE": resources.enter_context(self.whatsapp.running()),
            "TWILIO_ACCOUNT_SID": self.twilio.account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio.auth_token,
            "TWILIO_FROM": self.twilio.sender,
            "TWILIO_API_BASE": resources.enter_context(self.twilio.running()),
            "WPPCONNECT_URL": resources.enter_context(self.wppconnect.running()),
            "WPPCONNECT_SESSION": self.wppconnect.session,
            "WPPCONNECT_TOKEN": self.wppconnect.token,
            "WPPCONNECT_WEBHOOK_SECRET": "path-secret-of-ours",
        }

    def look(self, **changes: str) -> dict[str, Finding]:
        return look(self.environ | changes)

    async def has_template(self, approved: ApprovedText, language: str) -> None:
        """Meta has a template of this name in a language."""
        async with connecting(read_settings(self.environ)) as connected:
            assert connected.whatsapp is not None
            await connected.whatsapp.create_template(
                approved.name, language, approved.numbered, examples_of(approved)
            )


@pytest.fixture
def providers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Providers]:
    monkeypatch.chdir(tmp_path)
    with ExitStack() as resources:
        yield Providers(resources)


def test_only_channels_that_are_configured_are_mentioned(environ: dict[str, str]) -> None:
    assert look(environ).keys().isdisjoint({"whatsapp", "twilio", "wppconnect", "channels"})


class TestWhatsApp:
    def test_a_webhook_that_points_here_is_found(self, providers: Providers) -> None:
        providers.whatsapp.deliver_to("https://venda.example.com/webhook/whatsapp")

        found = providers.look()["whatsapp"]

        assert found.line.startswith("ok ")
        assert "the token works" in found.words

    def test_a_webhook_that_points_elsewhere_is_told(self, providers: Providers) -> None:
        providers.whatsapp.deliver_to("https://old.example.com/webhook/whatsapp")

        found = providers.look()["whatsapp"]

        assert found.line.startswith("warning ")
        assert "https://old.example.com/webhook/whatsapp, not to" in found.words

    def test_a_token_that_is_over_is_an_error(self, providers: Providers) -> None:
        found = providers.look(WHATSAPP_TOKEN="over")  # noqa: S106  made up

        assert found["whatsapp"].is_error
        assert found["whatsapp templates"].is_error
        assert not found["twilio"].is_error

    def test_templates_that_are_missing_or_not_approved_are_named(
        self, providers: Providers
    ) -> None:
        first, second, *others = default_texts().approved
        providers.whatsapp.decides(first.name, first.numbered, "PENDING")
        for approved in others:
            providers.whatsapp.decides(approved.name, approved.numbered)

        words = providers.look()["whatsapp templates"].words

        assert f"not approved: {first.name} (PENDING), {second.name} (missing);" in words

    def test_without_the_account_templates_are_not_looked_at(self, providers: Providers) -> None:
        assert "WHATSAPP_WABA_ID is not set" in (
            providers.look(WHATSAPP_WABA_ID="")["whatsapp templates"].words
        )

    def test_templates_are_handed_in_once_and_approved_later(
        self,
        providers: Providers,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        for name, value in providers.environ.items():
            monkeypatch.setenv(name, value)

        codes = [main(["whatsapp", "create-templates"]) for _ in range(2)]
        said = capsys.readouterr().out
        for approved in default_texts().approved:
            providers.whatsapp.decides(approved.name, approved.numbered)

        assert codes == [0, 0]
        assert [said.count(f"handed in: {each.name}\n") for each in default_texts().approved] == [
            1
        ] * len(default_texts().approved)
        assert providers.look()["whatsapp templates"].line.startswith("ok ")

    def test_a_template_in_another_language_is_not_the_one_we_send(
        self,
        providers: Providers,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        for name, value in providers.environ.items():
            monkeypatch.setenv(name, value)
        approved = default_texts().approved[0]
        asyncio.run(providers.has_template(approved, "en_US"))

        main(["whatsapp", "create-templates"])

        assert f"handed in: {approved.name}\n" in capsys.readouterr().out

    def test_an_owner_who_could_not_be_told_hears_of_it(self, providers: Providers) -> None:
        alert = alert_name(default_texts())
        here, elsewhere = "whatsapp:5511999990000", "wppconnect:5511999990000"
        words = "not told: AUTOVENDA_OWNER_CONTACT is on this channel"

        before = providers.look(AUTOVENDA_OWNER_CONTACT=here)["whatsapp templates"]
        other = providers.look(AUTOVENDA_OWNER_CONTACT=elsewhere)["whatsapp templates"]
        for approved in default_texts().approved:
            if approved.name == alert:
                providers.whatsapp.decides(approved.name, approved.numbered)
        after = providers.look(AUTOVENDA_OWNER_CONTACT=here)["whatsapp templates"]

        assert [words in each.words for each in (before, other, after)] == [True, False, False]


class TestTwilio:
    def test_an_account_that_answers_is_found(self, providers: Providers) -> None:
        found = providers.look()["twilio"]

        assert found.line.startswith("ok ")
        assert "https://venda.example.com/webhook/whatsapp/twilio" in found.words

    def test_a_wrong_token_is_an_error(self, providers: Providers) -> None:
        assert providers.look(TWILIO_AUTH_TOKEN="wrong")["twilio"].is_error  # noqa: S106

    def test_templates_without_a_content_are_named(self, providers: Providers) -> None:
        first, *others = default_texts().approved
        listed = ",".join(f"{each.name}=HX{'0' * 32}" for each in others)

        words = providers.look(TWILIO_TEMPLATES=listed)["twilio templates"].words

        assert f"not approved: {first.name}; list them in TWILIO_TEMPLATES" in words


class TestWppConnect:
    def test_a_session_that_is_connected_is_found(self, providers: Providers) -> None:
        assert providers.look()["wppconnect"].line.startswith("ok ")

    def test_a_session_that_waits_for_its_phone_is_an_error(self, providers: Providers) -> None:
        providers.wppconnect.become("QRCODE")

        found = providers.look()["wppconnect"]

        assert found.is_error
        assert "autovenda wppconnect start" in found.words

    def test_it_is_started_with_our_address(
        self,
        providers: Providers,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        providers.wppconnect.become("CLOSED")
        for name, value in providers.environ.items():
            monkeypatch.setenv(name, value)

        code = main(["wppconnect", "start"])

        assert code == 0
        assert "path-secret-of-ours" not in capsys.readouterr().out
        assert not providers.look()["wppconnect"].words.startswith("the session is CLOSED")

    @pytest.mark.parametrize(
        ("public_url", "base"),
        [("https://venda.example.com", "https://venda.example.com"), ("", "http://127.0.0.1:8123")],
    )
    def test_without_a_public_address_it_delivers_on_this_machine(
        self,
        public_url: str,
        base: str,
        providers: Providers,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        providers.wppconnect.become("CLOSED")
        for name, value in providers.environ.items():
            if name.startswith("WPPCONNECT_"):
                monkeypatch.setenv(name, value)
        monkeypatch.setenv("AUTOVENDA_PUBLIC_URL", public_url)

        code = main(["wppconnect", "start", "--port", "8123"])

        said = capsys.readouterr().out
        assert code == 0
        assert f"delivers to {base};" in said
        assert "close it on the WPPConnect server" in said
