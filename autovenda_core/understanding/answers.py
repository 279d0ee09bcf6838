"""What a lead answers: no, later, small talk; and the clean yes."""

from __future__ import annotations

import re

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.normalise import THUMB
from autovenda_core.understanding.rules import ANY, rule

__all__ = [
    "NO_AND_LATER",
    "PLEASANTRIES",
    "bargains",
    "denies",
    "has_yes",
    "hedges",
    "without_idioms",
    "is_acknowledgement",
    "is_clean_yes",
    "is_unknown", "only_interjections",
]

_LATER = r"(?:depois|mais tarde|amanha|outra hora|outro dia|outro momento|mais para frente|mais adiante|futuramente|em breve|semana que vem|mes que vem|ano que vem|proxim[ao] (?:semana|mes|ano)|segunda|terca|quarta|quinta|sexta|sabado|domingo|fim do mes|final do mes|qualquer dia|um dia|dia \d+)"

NO_AND_LATER = (
    rule(
        "later-than-no", Act.DEFER,
        rf"(?:agora|por enquanto|por hora|por ora|no momento|hoje|ainda|neste momento|nesse momento|atualmente|essa semana|esse mes|este mes|nao agora|nao ja)(?: \w+)? nao\b(?! (?:quero mais|recebi|chegou|abriu|paguei .{{0,10}} boleto nao))", rf"nao (?:\w+ )?(?:agora|por enquanto|hoje|no momento|por ora|esse mes|essa semana)\b", rf"(?:fica|deixa|deixar|deixemos|marcamos|vamos deixar|podemos deixar|fica para|deixa para)(?: \w+){{0,2}} {_LATER}",
        r"nao (?:\w+ )?(?:decidi\w*|defini\w*|tenho certeza|estou certo|sei se|sei (?:ainda|bem|direito)|tive tempo|consegui (?:ver|ler|olhar|pensar|analisar)|vi ainda|li ainda|deu tempo|olhei ainda|pensei)\b",
        r"ainda (?:nao|estou|to|vou|tenho que|preciso)(?: (?:sei|decidi|pensando|avaliando|vendo|analisando|ver|pensar|defini|olhei|vi|li|paguei|fiz|deu|consegui pagar|em duvida|na duvida))\w*",
        unless=(r"nao (?:\w+ )?(?:abre|abriu|funciona|carrega)", r"nao (?:quero|tenho interesse)(?! (?:agora|por enquanto|no momento|decidir|fechar agora|pagar agora|hoje))(?!.*\b(?:por enquanto|agora|no momento)\b)", r"claro que agora nao espera"),
        when=ANY - {Expecting.NAME, Expecting.CONTACT},
    ),
    rule(
        "no", Act.DENY,
        r"nao (?:\w+ )?(?:quero|queremos|vou querer|vou (?:mais )?(?:fechar|aceitar|contratar|continuar|prosseguir|seguir|pagar|levar|ficar|comprar|precisar|passar|informar|dizer|falar|fazer)|vamos (?:fechar|querer|contratar|seguir)|tenho interesse|tenho mais interesse|temos interesse|me interess\w+|tenho como|tenho condic\w+|tenho dinheiro|vai rolar|vai dar|vai ser|vai acontecer|faz sentido|faz (?:o )?meu|rola|da|aceito|aceitamos|topo|curti|gostei|preciso|precisamos|serve|fecho|concordo|(?:estou|to|estamos) (?:mais )?(?:interessad\w+|afim|a fim|precisando|de acordo)|compensa|vale (?:a pena)?|combina|posso|e (?:isso|o que|para mim|bem isso|disso|nada disso|mesmo isso)|(?:era|foi) (?:isso|o que)|obrigado|valeu|autorizo|gosto|pretendo|confirmo|faco questao|interessa|atende|me atende|me serve|me convenc\w+|convenc\w+|possuo|uso|tenho(?: (?:email|cpf|cnpj|whatsapp))?)\b(?! (?:pressa|prazo|ideia|duvida|nocao|problema|certeza|data|urgencia))",
        r"(?:recus\w+|dispens\w+|declin\w+|rejeit\w+|desist\w+|abro mao|abrir mao|desinteress\w+)\b", r"deix\w+ (?:isso )?(?:para la|quieto|queto|de lado|baixo)\b", r"(?:vou|vamos|prefiro) passar\b(?! (?:no|o|a|meu|na|em))", r"(?:to|estou|tou|estamos) fora\b", r"nem (?:pensar|a pau|ferrando|fudendo|fodendo|morto|morta|lascando|de graca|que|sonhando|quero|vem|em sonho|rola|vou|pagando)\b", r"(?:de jeito nenhum|de forma alguma|de maneira nenhuma|de modo algum|jamais|nunca(?! (?:fiz|tive|vi|paguei|recebi))|negativo|nunca na vida|sem (?:chance|condic\w+|interesse|chances|possibilidade)|so que nao|ate parece|ta doido|ta louco|ce e louco|deus me livre|nem morta)\b", r"(?:ja |eu |a gente ){0,8}(?:fechei|fechamos|contratei|contratamos|achei|encontrei|arrumei|consegui|escolhi|resolvi|fiz|comprei|peguei|vou fechar|vou com|fiquei|decidi|optei|optamos|preferi|acertei)(?: \w+){0,2} (?:com outr\w+|outr[oa]|com (?:um|uma|o|a) (?:amig|conhecid|sobrinh|concorrent|primo|prima)\w*|por outr[oa]|de outr[oa]|em outro|quem faca|quem faz|pelo outro)\b", r"ja (?:contratei|resolvi|arrumei|fechei|tenho (?:um |uma )?(?:site|quem|designer|agencia|outro|pessoa|profissional|programador)|consegui|encontrei|comprei)\b", r"(?:mudei|mudamos) de ideia|perdi o interesse|perdi a vontade", r"^(?:esquece|esqueca|cancela|cancele|cancelar|cancelem|desisto|abortar|aborta)\b|cancela (?:tudo|isso|ai|o pedido|a proposta|por favor|meu pedido|esse)\b|quero cancelar|vou cancelar|esquece (?:isso|tudo|o|a)\b", r"(?:prefiro|melhor|acho|creio|acredito|penso|diria|digo|claro|obvio|logico|certeza|pensando bem|infelizmente|obrigado mas|obviamente|evidente|com certeza|acho melhor|la|isso|lamento|sinto muito|fico|grato mas|pois|pensei e|nem|ainda|que|eu)(?: \w+)?(?: ,)? que nao\b|(?:prefiro|melhor|acho|pensando bem|infelizmente|claro|certeza|obvio) (?:, )?nao\b", r"(?:fica|deixa|fica ai) para (?:a |uma |outra )?(?:proxima|outra)\b|quem sabe (?:na|numa|em) (?:proxima|outra)", r"(?:era |foi )?(?:so|apenas) curiosidade", r"(?:nao era|foi) engano|numero errado|mandei errado|pessoa errada", r"nada (?:feito|disso|nao)|nada a ver", r"nao nao\b|nao e nao\b", r"^(?:(?:oi|olha|entao|ah|hum|bom|po|eh|pensando bem|obrigado|,|\.|cara|poxa|valeu|muito|agradeco|grato|mas) ){0,8}nao(?: (?:,|\.|obrigado|valeu|muito|mesmo|viu|ta|cara|amigo|kkk|vlw|agradeco|grato|por favor|senhor|moco|moca|mano|xmaosx|mas|sinto muito|desculpa|ok|tchau|meu|nao|quero|posso|rola|fica|bom|dia|pode|brigado)){0,8}$", r"nao (?:mas )?(?:obrigado|agradeco|valeu)", r"^(?:ah )?(?:nao )?(?:, )?deixa(?: quieto| para la| assim)?$|^(?:ah )?nao ,? ?deixa\b|deixa (?:quieto|assim)", r"vou (?:com|de) outr[oa]\b", r"(?:vou |vamos )?deixar passar", r"(?:fechei|fechamos|contratei|consegui|achei) (?:com|por|em|no|na) (?:meu|minha|um|uma|o|a|outr\w+)\b(?! (?:voces|link|site|proposta))", r"nenhum(?:a)?(?: d\w+)?$", r"^passo$|^passo (?:essa|dessa)\b", r"vou ter que recusar|tenho que recusar", r"me arrependi",
        unless=(
            r"nao (?:\w+ )?(?:tenho|ha|tem|resta\w*|sobra|existe|vejo|fica) (?:\w+ )?duvida", r"nao (?:quero|posso|vou) perder (?:essa|a|esta)\b", r"(?:por que|porque|e por que) nao (?:\?|bora|sim|vamos|fechar)", r"nao (?:abre|abriu|carrega|funciona)",
            r"nao quero (?:\w+ )?(?:robo|falar)", r"nao (?:vejo|quero|posso) (?:a hora|esperar)",
        ),
    ),
    rule(
        "later", Act.DEFER,
        r"(?:vou|vamos|irei|preciso|precisamos|tenho que|deixa eu|deixe me|deixa me|quero|queria|tenho de|deixa|posso|gostaria de|ia|to indo|estou indo|me deixa|irei|eu ia)(?: \w+)? (?:pensar|pensa|ver(?! (?:um|uma)\b)|analisar|avaliar|refletir|estudar|decidir|considerar|verificar|consultar|conversar|falar (?:com|primeiro|antes)|me organizar|me planejar|me programar|organizar|planejar|aguardar|esperar|dar uma (?:olhada|pensada|analisada|lida)|olhar|conferir|ler|comparar|fazer as contas|checar|confirmar com|combinar com|alinhar|discutir|juntar|receber|amadurecer|dormir)\b(?! (?:exemplos|portfolio|trabalhos|modelos|o pix|como funciona|o preco|os precos|os? valor\w*|um exemplo|a tabela|o link|um atendente|um orcamento|com (?:voces?|atendente|alguem|um|uma pessoa)))",
        r"(?:me )?d[ae]r? ate\b", r"fico de (?:te )?\w+", r"nao e (?:o |a |um |uma |bom |boa )*(?:momento|hora|fase|epoca)\b", r"(?:pago|acerto|transfiro) (?:la|no dia|dia|depois|la pelo)\b", r"(?:preciso|quero|me da|me de|dar|da) (?:de )?(?:um |mais |uns ){0,8}(?:tempo|tempinho|minuto\w*|momento|dias|prazo|segundo|instante)\b", r"(?:te|lhe|vos|eu|a gente|ja|nos) (?:\w+ )?(?:aviso|avisamos|retorno|retornamos|respondo|respondemos|chamo|chamamos|falo|procuro|confirmo|digo|conto|ligo|volto|vejo)\b(?! (?:que|sim))", r"(?:retorno|aviso|respondo|volto|chamo|falo|confirmo)(?: \w+)? (?:depois|assim que|em breve|amanha|logo|mais tarde|com voces?|hoje|quando|ate|a falar|contato)\b", rf"(?:depois|mais tarde|amanha|outra hora|outro dia|outro momento|mais para frente|mais adiante|futuramente|noutra hora|semana que vem|mes que vem|ano que vem|segunda feira|segunda|sexta|quem sabe)(?: (?:eu|te|a gente|nos|vou|lhe|,|ai|ja)){{0,8}} (?:vejo|vemos|ve|fecha|paga|faz|resolve|fala|conversa|decide|acerta|falo|falamos|decido|respondo|retorno|volto|resolvo|resolvemos|converso|conversamos|aviso|chamo|fecho|fechamos|pago|faco|penso|olho|confirmo|acerto|acertamos|digo|dou|passo|mando|procuro|tento|envio)\b",
        rf"(?:vou|irei|pretendo|consigo|so (?:vou|consigo|posso)|posso|quero|devo|da para)(?: \w+)? (?:pagar|fazer|fechar|resolver|ver|acertar|contratar|decidir|transferir|preencher|responder|mandar|enviar)(?: \w+){{0,4}} (?:{_LATER}|quando|assim que|no fim|mais tarde)\b", rf"(?:pago|faco|fecho|mando|preencho|acerto|transfiro|envio)(?: \w+){{0,3}} (?:{_LATER}|assim que|quando)\b", r"pode ser (?:so |na |no |para ){0,8}(?:amanha|depois|mais tarde|outro dia|outra hora|semana que vem|mes que vem|segunda|sexta|dia \d+)\b|(?:talvez|quem sabe|pode ser que|sei la|sei nao|na duvida|em duvida|com duvida se|duvida se|indecis[oa]|dividid[oa]|xduvidax)\b", r"(?:acho|creio|acredito|imagino|suponho) que (?:sim|da|pode|vou|vai|rola|topo|quero|fecho|e|ta|sei)\b|(?:provavelmente|possivelmente|se pa|vamos ver|veremos|a ver|deve ser|deve dar|eventualmente|depende|mais ou menos|nao sei|quase la)\b", r"(?:quando|assim que|so quando|depois que|na hora que|so depois)(?: \w+){0,3} (?:receber|puder|cair|tiver|sair|entrar|voltar|pagarem|chegar|der|conseguir|decidir|resolver|salario|sobrar|acabar|liberar|terminar)\b",
        r"^(?:espera|espere|perai|aguard\w+|calma|segura|so um (?:minuto|segundo|momento|instante|minutinho|pouco|seg|min)|um (?:minuto|momento|segundo|instante|minutinho)|ja volto|volto ja|ja ja|1 minuto|rapidinho|guenta ai|aguenta)\b|(?:espera|aguarda|segura|calma) (?:ai|um pouco|um pouquinho|um minuto|so|la)\b", r"(?:to|estou|tou|ando|estamos) (?:\w+ )?(?:ocupad\w+|no trabalho|dirigindo|em reuniao|corrid\w+|sem (?:tempo|grana|dinheiro|verba|caixa|condic\w+)|apertad\w+|quebrad\w+|dur[oa]|lis[oa]|viajando|trabalhando|pensando|vendo|analisando|avaliando|decidindo|comparando|cotando|em aula|na rua|sem um real|pesquisando)\b(?! (?:em (?:fazer|um|uma|criar|montar|contratar|ter|abrir)|de um|um|uma|para))", r"(?:so|apenas) (?:to |estou )?(?:pesquisando|olhando|sondando|cotando|vendo|dando uma olhada|fazendo (?:um )?orcamento|comparando|especulando)\b", r"(?:mais para frente|mais pra frente|mais adiante|outra hora|outro momento|outro dia|mais tarde|futuramente|ano que vem)\b", rf"(?:me )?(?:cham\w+|procur\w+|fal\w+|lig\w+|lembr\w+|mand\w+|volt\w+)(?: \w+){{0,4}} (?:{_LATER})\b", r"preciso (?:\w+ )?(?:aprovac\w+|autorizac\w+|do aval|do ok)|depende (?:d[aeo]|de)\b|(?:meu|minha) (?:socio|socia|esposa|marido|chefe|diretor|mulher|pai|mae|namorad[oa]|irma|irmao|filh[oa]|contador|financeiro) (?:precisa|tem que|vai|ainda|decide|que decide|quer ver|resolve)\b", r"(?:se|caso) (?:eu |o |a |der|sobrar|meu )(?:\w+ )?(?:receber|conseguir|sobrar|aprovar|chefe|cliente|dinheiro|tudo certo|puder|tempo)?\b",
        r"^(?:depois|amanha|mais tarde|agora nao|depois eu \w+|depois a gente \w+|semana que vem|mes que vem|ano que vem|fim do mes|mais pra frente|logo mais|quem sabe|em breve|hoje nao|outro dia|segunda(?: feira)?|sexta(?: feira)?)(?: (?:por favor|pode ser|obrigado|ok|talvez|ta|te aviso|,|\.)){0,8}$", r"vou (?:dormir|pensar)\b", r"com (?:mais )?calma\b", r"(?:ve|vejo|vemos|vejo isso|falamos|conversamos|resolvo) (?:isso )?(?:depois|amanha|mais tarde)\b",
        unless=(
            r"(?:quero|preciso|gostaria|queria)(?: \w+)? (?:ver|analisar) (?:\w+ )?(?:exemplo|portfolio|trabalho|modelo)\w*", r"nao (?:tenho|ha|tem|resta)(?: \w+)? duvida", r"^por que nao", r"como (?:consulto|verifico|acompanho|funciona)",
        ),
        when=ANY - {Expecting.NAME},
    ),
)  # fmt: skip
"""Later comes before no where both are said ("agora não"), no before later otherwise."""

