"""
The command line.  Each command is a function from its arguments to an exit code.

0: done; 1: it did not work, or a check found something; 2: a setting or a file is wrong.
What a command needs is imported when it runs, so that `--help` and `simulate` need no extras.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from apps.packages import check_adapters
from autovenda_core.business_days import BRASILIA
from autovenda_core.errors import AutoVendaError, ConfigurationError
from autovenda_core.money import parse_brl

if TYPE_CHECKING:
    from apps.channels import Connected
    from apps.config import Settings
    from apps.server.command import Further

__all__ = ["main"]

DEFAULT_PORT = 8000
PANEL_PORT = 8501
CHANNEL_NAMES = ("telegram", "whatsapp", "twilio", "wppconnect")
"""Of `apps.channels.CHANNELS`, which would load every adapter for a `--help`."""

METHODS = ("pix", "transfer", "cash")
"""In which money arrives that no provider tells us of."""

ROLES = ("owner", "agent", "viewer")
"""Of `adapters.storage.operators.Role`."""

T = TypeVar("T")
Command: TypeAlias = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    args = _parser().parse_args(arguments)
    command: Command = args.command
    try:
        check_adapters()
        return command(args)
    except ConfigurationError as error:
        _complain(f"autovenda: {error}")
        return 2
    except AutoVendaError as error:
        _complain(f"autovenda: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read has enough (`doctor | head`); what is left must not fail at the exit either.
        # (Python library reference, "signal", note on SIGPIPE.)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


# ---------------------------------------------------------------------------- commands


def serve(args: argparse.Namespace) -> int:
    """Take messages and payments, and serve the public pages."""
    from apps.config import check_for_serving
    from apps.logs import log_as_json
    from apps.server.command import run_server

    settings = _settings()
    check_for_serving(settings, poll=args.poll)
    log_as_json()
    panel = _panel() if args.panel else None
    asyncio.run(run_server(settings, args.host, args.port, poll=args.poll, say=_say, panel=panel))
    return 0


def panel(args: argparse.Namespace) -> int:
    """Serve the operators' panel by itself, beside a server that runs."""
    from apps.logs import log_as_json

    if _panel() is None:
        raise ConfigurationError("the panel needs the extra `panel`: autovenda[panel]")
    from apps.panel_mount import run_alone

    log_as_json()
    asyncio.run(run_alone(_settings(), args.server, args.host, args.port, _say))
    return 0


def simulate(args: argparse.Namespace) -> int:
    """Play conversation scripts against the real flow, without a network."""
    from autovenda_core.testing.scripts import ScriptFailure, play, transcript
    from autovenda_core.testing.world import World

    failed = False
    for script in args.scripts:
        try:
            world = play(_read(script), World())
        except ScriptFailure as error:
            failed = True
            _complain(f"FAILED {script}: {error}")
        else:
            _say(f"ok {script}")
            if args.transcript:
                _say(transcript(world))
    return int(failed)


def diagram(args: argparse.Namespace) -> int:
    """Print the flow as a Mermaid diagram, or as the page that docs/flow.md is."""
    from autovenda_core.fsm.diagram import document, mermaid

    _say((document() if args.document else mermaid()).removesuffix("\n"))
    return 0


def catalog_check(args: argparse.Namespace) -> int:
    """Read a catalogue and say what is sold."""
    from apps.wiring import load_catalog
    from autovenda_core.money import format_brl

    path = args.file or _settings().catalog
    for package in load_catalog(path):
        price, deposit = format_brl(package.price_centavos), format_brl(package.deposit_centavos)
        _say(f"{package.id}: {package.name}, {price} (deposit {deposit})")
    _say(f"ok: {path or 'the sample catalogue that ships'}")
    return 0


def catalog_export(args: argparse.Namespace) -> int:
    """Print the catalogue in use as CSV."""
    from apps.wiring import load_catalog
    from autovenda_core.catalog import write_catalog

    sys.stdout.write(write_catalog(load_catalog(_settings().catalog)))
    return 0


