"""Bad requests, a locked database, a second server, signals and kills."""

from __future__ import annotations

import hmac
import json
import signal
from contextlib import closing
from datetime import UTC, datetime, timedelta
from sqlite3 import connect
from time import monotonic
from typing import TYPE_CHECKING, Any

import httpx

from adapters.telegram.updates import SECRET_HEADER

if TYPE_CHECKING:
    from tests.blackbox.conftest import Shop

DEEP = b"[" * 200_000 + b"]" * 200_000
TEXTS = "SELECT count(*) FROM inbox WHERE kind = 'TextReceived' AND done_at IS NOT NULL"
BAD_BODIES = (b"", b"oi", b"[]", b"null", b"\xff\xfe\x00", DEEP, b'{"update_id":"x"}', b'{"id":1}')


def conversation(shop: Shop) -> list[tuple[Any, ...]]:
    return shop.rows("SELECT state, version, data FROM conversations")


def test_bad_requests_are_refused_in_one_line_and_change_nothing(shop: Shop) -> None:
    shop.start()
    shop.accept_an_offer(shop.telegram.lead("Marina"))
    shop.waits_until_idle()
    before = conversation(shop), shop.counts()
    event = _an_event(shop)
    old = shop.stripe.webhooks.signed(event, at=datetime.now(UTC) - timedelta(minutes=10))

    answers = [shop.send_update(body) for body in BAD_BODIES]
    answers += [shop.send_update(b'{"update_id":1}', secret) for secret in ("", "wrong")]
    answers += [_signed(shop, body) for body in BAD_BODIES]
    answers += [
        shop.send_event(event, **{"stripe-signature": "t=1,v1=00"}),
        shop.send("/webhook/payment/stripe", json.dumps(event).encode()),
        shop.send("/webhook/payment/stripe", old.body, **_underscored(old.headers)),
        shop.send_event(event | {"livemode": True}),
        shop.send_update(b'{"update_id":1,"text":"' + b"x" * 1_100_000 + b'"}'),
        shop.send("/webhook/payment/paypal", b"{}"),
        shop.send("/webhook/nothing", b"{}"),
        shop.get("/webhook/telegram"),
    ]

    assert [answer.status_code for answer in answers if not 400 <= answer.status_code < 500] == []
    assert [answer.text for answer in answers if len(answer.text.splitlines()) != 1] == []
    assert {answer.status_code for answer in answers} >= {400, 401, 404, 405, 413}
    assert (conversation(shop), shop.counts()) == before


def test_a_body_without_a_length_is_cut_off_at_the_limit(shop: Shop) -> None:
    shop.start()

    def endless() -> Any:
        for _ in range(200):
            yield b"x" * 100_000

    try:
        answer = httpx.post(
            f"{shop.url}/webhook/telegram",
            content=endless(),
            headers={SECRET_HEADER: "telegram-secret"},
        )
        status = answer.status_code
    except httpx.WriteError:  # the server hung up on us while we were still talking
        status = 413

    assert status == 413
    assert shop.get("/health").status_code == 200


def test_a_locked_database_is_a_503_and_the_redelivery_goes_through(shop: Shop) -> None:
    shop.start(webhooks=False)
    update = json.dumps(_update("oi")).encode()
    with closing(connect(shop.data / "autovenda.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = shop.send_update(update)
        other.execute("ROLLBACK")

    taken = shop.send_update(update)

    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert taken.status_code == 200
    shop.waits_until_idle()
    assert shop.rows(TEXTS) == [(1,)]


def test_a_second_server_on_the_same_data_is_refused_in_words(shop: Shop) -> None:
    shop.start(webhooks=False)

    second = shop.run("serve", "--port", "0")

    assert second.returncode == 2
    assert "another server is using" in second.stderr
    assert "Traceback" not in second.stderr
    assert shop.get("/ready").status_code == 200


def test_a_port_that_is_taken_is_refused_in_words(shop: Shop) -> None:
    shop.start(webhooks=False)

    second = shop.run(
        "serve", "--port", shop.url.rpartition(":")[2], AUTOVENDA_DATA_DIR=str(shop.folder / "b")
    )

    assert second.returncode == 2
    assert "cannot listen on 127.0.0.1" in second.stderr


def test_a_polled_bot_with_a_webhook_stops_the_server_in_words(shop: Shop) -> None:
    shop.start()
    shop.stop()

    polling = shop.run("serve", "--poll", "--port", "0")

    assert polling.returncode == 2
    assert "Telegram cannot be polled" in polling.stderr.splitlines()[-1]


def test_what_is_off_is_said_and_the_server_starts(shop: Shop) -> None:
    for name in list(shop.environment):
        if name.startswith(("TELEGRAM_", "STRIPE_")):
            del shop.environment[name]

    shop.start(webhooks=False)

    said = (shop.folder / "said").read_text()
    assert "Telegram: OFF" in said
    assert "Payments: OFF" in said
    assert "THE SAMPLE" in said
    assert shop.get("/health").status_code == 200


def test_sigterm_lets_go_of_everything(shop: Shop) -> None:
    shop.start(webhooks=False)
    shop.send_update(json.dumps(_update("oi")).encode())
    shop.waits_until_idle()
    began = monotonic()

    code = shop.stop(signal.SIGTERM)

    assert code == 0
    assert monotonic() - began < 10
    assert shop.rows(TEXTS) == [(1,)]
    shop.start(webhooks=False)  # the lock of the database is free again
    assert shop.get("/ready").status_code == 200


def test_a_killed_server_goes_on_where_it_was(shop: Shop) -> None:
    shop.start()
    lead = shop.telegram.lead("Marina")
    payment_link = shop.accept_an_offer(lead)
    session_id = shop.open_checkout(payment_link)
    shop.stop(signal.SIGKILL)
    shop.stripe.account.pay(session_id)
    lead.says("paguei!")

    shop.start()
    lead.waits_for("briefing", 30)
    shop.waits_until_idle()

    assert shop.rows("SELECT status FROM projects") == [("briefing",)]
    assert shop.rows("SELECT count(*) FROM payments") == [(1,)]
    assert len(shop.stripe.account.sessions()["data"]) == 1


def _update(text: str) -> dict[str, Any]:
    person = {"id": 5_000_000_000, "is_bot": False, "first_name": "Marina"}
    chat = {"id": 5_000_000_000, "type": "private", "first_name": "Marina"}
    date = int(datetime.now(UTC).timestamp())
    message = {"message_id": 1, "from": person, "chat": chat, "date": date, "text": text}
    return {"update_id": 7, "message": message}


def _an_event(shop: Shop) -> dict[str, Any]:
    """A real event about the charge of the sale that is open, which is not delivered."""
    [(charge_id,)] = shop.rows("SELECT id FROM charges")
    session = {
        "id": "cs_test_nobody",
        "object": "checkout.session",
        "mode": "payment",
        "metadata": {"autovenda_charge": charge_id},
    }
    return {
        "id": "evt_bad_day",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": session},
    }


def _signed(shop: Shop, body: bytes) -> httpx.Response:
    """Anything at all, signed with the right secret."""
    signed_at = str(int(datetime.now(UTC).timestamp()))
    secret = shop.stripe.webhooks.secrets[0].encode()
    mac = hmac.new(secret, signed_at.encode() + b"." + body, "sha256").hexdigest()
    return shop.send("/webhook/payment/stripe", body, stripe_signature=f"t={signed_at},v1={mac}")


def _underscored(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in headers.items()}
