"""What a lead wants made: the wish, and the thing wished for in the lead's own words."""

from __future__ import annotations

import re

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import Text, words
from autovenda_core.understanding.rules import ANY, ON_OFFER, rule

__all__ = ["WISHES", "asked_need", "free_need", "names_a_service", "wished_need"]

_SERVICE = (
    r"(?:sites?|website|web ?site|blog|lojas?|lojinha|ecommerce|landing pages?|landing|lp"
    r"|pagina\w*|logos?|logomarca|logotipo\w*|identidade|marca"
    r"|apps?|aplicativos?|sistemas?|portal|plataforma|cardapio|catalogo|trafego|social media"
    r"|redes sociais|posts?|artes?|banner\w*|flyer\w*|folder\w*"
    r"|panfleto\w*|cartao de visita|cartoes de visita|convites?|apresentac\w+|slides?|videos?"
    r"|edicao|editar|roteiro|traducao|traduzir|redacao|copy|textos?|artigos?"
    r"|chatbot|bot|automac\w+|planilhas?|dashboard|seo|anuncios?|campanha\w*|ebook|e book"
    r"|curso|consultoria|design|designer|programador\w*|desenvolvedor\w*|fotos?|fotografia"
    r"|ensaio"
    r"|ilustrac\w+|embalage\w+|rotulos?|papelaria|hotsite|one page|crm|delivery|marketing"
    r"|marketplace|mascote|capa|vitrine|agendamento|servico de \w+)"
)
_WANT = (
    r"(?:quero|queria|queremos|queriamos|preciso|precisamos|precisava|precisando|precisaria"
    r"|gostaria|gostariamos|desejo|necessito|procuro|procurando|procuramos|busco|buscando"
    r"|buscamos"
    r"|atras|interesse|interessad[oa]|interessou|interessei|pretendo|pensando|penso|querendo"
    r"|afim|a fim|contratar|encomendar|comprar|cria|criem|faz|fazem|faca|facam|monta"
    r"|desenvolve|tenho vontade|sonho|planejando|planejo|necessidade|bora|vamos|veria|ver de"
    r"|da para fazer|dar uma olhada)"
)
_FILLER = words(
    """
    a abrir adquirir agora ai ajuda ajudar alguem aqui as bastante botar colocar com como
    comprar construir contratar cotacao cotar criar da das de desenvolver do dos e elaborar ele
    em encomendar eu faca faz fazem fazer fechar fosse investir ja la lancar mais mandar me meu
    mim minha montar muito na no nossa nosso nova novo o orcamento orcamentos orcar os outra
    outro para pegar pessoa por possa produzir profissional proposta que refazer reformular
    saber saiba seria servico servicos seu sobre ter tipo um uma umas uns urgente ver vir voce
    voces
    """
)
_CUT = lazy(
    r" ?(?:[,.?]|\b(?:por favor|urgente|urgentemente|quanto|qual|quais|mas|porque|pois"
    r"|obrigado|pode\w*|tudo bem|como (?:funciona|faco|e|voces)|voces? (?:faz\w*|tem|trab\w*"
    r"|cons\w*|pod\w*)"
    r"|hoje|agora|quando|consegue\w*|tem como|da para|e (?:quero|queria|quanto|qual|preciso"
    r"|gostaria|tenho|meu|minha|o prazo|voces)|meu orcamento|tenho (?:uns|ate|\d)|com urgencia"
    r"|para (?:hoje|amanha|ontem|ja|sexta|segunda|terca|quarta|quinta|sabado|domingo|semana"
    r"|mes|o mes|dia|o dia|daqui|o fim|o quanto|logo|essa|este|esse|janeiro|fevereiro|marco"
    r"|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|ano|o natal)"
    r"|ate (?:\d|r \$|dia|o dia|mil|dois|tres|quatro|cinco|sexta|segunda|o fim|semana|amanha"
    r"|uns)|em (?:\d+|um|uma|duas|dois|tres|ate) (?:dia|mes|semana)\w*|no valor|por (?:\d|r \$"
    r"|ate|uns|mil)|kkk|xmaosx|xjoinhax|o quanto antes|bom dia|boa tarde|boa noite|tem (?:que"
    r"|algum)|viu|beleza|ok)\b).*$"
)

