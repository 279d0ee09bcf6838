"""Numbers in words, in the plain form: "vinte e cinco", "cento e dez", "meia dúzia de"."""

from __future__ import annotations

__all__ = ["BELOW_100", "BELOW_1000", "HUNDRED", "ONES", "VALUES", "value_of"]

_ONES = {
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "trez": 3, "treis": 3, "quatro": 4,
    "cinco": 5, "sinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9, "dez": 10, "onze": 11,
    "doze": 12, "treze": 13, "quatorze": 14, "catorze": 14, "quinze": 15, "dezesseis": 16,
    "dezasseis": 16, "dezessete": 17, "dezassete": 17, "dezoito": 18, "dezenove": 19,
    "dezanove": 19, "meia duzia de": 6, "uma dezena de": 10, "uma duzia de": 12,
}  # fmt: skip
_TENS = {
    "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50, "cincoenta": 50, "sessenta": 60,
    "setenta": 70, "oitenta": 80, "noventa": 90,
}  # fmt: skip
_HUNDREDS = {
    "cem": 100, "cento": 100,
    **{
        stem + ending: value
        for stem, value in (
            ("duzent", 200), ("trezent", 300), ("quatrocent", 400), ("quinhent", 500),
            ("quinhet", 500), ("qinhent", 500), ("qinhet", 500), ("seiscent", 600),
            ("setecent", 700), ("oitocent", 800), ("novecent", 900),
        )
        for ending in ("os", "as", "o")
    },
}  # fmt: skip
VALUES = {**_ONES, **_TENS, **_HUNDREDS}
"""What each word of a number adds to it."""


def _any_of(words: dict[str, int]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


ONES = _any_of(_ONES)
HUNDRED = _any_of(_HUNDREDS)
BELOW_100 = rf"(?:{_any_of(_TENS)}(?: e {ONES}\b)?|{ONES})"
BELOW_1000 = rf"(?:{HUNDRED}(?: (?:e )?{BELOW_100})?|{BELOW_100})"
"""Regular expressions for numbers in words; none of them looks at what stands around it."""


def value_of(words: str) -> int:
    """The number that words matched by `BELOW_1000` mean."""
    if words in VALUES:
        return VALUES[words]
    return sum(VALUES[word] for word in words.split() if word != "e")
