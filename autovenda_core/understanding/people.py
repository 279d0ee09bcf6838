"""The name of a person, as people give it in a chat."""

from __future__ import annotations

from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import ADDRESS, LINK, Text, words

__all__ = ["find_name"]

_CORRECTION = lazy(
    r"\bnao (?:e|sou|me chamo) [\w ]{1,30}?[,.]? (?:e|sou|me chamo|mas|e sim) (?P<name>.+)"
)
_MY_NAME = r"nome(?: (?:completo|artistico|verdadeiro|certo|mesmo|proprio|todo|e sobrenome))?"
_INTRODUCTION = lazy(
    rf"\b(?:(?:meu |o )?{_MY_NAME} e|me chamo|chamo me|pode(?:m)? (?:me )?chamar de"
    r"|chamo|me cham[ea]m?(?: de)?|o meu (?:nome )?e|anota(?: ai)? ?[.,]?"
    r"|(?:pode )?(?:botar|bota|poe|colocar|coloca|por)(?: ai)?|sou eu(?: ,)?|nome ?[:.-]?"
    r"|(?:pode )?(?:fala|falar|tratar) com"
    r"|(?:aqui|quem (?:fala|esta falando)) (?:e|quem fala e|fala)|(?<!nao )(?:eu )?sou|aqui)"
    r"(?: (?:o|a|meu nome e))? (?P<name>.+)"
)
_LEADING = lazy(
    r"^(?:(?:oi|ola|opa|claro|bom dia|boa tarde|boa noite|prazer|ah|e|o|a|seu|nome|sim|ok|ta"
    r"|pastor|pastora|padre|professora|professor|prof|doutor|doutora|engenheiro|irma|irmao"
    r"|pode ser|dona|dr|dra|senhor|senhora|sr|sra|so|uai|ue|oxe|oxi|oxente|bah|vixe|eita|mainha"
    r"|entao|olha|rapaz|moco|moca|fi|fio|bem|na verdade|ja (?:falei|disse|te falei|te disse)"
    r"|meu (?:rei|querido|amigo|filho|bem|nego|anjo)|minha (?:querida|filha|flor)|mano ,"
    r"|tudo bem|kkk|,|\.|:)(?: |$))+"
)
_PARTICLES = words(
    """
    da das de del di do dos e van von
    """
)
_SURNAMES_AFTER_DA = words(
    """
    amaral anjos anunciacao bonfim carmo ceu chagas conceicao costa couto cruz cunha dores fe
    flores fonseca gama gloria graca gracas guia luz maia mata matta merces monte mota motta
    nascimento neves passos paz penha perpetuo prado prazeres rego reis remedios rocha rosario
    sa santos silva silveira socorro trindade vale valle veiga virgens vitoria
    """
)
"""What follows da, do, das, dos in a surname; anything else is where somebody works or lives."""

_OF = ("da", "do", "das", "dos")
_COMPANY = lazy(
    r" (?:d[aeo]|das|dos) (?:empresa|loja|padaria|clinica|agencia|escola|restaurante|salao"
    r"|studio|estudio|igreja|oficina"
    r"|mercado|pet|academia|imobiliaria|construtora|farmacia|barbearia|consultorio|escritorio"
    r"|ong|marketing|sao paulo|rio|minas)\b"
)
_CUT = lazy(
    r" (?:[,.?]|e (?:eu|quero|queria|preciso|gostaria|meu|minha|o|a|tenho|sou|voce|ai|vc)|aqui|mas"
    r"|que|quero|queria|preciso|gostaria|tudo|prazer|com|por|uai|sabe|ne|tche|so|oxe|pode|falando"
    r"|viu|visse|vice|sou|tenho|obrigado|esta|bom dia|boa tarde|boa noite|mesmo|kkk|xjoinhax"
    r"|xmaosx|nao|para|beleza|do outro|ok|moro|trabalho|muito|ja|dono|dona|de novo|fi|fio|moco"
    r"|moca|meu (?:rei|nome|querido)|minha|ao? seu dispor|seu criado|e meu|ai|fazendo|sim|mano)"
    r"(?= |$)"
)
_MAY_FOLLOW = lazy(
    r"(?:$| (?:[,.]|aqui|e|com|kkk|mesmo|falando|uai|so|ne|viu|visse|vice|tche|ja|dono|dona|fi"
    r"|prazer|xjoinhax|xmaosx|mas|obrigado|sim|mano)(?= |$))"
)
"""What may stand after a name that nothing introduced."""

