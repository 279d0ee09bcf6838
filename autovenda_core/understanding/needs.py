"""The thing a lead wishes for, in the lead's own words: "quero fazer um site" wants "site"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from autovenda_core.understanding.amounts import find_amounts
from autovenda_core.understanding.deadlines import names_a_time
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import Text, words
from autovenda_core.understanding.rules import Phrases

__all__ = ["asked_need", "free_need", "names_a_service", "wished_need"]

_Span = tuple[int, int]
"""Where something stands in the plain text."""

_CLAUSE_END = lazy(r" [,.:] ")
_MOST_CLAUSES = 8
_SHORT = 4
"""Words."""

_WISH = Phrases("""
    (<want> | precisa | precisam | quer | querem | trocar | investir | gastar)
    (para | de | pra) (fazer | faze | criar | montar)
    tenho que (ter | fazer)
""")
_QUOTE = Phrases("orçamento")
_PRICED = Phrases("(quanto | quantos | <price>)")
_SERVICE = Phrases("<service>")
_EMPTY = Phrases("""
    # "sair do insta e ter uma loja", "meter um site", "esse trem de loja", "job de landing"
    (meter | sair | lançar | precisano | elaboração | desenvolvimento | construção | produção
        | confecção | trem | troço | treco | bagulho | parada | lance | esquema | job | trampo
        | negócio | coisa | estar | aparecer | crescer | começar)
""")
"""Words before the name of a kind of work that are no part of it."""


_FILLER = words(
    """
    a abrir adquirir agencia agora ai ajuda ajudar alguem aqui as bastante bota botar botem
    cabra colocar com como comprar construir contratar cotacao cotar criar da dar das de
    desenvolver dessas desses do dos dum duma e elaborar ele em encomendar era eu faca faz faze
    fazem fazer fechar fosse freela freelancer gastar gente investir isso ja job la lancar mais
    mandar me meter meu mim minha montar muito na no nos nossa nosso nova novo num numa o
    orcamento orcamentos orcar os outra outro para pegar pessoa pessoas por possa precisando
    precisano preciso produzir profissional proposta propria proprias proprio proprios que saber
    saiba se ser seria servico servicos seu sobre solicitar ter tipo tocar um uma umas uns up
    urgente ver vir voce voces
    """
)
_PRICING = words(
    """
    acerca ai alto assim base cobra cobram cobrando cobrano cobrar custa custando custar
    custaria da e em essa esse esta faze fazer fica ficar ficaria investe investir investiria la
    mais me media menos normalmente ou paga pagar pago para por praticado praticados preco
    quanto reais real sai saindo sair sairia sao seria ta tanto tao tu vai vale valor voce voces
    vou
    """
)
_OPENING = words(
    """
    , . acho ah bem boa bom carecendo claro dia e entao estou gostaria hum noite oi oie ola opa
    preciso queria quero seria sim so tarde
    """
)
_TAIL = words(
    """
    a ai apenas bacana boa bom bora braba brabo bro cara chique com da dahora daora daquelas das
    de dessa dessas desse desses do dos e em fi fio foda la legal linda lindo mana maneira
    maneiro mano massa maximo mesmo meu minha minimo moca moco muito na nas ne no nos num numa o
    ou para por pro que rapaz show so ta tambem tche top topzera uai um uma urgente urgentemente
    visse viu
    """
)
"""What may stand after a need without being a part of it."""

_CUT = Phrases("""
    (, | . | ? | xlinkx | xemailx)
    <amount>
    (que | onde | mano | mana | uai | visse | tchê | só [que | para])
    (parça | parceiro | tlgd | tá ligado | sô | bicho | macho | por gentileza | fazendo favor)
    com (uns | umas | <number>)
    (ou | e) (não | só | botar | colocar | por | divulgar | mostrar | vender | receber | ter
        | fazer)
    (está | tá | sai | sairia | fica | ficaria | custa) [em | por] (quanto | velho | velha | feio
        | ruim)
    por quanto
    # who is to do what with it: "pra quebrada conhecer meu trampo", "pros tutores marcarem"
    para [o | a | os | as] !(meu | minha | nosso | nossa) _ (poder* | conhec* | marcar* | comprar*
        | encontrar* | agendar* | pedir* | ver | verem | achar* | acessar* | escolher* | saber*
        | me (achar* | encontrar*))
    para aparecer
    (por favor | urgente | urgentemente | quanto | qual | quais | mas | porque | pois
        | obrigado | pode* | tudo bem | hoje | agora | quando | <can> | entende | entendeu
        | sabe | né | viu | ok | tchê | sô | kkk | xmaosx | xjoinhax | também)
    como (funciona | faço | é | vocês)
    você[s] (faz* | tem | trab* | cons* | pod*)
    e (quero | queria | quanto | qual | preciso | gostaria | tenho | meu | minha | o prazo
        | vocês | para | até)
    meu orçamento
    (então | eu (tenho | sou | quero | queria))
    tenho (uns | até | <number>)
    com urgência
    # "pra mim", "pra gente", "aí com vocês"
    para (mim | a gente | gente | nós | eu _)
    (aí | aqui) (com | de | em | na | no) _
    com (vocês | você | urgência)
    # when: "pra sexta", "até dia 20", "em duas semanas"
    para (hoje | amanhã | ontem | já | <weekday> | semana | mês | o mês | dia | o dia | daqui
        | o fim | o quanto | logo | esse ano | esse mês | essa semana | janeiro | fevereiro
        | março | abril | maio | junho | julho | agosto | setembro | outubro | novembro
        | dezembro | ano | o natal | a páscoa | o carnaval)
    até (janeiro | fevereiro | março | abril | maio | junho | julho | agosto | setembro
        | outubro | novembro | dezembro)
    até (<number> | dia | o dia | mil | dois | três | quatro | cinco | <weekday> | o fim
        | semana | amanhã | uns | o carnaval | o natal | a páscoa)
    em (<number> | um | uma | duas | dois | três | até) (dia | mês | semana | meses | dias)*
    # how much: "no valor de", "por mil"
    no valor
    por (<number> | r | até | uns | mil)
    o quanto antes
    (bom dia | boa tarde | boa noite)
    tem (que | algum)
    na faixa
