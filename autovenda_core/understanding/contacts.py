"""
How somebody is reached or identified: e-mail, phone (E.164), CPF, CNPJ.

CPF and CNPJ count only when their check digits are right.  CNPJ may hold letters in its
first twelve places (Instrução Normativa RFB 2.229, 2024-10-15, in use from July 2026): a
letter counts as its ASCII code minus 48.  Eleven digits may be a CPF or a mobile number:
a right pair of check digits makes it a CPF, unless the lead calls it a phone.  A phone
without its area code is none.  Numbers may be said in words, as people dictate them:
"onze, nove oito sete meia cinco…"; an address too: "maria ponto silva arroba…".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import LINK, Text, fold, words
from autovenda_core.understanding.numerals import BELOW_100, value_of

__all__ = ["Contacts", "find_contacts", "is_cnpj", "is_cpf"]


@dataclass(frozen=True)
class Contacts:
    """What identifies or reaches a person; None: not said, or not valid."""

    email: str | None = None
    phone: str | None = None
    cpf: str | None = None
    cnpj: str | None = None

    @property
    def found(self) -> bool:
        """Whether anything was said."""
        return bool(self.email or self.phone or self.cpf or self.cnpj)


def find_contacts(text: Text) -> Contacts:
    """E-mail, CPF, CNPJ and phone; each place in the text is read as one of them only."""
    raw = text.original(0, len(text.plain))
    if "@" not in raw and not _SOME_CONTACT.search(text.plain):
        return Contacts()
    email, rest = _email(raw)
    rest = _in_digits(fold(rest))
    cnpj, rest = _cnpj(rest)
    cpf, rest = _cpf(rest, called_phone=bool(_CALLED_PHONE.search(text.plain)))
    return Contacts(email, _phone(rest), cpf, cnpj)


_SOME_CONTACT = lazy(rf"\d|{LINK}|\barroba\b|\bat\b|(?:\b(?:zero|meia|{BELOW_100})\b[ ,]*){{4}}")
"""Whether it is worth looking; most texts hold nothing of the kind."""


def _without(raw: str, match: re.Match[str]) -> str:
    return raw[: match.start()] + " ; " + raw[match.end() :]


# ------------------------------------------------------------------ e-mail

_EMAIL = lazy(
    r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,3}"
    r"\.[A-Za-z]{2,24}(?!\w)"
)
_SIGNS = {
    "ponto": ".", "underline": "_", "underlaine": "_", "anderline": "_", "underscore": "_",
    "sublinhado": "_", "traco": "-", "traço": "-", "tracinho": "-", "hifen": "-", "hífen": "-",
}  # fmt: skip
_SIGN = "|".join(_SIGNS)
_SPOKEN = lazy(
    rf"(?i)(?<![\w.+-])([\w.+-]{{1,64}}(?: (?:{_SIGN}) [\w+-]{{1,64}}){{0,3}}) ?"
    r"(?:[(\[]? ?arroba ?[)\]]?|[(\[] ?at ?[)\]]) ?"
    r"([\w-]{1,63}(?:(?: ponto |\.)[\w-]{1,63}){1,4})"
)
_APART = lazy(
    r"(?i)(?<=[\w+-]) ?@ (?=[\w-]{1,63} ?\. ?\w)"
    r"|(?<=[\w+-]) @(?=(?:gmail|hotmail|outlook|yahoo|uol|bol|icloud|live|terra|ig)\b)"
)
_ENDING_APART = lazy(
    r"(?i)(@[\w-]{1,63}(?:\.[\w-]{1,63}){0,2})(?: \. ?|\. )(?=(?:com|net|org|gov|edu|br)\b)"
)


def _email(raw: str) -> tuple[str | None, str]:
    raw = _APART.sub("@", raw)
    raw = _ENDING_APART.sub(r"\1.", _ENDING_APART.sub(r"\1.", raw))
    if match := _EMAIL.search(raw):
        return match.group().lower(), _without(raw, match)
    if match := _SPOKEN.search(raw):
        spoken = f"{match[1]}@{match[2]}".lower()
        for word, sign in _SIGNS.items():
            spoken = spoken.replace(f" {word} ", sign)
        return spoken, _without(raw, match)
    return None, raw


# ------------------------------------------------------------------ numbers in words

_IN_WORDS = lazy(rf"\b(?:zero|meia|{BELOW_100})\b(?:,? (?:zero|meia|{BELOW_100})\b)*")
_DIGIT_WORD = re.compile(rf"zero|meia(?! duzia)|{BELOW_100}")
_ALONE = 10
"""Less than this is no part of a number when it stands alone: "um", "dois"."""


def _in_digits(folded: str) -> str:
    """A text in which dictated digits are written: "nove oito meia", "vinte e um"."""
    return _IN_WORDS.sub(_dictated, folded)


def _dictated(match: re.Match[str]) -> str:
    said = [_digits_of(word) for word in _DIGIT_WORD.findall(match.group())]
    alone = len(said) == 1 and int(said[0]) < _ALONE
    return match.group() if alone else "".join(said)


def _digits_of(word: str) -> str:
    return {"zero": "0", "meia": "6"}.get(word) or str(value_of(word))


# ------------------------------------------------------------------ CPF and CNPJ

_CNPJ = lazy(
    r"(?<!\w)(?P<cnpj>[a-z0-9]{2}(?:[. /-]{0,3}[a-z0-9]{3}){2}[. /-]{0,3}[a-z0-9]{4}"
    r"[. /-]{0,3}\d{2})(?!\w)"
)
_CPF = lazy(r"(?<![\d.,/-])\d{3}[., -]{0,2}\d{3}[., -]{0,2}\d{3}[., /-]{0,3}\d{2}(?![\d/-])")


def _cnpj(folded: str) -> tuple[str | None, str]:
    for match in _CNPJ.finditer(folded):
        value = re.sub(r"[./ -]", "", match["cnpj"]).upper()
        if is_cnpj(value):
            return value, _without(folded, match)
    return None, folded


def _cpf(folded: str, *, called_phone: bool) -> tuple[str | None, str]:
    for match in _CPF.finditer(folded):
        digits = re.sub(r"\D", "", match.group())
        may_be_phone = called_phone and match.group() == digits
        if is_cpf(digits) and not (may_be_phone and "cpf" not in folded):
            return digits, _without(folded, match)
    return None, folded


def is_cpf(digits: str) -> bool:
    """Whether eleven digits have the right check digits (module 11)."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    return all(
        _check([int(digit) for digit in digits[:size]], range(size + 1, 1, -1)) == int(digits[size])
        for size in (9, 10)
    )


