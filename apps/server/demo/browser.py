"""The client's browser: opens our public pages over HTTP and presses their buttons."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from adapters.http.pages import ACTION, PART, BriefingAction
from apps.server.demo.people import sample_answers
from autovenda_core.briefing import SEPARATOR, BriefingPart, default_form
from autovenda_core.errors import Unavailable

__all__ = ["CHECKOUT_PATH", "Browser"]

CHECKOUT_PATH = "/demo/checkout/"
SECONDS = 20.0


class Browser:
    """Belongs to one event loop; `close` it."""

    def __init__(self, address: str) -> None:
        self._http = httpx.AsyncClient(base_url=address, timeout=SECONDS, trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def opens_checkout(self, payment_path: str) -> str:
        """
        Press "pay" on the payment page; the session that it leads to.

        Raises:
            Unavailable: it leads nowhere now.
        """
        answer = await self._post(payment_path, {})
        path: str = urlsplit(answer.headers.get("location", "")).path
        if not path.startswith(CHECKOUT_PATH):
            raise Unavailable("the payment page leads to no checkout")
        return path.removeprefix(CHECKOUT_PATH)

    async def fills_briefing(self, briefing_path: str) -> None:
        """
        Fill and submit every part.

        Raises:
            Unavailable: the page does not answer.
        """
        form = default_form()
        answers = sample_answers(form)
        for number, part in enumerate(form.parts, 1):
            fields = _fields(part, answers) | {ACTION: BriefingAction.CONTINUE}
            await self._post(f"{briefing_path}?{PART}={number}", fields)
        await self._post(briefing_path, {ACTION: BriefingAction.SUBMIT})

    async def _post(self, path: str, fields: dict[str, str | list[str]]) -> httpx.Response:
        try:
            answer = await self._http.post(path, data=fields)
        except httpx.HTTPError as error:
            raise Unavailable("the page does not answer") from error
        if answer.status_code >= 400:
            raise Unavailable(f"the page answered {answer.status_code}")
        return answer


def _fields(part: BriefingPart, answers: dict[str, str]) -> dict[str, str | list[str]]:
    """As a form sends them: a box that is ticked is a field of its own."""
    return {
        field.id: answers[field.id].split(SEPARATOR) for field in part.fields if field.id in answers
    }
