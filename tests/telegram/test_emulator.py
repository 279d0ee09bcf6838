"""The emulator: as strict as Telegram, and as patient."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.loopback import LoopbackServer
from adapters.telegram.emulator import Lead, TelegramEmulator
from adapters.telegram.emulator.rules import Refused, parse_html
from adapters.telegram.updates import SECRET_HEADER, read_webhook, verify
from autovenda_core.events import TextReceived
from autovenda_core.model import Contact
from autovenda_core.ports.inbound import fact_of

SECRET = "s3gredo"  # noqa: S105  nobody's


class Bot:
    """Calls the emulator as any client would."""

    def __init__(self, base: str, token: str) -> None:
        self._address = f"{base}/bot{token}"

    def __call__(self, method: str, **fields: object) -> dict:
        return self.post(method, json=fields).json()

    def post(self, method: str, **body: object) -> httpx.Response:
        return httpx.post(f"{self._address}/{method}", **body, trust_env=False)


class Webhook:
    """A bot's server: keeps what is posted, and answers with the planned statuses, then 200."""

    def __init__(self) -> None:
        self.updates: list[dict] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.app = Starlette(routes=[Route("/", self._take, methods=["POST"])])
        self._changed = threading.Condition()

    async def _take(self, request: Request) -> Response:
        update = await request.json()
        with self._changed:
            self.updates.append(update)
            self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
            self._changed.notify_all()
            return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]

    def waits_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.updates) >= count, 5), self.updates


@pytest.fixture
def bot(base: str, emulator: TelegramEmulator) -> Bot:
    return Bot(base, emulator.token)


@pytest.fixture
def webhook(bot: Bot):
    webhook = Webhook()
    with LoopbackServer(webhook.app) as server:
        bot("setWebhook", url=f"{server.url}/", secret_token=SECRET)
        yield webhook
        bot("deleteWebhook")


def test_the_lead_sees_text_buttons_and_documents(bot: Bot, lead: Lead):
    keyboard = {"inline_keyboard": [[{"text": "Aceitar", "callback_data": "accept:1"}]]}
    bot("sendMessage", chat_id=lead.id, text="<b>Oi</b> &amp; bem-vinda", parse_mode="HTML")
    bot.post(
        "sendDocument",
        data={"chat_id": lead.id, "caption": "Proposta", "reply_markup": json.dumps(keyboard)},
        files={"document": ("proposta.pdf", b"%PDF", "application/pdf")},
    )

    text, document = lead.transcript

    assert (text.text, text.html) == ("Oi & bem-vinda", "<b>Oi</b> &amp; bem-vinda")
    assert document.text == "Proposta"
    assert [(key.title, key.data) for key in document.keys] == [("Aceitar", "accept:1")]
    assert document.document is not None
    assert document.document.content == b"%PDF"


def button(**parts: str) -> dict[str, object]:
    return {"reply_markup": {"inline_keyboard": [[{"text": "x", **parts}]]}}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a", "chat_id": 1}, "chat not found"),
        ({"text": "a", "chat_id": "@canal"}, "chat not found"),
        ({"text": "a", "chat_id": ""}, "chat_id is empty"),
        ({"text": "a < b", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "Can't find end tag"),
        ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "a", **button(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "a", **button(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "a", **button(url="http://loja.example.com")}, "Wrong HTTP URL"),
        ({"text": "a", **button(url="https://localhost/p")}, "Wrong HTTP URL"),
        ({"text": "a", **button()}, "Text buttons are unallowed"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply_markup"),
        ({"text": "a", "reply_markup": {"inline_keyboard": 1}}, "object expected"),
    ],
)
def test_what_telegram_refuses_is_refused_and_not_shown(bot: Bot, lead: Lead, fields, words):
    answer = bot("sendMessage", **{"chat_id": lead.id, **fields})

    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert words in answer["description"]
    assert lead.transcript == []


def test_a_caption_has_a_limit_and_a_document_a_content(bot: Bot, lead: Lead):
    def send(caption: str, content: bytes) -> str:
        data = {"chat_id": lead.id, "caption": caption}
        return bot.post("sendDocument", data=data, files={"document": content}).json()[
            "description"
        ]

    assert send("a" * 1025, b"%PDF") == "Bad Request: message caption is too long"
    assert send("a", b"") == "Bad Request: file must be non-empty"
    assert "no document" in bot("sendDocument", chat_id=lead.id)["description"]


