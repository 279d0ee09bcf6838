"""
The only importer of litellm, in a thread and an event loop of its own.

The import takes seconds, and a first call builds clients and TLS contexts in the middle of its
coroutine.  In a loop of its own none of that holds up the server's, so a time limit around a
call holds whatever litellm does.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import warnings
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any, TypeVar

from pydantic import BaseModel

from adapters.llm.failures import port_error
from adapters.llm.models import Model
from adapters.llm.prompt import Message
from autovenda_core.errors import Unavailable

__all__ = ["Said", "Vendor"]

MOST_TOKENS = 2_000
"""Of an answer: some models think first, and their thoughts count."""

CLOSING_SECONDS = 2.0

NOWHERE = "http://127.0.0.1:0"
"""Nobody can listen on port 0 (RFC 6335, 6)."""

_LOADS_LOCALLY = {
    # Without these litellm fetches lists from a code host when it is imported or first used
    # (the second one: synchronously, in the middle of a call), and reads a `.env` file
    # (litellm 1.106 source, `__init__.py`, `anthropic_beta_headers_manager.py`).
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_MODE": "PRODUCTION",
}

_LOGGERS = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "openai")
"""They quote requests and answers, so they are silenced."""

T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """What a model said, and what that cost in millionths of a US dollar (0: unknown)."""

    text: str | None
    cost_micros: int


class Vendor:
    """
    litellm, once it is there.  Calls are made once: no retry would outlive the time limit.

    Args:
        models: those that will be asked.
    """

    def __init__(self, models: Sequence[Model]) -> None:
        self._models = tuple(models)
        self._there: tuple[Thread, asyncio.AbstractEventLoop] | None = None
        self._litellm: Any = None
        self._tried: Future[None] = Future()
        self.broken = ""
        """Why it cannot be loaded, in words; empty: it can, or nobody tried yet."""

    @property
    def is_loaded(self) -> bool:
        """Whether calls can be made."""
        return self._litellm is not None

    def load(self) -> None:
        """Begin to load; returns at once, and a second call changes nothing."""
        if self._there is None:
            loop = asyncio.new_event_loop()
            thread = Thread(target=self._live, args=[loop], name="language-model", daemon=True)
            self._there = thread, loop
            thread.start()

    async def wait(self) -> None:
        """Until loading has ended, one way or the other; `load` comes first."""
        await asyncio.shield(asyncio.wrap_future(self._tried))

    def require(self) -> Any:
        """
        litellm itself.

        Raises:
            Unavailable: it is not loaded (yet), or cannot be.
        """
        if self._litellm is None:
            raise Unavailable(self.broken or "the language model is not loaded yet")
        return self._litellm

    def takes_schema(self, model: Model) -> bool:
        """Whether the provider of a model, as far as litellm knows, holds it to a schema."""
        return bool(self.require().supports_response_schema(model=model.name))

    async def complete(
        self,
        model: Model,
        messages: Sequence[Message],
        form: type[BaseModel] | None,
        seconds: float,
    ) -> Said:
        """
        Ask a model once.

        Args:
            form: what the provider holds the answer to; None: nothing.
            seconds: for each wait of the connection; the caller limits the whole call.

        Raises:
            Unavailable: not loaded (yet), or no answer.
            Rejected: the provider refuses.
        """
        litellm = self.require()

        async def asked() -> Said:
            answer = await litellm.acompletion(
                **_common(model, seconds),
                messages=list(messages),
                response_format=form,
                temperature=0,
                max_tokens=MOST_TOKENS,
                drop_params=True,  # newer models refuse a temperature; litellm knows which
            )
            return Said(_content(answer), _cost(litellm, answer, model, "acompletion"))

        return await self._call(model, asked())

    async def transcribe(
        self, model: Model, name: str, content: bytes, media_type: str, seconds: float
    ) -> Said:
        """
        What is said in a file, in Portuguese.

        Raises:
            Unavailable: not loaded (yet), or no answer.
            Rejected: the provider refuses.
        """
        litellm = self.require()

        async def heard() -> Said:
            answer = await litellm.atranscription(
                **_common(model, seconds), file=(name, content, media_type), language="pt"
            )
            return Said(_text(answer), _cost(litellm, answer, model, "atranscription"))

        return await self._call(model, heard())

    async def close(self) -> None:
        """Close the connections and end the thread; nothing can be called afterwards."""
        if self._there is None:
            return
        thread, loop = self._there
        if self.is_loaded:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSING_SECONDS):
                    await _run(self._close_clients(), loop)
        self._there = self._litellm = None
        loop.call_soon_threadsafe(loop.stop)
        # One that still imports ends by itself, whenever it is ready.
        await asyncio.to_thread(thread.join, CLOSING_SECONDS)

    # ------------------------------------------------------------------ over there

    def _live(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            litellm = _import()
            loop.run_until_complete(_rehearse(litellm, self._models))
            self._litellm = litellm
        except Exception as error:  # noqa: BLE001  an install can be broken in any way
            self.broken = f"litellm cannot be loaded ({type(error).__name__}: {error})"
        self._tried.set_result(None)
        if self._there is not None:  # otherwise it was closed meanwhile
            loop.run_forever()
        _end(loop)

    async def _close_clients(self) -> None:
        """All that litellm keeps in this process."""
        await self._litellm.close_litellm_async_clients()
        self._litellm.in_memory_llm_clients_cache.flush_cache()

    async def _call(self, model: Model, call: Coroutine[Any, Any, Said]) -> Said:
        if self._there is None:
            call.close()
            raise Unavailable("the language model is closed")
        try:
            return await _run(call, self._there[1])
        except Exception as error:
            # litellm raises whatever an odd answer made it stumble over.
            raise port_error(error, model.name) from error


async def _run(call: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop) -> T:
    """The result of something done in another loop; being cancelled here cancels it there."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(call, loop))


