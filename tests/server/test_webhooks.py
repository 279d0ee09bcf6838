"""What providers push: verified, durable before the 200, and never a 500 for what they send."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from adapters.telegram.updates import SECRET_HEADER
from apps.server.limiting import Limits
from autovenda_core.errors import OutcomeUnknown, PortError, Unavailable
from autovenda_core.model import Contact, State, conversation_id_for
from autovenda_core.ports.payments import Notice
from autovenda_core.testing.payments import SIGNATURE, _signature

if TYPE_CHECKING:
    from tests.server.conftest import Desk, Options

SECRET = "new-secret"  # noqa: S105  made up
DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000


def update(text: str, update_id: int = 7, user: int = 5_000_000_000) -> dict[str, Any]:
    person = {"id": user, "is_bot": False, "first_name": "Marina"}
    chat = {"id": user, "type": "private", "first_name": "Marina"}
    message = {"message_id": 1, "from": person, "chat": chat, "date": 1_773_000_000, "text": text}
    return {"update_id": update_id, "message": message}


def send(desk: Desk, body: object, secret: str = SECRET, **options: Any) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {SECRET_HEADER: secret, "content-type": "application/json"}
    return desk.request("POST", "/webhook/telegram", content=content, headers=headers, **options)


def notify(desk: Desk, notice: Notice) -> httpx.Response:
    """A genuine webhook of the fake provider's, whatever it says."""
    body = json.dumps(asdict(notice)).encode()
    return desk.request(
        "POST",
        "/webhook/payment/fake",
        content=body,
        headers={SIGNATURE: _signature(body)},
    )


def state_of(desk: Desk, user: int = 5_000_000_000) -> State | None:
    conversation_id = conversation_id_for(Contact("telegram", str(user)))
    found = desk.run(desk.application.store.conversation(conversation_id))
    return found.state if found is not None else None


class TestTelegram:
    def test_a_message_is_durable_before_the_answer(self, desk: Desk) -> None:
        answer = send(desk, update("oi"))

        assert answer.status_code == 200
        assert desk.rows("SELECT kind FROM inbox") == [("TextReceived",)]

    def test_each_of_several_secrets_is_accepted(self, desk: Desk) -> None:
        answers = [send(desk, update("oi"), secret) for secret in ("old-secret", "new-secret")]

        assert [answer.status_code for answer in answers] == [200, 200]

    @pytest.mark.parametrize("secret", ["", "wrong", "new-secre", "new-secret2", "a" * 9000])
    def test_an_update_that_is_not_signed_is_refused(self, desk: Desk, secret: str) -> None:
        answer = send(desk, update("oi"), secret)

        assert answer.status_code == 401
        assert len(answer.text.splitlines()) == 1
        assert desk.rows("SELECT * FROM inbox") == []

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"oi",
            b"[]",
            b"null",
            b"\xff\xfe\x00",
            DEEP,
            b'{"update_id":"7"}',
            json.dumps(update("oi") | {"update_id": None}).encode(),
        ],
    )
    def test_a_body_that_is_no_update_is_refused_in_one_line(self, desk: Desk, body: bytes) -> None:
        send(desk, update("oi"))
        desk.settle()
        before = desk.rows("SELECT data FROM conversations")

        answer = send(desk, body)
        desk.settle()

        assert 400 <= answer.status_code < 500
        assert len(answer.text.splitlines()) == 1
        assert desk.rows("SELECT data FROM conversations") == before

    def test_an_update_that_is_too_long_is_refused(self, desk: Desk) -> None:
        answer = send(desk, update("x" * 1_100_000))

        assert answer.status_code == 413
        assert desk.rows("SELECT * FROM inbox") == []

    @pytest.mark.parametrize("message", [[], {"chat": {"id": "x"}, "text": 1}])
    def test_an_update_of_an_odd_shape_is_kept_and_changes_nothing(
        self, desk: Desk, message: object
    ) -> None:
        answer = send(desk, {"update_id": 8, "message": message})
        desk.settle()

        assert answer.status_code == 200
        assert desk.rows("SELECT kind FROM inbox") == [(None,)]
        assert desk.rows("SELECT * FROM conversations") == []

    def test_what_is_not_for_the_flow_is_kept_and_taken(self, desk: Desk) -> None:
        answer = send(desk, {"update_id": 8, "poll": {"id": "1"}})

        assert answer.status_code == 200
        assert desk.rows("SELECT kind FROM inbox") == [(None,)]


class TestTelegramSwitchedOff:
    @pytest.fixture
    def options(self, options: Options, settings: Any) -> Options:
        options.settings = settings
        return options

    def test_there_is_nothing_to_post_to(self, desk: Desk) -> None:
        answer = send(desk, update("oi"))

        assert (answer.status_code, answer.text) == (404, "telegram is not configured")