def texts_check(args: argparse.Namespace) -> int:
    """Read a file of texts, compare it with what ships, and say how long each text gets."""
    from apps.text_lengths import measure
    from apps.wiring import load_faq, load_texts

    settings = _settings()
    path = args.file or settings.texts
    measured = tuple(measure(load_texts(path), load_faq(settings.faq)))
    for each in measured:
        _say(each.line)
    if any(each.too_long_on for each in measured):
        _complain("some texts are too long for one message; they would go out in several")
        return 1
    _say(f"ok: {path or 'the texts that ship'}")
    return 0


def faq_check(args: argparse.Namespace) -> int:
    """Read a file of questions and answers, and say which of them are answered."""
    from apps.wiring import load_catalog, load_faq
    from autovenda_core.model import Rules
    from autovenda_core.texts.wording import facts_of, package_facts

    settings = _settings()
    path = args.file or settings.faq
    rules = Rules(installments=settings.installments, portfolio_url=settings.portfolio_url)
    facts = facts_of(rules) | package_facts(load_catalog(settings.catalog).packages)
    for entry in load_faq(path).entries:
        _say(f"{entry.id}: {entry.question}{'' if entry.is_answered_by(facts) else ' (asks you)'}")
    _say(f"ok: {path or 'the questions that ship'}")
    return 0


def db_upgrade(args: argparse.Namespace) -> int:
    """Bring the database to this version's schema; `serve` does it too."""
    from apps.databases import upgrade_database

    database = _settings().database
    upgrade_database(database)
    _say(f"ok: {database}")
    return 0


def telegram_set_webhook(args: argparse.Namespace) -> int:
    """Tell Telegram to deliver to this server."""
    settings = _settings()
    url = _webhook_url(settings, "telegram")
    given = settings.channels.telegram
    secret = _first(given.secret_tokens if given else (), "TELEGRAM_SECRET_TOKEN")
    _calling(settings, lambda on: _is_on(on.telegram, "telegram").set_webhook(url, secret))
    _say(f"ok: Telegram delivers to {url}")
    return 0


def telegram_delete_webhook(args: argparse.Namespace) -> int:
    """Tell Telegram to deliver nowhere, which `serve --poll` needs."""
    _calling(_settings(), lambda on: _is_on(on.telegram, "telegram").delete_webhook())
    _say("ok: updates wait to be polled")
    return 0


def whatsapp_create_templates(args: argparse.Namespace) -> int:
    """Hand in at Meta those message templates of your texts that are not there yet."""
    from apps.templates import hand_in
    from apps.wiring import load_texts

    settings = _settings()
    texts = load_texts(settings.texts)
    made = _calling(settings, lambda on: hand_in(_is_on(on.whatsapp, "whatsapp"), texts))
    for name in made:
        _say(f"handed in: {name}")
    _say("ok: Meta looks at new templates; `autovenda doctor` says when they are approved")
    return 0


def wppconnect_start(args: argparse.Namespace) -> int:
    """Tell the WPPConnect server to start our session and to deliver to this server."""
    from apps.channels import CHANNELS

    settings = _settings()
    given = settings.channels.wppconnect
    secret = _first(given.webhook_secrets if given else (), "WPPCONNECT_WEBHOOK_SECRET")
    # The WPPConnect server may be on this machine, and then nobody else has to reach us.
    base = settings.public_url or f"http://127.0.0.1:{args.port}"
    url = base + CHANNELS["wppconnect"].path.format(secret=secret)
    _calling(settings, lambda on: _is_on(on.wppconnect, "wppconnect").start(url))
    _say(f"ok: the session starts, and delivers to {base}; one that was open already keeps its old")
    _say("address: close it on the WPPConnect server, and start it again")
    _say("`autovenda doctor` says whether its phone is connected")
    return 0


def payments_list(args: argparse.Namespace) -> int:
    """Print every charge: its id, where it stands, how much, whose, what for."""
    from apps.payment_commands import show_charges

    for line in show_charges(_settings()):
        _say(line)
    return 0


def payments_reconcile(args: argparse.Namespace) -> int:
    """Compare the provider's books with ours, and let the conversations look at differences."""
    from apps.payment_commands import reconcile, table

    findings = reconcile(_settings(), args.since, dry_run=args.dry_run)
    for line in table(findings):
        _say(line)
    return int(any(finding.done.needs_a_person for finding in findings))