def test_a_wrong_token_an_unknown_method_and_a_broken_body_are_refused(base: str, bot: Bot):
    json_type = {"content-type": "application/json"}

    assert Bot(base, "1:wrong")("getMe")["error_code"] == 401
    assert bot("sendTelegram")["error_code"] == 404
    assert bot.post("sendMessage", content=b"{", headers=json_type).status_code == 400
    assert bot.post("sendMessage", content=b"[]", headers=json_type).status_code == 400


def test_a_blocked_bot_cannot_write_until_it_is_unblocked(bot: Bot, lead: Lead):
    lead.blocks()
    refused = bot("sendMessage", chat_id=lead.id, text="oi")
    lead.unblocks()
    allowed = bot("sendMessage", chat_id=lead.id, text="oi")

    assert (refused["error_code"], allowed["ok"]) == (403, True)


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("a &lt; b &amp; c", "a < b & c", []),
        ("R&D &nbsp;", "R&D &nbsp;", []),
        ("😀<b>x</b>", "😀x", [{"type": "bold", "offset": 2, "length": 1}]),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [
                {"type": "italic", "offset": 1, "length": 1},
                {"type": "bold", "offset": 0, "length": 2},
            ],
        ),
    ],
)
def test_html_is_read_as_telegram_reads_it(html, text, entities):
    shown = parse_html(html)

    assert (shown.text, shown.entities) == (text, entities)


@pytest.mark.parametrize("html", ["<b>a</i>", "</b>", "<x>a</x>", "a<", "<b>a</b", "<b><i>a</b>"])
def test_broken_html_is_refused(html):
    with pytest.raises(Refused, match="can't parse entities"):
        parse_html(html)


def test_an_offset_confirms_everything_before_it(bot: Bot, lead: Lead):
    for text in ("um", "dois", "três"):
        lead.says(text)

    first, second, third = bot("getUpdates")["result"]
    again = bot("getUpdates", offset=second["update_id"], limit=1)["result"]
    last = bot("getUpdates", offset=-1)["result"]
    none = bot("getUpdates", offset=third["update_id"] + 1)["result"]

    assert first["message"]["text"] == "um"
    assert again == [second]
    assert last == [third]
    assert none == []


def test_only_the_kinds_that_were_asked_for_are_kept(bot: Bot, lead: Lead):
    bot("getUpdates", allowed_updates=["message"])
    lead.blocks()
    lead.says("oi")

    (update,) = bot("getUpdates")["result"]

    assert update["message"]["text"] == "oi"


def test_polling_is_refused_while_a_webhook_is_set(bot: Bot, webhook: Webhook):
    answer = bot("getUpdates")

    assert answer["error_code"] == 409
    assert "webhook" in answer["description"]


def test_the_older_of_two_polls_is_turned_away(bot: Bot):
    older: list[dict] = []
    thread = threading.Thread(target=lambda: older.append(bot("getUpdates", timeout=4)))
    thread.start()
    while not older:
        bot("getUpdates")
    thread.join()

    assert older[0]["error_code"] == 409
    assert "other getUpdates" in older[0]["description"]


def test_a_webhook_gets_every_update_with_the_secret(
    emulator: TelegramEmulator, webhook: Webhook, lead: Lead
):
    lead.says("oi")
    emulator.waits_until_taken()
    lead.says("preciso de um site")
    emulator.waits_until_taken()

    assert webhook.texts == ["oi", "preciso de um site"]
    assert webhook.secrets == [SECRET, SECRET]


def test_what_it_delivers_passes_our_own_door(
    emulator: TelegramEmulator, webhook: Webhook, lead: Lead, clock
):
    lead.says("oi")
    emulator.waits_until_taken()

    verify({SECRET_HEADER: webhook.secrets[0] or ""}, [SECRET])
    body = json.dumps(webhook.updates[0]).encode()
    (reading,) = read_webhook(body, {}, {}, clock.now())
    fact = fact_of(reading, clock.now(), body.decode())

    assert fact.event == TextReceived(clock.now(), "1", "oi", "Marina")
    assert fact.contact == Contact("telegram", str(lead.id))


