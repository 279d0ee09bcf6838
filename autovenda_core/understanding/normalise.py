"""
Chat Portuguese made regular: what every rule and every slot grammar reads.

`read` cuts a message into tokens and writes each in plain form: lower case, no accents, no
stretched letters ("vlwww"), abbreviations written out, one space between tokens.  `,` and
`?` are tokens of their own, every other end of a clause is `.`; the emoji that mean something
become words (`EMOJI`); links, e-mail addresses and laughter become `LINK`, `ADDRESS`, `LAUGH`.
Digits and letters are always apart ("5k" is `5 k`), so that a grammar sees one spelling only.

The plain form knows which part of the original each part of it came from (`Text.original`):
names and needs are shown as the lead wrote them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.spellings import SHORT

__all__ = [
    "ADDRESS",
    "LAUGH",
    "LINK",
    "THUMB",
    "Text",
    "clean",
    "fold",
    "read",
    "spelt",
    "words",
]

LINK = "xlinkx"
ADDRESS = "xemailx"
LAUGH = "kkk"
THUMB = "xjoinhax"

EMOJI = {
    **dict.fromkeys("👍👌🤝✅✔☑🆗🤙💪👏🙌", THUMB),
    **dict.fromkeys("👎❌🚫", "nao"),
    **dict.fromkeys("🙏", "xmaosx"),
    **dict.fromkeys("👋", "xacenox"),
    **dict.fromkeys("😂🤣😆😹😅", LAUGH),
    **dict.fromkeys("🤔🤷😕😬🙄😒😏", "xduvidax"),
    "?": "?",
    ",": ",",
    "%": "%",
    "$": "$",
    "+": "+",
    **dict.fromkeys(".!;:\n…", "."),
}
"""Single characters that mean something; all others outside words are dropped."""

_INVISIBLE = lazy(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u20e3]"
)
_ORDINAL = str.maketrans("", "", "ºª°")
_TOKEN = lazy(
    r"(?P<link>https?://\S{1,2000}|www\.\S{1,2000})"
    r"|(?P<address>[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
    r"|(?P<number>\d+(?:[.,/:-]\d+)*)"
    r"|(?P<word>[sS]/(?!\w)|[^\W\d_]+(?:[-'’@][^\W\d_]+)*@?)"
    r"|(?P<sign>[^\w\s]|\n)"
)
_SIZED = lazy(r"(?P<stem>[a-z]{2,}?)(?:zinh[oa]|inh[oa]|z?ao|zona)(?P<plural>s?)")
_STRETCHED = lazy(r"([a-z])\1{2,}")
_DOUBLE_END = lazy(r"([a-qt-z])\1$")
_DOUBLE_VOWEL = lazy(r"([aiu])\1")
_LAUGHTER = lazy(
    r"k{2,}[a-z]{0,2}|(?:ha|ah|he|eh|hi|hu|ua|hua|hue|rs|ks|kk|sk|ash|aus|uas"
    r"|shua){2,}[a-z]{0,2}|a?haha[a-z]*|rs|lol"
)
_ACCENTS = lazy("[\u0300-\u036f]")


@dataclass(frozen=True)
class Text:
    """A message, plain and as it was written."""

    raw: str
    """As written, but NFKC and without invisible characters."""
    plain: str
    _plain_starts: tuple[int, ...]
    _spans: tuple[tuple[int, int], ...]

    def original(self, start: int, end: int) -> str:
        """What the lead wrote where the plain form has `plain[start:end]`."""
        if start >= end or not self._spans:
            return ""
        first = max(bisect_right(self._plain_starts, start) - 1, 0)
        last = max(bisect_right(self._plain_starts, end - 1) - 1, 0)
        return self.raw[self._spans[first][0] : self._spans[last][1]]

    def without(self, start: int, end: int) -> Text:
        """The text without the tokens that begin in `plain[start:end]`."""
        kept = [
            (self._token(place), span)
            for place, span in enumerate(self._spans)
            if not start <= self._plain_starts[place] < end
        ]
        return _text(self.raw, kept)

    def _token(self, place: int) -> str:
        starts = self._plain_starts
        end = starts[place + 1] - 1 if place + 1 < len(starts) else len(self.plain)
        return self.plain[starts[place] : end]


def clean(text: str) -> str:
    """NFKC, without characters that cannot be seen and ordinal signs."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_ORDINAL)))