def payments_confirm(args: argparse.Namespace) -> int:
    """Say that money for a charge arrived: by Pix, by transfer or in cash."""
    fields = {"valor": args.amount, "meio": args.method, "referencia": args.reference}
    return _at_the_desk(args, "confirmar-pagamento", args.charge, fields)


def payments_refund(args: argparse.Namespace) -> int:
    """Send money of a charge back through its provider."""
    fields = {"valor": args.amount, "referencia": args.reference}
    return _at_the_desk(args, "reembolsar", args.charge, fields)


def payments_delivered(args: argparse.Namespace) -> int:
    """Say that the work of a deal was handed over: its balance is asked for."""
    return _at_the_desk(args, "entregar", args.deal, {})


def payments_extra(args: argparse.Namespace) -> int:
    """Ask for money that was agreed on after the offer."""
    fields = {"valor": args.amount, "descricao": args.description}
    return _at_the_desk(args, "cobranca-extra", args.deal, fields)


def client_export(args: argparse.Namespace) -> int:
    """Print everything that is kept about one client, as JSON to be handed to them."""
    from apps.client_commands import export

    _say(export(_settings(), args.who))
    return 0


def client_erase(args: argparse.Namespace) -> int:
    """Remove everything personal of one client for good; payments stay, as nobody's."""
    from apps.client_commands import erase

    if not args.yes:
        raise ConfigurationError("this cannot be undone: say --yes, after `client export`")
    _say(erase(_settings(), args.who))
    return 0


def operator_add(args: argparse.Namespace) -> int:
    """Let a person use the panel; their password is asked for, twice."""
    from apps.operator_commands import add

    _say(add(_settings(), args.login, args.name, args.role))
    return 0


def operator_list(args: argparse.Namespace) -> int:
    """Print who may use the panel, and as what."""
    from apps.operator_commands import show

    for line in show(_settings()):
        _say(line)
    return 0


def operator_reset(args: argparse.Namespace) -> int:
    """Give an operator another password, asked for twice, and sign them out everywhere."""
    from apps.operator_commands import reset

    _say(reset(_settings(), args.login))
    return 0


def operator_disable(args: argparse.Namespace) -> int:
    """Keep an operator out of the panel, at once and everywhere."""
    from apps.operator_commands import disable

    _say(disable(_settings(), args.login))
    return 0


def inspect_webhook(args: argparse.Namespace) -> int:
    """Print what webhook bodies say, a JSON line for each event."""
    from adapters.stripe.inspection import SupposedCharge
    from apps.inspect_webhook import inspect_files
    from apps.wiring import SystemClock

    charge = SupposedCharge(args.amount, args.currency, args.live)
    for line in inspect_files(args.channel, args.files, SystemClock().now(), charge):
        _say(line)
    return 0


def interpret(args: argparse.Namespace) -> int:
    """Say what messages mean: JSON lines in, JSON lines out, each answered at once."""
    from apps.interpret import Interpreter, interpret_lines, read_catalog_file
    from apps.national_holidays import national_calendar
    from apps.wiring import SystemClock, load_catalog

    path, at = args.catalog, args.now or SystemClock().now()
    catalog = read_catalog_file(path) if path else load_catalog(_settings().catalog)
    interpreter = Interpreter(catalog, national_calendar(at), at)
    interpreter.warm_up()
    for line in interpret_lines(interpreter, sys.stdin.buffer):
        _say(line)
    return 0


def doctor(args: argparse.Namespace) -> int:
    """Check settings, files, database, channels and payments, and say what to do."""
    from apps.config import environment
    from apps.doctor import examine

    findings = asyncio.run(examine(environment(), poll=args.poll))
    for finding in findings:
        _say(finding.line)
    return int(any(finding.is_error for finding in findings))


def chat(args: argparse.Namespace) -> int:
    """Play the lead in the terminal, without a key or a network."""
    from apps.chat import run

    return run(args)


def demo(args: argparse.Namespace) -> int:
    """Serve a simulator of a whole sale, without a key or a network."""
    from apps.demo import run

    return run(args)


# ---------------------------------------------------------------------------- helpers


def _settings() -> Settings:
    from apps.config import environment, read_settings

    return read_settings(environment())


