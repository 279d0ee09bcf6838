"""What a lead wants made: the wish, and the thing wished for in the lead's own words."""

from __future__ import annotations

import re

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.normalise import Text
from autovenda_core.understanding.rules import ANY, ON_OFFER, rule

__all__ = ["WISHES", "asked_need", "free_need", "names_a_service", "wished_need"]

_SERVICE = (
    r"(?:sites?|website|web ?site|blog|lojas?|lojinha|ecommerce|landing pages?|landing|lp|pagina\w*|logos?|logomarca|logotipo\w*|identidade|marca"
    r"|apps?|aplicativos?|sistemas?|portal|plataforma|cardapio|catalogo|trafego|social media|redes sociais|posts?|artes?|banner\w*|flyer\w*|folder\w*"
    r"|panfleto\w*|cartao de visita|cartoes de visita|convites?|apresentac\w+|slides?|videos?|edicao|editar|roteiro|traducao|traduzir|redacao|copy|textos?|artigos?"
    r"|chatbot|bot|automac\w+|planilhas?|dashboard|seo|anuncios?|campanha\w*|ebook|e book|curso|consultoria|design|designer|programador\w*|desenvolvedor\w*|fotos?|fotografia|ensaio"
    r"|ilustrac\w+|embalage\w+|rotulos?|papelaria|hotsite|one page|crm|delivery|marketing|marketplace|mascote|capa|vitrine|agendamento|servico de \w+)"
)
_WANT = (
    r"(?:quero|queria|queremos|queriamos|preciso|precisamos|precisava|precisando|precisaria|gostaria|gostariamos|desejo|necessito|procuro|procurando|procuramos|busco|buscando|buscamos"
    r"|atras|interesse|interessad[oa]|interessou|interessei|pretendo|pensando|penso|querendo|afim|a fim|contratar|encomendar|comprar|cria|criem|faz|fazem|faca|facam|monta|desenvolve|tenho vontade|sonho|planejando|planejo|necessidade|bora|vamos|veria|ver de|da para fazer|dar uma olhada)"
)
_FILLER = frozenset(
    """de do da dos das em no na um uma uns umas o a os as me mim para por fazer criar montar desenvolver contratar encomendar comprar ter abrir lancar colocar botar construir
    produzir elaborar refazer reformular orcar cotar orcamento orcamentos cotacao proposta alguem pessoa profissional que faca faz fazem saiba possa servico servicos voces voce com nosso nossa meu minha seu
    eu tipo um outro outra mais saber sobre fechar novo nova pegar uma ai la agora ja urgente aqui bastante muito ver vir como ele ajuda ajudar e mandar fosse seria adquirir investir""".split()
)
_CUT = re.compile(
    r" ?(?:[,.?]|\b(?:por favor|urgente|urgentemente|quanto|qual|quais|mas|porque|pois|obrigado|pode\w*|tudo bem|como (?:funciona|faco|e|voces)|voces? (?:faz\w*|tem|trab\w*|cons\w*|pod\w*)"
    r"|hoje|agora|quando|consegue\w*|tem como|da para|e (?:quero|queria|quanto|qual|preciso|gostaria|tenho|meu|minha|o prazo|voces)|meu orcamento|tenho (?:uns|ate|\d)|com urgencia|para (?:hoje|amanha|ontem|ja|sexta|segunda|terca|quarta|quinta|sabado|domingo|semana|mes|o mes|dia|o dia|daqui|o fim|o quanto|logo|essa|este|esse|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|ano|o natal)"
    r"|ate (?:\d|r \$|dia|o dia|mil|dois|tres|quatro|cinco|sexta|segunda|o fim|semana|amanha|uns)|em (?:\d+|um|uma|duas|dois|tres|ate) (?:dia|mes|semana)\w*|no valor|por (?:\d|r \$|ate|uns|mil)|kkk|xmaosx|xjoinhax|o quanto antes|bom dia|boa tarde|boa noite|tem (?:que|algum)|viu|beleza|ok)\b).*$"
)