WISHES = (
    rule(
        "wish",
        Act.BUY,
        rf"{_WANT}(?: \w+){{0,6}} {_SERVICE}\b",
        r"(?:quero|queria|queremos|gostaria|preciso|precisando|precisamos|desejo|pretendo|bora"
        r"|vamos|posso|podemos|interesse em)(?: \w+){0,2} (?:contratar|encomendar|comprar"
        r"|fazer um orcamento|um orcamento|orcamento|cotacao|orcar|cotar|uma proposta"
        r"|fechar negocio|os servicos|seus servicos|o servico|trabalhar com voces|montar|criar"
        r"|desenvolver|adquirir|voces)\b",
        r"(?:faz|fazer|manda|mandar|me faz|passa|solicito|solicitar|pedir|peco|faria|fazem"
        r"|preparar|prepara)(?: \w+){0,3} (?:um orcamento|orcamento|uma proposta|uma cotacao"
        r"|cotacao)\b",
        r"(?:tenho|temos|tive|com|demonstrar|fiquei|estou|to|tenho muito|me"
        r"|sou) (?:\w+ )?(?:interesse|interessad[oa]|interessou|interessei)\b",
        r"me interess(?:ei|ou|a)\b",
        r"alguem (?:para|que) (?:faz\w*|cri\w+|mont\w+|desenvolv\w+|edit\w+)",
        r"(?:quero|preciso|precisando|procuro|procurando|busco|buscando|atras"
        r"|necessito)(?: de)? (?:um |uma |alguem|outr[oa]|mais um\w*|novo|nova|profissional|fazer"
        r"|criar|montar|refazer|reformular|desenvolver|abrir|divulgar|vender|renovar|modernizar"
        r"|digitalizar)",
        r"(?:vim|vi|cheguei)(?: \w+){0,2} (?:pelo|pela|do|no|o|seu|por) (?:anuncio|indicacao"
        r"|instagram|site|google|facebook|post|propaganda|trabalho|perfil|tiktok)\b",
        r"(?:faz|fazem|faca|cria|criem|desenvolve|monta|me ve|me faz) (?:para mim "
        rf"|para a gente )?(?:um|uma|meu|minha|nosso|nossa) {_SERVICE}\b",
        rf"(?:quero|queria|preciso de|precisamos de) {_SERVICE}\b",
        unless=(
            rf"nao (?:\w+ )?(?:{_WANT})(?!.*\bmas (?:quero|preciso))",
            r"(?:preciso|quero|queria|gostaria|precisamos) (?:de )?(?:um |uma |mais )?(?:tempo\w*"
            r"|ajuda|suporte|desconto|atendente|pessoa|humano|reembolso|comprovante|nota|nf|minuto"
            r"|pensar|falar|ver\b(?! (?:de )?(?:um|uma|fazer))|saber|sair|parar|entender|tirar"
            r"|informac\w+|esclarec\w+)\b",
        ),
    ),
    rule(
        "service-named",
        Act.BUY,
        rf"(?:(?:um|uma|o|a|para|fazer|criar|orcamento|de|do|da|site) ){{0,8}}{_SERVICE}(?: (?:para"
        rf"|de|do|da|com|e|o|a|em|meu|minha|nosso|nossa|\w+)){{0,6}}",
        whole=True,
        confidence=0.7,
        when=ANY - ON_OFFER - {Expecting.ACTIVE, Expecting.PAY, Expecting.BRIEFING},
    ),
    rule(
        "wish-to-do",
        Act.BUY,
        r"(?:quero|queria|queremos|gostaria de|preciso|precisamos|pretendo|desejo"
        r"|tenho que) (?!saber|ver|falar|pagar|sair|parar|entender|tirar|pensar|conversar|cancelar"
        r"|mudar|trocar|alterar|corrigir|ajustar|conhecer|receber|mandar|enviar|dizer|ser"
        r"|ter certeza|decidir|analisar|avaliar|consultar|perguntar|esclarecer|negociar|reclamar"
        r"|desistir|editar|atualizar|ficar|dormir|ler|comparar|ir\b|dar)\w+(?:ar|er|ir)\b",
        confidence=0.6,
        when=ANY - ON_OFFER - {Expecting.PAY, Expecting.BRIEFING},
        unless=(r"nao (?:quero|preciso|pretendo|queria)",),
    ),
    rule(
        "quote-wanted",
        Act.BUY,
        r"(?:quero |queria |vamos |bora )?(?:contratar|comprar|encomendar)(?: voces| o servico"
        r"| um servico)?|(?:um |o |fazer |faz |pedir |de |para ){0,8}(?:orcamento"
        r"|cotacao)(?: (?:por favor|de|para|do|da|um|uma|sem compromisso|gratis|\w+)){0,5}",
        whole=True,
        confidence=0.8,
        unless=(r"\?$",),
        when=ANY - ON_OFFER - {Expecting.BUDGET, Expecting.PAY},
    ),
)

