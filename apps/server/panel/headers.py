"""
The security headers of the panel: as tight as Streamlit 1.67 runs with.

Read in its static/index.html and bundles, and tried in Chromium: one script stands in the page
itself (allowed by its digest), styles are written by script (`unsafe-inline`), pictures and
downloads are data: and blob: addresses, and charts are drawn by an interpreter, so that nothing
has to be evaluated.  Nothing is loaded from another host, and nothing is sent to one.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders

from adapters.http.pages import SECURITY_HEADERS

__all__ = ["DOOR_HEADERS", "panel_headers", "put"]

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_COMMON = {
    **SECURITY_HEADERS,
    # With "no-referrer" a form of ours would come with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

DOOR_HEADERS: Mapping[str, str] = _COMMON | {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
}
"""Of the pages of our own: login and logout."""


def panel_headers(page: str) -> Mapping[str, str]:
    """Those of the panel itself, whose every address answers with the HTML text `page`."""
    digests = " ".join(f"'sha256-{_digest(script)}'" for script in _INLINE_SCRIPT.findall(page))
    policy = (
        "default-src 'self'",
        f"script-src 'self' {digests}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return _COMMON | {"Content-Security-Policy": "; ".join(policy)}


def put(headers: Mapping[str, str], response: MutableHeaders, *, keep: str | None = None) -> None:
    """Set them all; the one called `keep` only where the response has none of its own."""
    for name, value in headers.items():
        if name == keep:
            response.setdefault(name, value)
        else:
            response[name] = value


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
