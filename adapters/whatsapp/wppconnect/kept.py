"""The body of a webhook as we keep it: word for word, but without the files in it.  Pure."""

from __future__ import annotations

import re
from hashlib import sha256

__all__ = ["without_files"]

# The server downloads media by default and sends them as base64 (wppconnect-server 2.10,
# `util/functions.ts` autoDownload), and WhatsApp puts previews into places that differ by kind.
# So what is long and base64 goes, wherever it is.  JSON may write a slash as `\/`.
_FILE = re.compile(r'"(?P<file>(?:data:[^",]{1,200},)?[A-Za-z0-9+/\\_-]{1024,}={0,2})"')


def without_files(body: bytes) -> str:
    """The body as text, with its length and sha256 in the place of each file; never raises."""
    text = body.decode("utf-8", "replace").replace("\0", "")
    return _FILE.sub(lambda match: f'"{_receipt(match["file"])}"', text)


def _receipt(file: str) -> str:
    return f"[{len(file)} characters of base64, sha256 {sha256(file.encode()).hexdigest()}]"
