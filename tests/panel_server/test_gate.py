"""Nothing reaches the panel but what an operator who is signed in sends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.types import Message

from adapters.storage import operators
from adapters.storage.operators import Role
from apps.operators import digest_of
from apps.server.panel.browser import COOKIE
from autovenda_core.errors import Unavailable
from tests.panel_server.conftest import HOST, PASSWORD_HASH, PUBLIC_URL, TOKENS

if TYPE_CHECKING:
    from tests.panel_server.conftest import Office

HTML = {"accept": "text/html,*/*"}
OURS = f"http://{HOST}"

# ---------------------------------------------------------------------------- http


def test_without_a_cookie_a_person_is_led_to_the_door(office: Office) -> None:
    answer = office.get("/painel/", headers=HTML)

    assert (answer.status_code, answer.headers["location"]) == (303, "/painel/entrar")
    assert office.panel.asked == []


def test_without_a_cookie_a_program_is_refused(office: Office) -> None:
    answer = office.get("/painel/_stcore/health")

    assert answer.status_code == 401
    assert office.panel.asked == []


@pytest.mark.parametrize("path", ["/painel/static/js/index.js", "/painel/media/a.csv", "/painel/x"])
def test_nothing_of_the_panel_is_served_to_strangers(office: Office, path: str) -> None:
    assert office.get(path).status_code == 401
    assert office.panel.asked == []


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_no_method_goes_around_the_gate(office: Office, method: str) -> None:
    office.request(method, "/painel/_stcore/upload_file/a/b")

    assert office.panel.asked == []


def test_an_operator_gets_to_the_panel(office: Office) -> None:
    answer = office.get("/painel/", role=Role.AGENT)

    assert (answer.status_code, answer.text) == (200, "the panel")


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 43, "../../etc", digest_of(TOKENS[Role.OWNER]), TOKENS[Role.OWNER][1:]]
)
def test_an_invented_cookie_opens_nothing(office: Office, token: str) -> None:
    assert office.get("/painel/", headers={"cookie": f"{COOKIE}={token}"}).status_code == 401


def test_what_the_database_keeps_of_a_login_is_no_login(office: Office) -> None:
    (kept,) = office.rows("SELECT token_sha256 FROM logins LIMIT 1")[0]

    assert office.get("/painel/", headers={"cookie": f"{COOKIE}={kept}"}).status_code == 401
    assert TOKENS[Role.OWNER] not in str(office.rows("SELECT * FROM logins"))


@pytest.mark.parametrize("name", ["x-av-user", "X-AV-Role", "x-av-name", "X-Av-Anything"])
def test_a_forged_identity_is_dropped_without_a_login(office: Office, name: str) -> None:
    answer = office.get("/painel/", headers={name: "owner"})

    assert answer.status_code == 401


def test_a_forged_identity_is_replaced_by_the_real_one(office: Office) -> None:
    forged = {"x-av-user": "owner", "X-AV-ROLE": "owner", "x-av-more": "1"}

    office.get("/painel/", role=Role.VIEWER, headers=forged)

    told = [pair for pair in office.panel.asked[-1]["headers"] if pair[0].startswith(b"x-av-")]
    assert told == [
        (b"x-av-user", b"viewer"),
        (b"x-av-name", b"Viewer"),
        (b"x-av-role", b"viewer"),
    ]


def test_a_login_nobody_uses_ends_after_twelve_hours(office: Office) -> None:
    office.advance(timedelta(hours=12))

    assert office.get("/painel/", role=Role.OWNER).status_code == 401


def test_a_login_in_use_lives_on_but_for_no_more_than_seven_days(office: Office) -> None:
    seen = []
    for _ in range(16):
        seen.append(office.get("/painel/", role=Role.OWNER).status_code)
        office.advance(timedelta(hours=11))

    assert seen == [200] * 16
    assert office.get("/painel/", role=Role.OWNER).status_code == 401


def test_a_revoked_login_is_out_at_once(office: Office) -> None:
    office.write(operators.close_login, digest_of(TOKENS[Role.OWNER]))

    assert office.get("/painel/", role=Role.OWNER).status_code == 401


def test_a_disabled_operator_is_out_at_once(office: Office) -> None:
    office.write(operators.disable, "agent", 1)

    assert office.get("/painel/", role=Role.AGENT).status_code == 401


def test_another_password_ends_every_login(office: Office) -> None:
    office.write(operators.set_password, "agent", PASSWORD_HASH, 1)

    assert office.get("/painel/", role=Role.AGENT).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "//painel/",
        "/painel//static/js/x.js",
        "/painel/../painel/",
        "/painel/../health",
        "/painel/%2e%2e/health",
        "/painel/%2e%2e%2fetc/passwd",
        "/painel/%252e%252e/x",
        "/painel/./x",
        "/painel/x/.",
        "/painel/x..",
        "/painel/x.",
        "/painel/.hidden",
        "/painel/x%00",
        "/painel/x%0a",
        "/painel/x%5cy",
        "/painel/C:/x",
        "/painel/x;y",
        "/painel/%20x",
        "/painel/%c3%a9",
    ],
)
def test_an_address_that_two_readers_could_take_differently_leads_nowhere(
    office: Office, path: str
) -> None:
    assert office.get_exactly(path, Role.OWNER) == 404
    assert office.panel.asked == []


@pytest.mark.parametrize("path", ["/Painel/", "/PAINEL/", "/painel./", "/painel;/", "/x/painel/"])
def test_another_spelling_of_the_panel_is_not_the_panel(office: Office, path: str) -> None:
    assert office.get(path, role=Role.OWNER).status_code == 404
    assert office.panel.asked == []


def test_the_panel_without_its_slash_leads_to_the_one_with_it(office: Office) -> None:
    answer = office.get("/painel", role=Role.OWNER)

    assert (answer.status_code, answer.headers["location"]) == (308, "/painel/")


def test_nobody_is_led_to_the_host_that_a_request_names(office: Office) -> None:
    answer = office.get("/painel", headers={"host": "evil.example"})

    assert "evil" not in repr(answer.headers)
    assert answer.headers["location"] == "/painel/"


def test_the_headers_keep_other_hosts_and_frames_out(office: Office) -> None:
    answer = office.get("/painel/", role=Role.OWNER)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["x-frame-options"] == "DENY"


def test_pages_and_downloads_are_not_kept_by_the_browser(office: Office) -> None:
    assert office.get("/painel/", role=Role.OWNER).headers["cache-control"] == "no-store"
    assert office.get("/painel/media/a", role=Role.OWNER).headers["cache-control"] == "no-store"


def test_files_whose_names_have_a_digest_are_kept(office: Office) -> None:
    answer = office.get("/painel/static/js/index.x.js", role=Role.OWNER)

    assert answer.headers["cache-control"] == "public, max-age=9"


def test_while_the_database_is_down_nobody_gets_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(look: Any) -> Any:
        raise Unavailable

    monkeypatch.setattr(office.application.store, "read", fail)

    assert office.get("/painel/", role=Role.OWNER).status_code == 503
    assert office.panel.asked == []


# ---------------------------------------------------------------------------- websocket


class Socket:
    """A browser's end of a websocket, at the application itself."""

    def __init__(
        self,
        office: Office,
        *,
        role: Role | None = Role.OWNER,
        origin: str | None = OURS,
        path: str = "/painel/_stcore/stream",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.received: list[Message] = []
        self._office = office
        given = {"host": HOST, **(headers or {})}
        if origin is not None:
            given["origin"] = origin
        if role is not None:
            given["cookie"] = f"{COOKIE}={TOKENS[role]}"
        self._scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "ws",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "client": ("203.0.113.7", 5000),
            "server": (HOST, 80),
            "subprotocols": [],
            "state": {},
            "extensions": {},
        }

    def open(self, then: Any = None) -> Socket:
        """Connect, say "hello", let `then` happen, and stay until the other side closes."""
        self._office.run(self._run(then))
        return self

    async def _run(self, then: Any) -> None:
        inbox: asyncio.Queue[Message] = asyncio.Queue()
        inbox.put_nowait({"type": "websocket.connect"})

        async def send(message: Message) -> None:
            self.received.append(message)
            if message["type"] == "websocket.accept":
                inbox.put_nowait({"type": "websocket.receive", "bytes": b"hello"})
            elif message["type"] == "websocket.send":
                if then is None:
                    inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
                else:
                    await then()

        await asyncio.wait_for(self._office.app(self._scope, inbox.get, send), 5)

    @property
    def types(self) -> list[str]:
        return [message["type"].partition(".")[2] for message in self.received]

    @property
    def code(self) -> int | None:
        """With which it was closed by us."""
        last = self.received[-1]
        return last.get("code") if last["type"] == "websocket.close" else None


