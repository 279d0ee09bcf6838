"""The whole sale by itself, slowly enough to be watched; it uses the same buttons as a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from apps.server.demo.director import Director
from apps.server.demo.people import NotNow
from autovenda_core.errors import AutoVendaError
from autovenda_core.model import State
from autovenda_core.understanding.buttons import is_acceptance

__all__ = ["Autopilot"]

READING_SECONDS = 1.6
"""Between two steps, for whoever watches."""

MOST_QUESTIONS = 6
"""The bot asks three; a catalogue of the owner's may need one more."""


class Autopilot:
    """Plays the sale with a new lead, in a task of its own."""

    def __init__(self, director: Director, reading_seconds: float = READING_SECONDS) -> None:
        self._director = director
        self._reading_seconds = reading_seconds
        self._task: asyncio.Task[None] | None = None
        self.step = ""
        """What it is doing, for the page."""

    @property
    def is_running(self) -> bool:
        """Whether it plays now."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Play from the beginning; while it plays, nothing happens."""
        if not self.is_running:
            self._task = asyncio.create_task(self._play())

    async def stop(self) -> None:
        """Leave the sale where it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _play(self) -> None:
        try:
            await self._whole_sale()
            self.step = "Pronto: de “oi” a projeto ativo."
        except AutoVendaError as error:
            words = str(error) if isinstance(error, NotNow) else "o servidor não respondeu"
            self.step = f"Parou aqui: {words}"
        except asyncio.CancelledError:
            self.step = ""
            raise

    async def _whole_sale(self) -> None:
        director = self._director
        await self._do("Um cliente novo pega o telefone", director.new_lead)
        await self._do("O cliente diz oi", lambda: director.says("oi!"))
        need = "preciso de um site pra minha padaria"
        await self._do("Conta o que precisa", lambda: director.says(need))
        for _ in range(MOST_QUESTIONS):
            if await self._state() is not State.QUALIFYING:
                break
            await self._do("Responde com um toque", self._tap_first)
        await self._do("Aceita a proposta", self._accept)
        await self._do("Abre o link e paga o sinal por Pix", lambda: director.pay("pix"))
        await self._do("Preenche o briefing", director.fills_briefing)

    async def _do(self, step: str, act: Callable[[], Awaitable[str]]) -> None:
        self.step = step
        await act()
        await self._director.quiet()
        await asyncio.sleep(self._reading_seconds)

    async def _tap_first(self) -> str:
        return await self._tap(lambda button_id: True)

    async def _accept(self) -> str:
        return await self._tap(is_acceptance)

    async def _tap(self, wanted: Callable[[str], bool]) -> str:
        for message in reversed((await self._director.picture()).messages):
            for button in message.payload.get("buttons", ()):
                if wanted(button["id"]):
                    return await self._director.taps(button["id"], button["title"])
        raise NotNow("o robô não mostrou o botão esperado")

    async def _state(self) -> State:
        return (await self._director.picture()).conversation.state
