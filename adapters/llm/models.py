"""Which model is asked, where it is, and with which key."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["HOMES", "Model"]

HOMES = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "gemini": "https://generativelanguage.googleapis.com/v1beta",
}
"""
Where the providers are.

Said with each call, because litellm would otherwise look for an address in the environment
(litellm 1.106 source, `main.completion`), and would put Gemini's key into the URL.
"""


@dataclass(frozen=True)
class Model:
    """A language model."""

    name: str
    """As litellm names it: `provider/model`."""
    api_key: str = field(repr=False)
    api_base: str | None = None
    """Of an OpenAI-compatible server, or of a double; None: the provider's own."""

    @property
    def address(self) -> str | None:
        """Where it is called; None: litellm knows."""
        return self.api_base or HOMES.get(self.name.partition("/")[0])