def test_an_operator_gets_a_websocket_from_our_page(office: Office) -> None:
    socket = Socket(office, role=Role.VIEWER).open()

    assert socket.types == ["accept", "send"]
    assert office.panel.headers["x-av-user"] == "viewer"


def test_a_websocket_without_a_cookie_is_refused(office: Office) -> None:
    socket = Socket(office, role=None).open()

    assert socket.types == ["close"]
    assert socket.code == 4401
    assert office.panel.asked == []


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://evil.example",
        f"http://{HOST}.evil.example",
        f"http://evil.example/{HOST}",
        f"http://{HOST}:8080",
        f"http://{HOST}@evil.example",
        "http://[",
    ],
)
def test_a_websocket_from_elsewhere_is_refused(office: Office, origin: str | None) -> None:
    assert Socket(office, origin=origin).open().types == ["close"]
    assert office.panel.asked == []


def test_a_websocket_from_the_public_address_is_ours_behind_a_proxy(office: Office) -> None:
    assert Socket(office, origin=PUBLIC_URL).open().types == ["accept", "send"]


def test_forged_identity_on_a_websocket_is_replaced(office: Office) -> None:
    Socket(office, role=Role.VIEWER, headers={"x-av-role": "owner"}).open()

    assert [value for name, value in office.panel.asked[-1]["headers"] if name == b"x-av-role"] == [
        b"viewer"
    ]