def _import() -> Any:
    # The one exception to "only apps/config.py touches the environment": litellm reads these
    # while it is imported, and nowhere else can they be said.
    os.environ.update(_LOADS_LOCALLY)  # noqa: TID251
    import litellm

    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # Where an answer is not of the SDK's types, pydantic would quote it in a warning.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    litellm.suppress_debug_info = True  # it would print to the terminal
    litellm.turn_off_message_logging = True
    litellm.callbacks = []
    litellm.disable_aiohttp_transport = True  # httpx, like all our adapters
    litellm.disable_hf_tokenizer_download = True  # it would be fetched to count tokens
    return litellm


async def _rehearse(litellm: Any, models: Sequence[Model]) -> None:
    """
    Ask each model where nobody listens.

    litellm loads much of itself, and of the SDK below it, in its first call; that second is not
    to be taken from the first lead's.
    """
    for model in models:
        nowhere = replace(model, api_key="none", api_base=NOWHERE)
        with suppress(Exception):
            await litellm.acompletion(**_common(nowhere, 1.0), messages=[{"role": "user"}])


def _common(model: Model, seconds: float) -> dict[str, Any]:
    """Without both zeros litellm and the SDK below it would each try again (measured)."""
    return {
        "model": model.name,
        "api_key": model.api_key,
        "api_base": model.address,
        "timeout": seconds,
        "num_retries": 0,
        "max_retries": 0,
    }


def _content(answer: Any) -> str | None:
    """Of a completion; a refusal has none."""
    content = answer.choices[0].message.content if answer.choices else None
    return content if isinstance(content, str) else None


def _text(answer: Any) -> str | None:
    """Of a transcription."""
    return answer.text if isinstance(answer.text, str) else None


def _cost(litellm: Any, answer: Any, model: Model, call_type: str) -> int:
    try:
        dollars: float = litellm.completion_cost(
            completion_response=answer, model=model.name, call_type=call_type
        )
    except Exception:  # noqa: BLE001  raised for every model without a known price
        return 0
    return math.ceil(dollars * 1_000_000)


def _end(loop: asyncio.AbstractEventLoop) -> None:
    """As `asyncio.run` ends a loop."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
