"""The door of the panel."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import TYPE_CHECKING, Any

import pytest

from adapters.storage import operators
from adapters.storage.operators import Role
from apps.cli import main
from apps.operators import Logins, hash_password
from apps.server.limiting import Limits
from apps.server.panel.browser import COOKIE
from tests.panel_server.conftest import HOST, PASSWORD, PUBLIC_URL, TOKENS, cookie_of

if TYPE_CHECKING:
    from tests.panel_server.conftest import Office

WRONG = "Login e senha não conferem."


def test_the_right_password_lets_in(office: Office) -> None:
    answer = office.sign_in("agent")

    token = cookie_of(answer)["value"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/painel/")
    assert office.get("/painel/", headers={"cookie": f"{COOKIE}={token}"}).text == "the panel"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    cookie = cookie_of(office.sign_in("agent"))

    assert len(cookie["value"]) == 43
    assert "httponly" in cookie
    assert (cookie["samesite"], cookie["path"]) == ("lax", "/painel")
    assert "secure" not in cookie


@pytest.mark.parametrize("origin", [PUBLIC_URL, f"https://{HOST}"])
def test_under_https_the_cookie_never_travels_in_the_clear(office: Office, origin: str) -> None:
    assert "secure" in cookie_of(office.sign_in("agent", headers={"origin": origin}))


def test_each_login_has_a_token_of_its_own(office: Office) -> None:
    first, second = (cookie_of(office.sign_in("agent"))["value"] for _ in range(2))

    assert first != second


def test_a_login_that_was_shown_before_signing_in_is_not_taken_over(office: Office) -> None:
    planted = {"cookie": f"{COOKIE}={'p' * 43}"}

    answer = office.sign_in("agent", headers=planted)

    assert cookie_of(answer)["value"] != "p" * 43
    assert office.get("/painel/", headers=planted).status_code == 401


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("agent", "errada errada"),
        ("nobody", PASSWORD),
        ("agent", ""),
        ("", PASSWORD),
        ("", ""),
        ("agent' OR '1'='1", PASSWORD),
        ("agent\\x00", PASSWORD),
        ("agent", PASSWORD + "x" * 5000),
        ("agent", PASSWORD.upper()),
    ],
)
def test_whoever_is_wrong_hears_the_same_words(office: Office, login: str, password: str) -> None:
    answer = office.sign_in(login, password)

    assert answer.status_code == 401
    assert WRONG in answer.text
    assert cookie_of(answer) == {}


def test_a_disabled_operator_hears_the_same_words(office: Office) -> None:
    office.write(operators.disable, "agent", 1)

    answer = office.sign_in("agent")

    assert (answer.status_code, WRONG in answer.text) == (401, True)


def test_an_operator_without_a_password_cannot_sign_in_by_one(office: Office) -> None:
    office.write(lambda db, now: operators.add(db, "sso", "Sso", Role.AGENT, None, now))

    assert office.sign_in("sso", "").status_code == 401
    assert office.sign_in("sso", PASSWORD).status_code == 401


def test_an_unknown_login_is_checked_as_hard_as_a_known_one(office: Office) -> None:
    checked: list[str] = []

    def everything_matches(password_hash: str, password: str) -> bool:
        checked.append(password_hash.rpartition("$")[0].rpartition("$")[0])
        return True

    logins = Logins(office.application.store, office.clock, everything_matches)
    tokens = [office.run(logins.open(login, "anything")) for login in ("agent", "nobody")]

    assert checked == [checked[0]] * 2
    assert checked[0].startswith("$argon2id$")
    assert [token is not None for token in tokens] == [True, False]


def test_what_was_typed_comes_back_escaped(office: Office) -> None:
    answer = office.sign_in('"><script>alert(1)</script>')

    assert "<script>" not in answer.text


def test_the_login_is_compared_without_case_and_blanks(office: Office) -> None:
    assert office.sign_in("  Agent ").status_code == 303


class TestBruteForce:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(logins=3, logins_of_one=5)

    def test_one_address_may_try_so_many_passwords(self, office: Office) -> None:
        statuses = [office.sign_in("agent", f"errada {n} errada").status_code for n in range(4)]

        assert statuses == [401, 401, 401, 429]

    def test_the_right_password_does_not_help_who_is_shut_out(self, office: Office) -> None:
        for number in range(3):
            office.sign_in("agent", f"errada {number} errada")

        answer = office.sign_in("agent")

        assert answer.status_code == 429
        assert cookie_of(answer) == {}
        assert int(answer.headers["retry-after"]) == 60

    @pytest.mark.parametrize("login", ["agent", "nobody"])
    def test_many_addresses_may_try_only_so_many_for_one_login(
        self, office: Office, login: str
    ) -> None:
        statuses = [
            office.sign_in(login, "errada errada", client=f"203.0.113.{n}").status_code
            for n in range(6)
        ]

        assert statuses == [401] * 5 + [429]

    def test_other_operators_get_in_meanwhile(self, office: Office) -> None:
        for number in range(6):
            office.sign_in("agent", "errada errada", client=f"203.0.113.{number}")

        assert office.sign_in("owner", client="203.0.113.99").status_code == 303

    def test_the_right_password_forgets_the_wrong_ones(self, office: Office) -> None:
        for number in range(4):
            office.sign_in("agent", "errada errada", client=f"203.0.113.{number}")
        office.sign_in("agent", client="203.0.113.50")

        again = [
            office.sign_in("agent", "errada errada", client=f"203.0.113.{n}").status_code
            for n in range(100, 105)
        ]

        assert again == [401] * 5

    def test_a_whole_ipv6_network_counts_as_one_address(self, office: Office) -> None:
        statuses = [
            office.sign_in("agent", "errada errada", client=f"2001:db8::{n}").status_code
            for n in range(4)
        ]

        assert statuses[-1] == 429


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_can_neither_sign_in_nor_out(office: Office, headers: dict[str, str]) -> None:
    entering = office.sign_in("agent", headers=headers)
    leaving = office.post("/painel/sair", role=Role.OWNER, headers=headers)

    assert (entering.status_code, leaving.status_code) == (403, 403)
    assert cookie_of(entering) == {}
    assert office.get("/painel/", role=Role.OWNER).status_code == 200


def test_signing_out_ends_the_login_and_takes_the_cookie(office: Office) -> None:
    answer = office.post("/painel/sair", role=Role.OWNER)

    assert answer.status_code == 303
    assert cookie_of(answer)["max-age"] == "0"
    assert office.get("/painel/", role=Role.OWNER).status_code == 401


def test_a_get_signs_nobody_out(office: Office) -> None:
    page = office.get("/painel/sair", role=Role.OWNER)

    assert "Sair do painel?" in page.text
    assert office.get("/painel/", role=Role.OWNER).status_code == 200


def test_whoever_is_in_is_led_past_the_door(office: Office) -> None:
    answer = office.get("/painel/entrar", role=Role.OWNER)

    assert (answer.status_code, answer.headers["location"]) == (303, "/painel/")


def test_the_door_is_a_plain_page_that_nobody_keeps(office: Office) -> None:
    answer = office.get("/painel/entrar")

    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"


def test_signing_in_and_out_is_written_down_without_what_strangers_typed(office: Office) -> None:
    office.sign_in("agent")
    office.sign_in("agent", "errada errada")
    office.sign_in("minha senha secreta", "x")
    office.post("/painel/sair", role=Role.OWNER)

    assert office.audit == [
        ("agent", "entrar", "painel", "done"),
        ("agent", "entrar", "painel", "refused"),
        ("?", "entrar", "painel", "refused"),
        ("owner", "sair", "painel", "done"),
    ]


def test_an_operator_who_is_disabled_while_the_password_is_checked_stays_out(
    office: Office,
) -> None:
    def slowly(password_hash: str, password: str) -> bool:
        with closing(connect(office.application.settings.database)) as db, db:
            db.execute("UPDATE operators SET disabled_at = '2026-01-01' WHERE login = 'agent'")
        return True

    logins = Logins(office.application.store, office.clock, slowly)

    assert office.run(logins.open("agent", PASSWORD)) is None


# ---------------------------------------------------------------------------- the terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed when a password is asked for, from the last on."""
    typed: list[str] = []
    monkeypatch.setenv("AUTOVENDA_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed.pop())
    assert main(["db", "upgrade"]) == 0
    return typed


def added(typed: list[str], login: str = "dona", *more: str) -> int:
    typed += [PASSWORD, PASSWORD]
    return main(["operator", "add", login, "--role", "owner", *more])


def test_the_owner_is_made_on_the_terminal(
    terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    made = added(terminal, "dona", "--name", "Dona Márcia")
    main(["operator", "list"])

    assert made == 0
    assert "Dona Márcia" in capsys.readouterr().out.splitlines()[-1]


def test_the_first_operator_can_be_made_before_the_first_start(
    terminal: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOVENDA_DATA_DIR", str(tmp_path / "new"))

    assert added(terminal) == 0
    assert (tmp_path / "new" / "autovenda.db").is_file()


def test_two_passwords_that_differ_change_nothing(
    terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    terminal += ["another one entirely", PASSWORD]

    assert main(["operator", "add", "dona", "--role", "owner"]) == 2
    assert "differ" in capsys.readouterr().err


@pytest.mark.parametrize("password", ["curta", "x" * 201, ""])
def test_a_password_too_short_or_too_long_is_refused(
    terminal: list[str], password: str, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal += [password, password]

    assert main(["operator", "add", "dona", "--role", "owner"]) == 2
    assert "senha" in capsys.readouterr().err


@pytest.mark.parametrize("login", ["", "a", "com espaço", "ação", "a" * 41, "-x"])
def test_a_login_that_is_hard_to_type_is_refused(terminal: list[str], login: str) -> None:
    terminal += [PASSWORD, PASSWORD]

    assert main(["operator", "add", "--role", "owner", "--", login]) == 2


def test_a_login_is_given_once(terminal: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    added(terminal)

    assert added(terminal, "DONA") == 2
    assert "Já existe" in capsys.readouterr().err


def test_an_operator_is_reset_and_disabled_on_the_terminal(
    terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    added(terminal)
    terminal += ["uma outra senha", "uma outra senha"]

    codes = [main(["operator", "reset", "dona"]), main(["operator", "disable", "dona"])]
    again = main(["operator", "disable", "dona"])
    main(["operator", "list"])

    assert codes == [0, 0]
    assert again == 2
    assert "disabled" in capsys.readouterr().out.splitlines()[-1]


def test_whoever_is_not_there_cannot_be_reset(terminal: list[str]) -> None:
    terminal += [PASSWORD, PASSWORD]

    assert main(["operator", "reset", "nobody"]) == 2


def test_a_password_is_kept_as_argon2_and_never_as_itself(office: Office) -> None:
    kept: list[tuple[Any, ...]] = office.rows("SELECT password_hash FROM operators")

    assert all(row[0].startswith("$argon2id$") for row in kept)
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
    assert TOKENS[Role.OWNER] not in str(office.rows("SELECT * FROM logins"))
