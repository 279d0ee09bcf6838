"""
What providers really send, from people that are no witnesses.

The shapes are those that the emulators beside the adapters make; the ids are few, so that the
second copy of a message, and a person who writes again, are drawn too.
"""

from __future__ import annotations

from hashlib import blake2b
from random import Random
from typing import Any

from adapters.stripe.checkout import CHARGE_KEY
from tests.fuzz.mutations import Pairs

__all__ = [
    "odd_sender",
    "stripe_event",
    "telegram_update",
    "twilio_form",
    "whatsapp_body",
    "wppconnect_webhook",
]

_WORDS = (
    "oi",
    "oi, preciso de um site, sem pressa, até 2000 reais",
    "1",
    "opção 2",
    "aceito",
    "quanto custa?",
    "falar com uma pessoa",
    "parar",
    "Marina da Silva, marina@example.com",
    "R$ 1.500,00 (50%) *oi* _x_ <b>",
)
_TAPS = ("accept:1", "deny", "human", "pay", "stop", "need:other", "budget:unknown", "x")
_NUMBERS = 25
"""So many people write on each channel."""
_AT = 1_773_147_600
"""Unix seconds, about when the attack begins."""


def _person(dice: Random) -> str:
    """The digits of a mobile number; some of them without the ninth digit."""
    local = f"{70_000_000 + dice.randrange(_NUMBERS)}"
    return dice.choice(("55119", "5511", "55219")) + local


def _id(dice: Random) -> int:
    return dice.randrange(2 ** dice.choice((6, 40)))


def _id_for(sender: object) -> int:
    """Of the one message of a sender: however the dice fall, two people never share one."""
    return int.from_bytes(blake2b(str(sender).encode(), digest_size=7).digest())


def odd_sender(dice: Random) -> str:
    """An id of a person that looks like none, of characters that every database keeps."""
    alphabet = " .:/+-_@#%&?=<>'\"\\éß🙂٣²0123456789abcABC"
    inner = "".join(dice.choice(alphabet) for _ in range(dice.randrange(40)))
    return f"?{inner}!"


# ---------------------------------------------------------------------------- Telegram


def telegram_update(dice: Random, sender: int | None = None) -> dict[str, Any]:
    """An update; with a sender, a text of theirs."""
    user_id = 7_000_000_000 + dice.randrange(_NUMBERS) if sender is None else sender
    user = {"id": user_id, "is_bot": False, "first_name": "Ana", "last_name": "Souza"}
    chat = {"id": user_id, "type": "private", "first_name": "Ana"}
    message = {"message_id": _id(dice), "from": user, "chat": chat, "date": _AT}
    written = message | {"text": dice.choice(_WORDS)}
    update = {"update_id": _id(dice) if sender is None else _id_for(sender)}
    if sender is not None:
        return update | {"message": written}
    file = {"file_id": "AwACAgEAAxk", "mime_type": "audio/ogg", "file_name": "a.ogg"}
    member = {"user": user, "status": dice.choice(("member", "kicked"))}
    key = {"text": "Sim", "callback_data": dice.choice(_TAPS)}
    keyboard = {"reply_markup": {"inline_keyboard": [[key]]}}
    contents: tuple[dict[str, Any], ...] = (
        {"message": written},
        {"message": written | {"entities": [{"type": "bot_command", "offset": 0, "length": 3}]}},
        {"message": message | {"voice": file, "caption": "ouve"}},
        {"message": message | {"photo": [file, file]}},
        {"message": message | {"location": {"latitude": -23.5, "longitude": -46.6}}},
        {"message": message | {"contact": {"phone_number": _person(dice), "user_id": user_id}}},
        {"message": message | {"new_chat_title": "Obra", "chat": {"id": -5, "type": "group"}}},
        {"edited_message": written | {"edit_date": _AT}},
        {"channel_post": {"message_id": 1, "chat": {"id": -9, "type": "channel"}, "text": "oi"}},
        {
            "callback_query": {
                "id": str(_id(dice)),
                "from": user,
                "message": message | keyboard,
                "chat_instance": "1",
                "data": key["callback_data"],
            }
        },
        {
            "my_chat_member": {
                "chat": chat,
                "from": user,
                "date": _AT,
                "old_chat_member": {"user": user, "status": "member"},
                "new_chat_member": member,
            }
        },
        {"poll": {"id": "1"}},
    )
    return update | dice.choice(contents)


