"""Commands as the pages give them: one POST to the server, and what came of it in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import httpx

__all__ = ["Answer", "Fate", "Send", "sender"]

SECONDS = 20.0
"""A server that is busy answers later than that to nobody."""

NO_SERVER = "O painel está sem servidor: dá para consultar, mas nada pode ser feito por aqui."
NOT_THERE = "O servidor não está no ar, e nada foi feito. Tente de novo quando ele voltar."
NO_ANSWER = "O servidor não respondeu, e não se sabe se algo foi feito. Confira antes de repetir."


class Fate(StrEnum):
    """What became of a command."""

    DONE = "done"
    ALREADY = "already"
    """The same click was taken before."""
    UNCHANGED = "unchanged"
    """It was so already."""
    REFUSED = "refused"
    """Nothing was done, or nobody knows: the words say which."""


@dataclass(frozen=True)
class Answer:
    """What became of a command, for whoever gave it."""

    fate: Fate
    words: str
    """One pt-BR sentence."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What else was asked for: a file's content, a protocol, the errors of a table."""


Send: TypeAlias = Callable[[str, Mapping[str, object]], Answer]
"""Gives a command by its action's name and its body; never raises."""


def sender(server: str | None, cookie: str) -> Send:
    """
    Commands for a server (`POST /painel/comandos/{action}`) in the name of whoever has the cookie.

    `cookie` is the header as the operator's browser sent it; None as the server: there is none.
    """

    def send(action: str, body: Mapping[str, object]) -> Answer:
        if server is None:
            return Answer(Fate.REFUSED, NO_SERVER)
        address = f"{server}/painel/comandos/{action}"
        try:
            # The server is on this machine or named by its owner: no proxy of the environment.
            with httpx.Client(trust_env=False, timeout=SECONDS) as client:
                return _answer(client.post(address, json=body, headers={"cookie": cookie}))
        except httpx.ConnectError:
            return Answer(Fate.REFUSED, NOT_THERE)
        except (httpx.HTTPError, ValueError, KeyError):
            return Answer(Fate.REFUSED, NO_ANSWER)

    return send


def _answer(response: httpx.Response) -> Answer:
    """
    What a response says.

    Raises:
        ValueError, KeyError: it is not the server's.
    """
    said = dict(response.json())
    if response.is_success:
        return Answer(Fate(said.pop("outcome")), said.pop("words"), said)
    return Answer(Fate.REFUSED, said.pop("error"), said)