_UNKNOWN = re.compile(
    r"\b(?:nao (?:\w+ )?(?:sei|faco (?:a )?(?:minima )?ideia|faco (?:a )?(?:menor )?ideia|tenho (?:\w+ )?(?:ideia|nocao|orcamento|valor|limite|base|certeza|definido|previsao|data|verba|teto)|defini\w*|pensei|parei para pensar|decidi\w*|estipulei|saberia|consigo (?:dizer|estimar)|imagino|calculei|planejei|temos (?:ideia|orcamento|nocao|valor)|conheco)"
    r"|sei (?:la|nao)|sem (?:ideia|nocao|orcamento definido|valor definido|base|previsao)|nem (?:ideia|sei|faco ideia|imagino)|(?:nenhuma|zero) (?:ideia|nocao)|voces? (?:que )?(?:me )?(?:diz|dizem|fala|falam|sabe\w*|decide\w*|sugere\w*)|depende\b|me (?:diz|fala) (?:voce|voces|voce)"
    r"|a definir|indefinido|sem limite|^(?:bem |muito )?pouc[oa]$|o (?:minimo|menor) possivel|qualquer valor|tanto faz|o que (?:for|precisar|custar)|aberto a|prefiro nao (?:dizer|falar|informar)|varia\b|^nao$|ainda nao$)"
)