def _needed(value: T | None, name: str) -> T:
    from apps.variables import missing

    if value is None:
        raise missing(name, "this command needs it")
    return value


def _first(values: Sequence[str], name: str) -> str:
    return _needed(values[0] if values else None, name)


def _calling(settings: Settings, call: Callable[[Connected], Coroutine[Any, Any, T]]) -> T:
    """Call a provider as the channel that is configured; what it answered."""
    from apps.wiring import connecting

    async def connect_and_call() -> T:
        async with connecting(settings) as connected:
            return await call(connected)

    return asyncio.run(connect_and_call())


def _at_the_desk(
    args: argparse.Namespace, action: str, target: str, fields: dict[str, object]
) -> int:
    from apps.payment_commands import at_the_desk

    _say(at_the_desk(_settings(), args.operator, action, target, fields))
    return 0


def _panel() -> Further | None:
    """What serves the panel; None: the extra is not installed."""
    from importlib.util import find_spec

    if find_spec("streamlit") is None or find_spec("argon2") is None:
        return None
    from apps.panel_mount import mounted

    return mounted


def _is_on(channel: T | None, name: str) -> T:
    from apps.channels import CHANNELS

    return _needed(channel, CHANNELS[name].switch)


def _webhook_url(settings: Settings, channel: str) -> str:
    from apps.channels import CHANNELS

    return _needed(settings.public_url, "AUTOVENDA_PUBLIC_URL") + CHANNELS[channel].path


def _day(text: str) -> datetime:
    """The begin of a day (UTC), written 2026-11-01."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-11-01") from error


def _instant(text: str) -> datetime:
    """A moment; without an offset it is São Paulo's wall clock."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 2026-11-01T09:30") from error
    return at if at.tzinfo is not None else at.replace(tzinfo=BRASILIA)


def _centavos(text: str) -> int:
    """An amount as Brazilians write it, and more than nothing."""
    try:
        amount = parse_brl(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if amount <= 0:
        raise argparse.ArgumentTypeError("an amount is more than nothing")
    return amount


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")


# ---------------------------------------------------------------------------- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autovenda",
        description="Runs a sale in the chat, from the first message to a project.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serving = _add(commands, "serve", serve)
    _add_address(serving)
    serving.add_argument(
        "--poll",
        action="store_true",
        help="ask Telegram and the payment provider; needs no public address",
    )
    serving.add_argument(
        "--panel",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="the operators' panel at /painel, if its extra is installed",
    )
    alone = _add(commands, "panel", panel)
    _add_address(alone, PANEL_PORT)
    alone.add_argument(
        "--server", metavar="URL", help="which takes the commands, such as http://127.0.0.1:8000"
    )
    trying = _add(commands, "demo", demo)
    _add_address(trying)
    _add_data_dir(trying)
    _add_data_dir(_add(commands, "chat", chat))

    scripts = _add(commands, "simulate", simulate)
    scripts.add_argument("scripts", nargs="+", type=Path, metavar="SCRIPT")
    scripts.add_argument("--transcript", action="store_true", help="print what was said")
    drawing = _add(commands, "diagram", diagram)
    drawing.add_argument("--document", action="store_true", help="the page with every cell")
    checking = _add(commands, "doctor", doctor)
    checking.add_argument("--poll", action="store_true", help="you serve with --poll")

    inspecting = _add(commands, "inspect-webhook", inspect_webhook)
    inspecting.add_argument(
        "channel", choices=(*CHANNEL_NAMES, "stripe"), metavar="CHANNEL", help="or stripe"
    )
    inspecting.add_argument("files", nargs="+", metavar="FILE", help="a body; - is the input")
    supposed = inspecting.add_argument_group("the charge that a payment is supposed to be for")
    supposed.add_argument("--amount", type=int, default=75_000, metavar="CENTAVOS")
    supposed.add_argument("--currency", default="BRL")
    supposed.add_argument("--live", action=argparse.BooleanOptionalAction, default=False)

    reading = _add(commands, "interpret", interpret)
    reading.add_argument(
        "--catalog", type=Path, metavar="FILE", help="CSV or JSON; default: the one of the settings"
    )
    reading.add_argument(
        "--now",
        type=_instant,
        metavar="ISO",
        help="what dates count from, in São Paulo's time unless it has an offset; default: now",
    )

    catalogues = _group(commands, "catalog", "the packages and their prices")
    _add_file(_add(catalogues, "check", catalog_check))
    _add(catalogues, "export", catalog_export)
    texts = _group(commands, "texts", "what the bot says")
    _add_file(_add(texts, "check", texts_check))
    questions = _group(commands, "faq", "usual questions and your answers")
    _add_file(_add(questions, "check", faq_check))
    database = _group(commands, "db", "the database")
    _add(database, "upgrade", db_upgrade)
    _add_payments(commands)
    _add_operators(commands)
    _add_clients(commands)
    bot = _group(commands, "telegram", "the bot")
    _add(bot, "set-webhook", telegram_set_webhook)
    _add(bot, "delete-webhook", telegram_delete_webhook)
    number = _group(commands, "whatsapp", "the number at Meta")
    _add(number, "create-templates", whatsapp_create_templates)
    session = _group(commands, "wppconnect", "the session of a WPPConnect server")
    starting = _add(session, "start", wppconnect_start)
    starting.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help="of `serve` on this machine, without a public address; default: %(default)s",
    )
    return parser