@pytest.mark.parametrize("path", ["/painel/../x", "/painel//_stcore/stream", "/painel/x."])
def test_a_websocket_at_an_odd_address_is_refused(office: Office, path: str) -> None:
    assert Socket(office, path=path).open().types == ["close"]
    assert office.panel.asked == []


def test_a_websocket_of_a_login_that_is_over_is_refused(office: Office) -> None:
    office.advance(timedelta(hours=13))

    assert Socket(office).open().types == ["close"]


def closing(office: Office, work: Any, *arguments: Any) -> Any:
    """Something that another operator does while the websocket is open."""
    now = office.clock.now()

    async def happen() -> None:
        await office.application.store.write(lambda db: (work(db, *arguments, now), []))

    return happen


def test_a_websocket_is_closed_when_its_login_is_revoked(office: Office) -> None:
    revoke = closing(office, operators.close_login, digest_of(TOKENS[Role.OWNER]))

    socket = Socket(office).open(revoke)

    assert socket.types == ["accept", "send", "close"]
    assert socket.code == 4401


def test_a_websocket_is_closed_when_its_operator_is_disabled(office: Office) -> None:
    socket = Socket(office, role=Role.AGENT).open(closing(office, operators.disable, "agent", 1))

    assert socket.code == 4401


def test_a_websocket_is_closed_when_its_login_grows_too_old(office: Office) -> None:
    async def a_day_passes() -> None:
        office.clock.advance(timedelta(days=1))

    assert Socket(office).open(a_day_passes).code == 4401


def test_a_websocket_is_closed_when_its_operator_gets_another_role(office: Office) -> None:
    async def demote() -> None:
        def work(db: Any) -> tuple[None, list[Any]]:
            db.exec_driver_sql("UPDATE operators SET role = 'viewer' WHERE login = 'owner'")
            return None, []

        await office.application.store.write(work)

    assert Socket(office).open(demote).code == 4401


def test_a_websocket_outside_the_panel_is_refused(office: Office) -> None:
    assert Socket(office, path="/demo/stream").open().types == ["close"]