def fold(word: str) -> str:
    """Lower case, without accents."""
    if word.isascii():
        return word.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", word.lower()))


def words(text: str) -> frozenset[str]:
    """A set of plain words, written as running text."""
    return frozenset(SHORT.get(word, word) for word in text.split())


SIZED = words(
    """
    abraco agora agrado ajuda apertado app arte banner barato beijo boleto bonito cafe calma
    catalogo cedo certo choro coisa comeco conta conto conversa desconto dia dinheiro direito
    duvida favor fin final foto forca informacao jeito justo lindo link logo loja minuto momento
    noite obrigado orcamento pacote pagina papo pergunta perto post pouco preco primeiro projeto
    proposta puxado quieto rapido real robo rolo segundo semana servico site tabela
    tarde tchau tempo terceiro texto toque trabalho tudo valor video
    duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos mil cem
    """
)
"""Words whose diminutives and augmentatives mean nothing else."""


def spelt(letters: str, *, whole: bool) -> str:
    """How the plain form spells a word, or letters of one (not `whole`)."""
    folded = fold(letters)
    return SHORT.get(folded, folded) if whole else folded


def read(text: str) -> Text:
    """Read one message."""
    raw = clean(text)
    tokens: list[tuple[str, tuple[int, int]]] = []
    for match in _TOKEN.finditer(raw):
        plain = _plain(match)
        if plain and not (plain == "." and (not tokens or tokens[-1][0] == ".")):
            tokens.append((plain, match.span()))
    return _text(raw, tokens)


def _text(raw: str, tokens: list[tuple[str, tuple[int, int]]]) -> Text:
    starts: list[int] = []
    length = 0
    for plain, _ in tokens:
        starts.append(length)
        length += len(plain) + 1
    plain = " ".join(plain for plain, _ in tokens)
    return Text(raw, plain, tuple(starts), tuple(span for _, span in tokens))


def _plain(match: re.Match[str]) -> str:
    token = match.group()
    match match.lastgroup:
        case "word":
            return _word(token)
        case "link":
            return LINK
        case "address":
            return ADDRESS
        case "number":
            return token
        case _:
            return EMOJI.get(token, "")


@lru_cache(maxsize=8192)
def _word(token: str) -> str:
    """The plain form of a word; the same few thousand words are most of what is written."""
    word = fold(token)
    if word.endswith(("@", "@s")):
        word = word.rstrip("@s") + "o"
    if word in SHORT:
        return SHORT[word]
    if _LAUGHTER.fullmatch(word):
        return LAUGH
    word = _STRETCHED.sub(r"\1", word)
    word = _DOUBLE_END.sub(r"\1", _DOUBLE_VOWEL.sub(r"\1", word))
    word = SHORT.get(word) or word.replace("-", " ").replace("'", "").replace("’", "")
    return _of_usual_size(word)


def _of_usual_size(word: str) -> str:
    """A word without its -inho, -ão or -íssimo: "descontinho", "quinhentão", "caríssimo"."""
    if len(word) > 8 and word.endswith(("issimo", "issima")):
        return word[:-6] + word[-1]
    match = _SIZED.fullmatch(word)
    if match is None:
        return word
    stem, plural = match["stem"], match["plural"]
    stems = (stem, stem.removesuffix("z"), re.sub("qu$", "c", stem), re.sub("gu$", "g", stem))
    for base in (base + vowel for base in stems for vowel in ("", "o", "a", "e", "os")):
        if base in SIZED:
            return base + (plural if not base.endswith("s") else "")
    return word
