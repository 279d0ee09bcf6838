"""
Pix keys: CPF, CNPJ, e-mail, mobile number, or a random key; as the directory (DICT) writes them.

A key with a slip of the pen would send a client's money to a stranger, so what can be checked is
checked: the check digits of CPF and CNPJ.  A CNPJ may have letters since July 2026; a letter
counts as its ASCII code less 48 (Instrução Normativa RFB 2.229, 2024-10-15).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autovenda_core.errors import ConfigurationError

__all__ = ["read_key"]

_RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PHONE = re.compile(r"\+[1-9][0-9]{9,13}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_EMAIL_LENGTH = 77
_CPF = re.compile(r"[0-9]{11}")
_CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
_PUNCTUATION = re.compile(r"[.\-/() ]")

_CPF_WEIGHTS = tuple(range(10, 1, -1))
_CNPJ_WEIGHTS = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def read_key(typed: str) -> str:
    """
    The key that an owner typed, the way a BR Code carries it.

    A mobile number needs its `+55`: eleven bare digits are a CPF.

    Raises:
        ConfigurationError: it is no Pix key, or its check digits are wrong.
    """
    text = typed.strip()
    if "@" in text:
        return _email(text.lower())
    if text.startswith("+"):
        return _phone(_PUNCTUATION.sub("", text))
    if _RANDOM.fullmatch(text.lower()):
        return text.lower()
    return _document(_PUNCTUATION.sub("", text).upper())


def _email(text: str) -> str:
    if not text.isascii() or len(text) > _EMAIL_LENGTH or _EMAIL.fullmatch(text) is None:
        raise ConfigurationError("PIX_KEY is not an e-mail address that Pix takes")
    return text


def _phone(text: str) -> str:
    if _PHONE.fullmatch(text) is None:
        raise ConfigurationError("PIX_KEY is not a phone number like +5561912345678")
    return text


def _document(text: str) -> str:
    if _CPF.fullmatch(text):
        right = _has_check_digits(text, _CPF_WEIGHTS, (11, *_CPF_WEIGHTS))
    elif _CNPJ.fullmatch(text):
        right = _has_check_digits(text, _CNPJ_WEIGHTS, (6, *_CNPJ_WEIGHTS))
    else:
        raise ConfigurationError(
            "PIX_KEY is neither a CPF, a CNPJ, an e-mail address, a phone number with +55, "
            "nor a random key"
        )
    # 000.000.000-00 and its like have check digits that fit, and belong to nobody.
    if not right or len(set(text)) == 1:
        raise ConfigurationError("PIX_KEY is a CPF or CNPJ with a typing error: check its digits")
    return text


def _has_check_digits(text: str, first: Sequence[int], second: Sequence[int]) -> bool:
    base = text[:-2]
    digit = _check_digit(base, first)
    return text == f"{base}{digit}{_check_digit(base + digit, second)}"


def _check_digit(text: str, weights: Sequence[int]) -> str:
    total = sum((ord(char) - ord("0")) * weight for char, weight in zip(text, weights, strict=True))
    rest = total % 11
    return "0" if rest < 2 else str(11 - rest)