def is_unknown(plain: str) -> bool:
    """Whether the answer to "how much?" or "when?" is that nobody knows."""
    return bool(_UNKNOWN.search(plain))


_GREETING = r"(?:o+i+e?s?|ola|opa|ei|hey|hello|hi|hola|alo|salve|eae|eai|iae|iai|koe|coe|fala|bom dia|boa tarde|boa noite|boas|bons dias|buenas|bao|saudac\w+|e ai|prezad\w+|diga|bo[am]s? (?:dia|tarde|noite)|oioi|oizinho|opa opa|iaew|eaw|oba|ow|psiu|hellou)"

PLEASANTRIES = (
    rule("greet-word", Act.GREET, r"(?:dia|tarde|noite)(?: (?:equipe|pessoal|gente|a todos|galera))?", whole=True),
    rule(
        "bye", Act.BYE,
        r"(?:tchau\w*|xau|adeus|ate (?:mais|logo|breve|depois|amanha|a proxima|proxima|outra|segunda|ja|qualquer)|falou|fui|abracos?|abracao|beijos?|beijinhos?|beijao|fica com deus|fique com deus|fiquem com deus|vai com deus|bom (?:fim de semana|final de semana|feriado|descanso|resto|trabalho)|boa semana|bom fds|passar bem|bye|good bye|inte|a gente se (?:fala|ve)|nos falamos|se cuida|bons negocios|otimo (?:dia|fim|final|feriado)|otima (?:tarde|noite|semana)|tenha um|tenham um|uma (?:otima|boa) (?:tarde|noite|semana)|um (?:otimo|bom) (?:dia|fim|final|feriado)|ate)\b",
        unless=(r"ate (?:dia|o dia|\d|que|quando|quanto|sexta|o fim|mil)", r"falou (?:que|com|sobre|o|a|do|em)",  r"^(?:um |uma )?(?:bom|boa) (?:dia|tarde|noite)$"),
    ),
    rule(
        "thanks", Act.THANKS,
        r"(?:obrigad\w+|obrigado|valeu|grat[oa]|gratidao|agradec\w+|agradeco|tamo junto|thanks|thank you|thx|tks|ty|gracias|deus (?:te |lhe |os |vos )?(?:abencoe|pague)|amem|xmaosx|muito gentil|ajudou (?:muito|demais)|me ajudou|voces sao (?:demais|otimos|dez|show|nota)|voce e (?:demais|dez|um anjo|incrivel)|de nada|otimo atendimento|parabens|adorei o atendimento|foi de (?:grande|muita) ajuda|show de bola|arigato|merci)\b",
    ),
    rule(
        "greet", Act.GREET,
        rf"^{_GREETING}\b", r"(?:tudo (?:bem|bom|joia|certo|certinho|beleza|ok|tranquilo|em ordem|em paz|firme|de boa)|como (?:vai|vao|voce (?:esta|ta)|esta voce|voces estao|ce ta|esta)|td bem|de boa \?|beleza \?|suave \?|tranquilo \?|blz \?|firmeza \?|tem alguem(?: ai)?|alguem ai|ta ai|tao ai|voces estao ai|bao \?|xacenox)(?: ?[,?.]?)*(?: (?:com|por|ai|voce|voces|contigo|\?|e|vc)){0,8}$",
    ),
)  # fmt: skip

