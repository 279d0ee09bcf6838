"""Settings: what is wrong is refused with the variable's name and where to get its value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.config import Settings, check_for_serving, environment, read_settings
from apps.payment_settings import MercadoPagoSettings, PixSettings, StripeSettings
from apps.variables import VARIABLES
from autovenda_core.errors import ConfigurationError
from autovenda_core.model import Contact

TELEGRAM = {"TELEGRAM_BOT_TOKEN": "123:abc", "TELEGRAM_SECRET_TOKEN": "s1,s2"}
STRIPE = {"STRIPE_SECRET": "sk_test_1", "STRIPE_ENDPOINT_SECRET": "whsec_1, whsec_2"}
LIVE = STRIPE | {"STRIPE_SECRET": "sk_live_1"}
MERCADOPAGO = {
    "MERCADOPAGO_ACCESS_TOKEN": "TEST-token-of-ours",
    "MERCADOPAGO_WEBHOOK_SECRET": "mp-secret-1,mp-secret-2",
}
LIVE_MERCADOPAGO = MERCADOPAGO | {"MERCADOPAGO_ACCESS_TOKEN": "APP_USR-1"}
PIX = {"PIX_KEY": "rafa@example.com", "PIX_NAME": "Rafa", "PIX_CITY": "São Paulo"}
HTTPS = {"AUTOVENDA_PUBLIC_URL": "https://a.example"}
WHATSAPP = {
    "WHATSAPP_TOKEN": "meta-token",
    "WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
    "WHATSAPP_APP_SECRET": "app-1,app-2",
    "WHATSAPP_VERIFY_TOKEN": "verify-1",
}
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "auth-1, auth-2",
    "TWILIO_FROM": "whatsapp:+5511999990000",
    "AUTOVENDA_PUBLIC_URL": "https://venda.example.com",
}
WPPCONNECT = {
    "WPPCONNECT_URL": "http://127.0.0.1:21465",
    "WPPCONNECT_SESSION": "vendas",
    "WPPCONNECT_TOKEN": "wpp-token",
    "WPPCONNECT_WEBHOOK_SECRET": "path-secret-of-ours-1,path-secret-of-ours-2",
}
SWITCHES = ("STRIPE_SECRET", "MERCADOPAGO_ACCESS_TOKEN", "PIX_KEY")
CONTENT = "HX" + "f" * 32
TABLE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_nothing_has_to_be_set() -> None:
    settings = read_settings({})

    check_for_serving(settings, poll=False)
    assert settings == Settings()


def test_what_is_set_to_nothing_is_not_set() -> None:
    assert read_settings(dict.fromkeys(VARIABLES, "  ")) == Settings()


def test_everything_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    settings = read_settings(
        TELEGRAM
        | STRIPE
        | {
            "AUTOVENDA_DATA_DIR": "/var/lib/autovenda",
            "AUTOVENDA_DATABASE_URL": "sqlite:////srv/my%20sales.db",
            "AUTOVENDA_PUBLIC_URL": "https://venda.example.com/",
            "AUTOVENDA_SECRET": "new, old",
            "AUTOVENDA_CATALOG": str(file),
            "AUTOVENDA_TEXTS": str(file),
            "AUTOVENDA_FAQ": str(file),
            "AUTOVENDA_OFFICE_HOURS": "mon-sat 8-12",
            "AUTOVENDA_INSTALLMENTS": "12",
            "AUTOVENDA_PORTFOLIO_URL": "https://sol.example/trabalhos",
            "AUTOVENDA_COMPANY": "Estúdio Sol",
            "AUTOVENDA_HUMAN_NAME": "Lia",
            "AUTOVENDA_OWNER_CONTACT": "telegram:99",
            "AUTOVENDA_BURST_SECONDS": "0",
            "AUTOVENDA_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "TELEGRAM_API_BASE": "http://127.0.0.1:1",
            "STRIPE_API_BASE": "http://127.0.0.1:2",
            "SUCCESS_URL": "https://example.com/obrigado",
            "CANCEL_URL": "https://example.com/volte",
        }
    )

    assert settings.database == Path("/srv/my sales.db")
    assert settings.public_url == "https://venda.example.com"
    assert settings.secrets == ("new", "old")
    assert settings.owner == Contact("telegram", "99")
    assert settings.burst_seconds == 0
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")
    assert settings.channels.telegram is not None
    assert settings.channels.telegram.secret_tokens == ("s1", "s2")
    assert isinstance(settings.payments, StripeSettings)
    assert settings.payments.endpoint_secrets == ("whsec_1", "whsec_2")
    assert not settings.livemode


def test_every_channel_can_be_set_beside_the_others() -> None:
    more = {"TWILIO_TEMPLATES": f"autovenda_pago={CONTENT}", "WHATSAPP_WABA_ID": "102290129340398"}

    settings = read_settings(TELEGRAM | WHATSAPP | TWILIO | WPPCONNECT | more)

    check_for_serving(settings, poll=False)
    whatsapp, twilio = settings.channels.whatsapp, settings.channels.twilio
    wppconnect = settings.channels.wppconnect
    assert whatsapp is not None
    assert twilio is not None
    assert wppconnect is not None
    assert whatsapp.app_secrets == ("app-1", "app-2")
    assert whatsapp.waba_id == "102290129340398"
    assert twilio.auth_tokens == ("auth-1", "auth-2")
    assert twilio.templates == {"autovenda_pago": CONTENT}
    assert wppconnect.webhook_secrets == ("path-secret-of-ours-1", "path-secret-of-ours-2")


def test_a_relative_database_lies_below_the_working_folder() -> None:
    settings = read_settings({"AUTOVENDA_DATABASE_URL": "sqlite:///sales/my.db"})

    assert settings.database == Path("sales/my.db")


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"AUTOVENDA_DATABASE_URL": "postgres://host/db"}, "AUTOVENDA_DATABASE_URL"),
        ({"AUTOVENDA_DATABASE_URL": "postgresql+asyncpg://h/d"}, "AUTOVENDA_DATABASE_URL"),
        ({"AUTOVENDA_DATABASE_URL": "sqlite:///"}, "AUTOVENDA_DATABASE_URL"),
        ({"AUTOVENDA_DATABASE_URL": "my.db"}, "AUTOVENDA_DATABASE_URL"),
        ({"AUTOVENDA_PUBLIC_URL": "venda.example.com"}, "AUTOVENDA_PUBLIC_URL"),
        ({"AUTOVENDA_PUBLIC_URL": "https://example.com/bot"}, "AUTOVENDA_PUBLIC_URL"),
        ({"AUTOVENDA_PUBLIC_URL": "https://[x"}, "AUTOVENDA_PUBLIC_URL"),
        ({"AUTOVENDA_CATALOG": "/nowhere.csv"}, "AUTOVENDA_CATALOG"),
        ({"AUTOVENDA_TEXTS": "/nowhere.toml"}, "AUTOVENDA_TEXTS"),
        ({"AUTOVENDA_FAQ": "/nowhere.toml"}, "AUTOVENDA_FAQ"),
        ({"AUTOVENDA_OFFICE_HOURS": "sometimes"}, "AUTOVENDA_OFFICE_HOURS"),
        ({"AUTOVENDA_OFFICE_HOURS": "18-9"}, "AUTOVENDA_OFFICE_HOURS"),
        ({"AUTOVENDA_OFFICE_HOURS": "9-25"}, "AUTOVENDA_OFFICE_HOURS"),
        ({"AUTOVENDA_OFFICE_HOURS": "fri-mon 9-18"}, "AUTOVENDA_OFFICE_HOURS"),
        ({"AUTOVENDA_INSTALLMENTS": "0"}, "AUTOVENDA_INSTALLMENTS"),
        ({"AUTOVENDA_INSTALLMENTS": "13"}, "AUTOVENDA_INSTALLMENTS"),
        ({"AUTOVENDA_PORTFOLIO_URL": "meu site"}, "AUTOVENDA_PORTFOLIO_URL"),
        ({"AUTOVENDA_OWNER_CONTACT": "99"}, "AUTOVENDA_OWNER_CONTACT"),
        ({"AUTOVENDA_BURST_SECONDS": "-1"}, "AUTOVENDA_BURST_SECONDS"),
        ({"AUTOVENDA_BURST_SECONDS": "61"}, "AUTOVENDA_BURST_SECONDS"),
        ({"AUTOVENDA_BURST_SECONDS": "6s"}, "AUTOVENDA_BURST_SECONDS"),
        ({"AUTOVENDA_TRUSTED_PROXIES": "proxy"}, "AUTOVENDA_TRUSTED_PROXIES"),
        ({"TELEGRAM_SECRET_TOKEN": "s"}, "TELEGRAM_BOT_TOKEN"),
        (TELEGRAM | {"TELEGRAM_SECRET_TOKEN": "é"}, "TELEGRAM_SECRET_TOKEN"),
        ({"WHATSAPP_APP_SECRET": "s"}, "WHATSAPP_TOKEN"),
        ({"WHATSAPP_TOKEN": "t"}, "WHATSAPP_PHONE_NUMBER_ID"),
        (WHATSAPP | {"WHATSAPP_PHONE_NUMBER_ID": "+5511999990000"}, "WHATSAPP_PHONE_NUMBER_ID"),
        (WHATSAPP | {"WHATSAPP_WABA_ID": "my account"}, "WHATSAPP_WABA_ID"),
        (WHATSAPP | {"WHATSAPP_API_BASE": "graph"}, "WHATSAPP_API_BASE"),
        ({"TWILIO_AUTH_TOKEN": "t"}, "TWILIO_ACCOUNT_SID"),
        (TWILIO | {"TWILIO_ACCOUNT_SID": "SK" + "0" * 32}, "TWILIO_ACCOUNT_SID"),
        (TWILIO | {"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
        (TWILIO | {"TWILIO_FROM": ""}, "TWILIO_FROM"),
        (TWILIO | {"TWILIO_FROM": "+5511999990000"}, "TWILIO_FROM"),
        (TWILIO | {"TWILIO_TEMPLATES": "autovenda_pago"}, "TWILIO_TEMPLATES"),
        ({"WPPCONNECT_TOKEN": "t"}, "WPPCONNECT_URL"),
        (WPPCONNECT | {"WPPCONNECT_SESSION": ""}, "WPPCONNECT_SESSION"),
        (WPPCONNECT | {"WPPCONNECT_SESSION": "../x"}, "WPPCONNECT_SESSION"),
        (WPPCONNECT | {"WPPCONNECT_TOKEN": ""}, "WPPCONNECT_TOKEN"),
        (WPPCONNECT | {"WPPCONNECT_TOKEN": "THISISMYSECURETOKEN"}, "WPPCONNECT_TOKEN"),
        (
            WPPCONNECT | {"WPPCONNECT_WEBHOOK_SECRET": "THISISMYSECURETOKEN"},
            "WPPCONNECT_WEBHOOK_SECRET",
        ),
        (WPPCONNECT | {"WPPCONNECT_WEBHOOK_SECRET": "short"}, "WPPCONNECT_WEBHOOK_SECRET"),
        (WPPCONNECT | {"WPPCONNECT_WEBHOOK_SECRET": "a/" * 20}, "WPPCONNECT_WEBHOOK_SECRET"),
        ({"STRIPE_ENDPOINT_SECRET": "whsec_1"}, "STRIPE_SECRET"),
        (STRIPE | {"STRIPE_SECRET": "pk_test_1"}, "STRIPE_SECRET"),
        (STRIPE | {"STRIPE_API_BASE": "stripe"}, "STRIPE_API_BASE"),
        ({"MERCADOPAGO_WEBHOOK_SECRET": "s"}, "MERCADOPAGO_ACCESS_TOKEN"),
        (MERCADOPAGO | {"MERCADOPAGO_API_BASE": "mp"}, "MERCADOPAGO_API_BASE"),
        ({"PIX_NAME": "Rafa"}, "PIX_KEY"),
        (PIX | {"PIX_NAME": ""}, "PIX_NAME"),
        (PIX | {"PIX_CITY": ""}, "PIX_CITY"),
    ],
)
def test_what_is_wrong_is_named(environ: dict[str, str], names: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^{names} .*{re.escape(VARIABLES[names])}"):
        read_settings(environ)


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"TELEGRAM_BOT_TOKEN": "123:abc"}, "TELEGRAM_SECRET_TOKEN"),
        (WHATSAPP | {"WHATSAPP_APP_SECRET": ""}, "WHATSAPP_APP_SECRET"),
        (WHATSAPP | {"WHATSAPP_VERIFY_TOKEN": ""}, "WHATSAPP_VERIFY_TOKEN"),
        (TWILIO | {"AUTOVENDA_PUBLIC_URL": ""}, "AUTOVENDA_PUBLIC_URL"),
        (WPPCONNECT | {"WPPCONNECT_WEBHOOK_SECRET": ""}, "WPPCONNECT_WEBHOOK_SECRET"),
        ({"STRIPE_SECRET": "sk_test_1"}, "STRIPE_ENDPOINT_SECRET"),
        (MERCADOPAGO | {"MERCADOPAGO_WEBHOOK_SECRET": ""}, "MERCADOPAGO_WEBHOOK_SECRET"),
        (LIVE, "AUTOVENDA_PUBLIC_URL"),
        (LIVE_MERCADOPAGO, "AUTOVENDA_PUBLIC_URL"),
        (PIX, "AUTOVENDA_PUBLIC_URL"),
        (PIX | {"AUTOVENDA_PUBLIC_URL": "http://example.com"}, "AUTOVENDA_PUBLIC_URL"),
        (
            LIVE_MERCADOPAGO | HTTPS | {"MERCADOPAGO_API_BASE": "http://127.0.0.1"},
            "MERCADOPAGO_API_BASE",
        ),
        (LIVE | {"AUTOVENDA_PUBLIC_URL": "http://example.com"}, "AUTOVENDA_PUBLIC_URL"),
        (
            LIVE | HTTPS | {"STRIPE_API_BASE": "http://127.0.0.1"},
            "STRIPE_API_BASE",
        ),
    ],
)
def test_what_cannot_be_served_is_refused(environ: dict[str, str], names: str) -> None:
    settings = read_settings(environ)

    with pytest.raises(ConfigurationError, match=f"^{names} "):
        check_for_serving(settings, poll=False)


def test_polling_needs_no_webhook_secrets() -> None:
    settings = read_settings({"TELEGRAM_BOT_TOKEN": "123:abc", "STRIPE_SECRET": "sk_test_1"})

    check_for_serving(settings, poll=True)


@pytest.mark.parametrize(
    "environ",
    [
        WHATSAPP | {"WHATSAPP_APP_SECRET": ""},
        TWILIO | {"AUTOVENDA_PUBLIC_URL": ""},
        WPPCONNECT | {"WPPCONNECT_WEBHOOK_SECRET": ""},
    ],
)
def test_whatsapp_cannot_be_polled(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        check_for_serving(read_settings(environ), poll=True)


@pytest.mark.parametrize(
    "environ", [STRIPE | MERCADOPAGO, MERCADOPAGO | PIX, STRIPE | PIX, STRIPE | MERCADOPAGO | PIX]
)
def test_only_one_provider_takes_the_money(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="Unset all but one") as refusal:
        read_settings(environ)

    switches = [name for name in environ if name in str(refusal.value)]
    assert switches == [name for name in SWITCHES if name in environ]


def test_mercado_pago_and_pix_can_be_set_instead() -> None:
    by_card, by_hand = read_settings(MERCADOPAGO), read_settings(PIX | HTTPS)

    check_for_serving(by_card, poll=False)
    check_for_serving(by_hand, poll=False)
    assert isinstance(by_card.payments, MercadoPagoSettings)
    assert by_card.payments.webhook_secrets == ("mp-secret-1", "mp-secret-2")
    assert not by_card.livemode
    assert by_hand.payments == PixSettings("rafa@example.com", "Rafa", "São Paulo")
    assert by_hand.livemode


@pytest.mark.parametrize(("key", "live"), [("sk_live_1", True), ("rk_live_1", True), ("x", False)])
def test_the_key_says_whether_it_is_real_money(key: str, live: bool) -> None:
    assert read_settings(STRIPE | {"STRIPE_SECRET": key}).livemode is live


def test_secrets_are_never_shown() -> None:
    given = TELEGRAM | WHATSAPP | TWILIO | WPPCONNECT | STRIPE
    given |= {"AUTOVENDA_SECRET": "my-link-secret"}

    shown = repr(read_settings(given)) + repr(read_settings(MERCADOPAGO))

    secrets = ["123:abc", "s1", "s2", "sk_test_1", "whsec_1", "whsec_2", "my-link-secret"]
    secrets += ["meta-token", "app-1", "verify-1", "auth-1", "auth-2", "wpp-token", "path-secret"]
    assert [secret for secret in secrets if secret in shown] == []


def test_real_variables_win_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("AUTOVENDA_COMPANY=file\nAUTOVENDA_HUMAN_NAME=file\n")
    monkeypatch.setenv("AUTOVENDA_COMPANY", "real")

    environ = environment(tmp_path)

    assert environ["AUTOVENDA_COMPANY"] == "real"
    assert environ["AUTOVENDA_HUMAN_NAME"] == "file"


def test_every_variable_is_in_the_table_and_back() -> None:
    table = TABLE.read_text("utf-8")

    documented = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)

    assert documented == list(VARIABLES)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (TWILIO, "TWILIO_AUTH_TOKEN"),
        (TWILIO, "TWILIO_TEMPLATES"),
        (WHATSAPP, "WHATSAPP_APP_SECRET"),
        (WPPCONNECT, "WPPCONNECT_WEBHOOK_SECRET"),
        (STRIPE, "STRIPE_ENDPOINT_SECRET"),
        (TELEGRAM, "TELEGRAM_SECRET_TOKEN"),
        ({}, "AUTOVENDA_SECRET"),
    ],
)
def test_a_list_of_nothing_is_refused(given: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} holds nothing but commas"):
        read_settings(given | {name: " , "})


def test_an_owner_on_a_channel_that_is_off_is_refused_before_serving() -> None:
    settings = read_settings(TELEGRAM | {"AUTOVENDA_OWNER_CONTACT": "twilio:+5511999990000"})

    with pytest.raises(ConfigurationError, match=r"^AUTOVENDA_OWNER_CONTACT is on the channel"):
        check_for_serving(settings, poll=False)
