"""
What a lead takes back: "não é Paulo, é Saulo", "o 2… não, pera, o 1 mesmo", "o certo é…".

`settled` leaves out what was taken back; `last_word` is what comes after a correction;
`standing` leaves out the clauses that reject something, for whoever looks for a value.
"""

from __future__ import annotations

import re

from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import Text

__all__ = ["is_correction", "last_word", "settled", "standing"]

_INSTEAD = (
    r"(?:(?:eu |entao |mas |sim )*(?:quero|prefiro|preciso|gostaria|fico com|vou (?:de|com|querer)"
    r"|pode ser|na verdade|so o|so a|sim|e (?:o|a|um|uma|so)|e|o|a|dia|me ve|poe|bota|escolho)\b)"
)
_TAKEN_BACK = (
    # "não quero o premium, fico com o básico"; "não é logo não, é identidade visual"
    lazy(
        r"\bnao (?:quero|queria|preciso d[eoa]|e|era|foi|seria|prefiro|sou|me chamo)\b"
        r"(?! (?:receber|mais|por))[^.?]{1,40}? (?:, |mas |e sim |\. )+(?=" + _INSTEAD + ")"
    ),
    # "em vez do premium me vê o profissional"
    lazy(r"\b(?:em vez|no lugar|ao inves) d[aeo] [^ ,.?]+(?: ,)?(?= )"),
    # "o certo é Maicon e não Michael"; "o básico, não o premium"
    lazy(r"(?<=\w)(?: e| ,) nao (?:e )?(?:[oa] )?[^ ,.?]+$"),
)
_CUE = lazy(
    r"(?:^|(?<= ))(?:alias|digo|quer dizer|quero dizer|ops|opa|na verdade"
    r"|melhor dizendo|ou melhor|minto"
    r"|corrig\w+|errei|me enganei|me confundi|(?:digitei|escrevi|mandei|falei|passei|coloquei)"
    r"(?: \w+){0,2} errado|errado|nao ,? ?(?:espera|pera)|nao ,|espera|foi mal"
    r"|(?:o )?(?:certo|correto|novo|atual) e|mas mudou|mudou|agora e|troquei"
    r"|pensando (?:bem|melhor)|mudei(?: de ideia)?|desculpa)(?: [,.])?(?= |$)"
)


_CLAUSE = lazy(r"[^,.?]+?(?= (?:[,.?]|mas|so que|porem|e nao)(?: |$)|$)")
_REJECTS = lazy(
    r"\b(?:nao|nem|esquece|tirando|exceto|menos [oa]|ia|pensei|era|tinha pensado|falei"
    r"|em vez|e muito|muito car[oa]|gastei|gastamos|cobr(?:ou|aram)|orcaram|fechou por)\b"
)


def standing(text: Text) -> Text | None:
    """A text without the clauses that reject something ("dia 20 não dá, dia 25"), if any stay."""
    clauses = list(_CLAUSE.finditer(text.plain))
    rejected = [clause for clause in clauses if _REJECTS.search(clause.group())]
    if not rejected or len(rejected) == len(clauses):
        return None
    for clause in reversed(rejected):
        text = text.without(clause.start(), clause.end())
    return text if text.plain.strip(" ,.?") else None


def settled(text: Text) -> Text:
    """A text without the parts that it takes back."""
    for form in _TAKEN_BACK:
        match = form.search(text.plain)
        if match and match.end() - match.start() < len(text.plain):
            text = text.without(match.start(), match.end())
    return text


def is_correction(plain: str) -> bool:
    """Whether a text says that something said before was wrong."""
    return _CUE.search(plain) is not None


def last_word(text: Text) -> Text | None:
    """What a text says after its last correction; None: it corrects nothing."""
    cues: list[re.Match[str]] = list(_CUE.finditer(text.plain))
    after = [cue.end() for cue in cues if text.plain[cue.end() :].strip(" ,.")]
    return text.without(0, after[-1]) if after else None