# ------------------------------------------------------------------ yes

_IDIOMS = re.compile(
    r"\b(?:nao (?:tenho|ha|tem|resta|sobra|existe|fica)(?: mais)?(?: nenhuma| a menor)? duvidas?|sem (?:a menor |nenhuma |sombra de )?duvidas?(?: nenhuma)?"
    r"|sem (?:nenhum )?(?:problemas?|medo|pensar duas vezes|crise|estresse|pestanejar|rodeio|enrolacao)|nao (?:vejo|tem|ha|tenho) (?:nenhum )?problemas?(?: nenhum| algum)?"
    r"|nao vejo a hora(?: de comecar)?|nao (?:quero|vou|posso) perder(?: (?:essa|esta|a))?(?: (?:chance|oportunidade))?|nao (?:tem|ha) como (?:recusar|dizer nao|negar)|nao (?:precisa|preciso)(?: de)? (?:mais nada|pensar|nem pensar)|como nao|mas e claro|segue o baile|nem precis\w+ (?:perguntar|pensar|falar|responder)|o se (?:quero|vou|bora|vamos|aceito|topo))\b"
    r"|\bpor ?que nao(?: [?,])?(?= (?:bora|vamos|fechad|aceito|pode|quero|sim|manda|topo|fecho))"
)
_OUR = r"(?:(?:o|a|os|as|um|uma|meu|minha|esse|essa|de|do|da|por favor|ai|logo|ja|aqui|para mim|me|seu|sua|entao|agora) ){0,8}"
_PAPER = r"(?:link(?:zinho)?|pix|boleto|contrato|cobranca|chave|pagamento|qr ?code|dados|conta|fatura|guia|proposta|nota|formulario|briefing|invoice|codigo)"
_YES = re.compile(
    rf"\b(?:s[iy]m|yes|yep|yeah|yeap|aceit(?:o|amos|ei|a|ado|ada|ar|ando)|fechad[oa]s?|fechadissimo|fechou|fechamos|fecho|fechar|fecha|combinad[oa]|combinadissimo|confirm(?:o|ado|ada|a|amos|ar)|top(?:o|amos|ado|ada|adissimo)"
    rf"|concordo|concordamos|de acordo|acordo|(?:to|tou|estou|estamos|tamo) dentro|aprov(?:o|ado|ada|amos|ar)|assino|negocio fechado|com certeza|certeza|claro|obvio|logico|evidente|positivo|afirmativo|exato|exatamente|uhum|aham|uhu|arham|isso|demorou|demoro|ja e|dale|deal|lets go|let's go|bora|simbora|borala|partiu|vamos(?: (?:nessa|la|em frente|com tudo|adiante|que vamos|embora|fazer|comecar|fechar|seguir|prosseguir|sim|contratar))?"
    rf"|pode(?:m|mos)?(?: (?:ser|sim|fazer|seguir|comecar|iniciar|prosseguir|tocar|continuar|emitir|gerar|fechar|contar comigo|crer|mandar|enviar|passar|preparar|confirmar|agendar|encaminhar|dar (?:andamento|inicio|sequencia|continuidade|prosseguimento)|botar para rodar|me mandar|me enviar|me passar|cobrar|bora))?"
    rf"|(?:manda|mande|mandem|envia|envie|enviem|gera|gere|emite|emita|passa|passe|solta|libera|encaminha|mandar|enviar|gerar|emitir|passar|preparar|prepara|faz|me ve) {_OUR}{_PAPER}|manda(?: (?:bala|ver|brasa))?|mete (?:bronca|bala|marcha)|toca (?:ficha|o barco|ai)|quero(?: (?:sim|fechar|contratar|comecar|pagar|prosseguir|seguir|muito|fazer|aceitar|isso|esse|essa|este|esta|assim))?|queremos|eu quero|vou (?:querer|fechar|pagar|aceitar|contratar|ficar|fazer|seguir|sim)|ja vou pagar|segue|seguimos|prosseguir|prossiga|prossigam|siga|comecar|comeca|comecem|comecemos|contratado|contratar|contrato fechado|feito|vendido|e nois|ta (?:feito|valendo|fechado|combinado|aprovado)|(?:me )?convenceu|me convenceram|conta comigo|contem comigo|autorizo|autorizado|pagar|(?:que |e )?eu (?:ja )?pago(?: agora| ja)?|foi isso|vou de)\b"
)
_HARMLESS = frozenset(
    """a agora ai ainda amei amigo amiga ate adorei agradeco agradecido aguardo aqui as assim bem beleza bom boa bacana bele blz cara caramba certinho certo chefe chefia
    com como d da das de deus dia disso do dona dos e ela ele em entao era esse essa esta este estou estamos ela eu excelente exatamente fazer fica ficou feliz firmeza
    gente gostei gostamos gostaria grato ha hoje hora ideia incrivel isso ja joia jovem la legal lindo lindao linda logo maravilha maravilhoso massa mano maninho me mesmo meu minha moca moco mt
    muito na nas negocio nessa nesse neste nesta no noite nos nossa o obrigado oi oie ok okay ola olha opa opcao orcamento os otima otimo pa para parceiro parceria perfeita perfeito pela pelo pensei po pois poxa por favor preco pronto
    proposta projeto proximo que querida querido rapaz sem senhor senhora ser seu show so sobre sou sua super tarde te tem tenho to top topzera toda todo todos trabalho tranquilo tri tu tudo uma um
    vai valeu valor valores vamos vc velho vendo viu voce voces vou xmaosx xjoinhax xacenox youu acho_ condicoes nas termos combinacao contratacao servico cobranca chave qr code qrcode dados fatura formulario site pagamento pagar pix cartao boleto link contrato pode ser
    ansioso ansiosa animado animada empolgado legal maneiro daora demais bora capricha caprichem confio confiar fe fechar gurizada guri tche uai so sô ue oxe oxente vixe arretado trem bao visse meu rei man bro brother irmao irma parca
    cara certinha bonito dez nota mil_ justo justa bonita topei rapida rapido rapidao imediatamente urgente entrada sinal metade deposito inicial primeira parcela absoluta bah eita aleluia finalmente nossa uau ave gloria arrasou arrasaram foi mim cima tamo junto juntos frente prosseguir realizar efetuar dar inicio andamento sim
    esperando_ gostando adorando amando combinados sensacional fantastico espetacular bala demorou ta tá estao esta ficou tava otimas ótimo ate_ quando_ quanto_ esta formato jeito maneira forma via por no debito credito aqui mesmo hein tbm tambem pra gostoso , .""".split()
) - {"acho_", "mil_", "esperando_", "ate_", "quando_", "quanto_", "ate", "ainda", "so", "sem", "pensei", "como", "gostaria", "como", "tenho", "tem", "vendo", "so", "aguardo", "era", "logo", "metade"}  # fmt: skip
_INTERJECTIONS = frozenset("ah hum uhum hm hmm kkk , . oi opa e ai a nossa uau o que sei".split())
_ACKNOWLEDGED = _INTERJECTIONS | frozenset(
    f"""ok okay okey oks beleza certo certinho ta tá bom bem entendi entendido ah hum uhum legal massa show top joia perfeito otimo otima maravilha bacana valeu ciente
    {THUMB} blz tranquilo firmeza suave de boa show bola recebido recebi visto vi anotado e entao ai a aham obrigado show excelente daora interessante gostei lindo ficou linda que muito , . opa oi ok obg kkk nossa uau
    tudo hmm hm sei vou olhar_ demais adorei amei gostei bonito caprichado proposta a""".split()
)  # fmt: skip


