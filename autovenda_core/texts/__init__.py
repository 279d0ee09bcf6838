"""
What the bot says: a catalogue of texts in TOML, pt-BR by default, checked when it is loaded.

The shipped `pt_br.toml` is also the specification: a file of the owner's may change any
text, with the placeholders that the shipped one uses and as many buttons.
"""

from __future__ import annotations

from autovenda_core.texts.entries import BUTTON_TITLE_CHARS, ApprovedText, TextEntry, Texts
from autovenda_core.texts.reading import LINK, default_texts, read_texts
from autovenda_core.texts.template import EVERYWHERE, Template

__all__ = [
    "BUTTON_TITLE_CHARS",
    "EVERYWHERE",
    "LINK",
    "ApprovedText",
    "Template",
    "TextEntry",
    "Texts",
    "default_texts",
    "read_texts",
]
