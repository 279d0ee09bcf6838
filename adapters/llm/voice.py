"""Voice notes as files that a transcription takes."""

from __future__ import annotations

from autovenda_core.errors import Rejected

__all__ = ["file_name"]

LARGEST_BYTES = 25_000_000
"""OpenAI, "Create transcription", `file` (platform.openai.com, 2026): 25 MB."""

_ENDINGS = {
    "audio/ogg": "ogg",  # WhatsApp's and Telegram's voice notes, with Opus inside
    "audio/opus": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/mp4": "m4a",
    "audio/m4a": "m4a",
    "audio/x-m4a": "m4a",
    "audio/flac": "flac",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/webm": "webm",
}
"""The formats of "Create transcription", by media type.  The name tells a provider the format."""


def file_name(content: bytes, media_type: str) -> str:
    """
    What to call a voice note, so that its format is recognised.

    Raises:
        Rejected: nobody transcribes that.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in _ENDINGS:
        raise Rejected("a voice note of a format that is not transcribed")
    if not 0 < len(content) <= LARGEST_BYTES:
        raise Rejected("a voice note that is empty or too large")
    return f"voice.{_ENDINGS[kind]}"