_SPELT = lazy(
    r"(?:^|[,.] )(?:e )?(?P<name>[a-z]{3,}(?: [a-z]{2,})?)(?: ,)? com (?:dois |2 )?[a-z]\b"
)
""" "É Wagner com W"."""
_REACHED = lazy(
    r"\d (?:[,.] )?(?:falar|fala|fale|tratar|procur\w+|chamar?) (?:com|por|pel[oa])? ?(?P<name>.+)"
)
""" "31 99123-4567, falar com Geraldo"."""
_ALSO_CALLED = lazy(r" mas (?!podem? (?:me )?chamar)(?=.{0,40}\b(?:cham|trat|conhec))")
_SIGNED = lazy(
    r"^(?:(?:oi|ola|opa|bom dia|boa tarde"
    r"|boa noite) (?:, )?)*(?P<name>[a-z]+(?: [a-z]+){0,2}) (?:aqui|falando)\b"
)
_LAST_CLAUSE = lazy(r"[,.] (?:e|sou|digo|meu nome e) (?:o |a )?(?P<name>[a-z][a-z ]*)$")
_TOLD = lazy(
    rf"\b(?:(?:meu |o ){_MY_NAME} e|me chamo|pode(?:m)? me chamar de|quem fala e|aqui (?:e"
    r"|quem fala e)(?: [oa])?)(?: [oa])? (?P<name>.+)|(?:^|[,.] )(?:(?:oi|ola|opa|bom dia"
    r"|boa tarde|boa noite) )*(?:eu )?sou [oa] (?P<named>.+)"
)
_STATED = lazy(
    r"(?:^|[,.] )(?:(?:oi|ola|opa|bom dia|boa tarde|boa noite) )*(?:eu )?sou "
    r"(?P<name>[a-z]+(?: [a-z]+){0,3})(?= [,.]|$)"
)
_NOT_NAMES = words(
    """
    a abc aceito acho adorei advogada advogado agora agosto ai ainda algo alguem amanha amei
    amigo ano anota anuncio apelido aplicativo apos app aquela aquele aqui aquilo arquiteta
    arquiteto arte asdf asdfg assim assistente ate atendente atoa autonoma autonomo baixo banana
    banner barato basico bastante beleza bem blabla boleto bom bora bot bota brincadeira bro
    brother cade calma cansado cara cardapio caro cartao casado catalogo cedo celular certeza
    certinho certo chama chamar chamo chefe claro cliente cnpj coisa coloca combinado comigo
    como comprar comprei compro confidencial conosco consegui consigo conta contei contigo conto
    contrato correto cpf curioso custa deixa deixe dela dele deles demais dentista dentro
    depende depois desconto desculpa designer despeco dessa desse devagar dezembro dia digita
    digo dinheiro disse dona dono durante duvida ela elas ele eles email empresa empresario
    entao entrada entre envia era errada errado errei escreve escrevi espera esperei espero
    esqueci essa esse esta estamos estava este estou eu evidente exatamente exato face facebook
    faco fala falei falo favor faz fazer fechado feliz fevereiro fiz foi fora fotografo fui
    fulano galera gente gentileza gerente golpe google gostaria gostei grana hoje hora humana
    humano ideia identidade indicacao informacao instagram interessado isso ja janeiro junho kkk
    la landing legal liga link logico logo logotipo loja longe mais mal mana manda mandar mandei
    mando manha mano maquina massa medico mei melhor menos mensagem mentira mes mesmo meu meus
    mil minha minuto motorista muito musico na nada nao nas negativo nem nenhum ninguem no noite
    nome nos nossa nosso nova novembro novo numero nunca obrigado obvio oferta oi ok ola onde
    ontem opa opcao ops orcamento otimo outro outubro pacote pagamento pago paguei papa para
    parar parceira parceiro parcela pare passa passei passo patrao patroa pensei perante
    perfeitamente perfeito pergunta perto pessoa pessoal pila pix plano pode podia por porque
    positivo posso post pouco prazo preciso preco premium primeira primeiro privado professor
    professora profissional promocao proprietaria proprietario psicologa psicologo pular quando
    quanto quarta que quem queria quero quinta qwerty rapido reais resposta robo sabado sair
    segredo segunda sei seila sem semana sempre ser sera serio setembro seu sexta show sim
    sistema site so sob sobre sobrenome solteiro sou spam stop sua suporte talvez tanto tarde
    tava tchau telefone tenha tenham tenho terca terceiro testando teste to top tranquilo tu
    tudo turma ultima ultimo um uma urgente valeu valor vamos vcs vejo vendedor vendedora vendo
    verdade vi vim virtual virus visual voce voces voltei volto vou whatsapp xduvidax xjoinhax
    xyz
    """
)
_UNREADABLE = lazy(r"[^aeiouy ]{5}|(?:^| )[^aeiouy ]{4,}(?= |$)")
"""No name: "asdfgh"; short initials ("MC") are one."""


