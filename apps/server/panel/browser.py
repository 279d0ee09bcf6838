"""
What a request tells of the browser that sends it: its login cookie, and whose page it is on.

A browser sends our cookie along with requests that other sites make it send (SameSite=Lax
leaves top-level GETs), but it names the site: by `Origin`, or by `Sec-Fetch-Site` (W3C, "Fetch
Metadata Request Headers").  A page of another site can forge neither.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import Response

__all__ = [
    "COOKIE",
    "PATH",
    "forget_token",
    "is_from_elsewhere",
    "is_from_our_page",
    "keep_token",
    "token_of",
]

PATH = "/painel"
"""Everything of the panel is below it, and the cookie is sent nowhere else."""

COOKIE = "av_login"


def token_of(connection: HTTPConnection) -> str | None:
    """The login that the browser shows, whether it is one or not."""
    return connection.cookies.get(COOKIE) or None


def keep_token(response: Response, token: str, connection: HTTPConnection, seconds: int) -> None:
    """Give the browser its login, out of the reach of any script."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=seconds,
        path=PATH,
        secure=_is_secure(connection),
        httponly=True,
        samesite="lax",
    )


def forget_token(response: Response, connection: HTTPConnection) -> None:
    """Take it away."""
    secure = _is_secure(connection)
    response.delete_cookie(COOKIE, path=PATH, secure=secure, httponly=True, samesite="lax")


def is_from_our_page(connection: HTTPConnection, public_url: str | None) -> bool:
    """A browser says that a page of ours sends it.  For what only browsers send."""
    origin = connection.headers.get("origin")
    return origin is not None and _is_ours(origin, connection.headers, public_url)


def is_from_elsewhere(connection: HTTPConnection, public_url: str | None) -> bool:
    """A browser says that a page of another site sends it.  Programs send no such word."""
    site = connection.headers.get("sec-fetch-site", "same-origin")
    origin = connection.headers.get("origin")
    if site != "same-origin":
        return True
    return origin is not None and not _is_ours(origin, connection.headers, public_url)


def _is_ours(origin: str, headers: Headers, public_url: str | None) -> bool:
    """
    The origin is the host that was asked, or our public address: a proxy may hide the former.

    A foreign name that leads to this machine ("DNS rebinding") is its own host, but a browser
    sends it no cookie of ours.
    """
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    ours = {headers.get("host"), urlsplit(public_url).netloc if public_url else None}
    return bool(host) and host in ours


def _is_secure(connection: HTTPConnection) -> bool:
    """The browser sees https, which it tells by `Origin`; a proxy may talk plain http to us."""
    origin = connection.headers.get("origin", "")
    return connection.url.scheme == "https" or origin.startswith("https://")
