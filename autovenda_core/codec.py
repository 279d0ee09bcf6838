"""
Values to JSON and back, for whoever stores them.

Built on first use: pydantic's schema building is most of the cost of importing it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from autovenda_core import effects, events
from autovenda_core.model import Conversation

__all__ = [
    "decode_conversation",
    "decode_effect",
    "decode_event",
    "encode",
    "kind_of",
]

_KINDS: dict[str, type[Any]] = {
    cls.__name__: cls for cls in (*events.Event.__args__, *effects.Effect.__args__, Conversation)
}


def kind_of(value: events.Event | effects.Effect | Conversation) -> str:
    """The name under which a value is stored: that of its class."""
    return type(value).__name__


def encode(value: events.Event | effects.Effect | Conversation) -> str:
    """JSON text of a value, without its kind; fields that are None are left out."""
    text: bytes = _adapter(kind_of(value)).dump_json(value, exclude_none=True)
    return text.decode()


def decode_event(kind: str, text: str | bytes) -> events.Event:
    """
    The event that `encode` wrote.

    Raises:
        ValueError: an unknown kind, or JSON that does not fit it.
    """
    value: events.Event = _decode(kind, text)
    return value


def decode_effect(kind: str, text: str | bytes) -> effects.Effect:
    """
    The effect that `encode` wrote.

    Raises:
        ValueError: an unknown kind, or JSON that does not fit it.
    """
    value: effects.Effect = _decode(kind, text)
    return value


def decode_conversation(text: str | bytes) -> Conversation:
    """
    The conversation that `encode` wrote.

    Raises:
        ValueError: JSON that is not a conversation.
    """
    conversation: Conversation = _adapter(Conversation.__name__).validate_json(text)
    return conversation


def _decode(kind: str, text: str | bytes) -> Any:
    if kind not in _KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    return _adapter(kind).validate_json(text)


@cache
def _adapter(kind: str) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(_KINDS[kind])
