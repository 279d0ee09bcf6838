"""
Telling the business: signed forms, one after the other, each once.

Twilio repeats nothing by itself (its webhooks have "connection overrides" for that), so what is
not taken is lost; and what a webhook answers in words goes to the person as a message (Twilio
docs, "TwiML for Programmable Messaging").
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from adapters.whatsapp.twilio.signature import FORM, sign

__all__ = ["SignedForm", "Webhooks"]

_TICK_SECONDS = 0.02
_EMPTY_TWIML = ("<Response/>", "<Response></Response>")


@dataclass(frozen=True)
class SignedForm:
    """A webhook as it goes over the wire; lets a test deliver by itself."""

    url: str
    headers: Mapping[str, str]
    body: bytes


class Webhooks:
    """The forms on their way.  Guarded by the emulator's lock."""

    def __init__(self, auth_token: str, changed: threading.Condition) -> None:
        self.sent: list[SignedForm] = []
        """Every form that there was, delivered or not, oldest first."""
        self.failures: list[str] = []
        """What went wrong with those that were not taken."""
        self._auth_token = auth_token
        self._changed = changed
        self._waiting: deque[tuple[SignedForm, Callable[[str], None] | None]] = deque()

    @property
    def are_delivered(self) -> bool:
        """Nothing is on its way."""
        return not self._waiting

    def add(
        self,
        url: str,
        parameters: Mapping[str, str],
        answered: Callable[[str], None] | None = None,
    ) -> None:
        """Sign and deliver a form; `answered` is told the words of the answer, if it has any."""
        signature = sign(url, parameters.items(), self._auth_token)
        headers = {"content-type": FORM, "x-twilio-signature": signature}
        form = SignedForm(url, headers, urlencode(parameters).encode())
        self.sent.append(form)
        self._waiting.append((form, answered))

    def repeat_last(self) -> None:
        """Deliver the newest form once more, as after an answer that was lost."""
        if not self.sent:
            raise LookupError("there was no webhook yet")
        self._waiting.append((self.sent[-1], None))

    async def run(self, client: httpx.AsyncClient) -> None:
        """Deliver until cancelled."""
        while True:
            while self._waiting:
                await self._deliver_first(client)
            await asyncio.sleep(_TICK_SECONDS)

    async def _deliver_first(self, client: httpx.AsyncClient) -> None:
        form, answered = self._waiting[0]
        words, failure = await _post(client, form)
        with self._changed:
            self._waiting.popleft()
            if failure:
                self.failures.append(failure)
            if words and answered is not None:
                answered(words)
            self._changed.notify_all()


async def _post(client: httpx.AsyncClient, form: SignedForm) -> tuple[str, str]:
    """The words of the answer, and what went wrong; both mostly empty."""
    try:
        answer = await client.post(form.url, content=form.body, headers=form.headers)
    except httpx.HTTPError as error:
        return "", f"connection failed: {type(error).__name__}"
    if not answer.is_success:
        return "", f"wrong response: {answer.status_code}"
    is_text = answer.headers.get("content-type", "").startswith("text/")
    words = answer.text.strip() if is_text else ""
    return "" if words.endswith(_EMPTY_TWIML) else words, ""
