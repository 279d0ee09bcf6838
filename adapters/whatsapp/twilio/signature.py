"""
Twilio's signature: over the address it called and every parameter of the form.  Pure.

Rules (twilio-python 9.13, `request_validator.py`; Twilio docs "Secure webhooks", 2026-08-13, and
"Sign webhooks with shared keys", 2026-09-07):

* The text is the whole address, query included, then each name with each of its different
  values, sorted.  A blank parameter counts: a parser that drops it breaks the signature.
* A body that is not a form is signed as its SHA-256, in the address's `bodySHA256`.
* The key is the account's auth token with HMAC-SHA1, or a shared key with the algorithm that a
  second header names.
* Twilio signs some addresses with the port and some without, so both are tried.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlsplit

from autovenda_core.errors import InvalidRequest

__all__ = ["FORM", "SETTINGS_HEADER", "SIGNATURE_HEADER", "parse_form", "sign", "verify"]

SIGNATURE_HEADER = "x-twilio-signature"
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
"""Such as `key=<id of the shared key>,algorithm=HMAC_SHA256`."""
FORM = "application/x-www-form-urlencoded"

_DIGESTS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_PORTS = {"https": 443, "http": 80}
_MOST_PARAMETERS = 1000

Parameters = Iterable[tuple[str, str]]


def verify(url: str, headers: Mapping[str, str], body: bytes, auth_tokens: Sequence[str]) -> None:
    """
    Check that Twilio sent a webhook and that nobody changed it on the way.

    Args:
        url: the public address that Twilio was told, with the query of this request; what our
            server sees behind a proxy is another one.
        headers: names in lower case.
        body: as received.
        auth_tokens: the account's auth token and shared keys (several, to change them).

    Raises:
        InvalidRequest: there is no signature (status 401), or it is not Twilio's (403).
    """
    given = headers.get(SIGNATURE_HEADER, "").encode(errors="replace")
    if not given:
        raise InvalidRequest("X-Twilio-Signature is missing", status=401)
    algorithm = _algorithm(headers.get(SETTINGS_HEADER, ""))
    parameters = _signed_parameters(url, headers, body)
    # A list, not a generator: everything is compared, so the time tells nothing.
    matches = [
        hmac.compare_digest(given, sign(address, parameters, token, algorithm).encode())
        for address in _with_and_without_port(url)
        for token in auth_tokens
        if token
    ]
    if not any(matches):
        raise InvalidRequest("X-Twilio-Signature is wrong", status=403)


def sign(url: str, parameters: Parameters, token: str, algorithm: str = "HMAC_SHA1") -> str:
    """The signature of one exact address and its form; `algorithm` as in SETTINGS_HEADER."""
    text = url + "".join(name + value for name, value in sorted(set(parameters)))
    key, message = token.encode(), text.encode(errors="surrogateescape")
    return b64encode(hmac.digest(key, message, _DIGESTS[algorithm])).decode()


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """
    The parameters of a form, blank ones too; bytes that are not UTF-8 as lone surrogates.

    Raises:
        InvalidRequest: there are too many.
    """
    try:
        return parse_qsl(
            body.decode(errors="surrogateescape"),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError as error:
        raise InvalidRequest("not a Twilio webhook: too many parameters") from error


def _algorithm(settings: str) -> str:
    named = dict(part.strip().partition("=")[::2] for part in settings.split(","))
    algorithm = named.get("algorithm", "").strip().upper() or "HMAC_SHA1"
    if algorithm not in _DIGESTS:
        raise InvalidRequest("X-Twilio-Signature has an unknown algorithm", status=403)
    return algorithm


def _signed_parameters(url: str, headers: Mapping[str, str], body: bytes) -> list[tuple[str, str]]:
    media_type = headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if media_type == FORM:
        return parse_form(body)
    given = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    expected = hashlib.sha256(body).hexdigest()
    if not hmac.compare_digest(given.encode(errors="replace"), expected.encode()):
        raise InvalidRequest("bodySHA256 is missing or wrong", status=403)
    return []


def _with_and_without_port(url: str) -> list[str]:
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(f":{parts.port}")
    port = parts.port or _PORTS.get(parts.scheme, 443)
    return [_at(parts, host), _at(parts, f"{host}:{port}")]


def _at(parts: SplitResult, netloc: str) -> str:
    return parts._replace(netloc=netloc).geturl()