def _add_payments(commands: Any) -> None:
    money = _group(commands, "payments", "what was asked for and what arrived")
    _add(money, "list", payments_list)
    comparing = _add(money, "reconcile", payments_reconcile)
    comparing.add_argument("--since", type=_day, required=True, help="a day, such as 2026-11-01")
    comparing.add_argument("--dry-run", action="store_true", help="only print the differences")

    confirming = _add(money, "confirm", payments_confirm)
    confirming.add_argument("charge", help="its id; see `payments list`")
    confirming.add_argument("amount", type=_centavos, help="in reais, such as 1.750,00")
    confirming.add_argument("--method", choices=METHODS, default=METHODS[0])
    refunding = _add(money, "refund", payments_refund)
    refunding.add_argument("charge", help="its id; see `payments list`")
    refunding.add_argument("amount", type=_centavos, nargs="?", help="default: all that is left")
    for command in (confirming, refunding):
        command.add_argument("--reference", help="which payment, where a charge has several")

    delivering = _add(money, "delivered", payments_delivered)
    charging = _add(money, "extra", payments_extra)
    for command in (delivering, charging):
        command.add_argument("deal", help="the first two parts of its charges' ids: ID.NUMBER")
    charging.add_argument("amount", type=_centavos, help="in reais, such as 200,00")
    charging.add_argument("description", help="as the client will read it")
    for command in (confirming, refunding, delivering, charging):
        command.add_argument("--operator", required=True, help="your name: you vouch for it")


def _add_operators(commands: Any) -> None:
    people = _group(commands, "operator", "who may use the panel")
    adding = _add(people, "add", operator_add)
    adding.add_argument("--role", choices=ROLES, required=True)
    adding.add_argument("--name", help="as the others see it; default: the login")
    _add(people, "list", operator_list)
    for command in (
        adding,
        _add(people, "reset", operator_reset),
        _add(people, "disable", operator_disable),
    ):
        command.add_argument("login", help="what they type to sign in")


def _add_clients(commands: Any) -> None:
    rights = _group(commands, "client", "a person's data: given out, or removed")
    erasing = _add(rights, "erase", client_erase)
    erasing.add_argument("--yes", action="store_true", help="it cannot be undone")
    for command in (_add(rights, "export", client_export), erasing):
        command.add_argument("who", help="the client's id, a phone, or another contact")


def _add(commands: Any, name: str, command: Command) -> argparse.ArgumentParser:
    """A command, explained by the docstring of its function."""
    words = (command.__doc__ or "").strip()
    made: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    made.set_defaults(command=command)
    return made


def _group(commands: Any, name: str, words: str) -> Any:
    made = commands.add_parser(name, help=words, description=words)
    return made.add_subparsers(required=True, metavar="COMMAND")


def _add_address(parser: argparse.ArgumentParser, port: int = DEFAULT_PORT) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    parser.add_argument("--port", type=int, default=port, help="default: %(default)s")


def _add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir", type=Path, help="keep the database there; default: a temporary folder"
    )


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="default: the one of the settings")
