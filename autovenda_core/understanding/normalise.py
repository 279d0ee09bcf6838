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

from autovenda_core.understanding.lazy import lazy

__all__ = ["ADDRESS", "LAUGH", "LINK", "THUMB", "Text", "clean", "fold", "read", "words"]

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

SHORT = {
    "app": "app",
    "apps": "apps",
    "call": "call",
    "off": "off",
    "abcs": "abraco",
    "abrs": "abraco",
    "abs": "abraco",
    "agr": "agora",
    "agra": "agora",
    "alg": "alguem",
    "amh": "amanha",
    "amn": "amanha",
    "amnh": "amanha",
    "ateh": "ate",
    "axei": "achei",
    "axo": "acho",
    "bd": "bom dia",
    "bdia": "bom dia",
    "bele": "beleza",
    "beleuza": "beleza",
    "belz": "beleza",
    "bjo": "beijo",
    "bjos": "beijo",
    "bjs": "beijo",
    "bju": "beijo",
    "bls": "beleza",
    "blz": "beleza",
    "blza": "beleza",
    "bn": "boa noite",
    "brigada": "obrigado",
    "brigadao": "obrigado",
    "brigado": "obrigado",
    "brigadu": "obrigado",
    "bt": "boa tarde",
    "c": "com",
    "cartaum": "cartao",
    "ce": "voce",
    "ceis": "voces",
    "cel": "celular",
    "ces": "voces",
    "cmg": "comigo",
    "cmo": "como",
    "comprov": "comprovante",
    "crtz": "certeza",
    "ctz": "certeza",
    "ctza": "certeza",
    "d": "de",
    "desc": "desconto",
    "dnd": "de nada",
    "dpois": "depois",
    "dps": "depois",
    "dsconto": "desconto",
    "e-commerce": "ecommerce",
    "e-mail": "email",
    "eh": "e",
    "emeio": "email",
    "entaum": "entao",
    "eskece": "esquece",
    "fasem": "fazem",
    "fasso": "faco",
    "flw": "falou",
    "flws": "falou",
    "fmz": "firmeza",
    "gnt": "gente",
    "hj": "hoje",
    "hr": "hora",
    "hrs": "horas",
    "humanu": "humano",
    "info": "informacao",
    "infos": "informacoes",
    "insta": "instagram",
    "intaum": "entao",
    "kd": "cade",
    "ke": "que",
    "kerem": "querem",
    "kero": "quero",
    "kro": "quero",
    "ksa": "casa",
    "kual": "qual",
    "kuanto": "quanto",
    "lgl": "legal",
    "mds": "meu deus",
    "mn": "mano",
    "msg": "mensagem",
    "msgm": "mensagem",
    "msgs": "mensagens",
    "msm": "mesmo",
    "mt": "muito",
    "mta": "muita",
    "mto": "muito",
    "mtoo": "muito",
    "mtu": "muito",
    "n": "nao",
    "nam": "nao",
    "naum": "nao",
    "nein": "nem",
    "ngc": "negocio",
    "ngm": "ninguem",
    "nn": "nao",
    "noa": "nao",
    "nope": "nao",
    "nops": "nao",
    "obg": "obrigado",
    "obgado": "obrigado",
    "obgd": "obrigado",
    "obgda": "obrigado",
    "obgdo": "obrigado",
    "obrg": "obrigado",
    "obrgd": "obrigado",
    "obrig": "obrigado",
    "obrigad": "obrigado",
    "obrigada": "obrigado",
    "obrigadao": "obrigado",
    "obrigadas": "obrigado",
    "obrigados": "obrigado",
    "obrigadu": "obrigado",
    "oq": "o que",
    "oque": "o que",
    "orcamentu": "orcamento",
    "orcameto": "orcamento",
    "orcamneto": "orcamento",
    "orcto": "orcamento",
    "orsamento": "orcamento",
    "orçto": "orcamento",
    "p": "para",
    "pagamemto": "pagamento",
    "pagameto": "pagamento",
    "pagei": "paguei",
    "pagto": "pagamento",
    "pagui": "paguei",
    "pera": "espera",
    "perai": "espera",
    "peraê": "espera",
    "pf": "por favor",
    "pfavor": "por favor",
    "pfv": "por favor",
    "pfvr": "por favor",
    "pgmto": "pagamento",
    "pgto": "pagamento",
    "pguei": "paguei",
    "pk": "porque",
    "pke": "porque",
    "plis": "por favor",
    "pls": "por favor",
    "plz": "por favor",
    "porfa": "por favor",
    "porfavor": "por favor",
    "porq": "porque",
    "pq": "porque",
    "pra": "para",
    "pras": "para as",
    "prciso": "preciso",
    "precizo": "preciso",
    "presciso": "preciso",
    "prescizo": "preciso",
    "presiso": "preciso",
    "presso": "preco",
    "pressos": "precos",
    "pro": "para o",
    "pros": "para os",
    "prox": "proxima",
    "prq": "porque",
    "pço": "preco",
    "q": "que",
    "qd": "quando",
    "qdo": "quando",
    "qeria": "queria",
    "qero": "quero",
    "ql": "qual",
    "qlq": "qualquer",
    "qlqr": "qualquer",
    "qm": "quem",
    "qnd": "quando",
    "qndo": "quando",
    "qnt": "quanto",
    "qnto": "quanto",
    "qria": "queria",
    "qro": "quero",
    "qt": "quanto",
    "qtas": "quantas",
    "qtd": "quantidade",
    "qto": "quanto",
    "qtos": "quantos",
    "quant": "quanto",
    "quantu": "quanto",
    "quato": "quanto",
    "queru": "quero",
    "quro": "quero",
    "s": "sim",
    "s/": "sem",
    "sb": "sabe",
    "simbora": "bora",
    "simm": "sim",
    "sin": "sim",
    "sla": "sei la",
    "slc": "ce e louco",
    "slk": "ce e louco",
    "sqn": "so que nao",
    "ss": "sim",
    "tah": "ta",
    "tb": "tambem",
    "tbem": "tambem",
    "tbm": "tambem",
    "td": "tudo",
    "tdo": "tudo",
    "tds": "todos",
    "tel": "telefone",
    "tels": "telefones",
    "tlvz": "talvez",
    "tmb": "tambem",
    "tmj": "tamo junto",
    "tou": "to",
    "tranks": "tranquilo",
    "tranquis": "tranquilo",
    "vambora": "bora",
    "vamo": "vamos",
    "vamu": "vamos",
    "vaum": "vao",
    "vc": "voce",
    "vce": "voce",
    "vces": "voces",
    "vcs": "voces",
    "vdd": "verdade",
    "vl": "valeu",
    "vlr": "valor",
    "vlrs": "valores",
    "vlw": "valeu",
    "vlws": "valeu",
    "vms": "vamos",
    "vo": "vou",
    "vose": "voce",
    "voses": "voces",
    "vs": "voces",
    "wats": "whatsapp",
    "whats": "whatsapp",
    "wpp": "whatsapp",
    "wtsp": "whatsapp",
    "xau": "tchau",
    "zap": "whatsapp",
    "zapzap": "whatsapp",
}
"""Abbreviations, chat spellings and common misspellings, written out."""

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
    return frozenset(text.split())


def read(text: str) -> Text:
    """Read one message."""
    raw = clean(text)
    pieces: list[str] = []
    starts: list[int] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for match in _TOKEN.finditer(raw):
        plain = _plain(match)
        if not plain or (plain == "." and (not pieces or pieces[-1] == ".")):
            continue
        pieces.append(plain)
        starts.append(length)
        spans.append(match.span())
        length += len(plain) + 1
    return Text(raw, " ".join(pieces), tuple(starts), tuple(spans))


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


def _word(token: str) -> str:
    word = fold(token)
    if word.endswith(("@", "@s")):
        word = word.rstrip("@s") + "o"
    if word in SHORT:
        return SHORT[word]
    if _LAUGHTER.fullmatch(word):
        return LAUGH
    word = _STRETCHED.sub(r"\1", word)
    word = _DOUBLE_END.sub(r"\1", _DOUBLE_VOWEL.sub(r"\1", word))
    return SHORT.get(word, word.replace("-", " ").replace("'", "").replace("’", ""))