def without_idioms(plain: str) -> str:
    """A plain text in which what sounds like a no and means yes is written as "sim"."""
    return _IDIOMS.sub("sim", plain)


def has_yes(plain: str) -> bool:
    """Whether the words of a yes are there, whatever else is."""
    return bool(_YES.search(plain))


def is_clean_yes(plain: str) -> bool:
    """
    Whether a text is a yes and nothing else.

    Every word has to be part of a yes or known to be harmless: whatever we do not know (a
    negation, a hedge, a condition, an amount, a link, irony) makes it unclean.  A list of
    what spoils a yes would always be one word short.
    """
    rest, count = _YES.subn(" ", plain)
    return count > 0 and len(plain) < 300 and all(word in _HARMLESS for word in rest.split())


_HEDGES = re.compile(
    r"\b(?:mas|so|se|quase|antes|depois|porem|entretanto|quando|sera|sei|tempo|talvez|nem sim|mes que vem|semana que vem|ano que vem|amanha|segunda|sexta|hum|hmm|ainda|caso|pensar|duvida|vou ver)\b"
)
_BARGAINS = re.compile(
    r"\b(?:se|desde que|contanto que|so se|caso|com a condicao|condicao|mediante)\b.{0,60}\b(?:parcel\w+|divid\w+|descont\w+|baix\w+|abaix\w+|menos|barat\w+|\d+|x|vezes|incluir?|gratis|brinde|prazo|metade|melhor\w+)\b"
)
_DENIES = re.compile(r"\b(?:nao|nem|nunca|jamais|nada)\b")


def bargains(plain: str) -> bool:
    """Whether something is made a condition of the deal."""
    return bool(_BARGAINS.search(plain))


def hedges(plain: str) -> bool:
    """Whether a word of doubt, delay or condition is there."""
    return bool(_HEDGES.search(plain))


def denies(plain: str) -> bool:
    """Whether a word of negation is there."""
    return bool(_DENIES.search(plain))


def only_interjections(plain: str) -> bool:
    """Whether nothing is said but "hum", "ah" and the like."""
    return all(word in _INTERJECTIONS for word in plain.split())


def is_acknowledgement(plain: str) -> bool:
    """Whether a text only says that it was read ("ok", "beleza", a thumb): no acceptance."""
    words = plain.split()
    if len(words) > 8 or not all(word in _ACKNOWLEDGED for word in words):
        return False
    return not only_interjections(plain)
