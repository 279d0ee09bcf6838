"""
Who somebody is: name, e-mail, phone (E.164), CPF, CNPJ.

CPF and CNPJ count only when their check digits are right.  CNPJ may hold letters in its
first twelve places (Instrução Normativa RFB 2.229, 2024-10-15, in use from July 2026): a
letter counts as its ASCII code minus 48.  Eleven digits may be a CPF or a mobile number:
a right pair of check digits makes it a CPF, unless the lead calls it a phone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import Text, fold, words

__all__ = ["Contacts", "find_contacts", "find_name", "looks_like_name"]


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


_EMAIL = lazy(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_SPOKEN = lazy(
    r"(?i)(?<![\w.+-])([\w.+-]{1,64}(?: (?:ponto|underline) [\w+-]{1,64}){0,3}) arroba "
    r"([\w-]{1,63}(?:(?: ponto |\.)[\w-]{1,63}){1,4})"
)
_CNPJ = lazy(
    r"(?<![\w])(?P<cnpj>[A-Za-z0-9]{2}(?:\.?[A-Za-z0-9]{3}){2}[/ ]?[A-Za-z0-9]{4}-?\d{2})(?!\w)"
)
_CPF = lazy(r"(?<![\d.,/-])\d{3}[. ]?\d{3}[. ]?\d{3}[- .]?\d{2}(?![\d/-])")
_PHONE = lazy(r"(?<![\w.,/$])(?P<plus>\+|00)? ?\(?\d(?:[ ().-]{0,2}\d){7,14}(?!\d)")
_CALLED_PHONE = lazy(r"\b(?:whatsapp|celular|telefone|fone|cel|ligar?|chama[r]?|ddd)\b")
_AREA = words(
    """
    11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51
    53 54 55 61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94
    95 96 97 98 99
    """
)
"""Area codes in use (Anatel, Plano Geral de Códigos Nacionais)."""


def find_contacts(text: Text) -> Contacts:
    """E-mail, CPF, CNPJ and phone; each place in the text is read as one of them only."""
    raw = text.raw
    email, raw = _email(raw)
    cnpj, raw = _cnpj(raw)
    cpf, raw = _cpf(raw, called_phone=bool(_CALLED_PHONE.search(text.plain)))
    return Contacts(email, _phone(raw), cpf, cnpj)


def _email(raw: str) -> tuple[str | None, str]:
    if match := _EMAIL.search(raw):
        return match.group().lower(), _without(raw, match)
    if match := _SPOKEN.search(raw):
        spoken = f"{match[1]}@{match[2]}".lower()
        for word, sign in ((" ponto ", "."), (" underline ", "_")):
            spoken = spoken.replace(word, sign)
        return spoken, _without(raw, match)
    return None, raw


def _cnpj(raw: str) -> tuple[str | None, str]:
    for match in _CNPJ.finditer(raw):
        value = re.sub(r"[./ -]", "", match["cnpj"]).upper()
        if is_cnpj(value):
            return value, _without(raw, match)
    return None, raw


def _cpf(raw: str, *, called_phone: bool) -> tuple[str | None, str]:
    for match in _CPF.finditer(raw):
        digits = re.sub(r"\D", "", match.group())
        may_be_phone = called_phone and match.group() == digits
        if is_cpf(digits) and not (may_be_phone and "cpf" not in fold(raw)):
            return digits, _without(raw, match)
    return None, raw


def _phone(raw: str) -> str | None:
    for match in _PHONE.finditer(raw):
        digits = re.sub(r"\D", "", match.group())
        number = _e164(digits.removeprefix("00") if match["plus"] else digits, bool(match["plus"]))
        if number:
            return number
    return None


def _without(raw: str, match: re.Match[str]) -> str:
    return raw[: match.start()] + " ; " + raw[match.end() :]


def _e164(digits: str, international: bool) -> str | None:
    if international and not digits.startswith("55"):
        return f"+{digits}" if 10 <= len(digits) <= 15 else None
    national = digits.removeprefix("55") if len(digits) > 11 else digits
    national = national.removeprefix("0")
    if national[:2] not in _AREA:
        return None
    subscriber = national[2:]
    if re.fullmatch(r"9\d{8}|[2-5]\d{7}", subscriber):
        return f"+55{national}"
    return None


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


# ------------------------------------------------------------------ names

_CORRECTION = lazy(
    r"\bnao (?:e|sou|me chamo) [\w ]{1,30}?[,.]? (?:e|sou|me chamo|mas|e sim) (?P<name>.+)"
)
_INTRODUCTION = lazy(
    r"\b(?:meu nome(?: completo)? (?:e|eh)|me chamo|chamo me|pode(?:m)? (?:me )?chamar de"
    r"|chamo|me cham[ea]m?(?: de)?|o meu (?:nome )?e|sou eu(?: ,)?|nome ?[:.-]?"
    r"|(?:aqui|quem (?:fala|ta falando)) (?:e|quem fala e|fala)|(?:eu )?sou|aqui)(?: (?:o|a"
    r"|meu nome e))? (?P<name>.+)"
)
_LEADING = lazy(
    r"^(?:(?:oi|ola|opa|claro|bom dia|boa tarde|boa noite|prazer|ah|e|o|a|seu|nome|sim"
    r"|pode ser|dona|dr|dra|senhor|senhora|sr|sra|so|,|\.|:)(?: |$))+"
)
_PARTICLES = words(
    """
    da das de del di do dos e van von
    """
)
_COMPANY = lazy(
    r" (?:d[aeo]|das|dos) (?:empresa|loja|padaria|clinica|agencia|escola|restaurante|salao"
    r"|studio|estudio|igreja|oficina"
    r"|mercado|pet|academia|imobiliaria|construtora|farmacia|barbearia|consultorio|escritorio"
    r"|ong|marketing|sao paulo|rio|minas)\b"
)
_CUT = lazy(
    r" (?:[,.?]|e (?:eu|quero|queria|preciso|gostaria|meu|minha|o meu|tenho|sou)|aqui|mas|que"
    r"|quero|queria|preciso|gostaria|tudo"
    r"|prazer|com|por|pode|falando|viu|e voce|e vc|e o seu|e ai|sou|tenho|obrigado|e tenho|ta"
    r"|bom dia|boa tarde|boa noite|mesmo|kkk"
    r"|xjoinhax|nao|para|beleza|do outro|ok|moro|trabalho|muito)(?= |$)"
)
_SIGNED = lazy(
    r"^(?:(?:oi|ola|opa|bom dia|boa tarde"
    r"|boa noite) (?:, )?)*(?P<name>[a-z]+(?: [a-z]+){0,2}) (?:aqui|falando)\b"
)
_LAST_CLAUSE = lazy(r"[,.] (?:e|sou|digo|meu nome e) (?:o |a )?(?P<name>[a-z][a-z ]*)$")
_TOLD = lazy(
    r"\b(?:meu nome(?: completo)? e|me chamo|pode(?:m)? me chamar de|quem fala e|aqui (?:e"
    r"|quem fala e)(?: [oa])?)(?: [oa])? (?P<name>.+)|(?:^|[,.] )(?:(?:oi|ola|opa|bom dia"
    r"|boa tarde|boa noite) )*(?:eu )?sou [oa] (?P<named>.+)"
)
_NOT_NAMES = words(
    """
    a acho advogada advogado agora ai ainda amanha amigo anuncio aqui arquiteta arquiteto assim
    ate atendente autonoma autonomo baixo banana barato basico beleza bem boleto bom bora cade
    calma cansado caro cartao casado certeza certo chamar chamo claro cliente combinado como
    comprar confidencial conta contrato curioso custa dela dele dentista dentro depende depois
    desconto desculpa designer dia dona dono ela ele empresa empresario errado errei escrevi
    espera esqueci eu faz fazer fechado feliz fiz fora fotografo fulano gente gostaria hoje
    humano ideia indicacao interessado isso ja kkk la legal link logo loja mais mal manda mandar
    massa medico mei menos mesmo meu meus minha motorista muito musico nada nao negativo nem
    nenhum ninguem noite nome nova novo nunca obrigado oi ok ola onde opa ops otimo outro pacote
    pagamento paguei papa para parar pare perfeito pessoa pix pode por porque positivo preciso
    preco premium privado professor professora profissional proprietaria proprietario psicologa
    psicologo pular quando quanto que quem queria quero robo sair segredo segunda sei seila sem
    sempre ser sera sexta show sim site so sobre solteiro sou stop talvez tanto tarde tchau
    tenho to top tranquilo tudo um uma urgente valeu valor vcs voce voces vou xduvidax xjoinhax
    """
)


def find_name(text: Text, *, asked: bool) -> str | None:
    """The name that somebody gives; without an introduction only when it was `asked` for."""
    patterns = (_CORRECTION, _INTRODUCTION, _SIGNED, _LAST_CLAUSE) if asked else (_TOLD, _SIGNED)
    for pattern in patterns:
        match = pattern.search(text.plain)
        if match and (name := _name_at(text, match.start(match.lastgroup or 0), introduced=True)):
            return name
    return _name_at(text, 0, introduced=False) if asked else None


def _name_at(text: Text, start: int, *, introduced: bool) -> str | None:
    plain = text.plain[start:]
    leading = _LEADING.match(plain)
    if leading:
        start, plain = start + leading.end(), plain[leading.end() :]
    cut = min(
        (match.start() for pattern in (_CUT, _COMPANY) if (match := pattern.search(plain))),
        default=len(plain),
    )
    words = plain[:cut].split()
    if (
        not introduced
        and cut < len(plain)
        and plain[cut : cut + 3] not in (" , ", " . ", " aq", " e ")
    ):
        return None
    if not looks_like_name(words):
        return None
    return _capitals(text.original(start, start + len(" ".join(words))))


def looks_like_name(words: list[str]) -> bool:
    """Whether plain words may be the name of a person."""
    if not 1 <= len(words) <= 6 or len(words[0]) < 2 or words[-1] in _PARTICLES:
        return False
    return all(
        word.isalpha() and len(word) <= 20 and word not in _NOT_NAMES for word in words
    ) and bool(re.search("[aeiouy]", words[0]))


def _capitals(name: str) -> str:
    if name != name.lower() and name != name.upper():
        return name
    return " ".join(
        word if word in _PARTICLES else word[:1].upper() + word[1:] for word in name.lower().split()
    )
