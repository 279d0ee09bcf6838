"""What a lead answers: no, later, small talk; and the clean yes."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.lazy import lazy
from autovenda_core.understanding.normalise import words
from autovenda_core.understanding.rules import ANY, rule

__all__ = [
    "NO_AND_LATER",
    "PLEASANTRIES",
    "bargains",
    "denies",
    "has_yes",
    "hedges",
    "is_acknowledgement",
    "is_clean_yes",
    "is_unknown",
    "only_interjections",
    "without_idioms",
]

_LATER = (
    r"(?:depois|mais tarde|amanha|outra hora|outro dia|outro momento|mais para frente"
    r"|mais adiante|futuramente|em breve|semana que vem|mes que vem|ano que vem"
    r"|proxim[ao] (?:semana|mes|ano)|segunda|terca|quarta|quinta|sexta|sabado|domingo"
    r"|fim do mes|final do mes|qualquer dia|um dia|dia \d+)"
)

NO_AND_LATER = (
    rule(
        "later-than-no",
        Act.DEFER,
        r"(?:agora|por enquanto|por hora|por ora|no momento|hoje|ainda|neste momento|nesse momento"
        r"|atualmente|essa semana|esse mes|este mes|nao agora"
        r"|nao ja)(?: \w+)? nao\b(?! (?:quero mais|recebi|chegou|abriu"
        r"|paguei .{0,10} boleto nao))",
        r"nao (?:\w+ )?(?:agora|por enquanto|hoje|no momento|por ora|esse mes|essa semana)\b",
        r"(?:fica|deixa|deixar|deixemos|marcamos|vamos deixar|podemos deixar|fica para"
        rf"|deixa para)(?: \w+){{0,2}} {_LATER}",
        r"nao (?:\w+ )?(?:decidi\w*|defini\w*|tenho certeza|estou certo|sei se|sei (?:ainda|bem"
        r"|direito)|tive tempo|consegui (?:ver|ler|olhar|pensar|analisar)|vi ainda|li ainda"
        r"|deu tempo|olhei ainda|pensei)\b",
        r"ainda (?:nao|estou|to|vou|tenho que|preciso)(?: (?:sei|decidi|pensando|avaliando|vendo"
        r"|analisando|ver|pensar|defini|olhei|vi|li|paguei|fiz|deu|consegui pagar|em duvida"
        r"|na duvida))\w*",
        unless=(
            r"nao (?:\w+ )?(?:abre|abriu|funciona|carrega)",
            r"nao (?:quero|tenho interesse)(?! (?:agora|por enquanto|no momento"
            r"|decidir|fechar agora"
            r"|pagar agora|hoje))(?!.*\b(?:por enquanto|agora|no momento)\b)",
            r"claro que agora nao espera",
        ),
        when=ANY - {Expecting.NAME, Expecting.CONTACT},
    ),
    rule(
        "no",
        Act.DENY,
        r"nao (?:\w+ )?(?:quero|queremos|vou querer|vou (?:mais )?(?:fechar|aceitar|contratar"
        r"|continuar|prosseguir|seguir|pagar|levar|ficar|comprar|precisar|passar|informar|dizer"
        r"|falar|fazer)|vamos (?:fechar|querer|contratar|seguir)|tenho interesse"
        r"|tenho mais interesse|temos interesse|me interess\w+|tenho como|tenho condic\w+"
        r"|tenho dinheiro|vai rolar|vai dar|vai ser|vai acontecer|faz sentido|faz (?:o )?meu|rola"
        r"|da|aceito|aceitamos|topo|curti|gostei|preciso|precisamos|serve|fecho|concordo|(?:estou"
        r"|to|estamos) (?:mais )?(?:interessad\w+|afim|a fim|precisando|de acordo)|compensa"
        r"|vale (?:a pena)?|combina|posso|e (?:isso|o que|para mim|bem isso|disso|nada disso"
        r"|mesmo isso)|(?:era|foi) (?:isso|o que)|obrigado|valeu|autorizo|gosto|pretendo|confirmo"
        r"|faco questao|interessa|atende|me atende|me serve|me convenc\w+|convenc\w+|possuo|uso"
        r"|tenho(?: (?:email|cpf|cnpj|whatsapp))?)\b(?! (?:pressa|prazo|ideia|duvida|nocao"
        r"|problema|certeza|data|urgencia))",
        r"(?:descart\w+|recus\w+|dispens\w+|declin\w+|rejeit\w+|desist\w+|abro mao|abrir mao"
        r"|desinteress\w+)\b",
        r"deix\w+ (?:isso )?(?:para la|quieto|queto|de lado|baixo)\b",
        r"(?:vou|vamos|prefiro) passar\b(?! (?:no|o|a|meu|na|em))",
        r"(?:to|estou|tou|estamos) fora\b",
        r"nem (?:pensar|a pau|ferrando|fudendo|fodendo|morto|morta|lascando|de graca|que|sonhando"
        r"|quero|vem|em sonho|rola|vou|pagando)\b",
        r"(?:de jeito nenhum|de forma alguma|de maneira nenhuma|de modo algum|jamais"
        r"|nunca(?! (?:fiz|tive|vi|paguei|recebi))|negativo|nunca na vida|sem (?:chance|condic\w+"
        r"|interesse|chances|possibilidade)|so que nao|ate parece|ta doido|ta louco|ce e louco"
        r"|deus me livre|nem morta)\b",
        r"(?:ja |eu |a gente ){0,8}(?:fechei|fechamos|contratei|contratamos|achei|encontrei"
        r"|arrumei|consegui|escolhi|resolvi|fiz|comprei|peguei|vou fechar|vou com|fiquei|decidi"
        r"|optei|optamos|preferi|acertei)(?: \w+){0,2} (?:com outr\w+|outr[oa]|com (?:um|uma|o"
        r"|a) (?:amig|conhecid|sobrinh|concorrent|primo|prima)\w*|por outr[oa]|de outr[oa]"
        r"|em outro|quem faca|quem faz|pelo outro)\b",
        r"ja (?:contratei|resolvi|arrumei|fechei|tenho (?:um |uma )?(?:site|quem|designer|agencia"
        r"|outro|pessoa|profissional|programador)|consegui|encontrei|comprei)\b",
        r"(?:mudei|mudamos) de ideia|perdi o interesse|perdi a vontade",
        r"^(?:esquece|esqueca|cancela|cancele|cancelar|cancelem|desisto|abortar|aborta)\b"
        r"|cancela (?:tudo|isso|ai|o pedido|a proposta|por favor|meu pedido|esse)\b|(?:quero|pode"
        r"|podem|vou|prefiro) cancelar|vou cancelar|esquece (?:isso|tudo|o|a)\b",
        r"(?:prefiro|melhor|acho|creio|acredito|penso|diria|digo|claro|obvio|logico|certeza"
        r"|pensando bem|infelizmente|obrigado mas|obviamente|evidente|com certeza|acho melhor|la"
        r"|isso|lamento|sinto muito|fico|grato mas|pois|pensei e|nem|ainda|que"
        r"|eu)(?: \w+)?(?: ,)? que nao\b|(?:prefiro|melhor|acho|pensando bem|infelizmente|claro"
        r"|certeza|obvio) (?:, )?nao\b",
        r"(?:fica|deixa|fica ai) para (?:a |uma |outra )?(?:proxima|outra)\b|quem sabe (?:na|numa"
        r"|em) (?:proxima|outra)",
        r"(?:era |foi )?(?:so|apenas) curiosidade",
        r"(?:nao era|foi) engano|numero errado|mandei errado|pessoa errada",
        r"nada (?:feito|disso|nao)|nada a ver",
        r"nao nao\b|nao e nao\b",
        r"^(?:(?:oi|olha|entao|ah|hum|bom|po|eh|pensando bem|obrigado|,|\.|cara|poxa|valeu|muito"
        r"|agradeco|grato|mas) ){0,8}nao(?: (?:,|\.|obrigado|valeu|muito|mesmo|viu|ta|cara|amigo"
        r"|kkk|vlw|agradeco|grato|por favor|senhor|moco|moca|mano|xmaosx|mas|sinto muito|desculpa"
        r"|ok|tchau|meu|nao|quero|posso|rola|fica|bom|dia|pode|brigado)){0,8}$",
        r"nao (?:mas )?(?:obrigado|agradeco|valeu)",
        r"^(?:ah )?(?:nao )?(?:, )?deixa(?: quieto| para la| assim)?$|^(?:ah )?nao ,? ?deixa\b"
        r"|deixa (?:quieto|assim)",
        r"vou (?:com|de) outr[oa]\b",
        r"(?:vou |vamos )?deixar passar",
        r"(?:fechei|fechamos|contratei|consegui|achei) (?:com|por|em|no|na) (?:meu|minha|um|uma|o"
        r"|a|outr\w+)\b(?! (?:voces|link|site|proposta))",
        r"nenhum(?:a)?(?: d\w+)?$",
        r"^passo$|^passo (?:essa|dessa)\b",
        r"vou ter que recusar|tenho que recusar",
        r"me arrependi",
        unless=(
            r"se\b.{1,80}\?",
            r"nao (?:\w+ )?(?:tenho|ha|tem|resta\w*|sobra|existe|vejo|fica) (?:\w+ )?duvida",
            r"nao (?:quero|posso|vou) perder (?:essa|a|esta)\b",
            r"(?:por que|porque|e por que) nao (?:\?|bora|sim|vamos|fechar)",
            r"nao (?:abre|abriu|carrega|funciona)",
            r"nao quero (?:\w+ )?(?:robo|falar)",
            r"nao (?:vejo|quero|posso) (?:a hora|esperar)",
        ),
    ),
    rule(
        "later",
        Act.DEFER,
        r"(?:vou|vamos|irei|preciso|precisamos|tenho que|deixa eu|deixe me|deixa me|quero|queria"
        r"|tenho de|deixa|posso|gostaria de|ia|to indo|estou indo|me deixa|irei"
        r"|eu ia)(?: \w+)? (?:pensar|pensa|ver(?! (?:um|uma)\b)|analisar|avaliar|refletir|estudar"
        r"|decidir|considerar|verificar|consultar|conversar|falar (?:com|primeiro|antes)"
        r"|me organizar|me planejar|me programar|organizar|planejar|aguardar|esperar"
        r"|dar uma (?:olhada|pensada|analisada|lida)|olhar|conferir|ler|comparar|fazer as contas"
        r"|checar|confirmar com|combinar com|alinhar|discutir|juntar|receber|amadurecer"
        r"|dormir)\b(?! (?:exemplos|portfolio|trabalhos|modelos|o pix|como funciona|o preco"
        r"|os precos|os? valor\w*|um exemplo|a tabela|o link|um atendente|um orcamento"
        r"|com (?:voces?|atendente|alguem|um|uma pessoa)))",
        r"(?:te|lhe) (?:dou|darei|mando|passo) (?:um|uma|o|a) (?:retorno|resposta|posicao"
        r"|feedback)",
        r"deixa eu \w+r\b(?! (?:falar|entender|saber))",
        r"(?:to|estou) esperando\b",
        r"vou (?:mostrar|apresentar|repassar|encaminhar|levar|mandar) (?:\w+ )?(?:para|pro|a"
        r"|ao) (?:o |a )?(?:meu|minha|nosso|chefe|diretor|equipe|cliente|socio)",
        r"nao consigo (?:\w+ ){1,3}agora",
        r"(?:me )?d[ae]r? ate\b",
        r"fico de (?:te )?\w+",
        r"nao e (?:o |a |um |uma |bom |boa )*(?:momento|hora|fase|epoca)\b",
        r"(?:pago|acerto|transfiro) (?:la|no dia|dia|depois|la pelo)\b",
        r"(?:preciso|quero|me da|me de|dar|da) (?:de )?(?:um |mais |uns ){0,8}(?:tempo|tempinho"
        r"|minuto\w*|momento|dias|prazo|segundo|instante)\b",
        r"(?:te|lhe|vos|eu|a gente|ja|nos) (?:\w+ )?(?:aviso|avisamos|retorno|retornamos|respondo"
        r"|respondemos|chamo|chamamos|falo|procuro|confirmo|digo|conto|ligo|volto"
        r"|vejo)\b(?! (?:que|sim))",
        r"(?:retorno|aviso|respondo|volto|chamo|falo|confirmo)(?: \w+)? (?:depois|assim que"
        r"|em breve|amanha|logo|mais tarde|com voces?|hoje|quando|ate|a falar|contato)\b",
        r"(?:depois|mais tarde|amanha|outra hora|outro dia|outro momento|mais para frente"
        r"|mais adiante|futuramente|noutra hora|semana que vem|mes que vem|ano que vem"
        r"|segunda feira|segunda|sexta|quem sabe)(?: (?:eu|te|a gente|nos|vou|lhe|,|ai"
        r"|ja)){0,8} (?:vejo|vemos|ve|fecha|paga|faz|resolve|fala|conversa|decide|acerta|falo"
        r"|falamos|decido|respondo|retorno|volto|resolvo|resolvemos|converso|conversamos|aviso"
        r"|chamo|fecho|fechamos|pago|faco|penso|olho|confirmo|acerto|acertamos|digo|dou|passo"
        r"|mando|procuro|tento|envio)\b",
        r"(?:vou|irei|pretendo|consigo|so (?:vou|consigo|posso)|posso|quero|devo"
        r"|da para)(?: \w+)? (?:pagar|fazer|fechar|resolver|ver|acertar|contratar|decidir"
        rf"|transferir|preencher|responder|mandar|enviar)(?: \w+){{0,4}} (?:{_LATER}|quando"
        r"|assim que|no fim|mais tarde)\b",
        rf"(?:pago|faco|fecho|mando|preencho|acerto|transfiro|envio)(?: \w+){{0,3}} (?:{_LATER}"
        r"|assim que|quando)\b",
        r"pode ser (?:so |na |no |para ){0,8}(?:amanha|depois|mais tarde|outro dia|outra hora"
        r"|semana que vem|mes que vem|segunda|sexta|dia \d+)\b|(?:talvez|quem sabe|pode ser que"
        r"|sei la|sei nao|na duvida|em duvida|com duvida se|duvida se|indecis[oa]|dividid[oa]"
        r"|xduvidax)\b",
        r"(?:acho|creio|acredito|imagino|suponho) que (?:sim|da|pode|vou|vai|rola|topo|quero|fecho"
        r"|e|ta|sei)\b|(?:provavelmente|possivelmente|se pa|vamos ver|veremos|a ver|deve ser"
        r"|deve dar|eventualmente|depende|mais ou menos|nao sei|quase la)\b",
        r"(?:quando|assim que|so quando|depois que|na hora que|so depois)(?: \w+){0,3} (?:receber"
        r"|puder|cair|tiver|sair|entrar|voltar|pagarem|chegar|der|conseguir|decidir|resolver"
        r"|salario|sobrar|acabar|liberar|terminar)\b",
        r"^(?:espera|espere|perai|aguard\w+|calma|segura|so um (?:minuto|segundo|momento|instante"
        r"|minutinho|pouco|seg|min)|um (?:minuto|momento|segundo|instante|minutinho)|ja volto"
        r"|volto ja|ja ja|1 minuto|rapidinho|guenta ai|aguenta)\b|(?:espera|aguarda|segura"
        r"|calma) (?:ai|um pouco|um pouquinho|um minuto|so|la)\b",
        r"(?:to|estou|tou|ando|estamos) (?:\w+ )?(?:ocupad\w+|no trabalho|dirigindo|em reuniao"
        r"|corrid\w+|sem (?:tempo|grana|dinheiro|verba|caixa|condic\w+)|apertad\w+|quebrad\w+"
        r"|dur[oa]|lis[oa]|viajando|trabalhando|pensando|vendo|analisando|avaliando|decidindo"
        r"|comparando|cotando|em aula|na rua|sem um real|pesquisando)\b(?! (?:em (?:fazer|um|uma"
        r"|criar|montar|contratar|ter|abrir)|de um|um|uma|para))",
        r"(?:so|apenas) (?:to |estou )?(?:pesquisando|olhando|sondando|cotando|vendo"
        r"|dando uma olhada|fazendo (?:um )?orcamento|comparando|especulando)\b",
        r"(?:mais para frente|mais pra frente|mais adiante|outra hora|outro momento|outro dia"
        r"|mais tarde|futuramente|ano que vem)\b",
        r"(?:me )?(?:cham\w+|procur\w+|fal\w+|lig\w+|lembr\w+|mand\w+"
        rf"|volt\w+)(?: \w+){{0,4}} (?:{_LATER})\b",
        r"preciso (?:\w+ )?(?:aprovac\w+|autorizac\w+|do aval|do ok)|depende (?:d[aeo]|de)\b"
        r"|(?:meu|minha) (?:socio|socia|esposa|marido|chefe|diretor|mulher|pai|mae|namorad[oa]"
        r"|irma|irmao|filh[oa]|contador|financeiro) (?:precisa|tem que|vai|ainda|decide|que decide"
        r"|quer ver|resolve)\b",
        r"(?:se|caso) (?:eu |o |a |der|sobrar|meu )(?:\w+ )?(?:receber|conseguir|sobrar|aprovar"
        r"|chefe|cliente|dinheiro|tudo certo|puder|tempo)?\b",
        r"^(?:depois|amanha|mais tarde|agora nao|depois eu \w+|depois a gente \w+|semana que vem"
        r"|mes que vem|ano que vem|fim do mes|mais pra frente|logo mais|quem sabe|em breve"
        r"|hoje nao|outro dia|segunda(?: feira)?|sexta(?: feira)?)(?: (?:por favor|pode ser"
        r"|obrigado|ok|talvez|ta|te aviso|,|\.)){0,8}$",
        r"vou (?:dormir|pensar)\b",
        r"com (?:mais )?calma\b",
        r"(?:ve|vejo|vemos|vejo isso|falamos|conversamos|resolvo) (?:isso )?(?:depois|amanha"
        r"|mais tarde)\b",
        unless=(
            r"(?:quero|preciso|gostaria|queria)(?: \w+)? (?:ver|analisar) (?:\w+ )?(?:exemplo"
            r"|portfolio|trabalho|modelo)\w*",
            r"nao (?:tenho|ha|tem|resta)(?: \w+)? duvida",
            r"^por que nao",
            r"como (?:consulto|verifico|acompanho|funciona)",
        ),
        when=ANY - {Expecting.NAME},
    ),
)
"""Later comes before no where both are said ("agora não"), no before later otherwise."""

_UNKNOWN = lazy(
    r"\b(?:nao (?:\w+ )?(?:sei|faco (?:a )?(?:minima )?ideia|faco (?:a )?(?:menor )?ideia"
    r"|tenho (?:\w+ )?(?:ideia|nocao|orcamento|valor|limite|base|certeza|definido|previsao"
    r"|data|verba|teto)|defini\w*|pensei|parei para pensar|decidi\w*|estipulei|saberia"
    r"|consigo (?:dizer|estimar)|imagino|calculei|planejei|temos (?:ideia|orcamento|nocao"
    r"|valor)|conheco)"
    r"|sei (?:la|nao)|sem (?:ideia|nocao|orcamento definido|valor definido|base|previsao)"
    r"|nem (?:ideia|sei|faco ideia|imagino)|(?:nenhuma|zero) (?:ideia|nocao)"
    r"|voces? (?:que )?(?:me )?(?:diz|dizem|fala|falam|sabe\w*|decide\w*|sugere\w*)|depende\b"
    r"|me (?:diz|fala) (?:voce|voces|voce)"
    r"|a definir|indefinido|sem limite|^(?:bem |muito )?pouc[oa]$|o (?:minimo|menor) possivel"
    r"|qualquer valor|tanto faz|o que (?:for|precisar|custar)|aberto a|prefiro nao (?:dizer"
    r"|falar|informar)|varia\b|^nao$|ainda nao$)"
)


def is_unknown(plain: str) -> bool:
    """Whether the answer to "how much?" or "when?" is that nobody knows."""
    return bool(_UNKNOWN.search(plain))


_GREETING = (
    r"(?:o+i+e?s?|ola|opa|ei|hey|hello|hi|hola|alo|salve|eae|eai|iae|iai|koe|coe|fala|bom dia"
    r"|boa tarde|boa noite|boas|bons dias|buenas|bao|saudac\w+|e ai|prezad\w+|diga"
    r"|bo[am]s? (?:dia|tarde|noite)|oioi|oizinho|opa opa|iaew|eaw|oba|ow|psiu|hellou)"
)

PLEASANTRIES = (
    rule(
        "greet-word",
        Act.GREET,
        r"(?:dia|tarde|noite)(?: (?:equipe|pessoal|gente|a todos|galera))?",
        whole=True,
    ),
    rule(
        "bye",
        Act.BYE,
        r"(?:tchau\w*|xau|adeus|ate (?:mais|logo|breve|depois|amanha|a proxima|proxima|outra"
        r"|segunda|ja|qualquer)|falou|fui|abracos?|abracao|beijos?|beijinhos?|beijao|fica com deus"
        r"|fique com deus|fiquem com deus|vai com deus|bom (?:fim de semana|final de semana"
        r"|feriado|descanso|resto|trabalho)|boa semana|bom fds|passar bem|bye|good bye|inte"
        r"|a gente se (?:fala|ve)|nos falamos|se cuida|bons negocios|otimo (?:dia|fim|final"
        r"|feriado)|otima (?:tarde|noite|semana)|tenha um|tenham um|uma (?:otima|boa) (?:tarde"
        r"|noite|semana)|um (?:otimo|bom) (?:dia|fim|final|feriado)|ate)\b",
        unless=(
            r"ate (?:dia|o dia|\d|que|quando|quanto|sexta|o fim|mil)",
            r"falou (?:que|com|sobre|o|a|do|em)",
            r"^(?:um |uma )?(?:bom|boa) (?:dia|tarde|noite)$",
        ),
    ),
    rule(
        "thanks",
        Act.THANKS,
        r"(?:obrigad\w+|obrigado|valeu|grat[oa]|gratidao|agradec\w+|agradeco|tamo junto|thanks"
        r"|thank you|thx|tks|ty|gracias|deus (?:te |lhe |os |vos )?(?:abencoe|pague)|amem|xmaosx"
        r"|muito gentil|ajudou (?:muito|demais)|me ajudou|voces sao (?:demais|otimos|dez|show"
        r"|nota)|voce e (?:demais|dez|um anjo|incrivel)|de nada|otimo atendimento|parabens"
        r"|adorei o atendimento|foi de (?:grande|muita) ajuda|show de bola|arigato|merci)\b",
    ),
    rule(
        "greet",
        Act.GREET,
        rf"^{_GREETING}\b",
        r"(?:tudo (?:bem|bom|joia|certo|certinho|beleza|ok|tranquilo|em ordem|em paz|firme|de boa)"
        r"|como (?:vai|vao|voce (?:esta|ta)|esta voce|voces estao|ce ta|esta)|td bem|de boa \?"
        r"|beleza \?|suave \?|tranquilo \?|blz \?|firmeza \?|tem alguem(?: ai)?|alguem ai|ta ai"
        r"|tao ai|voces estao ai|bao \?|xacenox)(?: ?[,?.]?)*(?: (?:com|por|ai|voce|voces|contigo"
        r"|\?|e|vc)){0,8}$",
    ),
)

# ------------------------------------------------------------------ yes

_IDIOMS = lazy(
    r"\b(?:nao (?:tenho|ha|tem|resta|sobra|existe|fica)(?: mais)?(?: nenhuma"
    r"| a menor)? duvidas?|sem (?:a menor |nenhuma |sombra de )?duvidas?(?: nenhuma)?"
    r"|sem (?:nenhum )?(?:problemas?|medo|pensar duas vezes|crise|estresse|pestanejar|rodeio"
    r"|enrolacao)|nao (?:vejo|tem|ha|tenho) (?:nenhum )?problemas?(?: nenhum| algum)?"
    r"|nao vejo a hora(?: de comecar)?|nao (?:quero|vou|posso) perder(?: (?:essa|esta"
    r"|a))?(?: (?:chance|oportunidade))?|nao (?:tem|ha) como (?:recusar|dizer nao|negar)"
    r"|nao (?:precisa|preciso)(?: de)? (?:mais nada|pensar|nem pensar)|como nao|mas e claro"
    r"|segue o baile|nem precis\w+ (?:perguntar|pensar|falar|responder)|o se (?:quero|vou|bora"
    r"|vamos|aceito|topo))\b"
    r"|\bpor ?que nao(?: [?,])?(?= (?:bora|vamos|fechad|aceito|pode|quero|sim|manda|topo"
    r"|fecho))"
)
_OUR = (
    r"(?:(?:o|a|os|as|um|uma|meu|minha|esse|essa|de|do|da|por favor|ai|logo|ja|aqui|para mim"
    r"|me|seu|sua|entao|agora) ){0,8}"
)
_PAPER = (
    r"(?:link(?:zinho)?|pix|boleto|contrato|cobranca|chave|pagamento|qr ?code|dados|conta"
    r"|fatura|guia|proposta|nota|formulario|briefing|invoice|codigo)"
)
_YES = lazy(
    r"\b(?:s[iy]m|yes|yep|yeah|yeap|aceit(?:o|amos|ei|a|ado|ada|ar|ando)|fechad[oa]s?"
    r"|fechadissimo|fechou|fechamos|fecho|fechar|fecha|combinad[oa]|combinadissimo|confirm(?:o"
    r"|ado|ada|a|amos|ar)|top(?:o|amos|ado|ada|adissimo)"
    r"|concordo|concordamos|de acordo|acordo|(?:to|tou|estou|estamos|tamo) dentro|aprov(?:o"
    r"|ado|ada|amos|ar)|assino|negocio fechado|com certeza|certeza|claro|obvio|logico|evidente"
    r"|positivo|afirmativo|exato|exatamente|uhum|aham|uhu|arham|isso|demorou|demoro|ja e|dale"
    r"|deal|lets go|let's go|bora|simbora|borala|partiu|vamos(?: (?:nessa|la|em frente"
    r"|com tudo|adiante|que vamos|embora|fazer|comecar|fechar|seguir|prosseguir|sim"
    r"|contratar))?"
    r"|pode(?:m|mos)?(?: (?:ser|sim|fazer|seguir|comecar|iniciar|prosseguir|tocar|continuar"
    r"|emitir|gerar|fechar|contar comigo|crer|mandar|enviar|passar|preparar|confirmar|agendar"
    r"|encaminhar|dar (?:andamento|inicio|sequencia|continuidade|prosseguimento)"
    r"|botar para rodar|me mandar|me enviar|me passar|cobrar|bora))?"
    r"|(?:manda|mande|mandem|envia|envie|enviem|gera|gere|emite|emita|passa|passe|solta|libera"
    rf"|encaminha|mandar|enviar|gerar|emitir|passar|preparar|prepara|faz|me ve) {_OUR}{_PAPER}"
    r"|manda(?: (?:bala|ver|brasa))?|mete (?:bronca|bala|marcha)|toca (?:ficha|o barco|ai)"
    r"|quero(?: (?:sim|fechar|contratar|comecar|pagar|prosseguir|seguir|muito|fazer|aceitar"
    r"|isso|esse|essa|este|esta|assim))?|queremos|eu quero|vou (?:querer|fechar|pagar|aceitar"
    r"|contratar|ficar|fazer|seguir|sim)|ja vou pagar|segue|seguimos|prosseguir|prossiga"
    r"|prossigam|siga|comecar|comeca|comecem|comecemos|contratado|contratar|contrato fechado"
    r"|feito|vendido|e nois|ta (?:feito|valendo|fechado|combinado|aprovado)|(?:me )?convenceu"
    r"|me convenceram|conta comigo|contem comigo|autorizo|autorizado|pagar|(?:que "
    r"|e )?eu (?:ja )?pago(?: agora| ja)?|foi isso|vou de)\b"
)
_HARMLESS = words(
    """
    , . a absoluta adorando adorei agora agradecido agradeco ai aleluia amando amei amiga amigo
    andamento animada animado ansiosa ansioso aqui arrasaram arrasou arretado as assim ave
    bacana bah bala bao bele beleza bem blz boa boleto bom bonita bonito bora bro brother
    capricha caprichem cara caramba cartao certinha certinho certo chave chefe chefia cima
    cobranca code com combinacao combinados condicao condicoes confiar confio contratacao
    contrato credito d da dados daora dar das de debito demais demorou deposito deus dez dia
    disso do dona dos e efetuar eita ela ele em empolgado entao entrada espetacular essa esse
    esta estamos estao este estou eu exatamente excelente fantastico fatura favor fazer fe
    fechar feliz fica ficou finalmente firmeza foi forma formato formulario frente gente gloria
    gostamos gostando gostei gostoso grato guri gurizada ha hein hoje hora ideia imediatamente
    incrivel inicial inicio irma irmao isso ja jeito joia jovem junto juntos justa justo la
    legal linda lindao lindo link man maneira maneiro maninho mano maravilha maravilhoso massa
    me mesmo meu mim minha moca moco mt muito na nas negocio nessa nesse nesta neste no noite
    nos nossa nota o obrigado oi oie ok okay ola olha opa opcao orcamento os otima otimas otimo
    oxe oxente pa pagamento pagar para parca parceiro parcela parceria pela pelo perfeita
    perfeito pix po pode pois por poxa pra preco primeira projeto pronto proposta prosseguir
    proximo qr qrcode que querida querido rapaz rapida rapidao rapido realizar rei senhor
    senhora sensacional ser servico seu show sim sinal site sobre sou sua super ta tambem tamo
    tarde tava tbm tche te termos to toda todo todos top topei topzera trabalho tranquilo trem
    tri tu tudo uai uau ue um uma urgente vai valeu valor valores vamos vc velho via visse viu
    vixe voce voces vou xacenox xjoinhax xmaosx youu
    """
)
_INTERJECTIONS = words(
    """
    , . a ah ai e hm hmm hum kkk nossa o oi opa que sei uau uhum
    """
)
_ACKNOWLEDGED = words(
    """
    , . a adorei ah aham ai amei anotado bacana beleza bem blz boa bola bom bonito caprichado
    certinho certo ciente daora de demais e entao entendi entendido excelente ficou firmeza
    gostei hm hmm hum interessante joia kkk legal linda lindo maravilha massa muito nossa o obg
    obrigado oi ok okay okey oks opa otima otimo perfeito proposta que recebi recebido sei show
    suave ta top tranquilo tudo uau uhum valeu vi visto vou xjoinhax
    """
)


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


_HEDGES = lazy(
    r"\b(?:mas|so|se|quase|antes|depois|porem|entretanto|quando|sera|sei|tempo|talvez|nem sim"
    r"|mes que vem|semana que vem|ano que vem|amanha|segunda|sexta|hum|hmm|ainda|caso|pensar"
    r"|duvida|vou ver)\b"
)
_BARGAINS = lazy(
    r"\b(?:se|desde que|contanto que|so se|caso|com a condicao|condicao"
    r"|mediante)\b.{0,60}\b(?:parcel\w+|divid\w+|descont\w+|baix\w+|abaix\w+|menos|barat\w+"
    r"|\d+|x|vezes|incluir?|gratis|brinde|prazo|metade|melhor\w+)\b"
)
_DENIES = lazy(r"\b(?:nao|nem|nunca|jamais|nada)\b")


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
    said = plain.split()
    if len(said) > 8 or not all(word in _ACKNOWLEDGED for word in said):
        return False
    return not only_interjections(plain)