class TestPayments:
    def test_a_notice_moves_the_sale_by_what_the_provider_then_says(self, desk: Desk) -> None:
        desk.accepts()
        desk.payments.pay(desk.opens_checkout())

        answers = desk.delivers_webhooks()

        assert [answer.status_code for answer in answers] == [200]
        assert desk.state is State.BRIEFING

    def test_a_notice_that_lies_moves_nothing(self, desk: Desk) -> None:
        desk.accepts()
        reference = desk.opens_checkout()
        charge = desk.conversation.deal.deposit
        assert charge is not None

        answer = notify(desk, Notice("evt_1", "paid", reference, charge.id, livemode=False))
        desk.settle()

        assert answer.status_code == 200
        assert desk.state is State.AWAITING_PAYMENT

    def test_a_notice_about_something_else_is_kept_and_taken(self, desk: Desk) -> None:
        answer = notify(desk, Notice("evt_1", "paid", "cs_1", None, livemode=False))

        assert answer.status_code == 200
        kept = desk.rows("SELECT source, external_id, kind FROM inbox")
        assert kept == [("fake", "evt_1", None)]

    def test_a_notice_that_does_not_say_whose_it_is_is_looked_up(self, desk: Desk) -> None:
        desk.pays()
        [reference] = desk.payments.pages

        desk.payments.dispute(reference)
        answers = desk.delivers_webhooks()

        assert [answer.status_code for answer in answers] == [200]
        assert desk.rows("SELECT dispute FROM payments") == [("open",)]

    @pytest.mark.parametrize("failure", [Unavailable("down"), OutcomeUnknown("slow")])
    def test_while_nobody_can_say_whose_it_is_it_must_come_again(
        self, desk: Desk, failure: PortError
    ) -> None:
        desk.pays()
        notice = Notice("evt_1", "dispute", desk.payments.pages[0], None, livemode=False)
        desk.payments.dispute(desk.payments.pages[0])
        desk.payments.fail_next(failure)

        refused = notify(desk, notice)
        kept = desk.rows("SELECT * FROM inbox WHERE external_id = 'evt_1'")
        taken = notify(desk, notice)
        desk.settle()

        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert kept == []
        assert taken.status_code == 200
        assert desk.rows("SELECT dispute FROM payments") == [("open",)]

    def test_a_payment_of_ours_that_we_never_asked_for_is_shown_to_a_person(
        self, desk: Desk
    ) -> None:
        desk.accepts()
        charge_id = f"{desk.conversation_id}.1.77"

        notify(desk, Notice("evt_1", "paid", "cs_of_nobody", charge_id, livemode=False))
        desk.settle()
        desk.advance(timedelta(days=1))

        assert desk.rows("SELECT kind FROM tasks") == [("payment_review",)]

    def test_a_notice_about_a_charge_that_is_not_here_changes_nothing(self, desk: Desk) -> None:
        answer = notify(desk, Notice("evt_1", "paid", "cs_1", "elsewhere.1.1", livemode=False))

        assert answer.status_code == 200
        assert desk.rows("SELECT conversation_id, error FROM inbox") == [
            (None, "no such conversation")
        ]

    def test_an_event_of_the_other_mode_is_refused(self, desk: Desk) -> None:
        answer = notify(desk, Notice("evt_1", "paid", "cs_1", "a.1.1", livemode=True))

        assert answer.status_code == 400
        assert answer.text == "this is a live event, and this server takes test payments"
        assert desk.rows("SELECT * FROM inbox") == []

    @pytest.mark.parametrize("signature", [None, "", "wrong"])
    def test_a_notice_that_is_not_signed_is_refused(
        self, desk: Desk, signature: str | None
    ) -> None:
        headers = {} if signature is None else {"fake-signature": signature}

        answer = desk.request("POST", "/webhook/payment/fake", content=b"{}", headers=headers)

        assert answer.status_code == 400
        assert desk.rows("SELECT * FROM inbox") == []

    def test_another_provider_has_nothing_to_tell(self, desk: Desk) -> None:
        answer = desk.post("/webhook/payment/mercadopago")

        assert (answer.status_code, answer.text) == (404, "this payment provider is not configured")


class TestTheStoreIsDown:
    def test_nothing_is_taken_and_the_redelivery_goes_through(self, desk: Desk) -> None:
        desk.run(desk.application.store.close())
        refused = send(desk, update("oi"))
        desk.run(desk.application.store.open())

        taken = send(desk, update("oi"))
        desk.settle()

        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert taken.status_code == 200
        assert state_of(desk) is State.QUALIFYING


class TestAFlood:
    @pytest.fixture
    def options(self, options: Options) -> Options:
        options.limits = Limits(pages=3, unverified=3)
        return options

    def test_unsigned_requests_are_held_and_signed_ones_never(self, desk: Desk) -> None:
        flood = [send(desk, update("oi"), "wrong") for _ in range(5)]

        signed = [send(desk, update("oi", update_id=number)) for number in range(5)]

        assert [answer.status_code for answer in flood] == [401, 401, 401, 429, 429]
        assert flood[-1].headers["retry-after"] == "60"
        assert {answer.status_code for answer in signed} == {200}

    def test_unsigned_payment_notices_are_held_and_signed_ones_never(self, desk: Desk) -> None:
        flood = [desk.post("/webhook/payment/fake") for _ in range(5)]

        signed = notify(desk, Notice("evt_1", "paid", "cs_1", None, livemode=False))

        assert [answer.status_code for answer in flood] == [400, 400, 400, 429, 429]
        assert signed.status_code == 200

    def test_another_client_is_not_held(self, desk: Desk) -> None:
        for _ in range(5):
            send(desk, update("oi"), "wrong", client="203.0.113.7")

        assert send(desk, update("oi"), "wrong", client="203.0.113.8").status_code == 401

    def test_pages_are_held(self, desk: Desk) -> None:
        answers = [desk.get("/p/x").status_code for _ in range(5)]

        assert answers == [404, 404, 404, 429, 429]

    def test_a_subscriber_of_ipv6_is_one_client(self, desk: Desk) -> None:
        answers = [
            desk.get("/p/x", client=f"2001:db8::{number}").status_code for number in range(5)
        ]

        assert answers == [404, 404, 404, 429, 429]


def test_facts_wait_for_a_conversation_that_is_busy(desk: Desk) -> None:
    desk.accepts()
    desk.advance(timedelta(seconds=1))

    answers = [send(desk, update("oi", update_id=number)) for number in range(20)]
    desk.settle()

    assert {answer.status_code for answer in answers} == {200}
    assert desk.rows("SELECT count(*) FROM inbox WHERE done_at IS NULL") == [(0,)]
