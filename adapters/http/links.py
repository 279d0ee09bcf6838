"""
Signed addresses of our public pages.

A token is `base64url(payload + mac)`: the payload says which page of which deal, the mac is
HMAC-SHA256 cut to 128 bits.  Nothing is stored and nothing expires here: whether a page still
acts is decided by the conversation, so a link in an old message can always say what became of it.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping, Sequence

from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import ConfigurationError, InvalidRequest

__all__ = ["PATHS", "SignedLinks"]

PATHS: Mapping[LinkKind, str] = {
    LinkKind.PAYMENT: "/p/",
    LinkKind.BRIEFING: "/b/",
    LinkKind.PROPOSAL: "/proposta/",
}
"""Where each kind of page lives; the token follows."""

MAC_BYTES = 16
MAX_TOKEN_CHARS = 200
_LETTERS = {LinkKind.PAYMENT: "p", LinkKind.BRIEFING: "b", LinkKind.PROPOSAL: "o"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_PAYLOAD = re.compile(r"1(?P<kind>[pbo])(?P<deal>\d+)\.(?P<generation>\d+)\.(?P<id>[a-z0-9]+)")
"""Begins with the version of the format."""
_PURPOSE = b"autovenda link\0"
"""Keeps a mac made for something else with the same secret from being a link."""


class SignedLinks:
    """Fits the Links port; `read` is its inverse, for whoever serves the pages."""

    def __init__(self, secrets: Sequence[str], public_url: str) -> None:
        """
        The first secret signs, all of them are accepted: put a new one in front to rotate.

        Raises:
            ConfigurationError: there is no secret, or an empty one.
        """
        if not secrets or not all(secrets):
            raise ConfigurationError("links need a secret that is not empty")
        self._keys = [secret.encode() for secret in secrets]
        self._public_url = public_url.rstrip("/")

    def url(self, link: Link) -> str:
        """The address that opens the page; nobody can make it without our secret."""
        return f"{self._public_url}{PATHS[link.kind]}{self.token(link)}"

    def token(self, link: Link) -> str:
        """The signed part of the address: about 50 characters."""
        text = f"1{_LETTERS[link.kind]}{link.deal}.{link.generation}.{link.conversation_id}"
        if not _PAYLOAD.fullmatch(text):
            raise ValueError(f"{link!r} cannot be written as a token")
        payload = text.encode()
        return _encode(payload + _mac(self._keys[0], payload))

    def read(self, token: str, kind: LinkKind) -> Link:
        """
        The link behind a token of that kind of page.

        Raises:
            InvalidRequest: 404, whatever is wrong: a stranger learns nothing from it.
        """
        signed = _decode(token)
        payload, mac = signed[:-MAC_BYTES], signed[-MAC_BYTES:]
        if not any(hmac.compare_digest(_mac(key, payload), mac) for key in self._keys):
            raise _unknown()
        match = _PAYLOAD.fullmatch(payload.decode())
        if match is None or _KINDS[match["kind"]] is not kind:
            raise _unknown()
        return Link(kind, match["id"], int(match["deal"]), int(match["generation"]))


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE + payload, "sha256")[:MAC_BYTES]


def _encode(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def _decode(token: str) -> bytes:
    if len(token) > MAX_TOKEN_CHARS:
        raise _unknown()
    try:
        signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as error:
        raise _unknown() from error
    # The decoder skips foreign characters and unused bits; a link has one spelling only.
    if _encode(signed) != token:
        raise _unknown()
    return signed


def _unknown() -> InvalidRequest:
    return InvalidRequest("unknown link", status=404)
