"""`/b/{token}`: the briefing, part by part; it can be left and resumed by the same link."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.http.pages import (
    ACTION,
    PART,
    REVIEW,
    BriefingAction,
    BriefingDoneView,
    BriefingReviewView,
    BriefingView,
    MessageView,
    briefing_done_page,
    briefing_page,
    briefing_review_page,
    error_page,
    message_page,
)
from apps.server.bodies import read_form
from apps.server.opening import Door, Opened
from autovenda_core.briefing import BriefingForm, answers_to, default_form, problems
from autovenda_core.effects import LinkKind
from autovenda_core.errors import InvalidRequest
from autovenda_core.events import BriefingSaved, BriefingSubmitted
from autovenda_core.model import Conversation, State

__all__ = ["BriefingPage"]

SAVED = "salvo"
"""Value of the query parameter `PART` of the page that says that everything is kept."""


class BriefingPage:
    """The endpoints."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._site = door.application.site
        self._clock = door.application.clock
        self.routes = [
            Route("/b/{token}", self._show, methods=["GET"]),
            Route("/b/{token}", self._act, methods=["POST"]),
        ]

    # ------------------------------------------------------------------ showing

    async def _show(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.BRIEFING)
        if not _is_open(opened):
            return self._closed(opened)
        where = request.query_params.get(PART)
        if where == SAVED:
            return self._left(request)
        form, answers = default_form(), opened.deal.briefing.answers
        part = _part(form, where) or form.first_open_part(answers)
        if where == REVIEW or part > len(form.parts):
            return self._review(form, answers)
        return HTMLResponse(briefing_page(self._site, BriefingView(form, part, answers)))

    def _closed(self, opened: Opened) -> Response:
        briefing, project = opened.deal.briefing, opened.deal.project
        if briefing.submitted_at is None:
            return HTMLResponse(error_page(self._site, 410), 410)
        view = BriefingDoneView(
            default_form(),
            briefing.answers,
            briefing.submitted_at,
            project.deadline if project is not None else None,
            self._door.chat_url(opened),
        )
        return HTMLResponse(briefing_done_page(self._site, view))

    def _left(self, request: Request) -> Response:
        view = MessageView(
            "Suas respostas estão salvas",
            "Quando quiser continuar, é só abrir este mesmo link: ele está na sua conversa.",
            ("Continuar agora", request.url.path),
        )
        return HTMLResponse(message_page(self._site, view))

    def _review(
        self, form: BriefingForm, answers: Mapping[str, str], *, tried: bool = False
    ) -> Response:
        wrong = problems(form, answers) if tried else {}
        view = BriefingReviewView(form, answers, wrong)
        return HTMLResponse(briefing_review_page(self._site, view), 422 if wrong else 200)

    # ------------------------------------------------------------------ acting

    async def _act(self, request: Request) -> Response:
        opened = await self._door.open(request, LinkKind.BRIEFING)
        pairs = await read_form(request)
        if not _is_open(opened):
            return RedirectResponse(request.url.path, 303)
        action = _action(pairs)
        if action is BriefingAction.SUBMIT:
            return await self._submit(request, opened)
        form = default_form()
        part = _part(form, request.query_params.get(PART))
        if part is None:
            raise InvalidRequest("there is no such part of the briefing", status=404)
        answers = answers_to(form.parts[part - 1], pairs)
        await self._save(opened, answers)
        return self._after(request, form, part, action, answers)

    def _after(
        self,
        request: Request,
        form: BriefingForm,
        part: int,
        action: BriefingAction,
        answers: Mapping[str, str],
    ) -> Response:
        """Where a part that was saved leads."""
        match action:
            case BriefingAction.AUTOSAVE:
                return Response(status_code=204)
            case BriefingAction.LEAVE:
                return _see(request, SAVED)
            case BriefingAction.BACK:
                return _see(request, max(part - 1, 1))
            case _:
                wrong = problems(BriefingForm((form.parts[part - 1],)), answers)
        if wrong:
            view = BriefingView(form, part, answers, wrong)
            return HTMLResponse(briefing_page(self._site, view), 422)
        return _see(request, part + 1 if part < len(form.parts) else REVIEW)

    async def _save(self, opened: Opened, answers: Mapping[str, str]) -> None:
        conversation = opened.conversation
        kept = opened.deal.briefing.answers
        if conversation.state is State.BRIEFING and _has(kept, answers):
            return
        # With the version: answers may come back to what they were, and must be kept again.
        key = f"briefing:{conversation.id}:{opened.deal.number}:{conversation.version}"
        event = BriefingSaved(self._clock.now(), answers)
        await self._door.tell(opened, f"{key}:{_digest(answers)}", event)
        await self._door.wait(opened, lambda then: _has(then.deal.briefing.answers, answers))

    async def _submit(self, request: Request, opened: Opened) -> Response:
        answers = opened.deal.briefing.answers
        if problems(default_form(), answers):
            return self._review(default_form(), answers, tried=True)
        key = f"submit:{opened.conversation.id}:{opened.deal.number}:{_digest(answers)}"
        event = BriefingSubmitted(self._clock.now(), answers)
        await self._door.tell(opened, key, event)
        await self._door.wait(opened, _is_submitted)
        return RedirectResponse(request.url.path, 303)


def _is_open(opened: Opened) -> bool:
    state = opened.conversation.state
    return opened.is_current and state in (State.PAID, State.BRIEFING)


def _is_submitted(conversation: Conversation) -> bool:
    return conversation.deal.briefing.submitted_at is not None


def _part(form: BriefingForm, text: str | None) -> int | None:
    """The number of a part, from 1; None where there is none of that number."""
    numbers = {str(number): number for number in range(1, len(form.parts) + 1)}
    return numbers.get(text or "")


def _action(pairs: Sequence[tuple[str, str]]) -> BriefingAction:
    """Which button was pressed; Enter in a field presses the first one."""
    given = dict(pairs).get(ACTION, BriefingAction.CONTINUE)
    try:
        return BriefingAction(given)
    except ValueError as error:
        raise InvalidRequest("there is no such button on this page") from error


def _has(kept: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    return answers.items() <= kept.items()


def _digest(answers: Mapping[str, str]) -> str:
    text = json.dumps(dict(answers), sort_keys=True)
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()


def _see(request: Request, where: object) -> Response:
    return RedirectResponse(f"{request.url.path}?{PART}={where}", 303)