def test_an_update_that_was_not_taken_comes_again_later_and_holds_back_only_its_chat(
    emulator: TelegramEmulator, webhook: Webhook, lead: Lead, clock, bot: Bot
):
    webhook.statuses = [503]
    lead.says("um")
    webhook.waits_for(1)
    lead.says("dois")
    emulator.lead("Rui").says("outro chat")
    webhook.waits_for(2)
    trouble = bot("getWebhookInfo")["result"]
    clock.advance(timedelta(seconds=1))

    emulator.waits_until_taken()

    assert webhook.texts == ["um", "outro chat", "um", "dois"]
    assert trouble["pending_update_count"] >= 2


def test_a_webhook_that_is_down_is_tried_again(emulator: TelegramEmulator, bot: Bot, lead, clock):
    with LoopbackServer(Webhook().app) as gone:
        pass
    bot("setWebhook", url=gone.url)
    lead.says("oi")
    while "last_error_message" not in (info := bot("getWebhookInfo")["result"]):
        pass
    webhook = Webhook()
    with LoopbackServer(webhook.app) as server:
        bot("setWebhook", url=f"{server.url}/")
        clock.advance(timedelta(seconds=2))
        emulator.waits_until_taken()
        bot("deleteWebhook")

    assert "Connection failed" in info["last_error_message"]
    assert webhook.texts == ["oi"]


def test_the_same_update_can_be_delivered_twice(emulator, webhook: Webhook, lead: Lead):
    lead.says("oi")
    emulator.waits_until_taken()

    emulator.repeat_last()
    emulator.waits_until_taken()

    first, second = webhook.updates
    assert first == second


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://loja.example.com/"}, "HTTPS URL must be provided"),
        ({"url": "https://loja.example.com/", "secret_token": "a b"}, "unallowed characters"),
        ({"url": "https://loja.example.com/", "secret_token": "a" * 257}, "unallowed characters"),
    ],
)
def test_an_unusable_webhook_is_refused(bot: Bot, fields, words):
    assert words in bot("setWebhook", **fields)["description"]


def test_pending_updates_can_be_dropped(bot: Bot, lead: Lead):
    lead.says("oi")

    bot("deleteWebhook", drop_pending_updates=True)

    assert bot("getUpdates")["result"] == []


def test_waiting_for_a_bot_that_takes_nothing_ends(emulator: TelegramEmulator, lead: Lead):
    lead.says("oi")

    with pytest.raises(TimeoutError, match="did not take"):
        emulator.waits_until_taken(seconds=0.01)


def test_a_tap_finds_the_newest_button_by_title_or_data(bot: Bot, lead: Lead):
    for data in ("accept:1", "accept:2"):
        bot("sendMessage", chat_id=lead.id, text="Fechado?", **button(callback_data=data))
    lead.taps("x")
    lead.taps("accept:1")

    taps = [update["callback_query"] for update in bot("getUpdates")["result"]]

    assert [tap["data"] for tap in taps] == ["accept:2", "accept:1"]
    assert [tap["message"]["message_id"] for tap in taps] == [2, 1]
    with pytest.raises(LookupError):
        lead.taps("não existe")


def test_a_tap_can_be_answered_once(bot: Bot, lead: Lead):
    bot("sendMessage", chat_id=lead.id, text="Fechado?", **button(callback_data="a"))
    tap_id = lead.taps("x")

    first = bot("answerCallbackQuery", callback_query_id=tap_id)
    second = bot("answerCallbackQuery", callback_query_id=tap_id)

    assert first["result"] is True
    assert "query is too old" in second["description"]


def sent(bot: Bot) -> dict:
    """The newest message that the bot was told of."""
    return bot("getUpdates")["result"][-1]["message"]


