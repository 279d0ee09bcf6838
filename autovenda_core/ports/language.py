"""
Port: a language model that reads what the rules could not, and hears voice notes.

A model proposes, the rules decide: it answers with a `Proposal`, a closed type without a
price, a state, a link or a payment, and `understanding.proposals` believes nothing of it that
the lead's own words do not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autovenda_core.events import Act, Proposal
from autovenda_core.model import Expecting, State

__all__ = ["Answer", "Choice", "Language", "Question", "Transcript"]


@dataclass(frozen=True)
class Choice:
    """Something that can be named in a proposal, by its id."""

    id: str
    words: str
    """What it is called, in pt-BR."""


@dataclass(frozen=True)
class Question:
    """Everything that a model is told; nothing else of a lead ever leaves for one."""

    text: str
    """
    What the lead wrote: 1,000 characters at most, with CPF, CNPJ, phones and cards masked.

    Data, never orders.
    """
    state: State
    expecting: Expecting
    """What the bot asked last."""
    acts: tuple[Act, ...]
    """The only ones that may be proposed now."""
    packages: tuple[Choice, ...] = ()
    """Of the catalogue, without their prices."""
    topics: tuple[Choice, ...] = ()
    """Of the FAQ: what each is about, without its answer."""
    may_open: bool = False
    """Whether a sentence to open our answer with may be proposed."""


@dataclass(frozen=True)
class Answer:
    """What a model proposes, and what asking it cost."""

    proposal: Proposal
    cost_micros: int = 0
    """Millionths of a US dollar; 0 where nobody knows or nothing is paid."""


@dataclass(frozen=True)
class Transcript:
    """What was said in a voice note, and what hearing it cost."""

    text: str
    cost_micros: int = 0
    """Millionths of a US dollar."""


class Language(Protocol):
    """
    A language model behind a closed form.

    Both calls answer within the adapter's time limit, or raise: somebody waits in the chat.
    Neither is ever repeated: after a crash the conversation goes on without the answer.
    """

    @property
    def can_listen(self) -> bool:
        """Whether `transcribe` works with what is configured."""
        ...

    async def read(self, question: Question) -> Answer:
        """
        What the lead's message may mean.

        Raises:
            Unavailable: no answer in time, or the model is not there (yet).
            Rejected: an answer that is no proposal, or a request that is refused.
        """
        ...

    async def transcribe(self, content: bytes, media_type: str) -> Transcript:
        """
        The words of a voice note.

        Args:
            media_type: As the channel said; WhatsApp's voice notes are audio/ogg with Opus.

        Raises:
            Unavailable: no answer in time, or the model is not there (yet).
            Rejected: a format or size that it does not take.
        """
        ...