""")


def names_a_service(plain: str) -> bool:
    """Whether a kind of work that people buy is named."""
    return _SERVICE.stand_in(plain)


def wished_need(text: Text) -> str | None:
    """The thing wished for: "quero fazer um site" wants "site"."""
    wished = [*_after(text, _WISH, _FILLER), *_after(text, _QUOTE, _FILLER)]
    return _best(text, wished, wished, _clauses(text))


def asked_need(text: Text) -> str | None:
    """The thing whose price is asked: "quanto é uma logo?" is about a "logo"."""
    priced = _after(text, _PRICED, _FILLER | _PRICING)
    return _best(text, [], priced, _after(text, _WISH, _FILLER), _clauses(text))


def free_need(text: Text) -> str | None:
    """The whole answer to "what do you need?", if it can be one."""
    need = wished_need(text)
    if need or not _is_prose(text.plain):
        return need
    whole = _span(text, 0, _FILLER | _OPENING)
    aside = whole is None or _is_aside(text, whole)
    return _best(text, [whole] if whole and not aside else [], _clauses(text))


def _best(text: Text, otherwise: Sequence[_Span], *sources: Iterable[_Span]) -> str | None:
    """The first that begins with a kind of work that people buy, or what there is otherwise."""
    objects = (_object(text, span) for spans in sources for span in spans)
    found = next((span for span in objects if _service_in(text, span) == span[0]), None)
    chosen = found or next(iter(otherwise), None)
    return text.original(*chosen) or None if chosen else None


def _service_in(text: Text, span: _Span) -> int:
    """Where in the plain text a span names a kind of work first, or its end."""
    start, end = span
    before = _SERVICE.start_in(text.plain[start:end])
    return start + before + (0 < before < end - start)  # the word is after the space


def _object(text: Text, span: _Span) -> _Span:
    """The work itself, where what is said before it says nothing: "esse trem de loja virtual"."""
    start, end = span
    named = _service_in(text, span)
    is_said = named < end and _EMPTY.start_in(text.plain[start:named]) == 0
    return (named, end) if is_said else span


def _is_aside(text: Text, span: _Span) -> bool:
    """Whether it is only a date or an amount: "até maio", "máximo 1500"."""
    said = text.plain[slice(*span)]
    left = [word for word in said.split() if word not in _FILLER | _TAIL | _OPENING]
    return len(left) <= _SHORT and not names_a_service(said) and _is_date_or_amount(said)


def _is_date_or_amount(plain: str) -> bool:
    return names_a_time(plain) or bool(find_amounts(plain, bare=True))


def _is_prose(plain: str) -> bool:
    """Whether most of the words could be words: "asdfghjk" could not."""
    said = [word for word in re.findall(r"[a-z]+", plain) if len(word) > 2 and word != "kkk"]
    readable = [
        word for word in said if re.search("[aeiouy]", word) and not re.search("[^aeiouy]{5}", word)
    ]
    return bool(readable) and len(readable) * 2 > len(said)


def _after(text: Text, wish: Phrases, filler: frozenset[str]) -> list[_Span]:
    spans = (_span(text, end + 1, filler) for end in wish.ends_in(text.plain))
    return [span for span in spans if span]


def _clauses(text: Text) -> Iterator[_Span]:
    """What each clause says, if any names a kind of work."""
    if not names_a_service(text.plain):
        return
    starts = [0, *(match.end() for match in _CLAUSE_END.finditer(text.plain))]
    for start in starts[:_MOST_CLAUSES]:
        if span := _span(text, start, _FILLER | _OPENING):
            yield span


def _span(text: Text, start: int, filler: frozenset[str]) -> _Span | None:
    """What stands from a place on, without filler before it and other matters behind it."""
    for word in text.plain[start : start + 300].split(" "):
        if word not in filler:
            break
        start += len(word) + 1
    kept = text.plain[start : start + 200]
    kept = kept[: _CUT.start_in(kept)].rstrip()
    while kept.rpartition(" ")[2] in _TAIL and kept:
        kept = kept.rpartition(" ")[0]
    return (start, start + len(kept)) if len(kept) > 1 else None