@pytest.mark.parametrize("kind", ["voice", "photo", "video", "document", "sticker"])
def test_a_file_that_a_lead_sends_can_be_downloaded(
    base: str, bot: Bot, lead: Lead, emulator, kind
):
    lead.sends(kind, content=b"bytes of it")
    file = sent(bot)[kind]
    file_id = file[-1]["file_id"] if kind == "photo" else file["file_id"]

    about = bot("getFile", file_id=file_id)["result"]
    address = f"{base}/file/bot{emulator.token}/{about['file_path']}"

    assert httpx.get(address, trust_env=False).content == b"bytes of it"
    assert about["file_size"] == len(b"bytes of it")


def test_a_file_that_is_too_big_or_unknown_is_refused(bot: Bot, lead: Lead):
    lead.sends("document", content=bytes(20_000_001))

    too_big = bot("getFile", file_id=sent(bot)["document"]["file_id"])
    unknown = bot("getFile", file_id="unknown")

    assert too_big["description"] == "Bad Request: file is too big"
    assert unknown["description"] == "Bad Request: invalid file_id"


def test_a_file_is_given_only_under_its_path_and_token(base: str, bot: Bot, lead: Lead, emulator):
    lead.sends("voice")
    path = bot("getFile", file_id=sent(bot)["voice"]["file_id"])["result"]["file_path"]

    stranger = httpx.get(f"{base}/file/bot1:wrong/{path}", trust_env=False)
    elsewhere = httpx.get(f"{base}/file/bot{emulator.token}/voice/other.oga", trust_env=False)

    assert (stranger.status_code, elsewhere.status_code) == (401, 404)


def test_a_shared_number_is_the_leads_own_and_another_card_is_not(bot: Bot, lead: Lead):
    lead.shares_number("5511900000001")
    own = sent(bot)["contact"]
    lead.sends("contact")
    other = sent(bot)["contact"]

    assert (own["phone_number"], own["user_id"]) == ("5511900000001", lead.id)
    assert "user_id" not in other


def test_what_is_said_in_a_group_comes_from_its_member_and_not_from_their_chat(
    emulator: TelegramEmulator, bot: Bot, lead: Lead
):
    group = emulator.group("Obra")
    group.is_joined_by(lead)
    group.hears(lead, "bom dia")

    joined, said = (update["message"] for update in bot("getUpdates")["result"])

    assert joined["new_chat_members"][0]["id"] == lead.id
    assert (said["from"]["id"], said["chat"]["id"], said["text"]) == (lead.id, group.id, "bom dia")
    assert group.id < 0
    assert lead.transcript == []


def test_a_lead_sees_that_the_bot_is_writing(bot: Bot, lead: Lead):
    bot("sendChatAction", chat_id=lead.id, action="typing")
    refused = bot("sendChatAction", chat_id=lead.id, action="dancing")

    assert lead.typing_shown == 1
    assert refused["error_code"] == 400


def test_waiting_for_a_message_finds_each_once_and_says_what_came_instead(bot: Bot, lead: Lead):
    bot("sendMessage", chat_id=lead.id, text="um")
    bot("sendMessage", chat_id=lead.id, text="um")

    found = [lead.waits_for("um").message_id, lead.waits_for("um").message_id]
    bot("sendMessage", chat_id=lead.id, text="outra coisa")

    assert found == [1, 2]
    with pytest.raises(TimeoutError, match="outra coisa"):
        lead.waits_for("um", seconds=0.01)


def test_a_planned_fault_strikes_once(emulator: TelegramEmulator, bot: Bot, lead: Lead):
    emulator.refuse("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)

    refused = bot("sendMessage", chat_id=lead.id, text="oi")
    accepted = bot("sendMessage", chat_id=lead.id, text="oi")

    assert refused["parameters"] == {"retry_after": 7}
    assert accepted["ok"]


def test_a_slow_answer_comes_after_the_message(emulator: TelegramEmulator, bot: Bot, lead: Lead):
    emulator.slow_down("sendMessage", seconds=5)

    with pytest.raises(httpx.ReadTimeout):
        bot.post("sendMessage", json={"chat_id": lead.id, "text": "oi"}, timeout=0.2)

    assert [line.text for line in lead.transcript] == ["oi"]


def test_dates_follow_the_clock(bot: Bot, lead: Lead, clock):
    clock.advance(timedelta(days=3))

    answer = bot("sendMessage", chat_id=lead.id, text="oi")

    assert answer["result"]["date"] == int(clock.now().timestamp())