# ---------------------------------------------------------------------------- WhatsApp, by Meta


def whatsapp_body(dice: Random, sender: str | None = None) -> dict[str, Any]:
    """A body of Meta's; with a sender, a text of theirs."""
    who = _person(dice) if sender is None else sender
    user_id = f"BR.{1_000 + dice.randrange(_NUMBERS)}"
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140000000", "phone_number_id": "42000"},
    }
    if sender is not None:
        text = {"type": "text", "text": {"body": dice.choice(_WORDS)}}
        message = {"from": sender, "id": f"wamid.of-{_id_for(sender)}", "timestamp": str(_AT)}
        return _of_meta("messages", value | {"messages": [message | text]})
    contact = {"profile": {"name": "Ana"}, "wa_id": who, "user_id": user_id}
    origin = {"from": who, "from_user_id": user_id} if dice.random() < 0.8 else {"from": user_id}
    messages = [
        origin | {"id": f"wamid.{_id(dice)}", "timestamp": str(_AT)} | _meta_content(dice)
        for _ in range(dice.choice((1, 1, 3)))
    ]
    status = {
        "id": f"wamid.{_id(dice)}",
        "status": dice.choice(("sent", "delivered", "read", "failed")),
        "timestamp": str(_AT),
        "recipient_id": who,
        "biz_opaque_callback_data": f"{_id(dice):x}:1:0",
        "errors": [{"code": 131026, "title": "Message undeliverable"}],
    }
    echo = {"from": "551140000000", "to": who, "id": "wamid.e", "timestamp": str(_AT)}
    typed = echo | {"type": "text", "text": {"body": "já te ligo"}}
    field, content = dice.choice(
        (
            ("messages", {"contacts": [contact], "messages": messages}),
            ("messages", {"contacts": [contact], "messages": messages}),
            ("messages", {"statuses": [status]}),
            ("smb_message_echoes", {"message_echoes": [typed]}),
            ("account_update", {"event": "VERIFIED_ACCOUNT"}),
        )
    )
    return _of_meta(field, value | content)


