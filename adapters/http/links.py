"""
Signed addresses: of our public pages, and of files that a provider fetches from us.

A token is `base64url(payload + mac)`: the payload says what it opens, the mac is HMAC-SHA256 cut
to 128 bits.  Nothing is stored.  The link of a page never expires: whether the page still acts
is decided by the conversation, so a link in an old message can always say what became of it.
The link of a file carries the end of its life.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from autovenda_core.effects import Link, LinkKind
from autovenda_core.errors import ConfigurationError, InvalidRequest

__all__ = ["FILE_PATH", "PATHS", "FileLinks", "SharedFile", "SignedLinks"]

PATHS: Mapping[LinkKind, str] = {
    LinkKind.PAYMENT: "/p/",
    LinkKind.BRIEFING: "/b/",
    LinkKind.PROPOSAL: "/proposta/",
}
"""Where each kind of page lives; the token follows."""

FILE_PATH = "/arquivo/"
"""Where files live that a provider fetches; the token and the file's name follow."""

MAC_BYTES = 16
MAX_TOKEN_CHARS = 500
_LETTERS = {LinkKind.PAYMENT: "p", LinkKind.BRIEFING: "b", LinkKind.PROPOSAL: "o"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_PAYLOAD = re.compile(r"1(?P<kind>[pbo])(?P<deal>\d+)\.(?P<generation>\d+)\.(?P<id>[a-z0-9]+)")
"""Begins with the version of the format."""
_FILE = re.compile(
    r"1(?P<until>\d{1,12})\|(?P<name>[0-9a-f]{64})\|(?P<type>[\w.+/-]{1,60})\|(?P<filename>[^|/]{1,99})"
)


class SignedLinks:
    """Fits the Links port; `read` is its inverse, for whoever serves the pages."""

    def __init__(self, secrets: Sequence[str], public_url: str) -> None:
        """
        The first secret signs, all of them are accepted: put a new one in front to rotate.

        Raises:
            ConfigurationError: there is no secret, or an empty one.
        """
        self._seal = _Seal(secrets, purpose="autovenda link")
        self._public_url = public_url.rstrip("/")

    def url(self, link: Link) -> str:
        """The address that opens the page; nobody can make it without our secret."""
        return f"{self._public_url}{PATHS[link.kind]}{self.token(link)}"

    def token(self, link: Link) -> str:
        """The signed part of the address: about 50 characters."""
        text = f"1{_LETTERS[link.kind]}{link.deal}.{link.generation}.{link.conversation_id}"
        if not _PAYLOAD.fullmatch(text):
            raise ValueError(f"{link!r} cannot be written as a token")
        return self._seal.close(text)

    def read(self, token: str, kind: LinkKind) -> Link:
        """
        The link behind a token of that kind of page.

        Raises:
            InvalidRequest: 404, whatever is wrong: a stranger learns nothing from it.
        """
        match = _PAYLOAD.fullmatch(self._seal.open(token))
        if match is None or _KINDS[match["kind"]] is not kind:
            raise _unknown()
        return Link(kind, match["id"], int(match["deal"]), int(match["generation"]))


@dataclass(frozen=True)
class SharedFile:
    """A kept file that whoever has its address may fetch."""

    name: str
    """Under which the Files port keeps it: a SHA-256 in hex."""
    filename: str
    """Under which it is saved."""
    media_type: str
    until: datetime
    """The end of its address (UTC, whole seconds)."""


class FileLinks:
    """Addresses of kept files, for providers that fetch a document instead of taking it."""

    def __init__(self, secrets: Sequence[str], public_url: str) -> None:
        """
        The same secrets as those of pages may be used: no token of one is a token of the other.

        Raises:
            ConfigurationError: there is no secret, or an empty one.
        """
        self._seal = _Seal(secrets, purpose="autovenda file")
        self._public_url = public_url.rstrip("/")

    def url(self, file: SharedFile) -> str:
        """
        The address; nobody can make it, or make it last longer, without our secret.

        It ends with the file's name, because some providers name a file after its address.
        """
        until = int(file.until.timestamp())
        text = f"1{until}|{file.name}|{file.media_type}|{file.filename}"
        if not _FILE.fullmatch(text):
            raise ValueError(f"{file!r} cannot be written as a token")
        end = quote(file.filename, safe="")
        return f"{self._public_url}{FILE_PATH}{self._seal.close(text)}/{end}"

    def read(self, token: str, now: datetime) -> SharedFile:
        """
        The file behind a token that is not over yet.

        Raises:
            InvalidRequest: 404, whatever is wrong: a stranger learns nothing from it.
        """
        match = _FILE.fullmatch(self._seal.open(token))
        if match is None or now.timestamp() >= int(match["until"]):
            raise _unknown()
        until = datetime.fromtimestamp(int(match["until"]), UTC)
        return SharedFile(match["name"], match["filename"], match["type"], until)


class _Seal:
    """Makes tokens of payloads, and payloads of our own tokens."""

    def __init__(self, secrets: Sequence[str], purpose: str) -> None:
        if not secrets or not all(secrets):
            raise ConfigurationError("links need a secret that is not empty")
        self._keys = [secret.encode() for secret in secrets]
        # Keeps a mac made for something else with the same secret from opening this.
        self._purpose = purpose.encode() + b"\0"

    def close(self, payload: str) -> str:
        signed = payload.encode()
        return _encode(signed + self._mac(self._keys[0], signed))

    def open(self, token: str) -> str:
        """
        The payload of a token that was made with one of our secrets.

        Raises:
            InvalidRequest: it was not.
        """
        signed = _decode(token)
        payload, mac = signed[:-MAC_BYTES], signed[-MAC_BYTES:]
        if not any(hmac.compare_digest(self._mac(key, payload), mac) for key in self._keys):
            raise _unknown()
        return payload.decode()

    def _mac(self, key: bytes, payload: bytes) -> bytes:
        return hmac.digest(key, self._purpose + payload, "sha256")[:MAC_BYTES]


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
