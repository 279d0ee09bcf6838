"""
Every variable that an owner can set, where its value comes from, and how it is read.

docs/configuration.md has them in one table, held to `VARIABLES` by a test.  What is wrong is
told with the variable's name and where to get its value, and never with a value that is secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from autovenda_core.errors import ConfigurationError

__all__ = ["VARIABLES", "Reader", "missing", "wrong"]

VARIABLES: Mapping[str, str] = {
    "AUTOVENDA_DATA_DIR": "a folder that we may write to",
    "AUTOVENDA_DATABASE_URL": "an address like sqlite:///data/autovenda.db",
    "AUTOVENDA_PUBLIC_URL": "the https address under which leads reach this server",
    "AUTOVENDA_SECRET": "any long random text, for example from `openssl rand -base64 32`",
    "AUTOVENDA_CATALOG": "a CSV file; `autovenda catalog export` prints one to start from",
    "AUTOVENDA_TEXTS": "a TOML file with the texts you want to change",
    "AUTOVENDA_FAQ": "a TOML file with your answers to usual questions",
    "AUTOVENDA_COMPANY": "the name of your business",
    "AUTOVENDA_HUMAN_NAME": "the name of the person who answers when the bot does not",
    "AUTOVENDA_OWNER_CONTACT": "channel:address, such as telegram:123456789",
    "AUTOVENDA_OFFICE_HOURS": "hours such as 9-18, with weekdays such as mon-sat 8-12 before them",
    "AUTOVENDA_INSTALLMENTS": "a whole number from 1 to 12, as your provider allows",
    "AUTOVENDA_PORTFOLIO_URL": "the address where leads can see your work",
    "AUTOVENDA_BURST_SECONDS": "a whole number of seconds from 0 to 60",
    "AUTOVENDA_TRUSTED_PROXIES": "addresses or networks of your proxies, such as 10.0.0.0/8",
    "TELEGRAM_BOT_TOKEN": "@BotFather shows it, after /newbot or /mybots",
    "TELEGRAM_SECRET_TOKEN": "any 1 to 256 letters, digits, _ and -; `openssl rand -hex 32`",
    "TELEGRAM_API_BASE": "the address of another Bot API server, such as an emulator",
    "WHATSAPP_TOKEN": "a system user's token, from business.facebook.com, System users",
    "WHATSAPP_APP_SECRET": "your app at developers.facebook.com, App settings, Basic",
    "WHATSAPP_VERIFY_TOKEN": "any long random text; give the same one to Meta with the webhook",
    "WHATSAPP_PHONE_NUMBER_ID": "digits; your app at developers.facebook.com, WhatsApp, API Setup",
    "WHATSAPP_WABA_ID": "digits; your app at developers.facebook.com, WhatsApp, API Setup",
    "WHATSAPP_API_BASE": "the address of a double of the Graph API, such as an emulator",
    "TWILIO_ACCOUNT_SID": "console.twilio.com shows it, AC and 32 more",
    "TWILIO_AUTH_TOKEN": "console.twilio.com shows it beside the account SID",
    "TWILIO_FROM": "your sender, whatsapp:+5511999990000, or a messaging service, MG and 32 more",
    "TWILIO_TEMPLATES": "name=HX… pairs with commas between them; the Content Template Builder "
    "at console.twilio.com shows the HX…",
    "TWILIO_API_BASE": "the address of a double of Twilio, such as an emulator",
    "WPPCONNECT_URL": "the address of your WPPConnect server, such as http://127.0.0.1:21465",
    "WPPCONNECT_SESSION": "the name that you gave the session there: letters, digits, _ and -",
    "WPPCONNECT_TOKEN": "what POST /api/SESSION/SECRET_KEY/generate-token of that server answers",
    "WPPCONNECT_WEBHOOK_SECRET": "16 or more letters, digits, _ and -; `openssl rand -hex 32`",
    "STRIPE_SECRET": "dashboard.stripe.com/apikeys, a secret or restricted key",
    "STRIPE_ENDPOINT_SECRET": "dashboard.stripe.com/webhooks, 'Signing secret' of your endpoint",
    "STRIPE_API_BASE": "the address of a double of Stripe, such as an emulator",
    "MERCADOPAGO_ACCESS_TOKEN": "www.mercadopago.com.br/developers, your application, Credentials",
    "MERCADOPAGO_WEBHOOK_SECRET": "the same application, Webhooks, 'Secret signature'",
    "MERCADOPAGO_API_BASE": "the address of a double of Mercado Pago, such as an emulator",
    "PIX_KEY": "your Pix key as your bank shows it: CPF, CNPJ, e-mail, +55… phone, or random key",
    "PIX_NAME": "the name of the account's holder, as payers see it",
    "PIX_CITY": "the city of the account's holder",
    "AUTOVENDA_LLM_MODEL": "provider/model, such as openai/gpt-4o-mini, anthropic/… or gemini/…; "
    "several between commas are tried in order",
    "AUTOVENDA_LLM_API_BASE": "the address of an OpenAI-compatible server, https or on this "
    "machine, such as http://127.0.0.1:11434/v1",
    "AUTOVENDA_LLM_TIMEOUT_SECONDS": "a whole number of seconds from 1 to 30",
    "AUTOVENDA_LLM_DAILY_CALLS": "a whole number from 1 to 1000",
    "AUTOVENDA_LLM_DAILY_CENTS": "a whole number of US cents from 1 to 1000",
    "AUTOVENDA_LLM_TRANSCRIPTION_MODEL": "provider/model, such as openai/whisper-1",
    "OPENAI_API_KEY": "platform.openai.com/api-keys, or what your OpenAI-compatible server takes",
    "ANTHROPIC_API_KEY": "platform.claude.com, Settings, API keys",
    "GEMINI_API_KEY": "aistudio.google.com, Get API key",
    "SUCCESS_URL": "an http(s) address",
    "CANCEL_URL": "an http(s) address",
}
"""Every variable that is read, and where to get its value."""


class Reader:
    """Reads variables that are listed in `VARIABLES`, and no others."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str | None:
        """A value; None: not set, or set to nothing."""
        assert name in VARIABLES, f"{name} is not documented"  # noqa: S101
        return self._environ.get(name, "").strip() or None

    def needed(self, name: str, *, because: str) -> str:
        """
        A value without which another one makes no sense.

        Raises:
            ConfigurationError: it is not set; `because` says what needs it.
        """
        value = self.text(name)
        if value is None:
            raise missing(name, f"{because} is set")
        return value

    def several(self, name: str) -> tuple[str, ...]:
        """
        Values between commas.

        Raises:
            ConfigurationError: there are commas and nothing between them.
        """
        text = self.text(name) or ""
        parts = tuple(part for part in map(str.strip, text.split(",")) if part)
        if text and not parts:
            raise wrong(name, "holds nothing but commas")
        return parts

    def whole(self, name: str, default: int, between: tuple[int, int]) -> int:
        """
        A whole number; both limits are allowed.

        Raises:
            ConfigurationError: it is none, or out of its limits.
        """
        text = self.text(name)
        if text is None:
            return default
        least, most = between
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise wrong(name, f"is {text!r}")
        return int(text)

    def address(self, name: str) -> str | None:
        """
        An address, without a slash at its end.

        Raises:
            ConfigurationError: it is none.
        """
        text = self.text(name)
        if text is None:
            return None
        if not _is_address(text):
            raise wrong(name, "is not an address that begins with https:// or http://")
        return text.rstrip("/")

    def file(self, name: str) -> Path | None:
        """
        A file that exists.

        Raises:
            ConfigurationError: it does not.
        """
        text = self.text(name)
        if text is None:
            return None
        path = Path(text)
        if not path.is_file():
            raise wrong(name, f"names {text!r}, which is not a file")
        return path

    def refuse_alone(self, *names: str, without: str) -> None:
        """
        Refuse variables that mean nothing without another one.

        Raises:
            ConfigurationError: one of them is set; it names the other one.
        """
        for name in names:
            if self.text(name) is not None:
                raise missing(without, f"{name} is set")


def missing(name: str, why: str) -> ConfigurationError:
    """What to raise for a variable that is not set."""
    return ConfigurationError(f"{name} is missing ({why}). Where to get it: {VARIABLES[name]}.")


def wrong(name: str, what: str) -> ConfigurationError:
    """What to raise for a value that cannot be right."""
    return ConfigurationError(f"{name} {what}. Expected: {VARIABLES[name]}.")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
