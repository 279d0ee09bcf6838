"""
`POST /painel/comandos/{action}`: what an operator has done, from the panel or a program of theirs.

    {"target": "4f0c…", "seen": 12, "fields": {"texto": "Bom dia!"}}
    200 {"outcome": "done" | "already" | "unchanged", "words": "…"}
    4xx, 503 {"error": "…"}

The login and its role are looked up in the transaction in which the command is done.  Words and
errors are sentences in pt-BR for the operator.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.storage import operators
from adapters.storage.inbox import Wakes
from apps.desk.actions import ACTIONS, Action
from apps.desk.asking import Ask, Done, Fields, Refused
from apps.desk.performing import perform
from apps.logs import note
from apps.operators import Logins, digest_of
from apps.server.bodies import read_body
from apps.server.panel.browser import PATH, is_from_elsewhere, token_of
from apps.server.panel.headers import DOOR_HEADERS
from apps.wiring import Application
from autovenda_core.errors import InvalidRequest, Unavailable

__all__ = ["CommandDesk"]

_log = logging.getLogger(__name__)

LARGEST_SEEN = 2**53
"""What JSON keeps exactly in every language."""

NOT_LOGGED_IN = "Seu acesso terminou. Entre de novo no painel para continuar."
DOWN = "O banco de dados não respondeu, e nada foi feito. Tente de novo em alguns segundos."

_TARGET = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True)
class _Order:
    """A command as it came."""

    action: str
    target: str
    seen: int | None
    fields: Mapping[str, object]


class CommandDesk:
    """The endpoint."""

    def __init__(self, application: Application, logins: Logins) -> None:
        self._application = application
        self._logins = logins
        self.routes = [Route(f"{PATH}/comandos/{{action}}", self._take, methods=["POST"])]

    async def _take(self, request: Request) -> Response:
        try:
            return await self._answer(request)
        except Refused as refused:
            return _refusal(refused)
        except Unavailable:
            return _refusal(Refused(DOWN, 503))

    async def _answer(self, request: Request) -> Response:
        token = self._admit(request)
        if await self._logins.use(token) is None:
            raise Refused(NOT_LOGGED_IN, 401)
        order = await _read(request)
        action = ACTIONS.get(order.action)
        if action is None:
            raise Refused(f"Não existe o comando {order.action!r}. Atualize a página.", 404)
        await self._forget_first(order, action, digest_of(token))
        return await self._do(order, action, digest_of(token))

    def _admit(self, request: Request) -> str:
        """The token of a request that may be one of ours."""
        if is_from_elsewhere(request, self._application.settings.public_url):
            raise Refused("O pedido veio de outro site, e nada foi feito.", 403)
        token = token_of(request)
        if token is None:
            raise Refused(NOT_LOGGED_IN, 401)
        return token

    async def _forget_first(self, order: _Order, action: Action, token_sha256: str) -> None:
        """
        Delete the files that a command names, if it may be given.

        Raises:
            Unavailable: one of them is still there.
        """
        if (files := action.files) is None:
            return
        now = self._application.clock.now()

        def look(db: Connection) -> tuple[tuple[str, ...], Wakes]:
            operator = operators.who(db, token_sha256, now)
            may = operator is not None and operator.role.covers(action.least)
            return (files(db, order.target) if may else ()), []

        for name in await self._application.store.write(look):
            await self._application.media.forget(name)

    async def _do(self, order: _Order, action: Action, token_sha256: str) -> Response:
        application = self._application
        now = application.clock.now()

        def work(db: Connection) -> tuple[Done | Refused, Wakes]:
            operator = operators.who(db, token_sha256, now)
            if operator is None:
                return Refused(NOT_LOGGED_IN, 401), []
            ask = Ask(
                db=db,
                by=operator,
                at=now,
                target=order.target,
                seen=order.seen,
                fields=Fields(order.fields),
                livemode=application.settings.livemode,
            )
            answer = perform(order.action, action.least, action.command, ask)
            return answer, answer.wakes if isinstance(answer, Done) else []

        answer = await application.store.write(work)
        if isinstance(answer, Refused):
            return _refusal(answer)
        await self._follow_up(answer)
        return _json({"outcome": answer.outcome, "words": answer.words, **answer.data})

    async def _follow_up(self, done: Done) -> None:
        """What a command asks for once it is committed; it is done, whatever becomes of this."""
        try:
            if done.changed is not None:
                await self._application.take_up_settings()
                note(_log, "settings changed", kind=done.changed)
            for name in done.forget:
                await self._application.media.forget(name)
        except Unavailable as error:
            _log.warning("a command was done, and not all that follows from it: %s", error)


async def _read(request: Request) -> _Order:
    """
    The command in a request.

    Raises:
        Refused: it is none.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refused("O pedido precisa ser JSON.", 415)
    try:
        body: Any = json.loads(await read_body(request))
        json.dumps(body, ensure_ascii=False).encode()  # fails on half a character
    except InvalidRequest as error:
        raise Refused("O pedido é grande demais ou não chegou inteiro.", error.status) from error
    except (ValueError, RecursionError) as error:
        raise Refused("O pedido não é JSON que se leia.", 422) from error
    if not isinstance(body, dict):
        raise Refused("O pedido precisa ser um objeto JSON.", 422)
    target, seen, fields = body.get("target"), body.get("seen"), body.get("fields") or {}
    if not isinstance(target, str) or not _TARGET.fullmatch(target):
        raise Refused("Falta dizer a que o comando se refere (target).", 422)
    if seen is not None and (type(seen) is not int or not 0 <= seen <= LARGEST_SEEN):
        raise Refused("A versão vista (seen) precisa ser um número.", 422)
    if not isinstance(fields, dict):
        raise Refused("Os campos (fields) precisam ser um objeto JSON.", 422)
    return _Order(request.path_params["action"], target, seen, fields)


def _refusal(refused: Refused) -> Response:
    return _json({"error": refused.words, **refused.data}, refused.status)


def _json(content: Mapping[str, object], status: int = 200) -> Response:
    return JSONResponse(content, status, headers=DOOR_HEADERS)