def is_cnpj(value: str) -> bool:
    """Whether fourteen characters have the right check digits (module 11, letters allowed)."""
    if len(value) != 14 or len(set(value)) == 1 or not value.isascii():
        return False
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    values = [ord(character) - 48 for character in value]
    return all(_check(values[:size], weights[13 - size :]) == values[size] for size in (12, 13))


def _check(values: list[int], weights: range | tuple[int, ...]) -> int:
    rest = sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest


# ------------------------------------------------------------------ phones

_PHONE = lazy(r"(?<![\w.,/$])(?P<plus>\+|00)? ?\(?\d(?:[ ().-]{0,2}\d){7,14}(?!\d)")
_CALLED_PHONE = lazy(r"\b(?:whatsapp|celular|telefone|fone|cel|ligar?|chama[r]?|ddd)\b")
_CALLED_DOCUMENT = lazy(r"\b(?:cpf|cnpj|rg|protocolo)\W{0,3}(?:e |da empresa )?\W{0,2}$")
_AREA_FIRST = lazy(
    r"\bddd\W{0,3}(?:e )?0?(\d\d)\b\W{0,3}(?:o )?(?:numero|celular)?(?: e)?\W{0,3}(?=\d)"
)
_AREA_LAST = lazy(r"(\d{4,5}[ .-]?\d{4})\W{1,3}(?:o )?(?:com )?ddd(?: e)?\W{0,3}0?(\d\d)\b")
_OF_A_LINK = lazy(r"\bwa\.me/\+?|\bphone=\+?")
_AREA_BEFORE_SLASH = lazy(r"\b(\d\d)/ ?(?=9?\d{4}[ .-]?\d{4}\b)")
_CARRIER = lazy(r"\b0 ?xx ?(?=\d)")
_AREA = words(
    """
    11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51
    53 54 55 61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94
    95 96 97 98 99
    """
)
"""Area codes in use (Anatel, Plano Geral de Códigos Nacionais)."""


def _phone(folded: str) -> str | None:
    folded = _AREA_LAST.sub(r"\2 \1", _AREA_FIRST.sub(r"\1 ", folded))
    folded = _CARRIER.sub("0", _OF_A_LINK.sub(" ", folded))
    folded = _AREA_BEFORE_SLASH.sub(r"\1 ", folded)
    for match in _PHONE.finditer(folded):
        if _CALLED_DOCUMENT.search(folded, max(match.start() - 24, 0), match.start()):
            continue
        digits = re.sub(r"\D", "", match.group())
        number = _e164(digits.removeprefix("00") if match["plus"] else digits, bool(match["plus"]))
        if number:
            return number
    return None


def _e164(digits: str, international: bool) -> str | None:
    if international and not digits.startswith("55"):
        return f"+{digits}" if 10 <= len(digits) <= 15 else None
    is_trunk = digits.startswith("0")
    digits = digits.removeprefix("0")
    national = digits.removeprefix("55") if len(digits) > 11 else digits
    national = national.removeprefix("0")
    if is_trunk and len(national) > 11:
        national = national[2:]  # "0 15 11 98765-4321": 15 is the carrier
    if national[:2] not in _AREA:
        return None
    subscriber = national[2:]
    if re.fullmatch(r"9\d{8}|[2-5]\d{7}", subscriber):
        return f"+55{national}"
    return None
