"""The HTTP client that the adapters share: bounded in time and number, never redirected."""

from __future__ import annotations

import httpx

__all__ = ["make_client"]

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
_LIMITS = httpx.Limits(
    max_connections=100,
    max_keepalive_connections=20,
    # Below the 5 s after which uvicorn and many proxies hang up: a request sent into a closing
    # connection has an unknown outcome.
    keepalive_expiry=4.0,
)


def make_client() -> httpx.AsyncClient:
    """
    A client for calls to vendors; whoever makes it closes it (`aclose`, `async with`).

    It reads no proxy and no .netrc from the environment, because configuration has one reader,
    and follows no redirect, because a vendor's API has none and a redirect would take our
    credentials along.
    """
    return httpx.AsyncClient(
        timeout=_TIMEOUT,
        limits=_LIMITS,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "autovenda"},
    )