WISHES = (
    rule(
        "wish", Act.BUY,
        rf"{_WANT}(?: \w+){{0,6}} {_SERVICE}\b",
        r"(?:quero|queria|queremos|gostaria|preciso|precisando|precisamos|desejo|pretendo|bora|vamos|posso|podemos|interesse em)(?: \w+){0,2} (?:contratar|encomendar|comprar|fazer um orcamento|um orcamento|orcamento|cotacao|orcar|cotar|uma proposta|fechar negocio|os servicos|seus servicos|o servico|trabalhar com voces|montar|criar|desenvolver|adquirir|voces)\b", r"(?:faz|fazer|manda|mandar|me faz|passa|solicito|solicitar|pedir|peco|faria|fazem|preparar|prepara)(?: \w+){0,3} (?:um orcamento|orcamento|uma proposta|uma cotacao|cotacao)\b",
        r"(?:tenho|temos|tive|com|demonstrar|fiquei|estou|to|tenho muito|me|sou) (?:\w+ )?(?:interesse|interessad[oa]|interessou|interessei)\b", r"me interess(?:ei|ou|a)\b", r"alguem (?:para|que) (?:faz\w*|cri\w+|mont\w+|desenvolv\w+|edit\w+)", r"(?:quero|preciso|precisando|procuro|procurando|busco|buscando|atras|necessito)(?: de)? (?:um |uma |alguem|outr[oa]|mais um\w*|novo|nova|profissional|fazer|criar|montar|refazer|reformular|desenvolver|abrir|divulgar|vender|renovar|modernizar|digitalizar)", r"(?:vim|vi|cheguei)(?: \w+){0,2} (?:pelo|pela|do|no|o|seu|por) (?:anuncio|indicacao|instagram|site|google|facebook|post|propaganda|trabalho|perfil|tiktok)\b", rf"(?:faz|fazem|faca|cria|criem|desenvolve|monta|me ve|me faz) (?:para mim |para a gente )?(?:um|uma|meu|minha|nosso|nossa) {_SERVICE}\b", rf"(?:quero|queria|preciso de|precisamos de) {_SERVICE}\b",
        unless=(
            rf"nao (?:\w+ )?(?:{_WANT})(?!.*\bmas (?:quero|preciso))",
            r"(?:preciso|quero|queria|gostaria|precisamos) (?:de )?(?:um |uma |mais )?(?:tempo\w*|ajuda|suporte|desconto|atendente|pessoa|humano|reembolso|comprovante|nota|nf|minuto|pensar|falar|ver\b(?! (?:de )?(?:um|uma|fazer))|saber|sair|parar|entender|tirar|informac\w+|esclarec\w+)\b",
        ),
    ),
    rule(
        "service-named", Act.BUY,
        rf"(?:(?:um|uma|o|a|para|fazer|criar|orcamento|de|do|da|site) ){{0,8}}{_SERVICE}(?: (?:para|de|do|da|com|e|o|a|em|meu|minha|nosso|nossa|\w+)){{0,6}}",
        whole=True, confidence=0.7, when=ANY - ON_OFFER - {Expecting.ACTIVE, Expecting.PAY, Expecting.BRIEFING},
    ),
    rule(
        "quote-wanted", Act.BUY, r"(?:quero |queria |vamos |bora )?(?:contratar|comprar|encomendar)(?: voces| o servico| um servico)?|(?:um |o |fazer |faz |pedir |de |para ){0,8}(?:orcamento|cotacao)(?: (?:por favor|de|para|do|da|um|uma|sem compromisso|gratis|\w+)){0,5}",
        whole=True, confidence=0.8, unless=(r"\?$",), when=ANY - ON_OFFER - {Expecting.BUDGET, Expecting.PAY},
    ),
)  # fmt: skip

_WANTED = re.compile(rf"\b{_WANT}\b")
_PRICED = re.compile(r"\b(?:quanto|custo|custos|preco|precos|valor|valores|orcamento|cotacao)\b")
_PRICING = frozenset(
    "custa custaria cobra cobram fica ficaria sai sairia e seria ta esta sao vale da voces voce tu vai vou me custar ficar sair pagar cobrar normalmente mais ou menos em media media ai vcs quanto preco valor".split()
)
_SERVICE_WORD = re.compile(rf"\b{_SERVICE}\b")


def names_a_service(plain: str) -> bool:
    """Whether a kind of work that people buy is named."""
    return bool(_SERVICE_WORD.search(plain))


def wished_need(text: Text) -> str | None:
    """The thing wished for: "quero fazer um site" wants "site"."""
    return _after(text, _WANTED, _FILLER) or _after(text, re.compile(r"\borcamento\b"), _FILLER)


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


_OPENING = frozenset(
    ", . oi oie ola opa bom dia boa tarde noite sim claro entao ah hum e queria quero preciso gostaria seria acho".split()
)
_TAIL = frozenset("de do da e o a um uma para com em que por ai mesmo".split())