def _meta_content(dice: Random) -> dict[str, Any]:
    reply = {"id": dice.choice(_TAPS), "title": "Sim"}
    kind = dice.choice(("button_reply", "list_reply"))
    file = {"id": "77", "mime_type": "audio/ogg; codecs=opus", "voice": True}
    moved = {"type": "user_changed_number", "wa_id": _person(dice), "body": "mudou"}
    card = {"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+5511", "wa_id": "5511"}]}
    contents: tuple[dict[str, Any], ...] = (
        {"type": "text", "text": {"body": dice.choice(_WORDS)}, "context": {"id": "wamid.0"}},
        {"type": "interactive", "interactive": {"type": kind, kind: reply}},
        {"type": "button", "button": {"text": "Sim", "payload": reply["id"]}},
        {"type": "audio", "audio": file},
        {"type": "document", "document": file | {"filename": "a.pdf", "caption": "veja"}},
        {"type": "location", "location": {"latitude": -23.5, "longitude": -46.6}},
        {"type": "contacts", "contacts": [card]},
        {"type": "reaction", "reaction": {"message_id": "wamid.0", "emoji": "👍"}},
        {"type": "system", "system": moved},
        {"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "oi"}}}},
        {"type": "unsupported", "errors": [{"code": 131051, "title": "Unsupported"}]},
    )
    return dice.choice(contents)


def _of_meta(field: str, value: dict[str, Any]) -> dict[str, Any]:
    entry = {"id": "1", "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


# ---------------------------------------------------------------------------- WhatsApp, by Twilio


def twilio_form(dice: Random, sender: str | None = None) -> Pairs:
    """A form of Twilio's; with a sender, a text of theirs."""
    number = _person(dice)
    sid = f"SM{_id(dice) if sender is None else _id_for(sender):032x}"
    form = {
        "AccountSid": f"AC{'0' * 32}",
        "MessageSid": sid,
        "To": "whatsapp:+551140000000",
        "From": sender if sender is not None else f"whatsapp:+{number}",
    }
    if sender is not None:
        return list((form | {"Body": dice.choice(_WORDS)}).items())
    person = {"ProfileName": "Ana", "WaId": number, "NumMedia": "0"}
    file = {"MediaUrl0": "http://127.0.0.1:9/a", "MediaContentType0": "audio/ogg", "NumMedia": "1"}
    contents: tuple[dict[str, str], ...] = (
        person | {"MessageType": "text", "Body": dice.choice(_WORDS)},
        person | {"ButtonPayload": dice.choice(_TAPS), "ButtonText": "Sim", "Body": "Sim"},
        person | {"ListId": dice.choice(_TAPS), "ListTitle": "Sim", "Body": "Sim"},
        person | file | {"Body": "ouve"},
        person | {"Latitude": "-23.5", "Longitude": "-46.6", "Body": ""},
        person | {"ExternalUserId": f"whatsapp:BR.{1_000 + dice.randrange(_NUMBERS)}"},
        {"From": form["To"], "To": form["From"], "MessageStatus": "read"},
        {"From": form["To"], "To": form["From"], "MessageStatus": "failed", "ErrorCode": "63016"},
        {"EventType": "OptIn"},
    )
    return list((form | dice.choice(contents)).items())


# ---------------------------------------------------------------------------- WPPConnect


def wppconnect_webhook(dice: Random, sender: str | None = None) -> dict[str, Any]:
    """What a WPPConnect server posts; with a sender, a text of theirs."""
    number = f"{_person(dice)}@c.us"
    lid = f"{90_000_000_000 + dice.randrange(_NUMBERS)}@lid"
    who = dice.choice((number, number, lid)) if sender is None else sender
    message_id = f"false_{who}_3A{_id(dice):018X}" if sender is None else f"3A{_id_for(sender)}"
    message = {
        "event": "onmessage",
        "session": "loja",
        "id": message_id,
        "from": who,
        "to": "551140000000@c.us",
        "fromMe": False,
        "t": _AT,
        "timestamp": _AT,
        "notifyName": "Ana",
        "isGroupMsg": False,
        "type": "chat",
        "body": dice.choice(_WORDS),
    }
    if sender is not None:
        return message
    user, _, server = who.partition("@")
    wid = {"user": user, "server": server, "_serialized": who}
    key = {"fromMe": True, "remote": who, "id": "3A", "_serialized": f"true_{who}_3A"}
    contents: tuple[dict[str, Any], ...] = (
        {},
        {"chatId": wid, "sender": {"id": wid, "pushname": "Ana"}},
        {"type": "list_response", "listResponse": {"singleSelectReply": {"selectedRowId": "pay"}}},
        {"type": "buttons_response", "selectedButtonId": dice.choice(_TAPS)},
        {"type": "ptt", "mimetype": "audio/ogg", "isMedia": True, "body": "T2dnUw" * 400},
        {"type": "location", "lat": -23.5, "lng": -46.6},
        {"type": "gp2", "isGroupMsg": True, "from": "120363000000000000@g.us"},
        {"event": "onselfmessage", "fromMe": True, "from": message["to"], "to": who},
        {"event": "onack", "id": key, "ack": dice.choice((-1, 0, 1, 2, 3))},
        {"event": "onreactionmessage", "id": key, "msgId": key, "reactionText": "👍"},
        {"event": "status-find", "status": "qrReadSuccess"},
    )
    content = message | dice.choice(contents)
    return {"event": "message", "data": content} if dice.random() < 0.1 else content


# ---------------------------------------------------------------------------- Stripe


def stripe_event(dice: Random, charges: list[str]) -> dict[str, Any]:
    """An event of Stripe's, about one of these charges or about nothing of ours."""
    metadata = {CHARGE_KEY: dice.choice([*charges, "elsewhere.1.1", "", "."])}
    kind = dice.choice(("checkout.session", "payment_intent", "charge", "refund", "dispute"))
    subject = {
        "id": f"cs_test_{_id(dice)}",
        "object": kind,
        "mode": "payment",
        "payment_intent": f"pi_{_id(dice)}",
        "payment_status": "paid",
        "amount_total": 75_000,
        "currency": "brl",
        "metadata": metadata,
    }
    return {
        "id": f"evt_{_id(dice)}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": _AT,
        "livemode": False,
        "type": f"{kind}.completed",
        "data": {"object": subject},
    }