_WANTED = lazy(rf"\b{_WANT}\b")
_QUOTE = lazy(r"\borcamento\b")
_PRICED = lazy(r"\b(?:quanto|custo|custos|preco|precos|valor|valores|orcamento|cotacao)\b")
_PRICING = words(
    """
    ai cobra cobram cobrar custa custar custaria da e em esta fica ficar ficaria mais me media
    menos normalmente ou pagar preco quanto sai sair sairia sao seria ta tu vai vale valor vcs
    voce voces vou
    """
)
_SERVICE_WORD = lazy(rf"\b{_SERVICE}\b")


def names_a_service(plain: str) -> bool:
    """Whether a kind of work that people buy is named."""
    return bool(_SERVICE_WORD.search(plain))


def wished_need(text: Text) -> str | None:
    """The thing wished for: "quero fazer um site" wants "site"."""
    return _after(text, _WANTED, _FILLER) or _after(text, _QUOTE, _FILLER)


def asked_need(text: Text) -> str | None:
    """The thing whose price is asked: "quanto é uma logo?" is about a "logo"."""
    need = _after(text, _PRICED, _FILLER | _PRICING)
    return need if need and names_a_service(text.plain) else None


def free_need(text: Text) -> str | None:
    """The whole answer to "what do you need?", if it can be one."""
    need = wished_need(text)
    if need or not _is_prose(text.plain):
        return need
    return _trim(text, 0, len(text.plain), _FILLER | _OPENING)


def _is_prose(plain: str) -> bool:
    words = [word for word in re.findall(r"[a-z]+", plain) if len(word) > 2 and word != "kkk"]
    readable = [
        word
        for word in words
        if re.search("[aeiouy]", word) and not re.search("[^aeiouy]{5}", word)
    ]
    return bool(readable) and len(readable) * 2 > len(words)


def _after(text: Text, wish: re.Pattern[str], filler: frozenset[str]) -> str | None:
    for match in wish.finditer(text.plain):
        need = _trim(text, match.end() + 1, len(text.plain), filler)
        if need:
            return need
    return None


def _trim(text: Text, start: int, end: int, filler: frozenset[str] = _FILLER) -> str | None:
    plain = text.plain[start : min(end, start + 300)]
    for word in plain.split(" "):
        if word not in filler:
            break
        start += len(word) + 1
    plain = text.plain[start : min(end, start + 200)]
    kept = _CUT.sub("", plain).rstrip()
    while kept.rsplit(" ", 1)[-1] in _TAIL:
        kept = kept.rpartition(" ")[0]
    return text.original(start, start + len(kept)) or None if len(kept) > 1 else None


_OPENING = words(
    """
    , . acho ah boa bom claro dia e entao gostaria hum noite oi oie ola opa preciso queria quero
    seria sim tarde
    """
)
_TAIL = words(
    """
    a ai com da de do e em mesmo o para por que um uma
    """
)