def find_name(text: Text, *, asked: bool) -> str | None:
    """The name that somebody gives; without an introduction only when it was `asked` for."""
    if asked and (also := _ALSO_CALLED.search(text.plain)):  # "Wellington, mas me chamam de Tom"
        text = text.without(also.start() + 1, len(text.plain))
    patterns = (
        (_CORRECTION, _INTRODUCTION, _SIGNED, _LAST_CLAUSE) if asked else (_TOLD, _SIGNED, _REACHED)
    )
    if not asked and (name := _stated(text)):
        return name
    for pattern in patterns:
        match = pattern.search(text.plain)
        if match and (name := _name_at(text, match.start(match.lastgroup or 0), introduced=True)):
            return name
    return _name_at(text, 0, introduced=False) if asked else None


def _stated(text: Text) -> str | None:
    """ "Sou Marcelo, da Vértice", "é Wagner com W": a name if it is written as one."""
    match = _STATED.search(text.plain) or _SPELT.search(text.plain)
    if match is None or not text.original(match.start("name"), match.end("name"))[:1].isupper():
        return None
    return _name_at(text, match.start("name"), introduced=True)


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
    if introduced:
        words = _without_company(words)
    elif words[-1:] == ["mesmo"]:
        words = words[:-1]
    if not introduced and not _MAY_FOLLOW.match(plain, cut):
        return None
    if not looks_like_name(words):
        return None
    return _capitals(text.original(start, start + len(" ".join(words))))


def _without_company(words: list[str]) -> list[str]:
    """ "Tiago da TG Imports" is Tiago; "Maria da Silva" is both."""
    for place, word in enumerate(words):
        after = words[place + 1 : place + 2]
        if place and after and word in _OF and after[0] not in _SURNAMES_AFTER_DA:
            return words[:place]
    return words


def looks_like_name(words: list[str]) -> bool:
    """Whether plain words may be the name of a person."""
    if not 1 <= len(words) <= 6 or len(words[0]) < 2:
        return False
    if {LINK, ADDRESS} & set(words):
        return False
    if {words[0], words[-1]} & _PARTICLES or _UNREADABLE.search(" ".join(words)):
        return False
    return all(word.isalpha() and len(word) <= 20 and word not in _NOT_NAMES for word in words)


def _capitals(name: str) -> str:
    if name != name.lower() and name != name.upper():
        return name
    return " ".join(
        word if word in _PARTICLES else word[:1].upper() + word[1:] for word in name.lower().split()
    )
