"""
What must never be missed, read before anything else: stop, a person wanted, a payment claimed.

A claim is never proof, and never a yes: only a verified payment snapshot moves the money.
"""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import MONEY_DUE, SOLD, rule

__all__ = ["SAFETY"]

_MESSAGES = (
    r"(?:mensage\w+|propagandas?|promoc\w+|ofertas?|spams?|contatos?|notificac\w+|anuncios?"
    r"|avisos?"
    r"|newsletter|novidades|publicidade|marketing|conteudos?|lembretes?|cobrancas)"
)
_BOTHER = (
    r"(?:mand\w+|envi\w+|ench\w+|perturb\w+|incomod\w+|escrev\w+|insist\w+|importun\w+"
    r"|chama\w*|cham\w+"
    r"|procur\w+|lig(?:a|ar|ando)|contat\w+|receb\w+|spam\w*|amol\w+|atormentar"
    r"|entrar em contato|me \w+r)"
)
_REMOVE = (
    r"(?:tir\w{1,4}|remov\w+|exclu\w+|apag\w+|delet\w+|descadastr\w+|retir\w+|elimin\w+"
    r"|desinscrev\w+"
    r"|cancel\w+|risc\w+|desvincul\w+)"
)
_MY = (
    r"(?:(?:o|os|a|as|todos|de|com|do|esse|este|fora) ){0,8}(?:meu|meus|minha|minhas)(?: (?:o"
    r"|os))?"
)
_DATA = (
    r"(?:numeros?|contatos?|dados?|cadastros?|telefones?|celular|nome|emails?|informac\w+"
    r"|registros?|conversas?|whatsapp|cpf"
    r"|inscric\w+)"
)

_STOP = (
    rule(
        "stop-word",
        Act.STOP,
        r"stop \w+(?: \w+)?|(?:para|pare|parem) de (?!funcionar|travar|carregar|abrir|dar|cair"
        r"|aparecer|chegar)\w+r(?: \w+){0,6}|(?:stop|sair|parar|pare|parem|para|chega|unsubscribe"
        r"|remover|descadastr\w+|sai fora|some|suma|cancelar (?:inscricao|envio)"
        r"|(?:quero|vou|gostaria de|desejo|pode|favor|preciso) (?:sair|parar)|(?:para|pare|parem"
        r"|chega) (?:com isso|disso|com essas? mensage\w+|ja|agora|por favor)"
        r"|opt out|nao perturbe|me esquece\w*|me esqueca\w*|me bloqueia|me erra|(?:para|parem|pare"
        r"|chega) (?:para|parem|pare|chega))",
        whole=True,
        confidence=1.0,
    ),
    rule(
        "stop-bothering",
        Act.STOP,
        r"(?:par[ae]m?|parar|chega|cessem?|cessar|deixem?|evitem?|desistam?|cansei|cansad[oa]"
        rf"|cheio|cheia|fart[oa]|aguento mais) (?:(?:por favor|ja|logo|agora|voces|,) ){{0,8}}(?:de"
        r"|com) (?:(?:de|o|os|as|a|essas?|esses?|tant[ao]s?|me|ficar|voces|ser"
        rf"|suas) ){{0,8}}(?:{_BOTHER}|{_MESSAGES})",
        rf"(?:parem?|cess\w+|chega) (?:(?:o|os|as|a|com|essas?|esses?) ){{0,8}}{_MESSAGES}",
        r"(?:par[ae]m?|parar|chega) de (?:ser chat|perturba|ench|pergunt|falar comig)\w*",
        r"(?:remov|exclu|descadastr)(?:am|a|em|e)$",
        r"nunca mais (?:me )?(?:mand\w+|cham\w+|lig\w+|procur\w+|escrev\w+|envi\w+|entr\w+)",
        unless=(r"nao (?:par\w+|chega)\b", r"(?:deix\w+) (?:de )?receber? o (?:link|boleto|email)"),
        confidence=1.0,
    ),
    rule(
        "stop-no-more",
        Act.STOP,
        rf"nao (?:\w+ ){{0,2}}(?:quero|queremos|queria|desejo|gostaria|preciso|autorizo|aceito"
        r"|pretendo|permito|solicitei|pedi|tenho interesse)(?: em"
        rf"| de)?(?: mais)?(?: que)? ?(?:(?:me|voces?|de|o|ser|mais) ){{0,8}}(?:receb\w+|receber"
        r"|mand\w+|envi\w+|contat\w+|incomod\w+|procur\w+|cham\w+ (?:mais )?(?:aqui|no)"
        r"|lig\w+ mais)(?: (?:mais|nada|nenhum\w*|isso|esse\w*|essa\w*|suas|seus|tuas|essas"
        rf"|mensage\w+|{_MESSAGES}|de voces|contato|por aqui|aqui|no meu|o)){{0,8}}(?! (?:boleto"
        r"|link|pix))",
        rf"nao (?:\w+ )?(?:quero|queremos|desejo|autorizo|preciso)(?: \w+){{0,2}} {_MESSAGES}",
        r"nao (?:quero|queremos|queria|desejo|gostaria de|pretendo)(?: \w+){0,3} receber\b(?! (?:o"
        r"|a|por|meu|pix|boleto|link|em|no|na|desconto))",
        r"nao (?:me )?(?:mand\w+|envi\w+|escrev\w+|cham\w+|lig\w+|procur\w+|contat\w+)(?: (?:me"
        r"|para mim))? (?:(?:em contato|mensage\w+|nada) ){0,8}mais\b",
        r"nao (?:me )?(?:mand\w+|envi\w+)(?: me)? (?:mais )?(?:nada|nenhum\w*|mensage\w+"
        r"|propaganda)",
        r"nao (?:\w+ ){0,2}entr\w+ (?:mais )?em contato",
        r"nao (?:me )?(?:incomod|perturb|importun|ench|aborrec)\w+",
        r"nao (?:me )?(?:mand\w+|cham\w+|lig\w+|escrev\w+) nunca mais",
        r"sem (?:mais )?(?:mensage\w+|propaganda)",
        r"nao (?:mais )?receber\b(?! (?:o|a|por|meu|pix|boleto|link|em|no|na|desconto))",
        r"nao quero mais saber de (?:voces?|isso)",
        r"nao quero mais (?:(?:nenhum\w*|ter) ){0,8}(?:contato|mensage\w+|receber)",
        r"nao quero mais (?:falar|conversar|papo)(?: com (?:voces?|esse|este))?\b(?! com (?:robo"
        r"|bot))",
        r"nao (?:autorizo|autorizei|dei permissao|dei autorizacao|permito)\b",
        unless=(
            r"nao quero (?:receber )?(?:o |a |por )?(?:boleto|link|pix|proposta)",
            r"\brecebi\b",
            r"nao precisa\w* mandar",
            r"por que|porque nao",
        ),
        confidence=1.0,
    ),
    rule(
        "stop-remove-me",
        Act.STOP,
        rf"(?:{_REMOVE}|esquec\w+|bloquei\w+) (?:(?:por favor|logo|todos|voces|ai|ja"
        rf"|,) ){{0,8}}{_MY} {_DATA}",
        rf"{_MY} {_DATA} (?:(?:seja\w*|deve ser|sejam|precisa ser) )?(?:{_REMOVE})",
        rf"me {_REMOVE} (?:(?:por favor|logo|ja) ){{0,8}}(?:d[aeo]s?\b|dess\w+|dest\w+|disso|daqui"
        r"|daí|dai)(?! duvida)",
        r"me (?:remov\w+|exclu\w+|delet\w+|apagu?\w+)",
        rf"{_REMOVE} me (?:d[aeo]s?|dess\w+|dest\w+|disso|daqui)\b",
        rf"(?:{_REMOVE}) (?:\w+ )?(?:eu )?(?:d[aeo]|dess[ae]|dest[ae]) (?:\w+ )?(?:lista|grupo"
        r"|cadastro|mailing|sistema|base|banco de dados|transmissao)",
        r"(?:sair|saio|sai|saia|sairia|retirar) (?:d[aeo]|dess[ae]|dest[ae]) (?:\w+ )?(?:lista"
        r"|grupo|cadastro|mailing|transmissao)",
        r"(?:descadastr|desinscrev)\w+",
        r"unsubscribe",
        r"opt out",
        r"cancel\w+ (?:(?:a|o|as|os|minha|meu|esse|essa|de|todas) ){0,8}(?:inscric\w+|assinatura"
        r"|cadastro|recebimento|mensage\w+|envios?|notificac\w+|newsletter)",
        rf"(?:exclus\w+|remoc\w+|eliminac\w+|apagamento) d[aeo]s? (?:{_MY} )?{_DATA}",
        rf"{_REMOVE} (?:todos )?(?:os )?dados\b",
        r"\blgpd\b",
        r"revog\w+ (?:\w+ )?(?:consentimento|autorizacao)",
        r"direito (?:de|ao) (?:ser )?esquec\w+",
        confidence=1.0,
    ),
    rule(
        "stop-angry",
        Act.STOP,
        r"(?:me )?deix\w+ (?:me |eu )?em paz",
        r"me deix\w+ quiet[oa]",
        r"(?:isso|isto|voces|e|so|que|muito|de|mandando|fazendo|reportar|denunci\w+|pare com"
        r"|chega de)(?: \w+)? spams?\b",
        r"^(?:e )?spam\b",
        r"(?:vou|irei|quero) (?:te |voces? |o |este |esse |os ){0,8}(?:bloque|denunci|report)\w+",
        r"bloquear (?:voces?|esse numero|este numero)",
        r"(?:some|suma|sumam|sai|saia|saiam) (?:daqui|da minha|do meu)",
        r"enchendo (?:o|meu|a) (?:saco|paciencia)",
        r"enche\w* o saco",
        r"que saco",
        r"(?:me )?esquec\w+ (?:que eu existo|meu (?:numero|contato)|de mim)",
        r"larg\w+ (?:do )?(?:meu|do) pe\b",
        r"sai\w* do meu pe\b",
        r"quem autorizou",
        r"quem (?:te|lhe)? ?(?:deu|passou) meu (?:numero|contato)",
        r"perturbando\b",
        r"importunando\b",
        unless=(r"(?:caiu|foi|esta|ta|caixa|pasta|parar) (?:\w+ )?(?:no|na|de|do|para o|em) spam",),
        confidence=0.95,
    ),
)

_PERSON = (
    r"(?:atendentes?|humanos?|humana|ser humano|pessoa|responsavel|gerente|supervisor\w*"
    r"|vendedor\w*|consultor\w*|especialista"
    r"|operador\w*|alguem|dono|dona|gente|chefe|encarregado|profissional|tecnico|suporte"
    r"|comercial|financeiro|equipe|secretaria)"
)
_HANDOFF = (
    rule(
        "handoff-person",
        Act.HANDOFF,
        r"(?:atendentes?|atendimento humano|suporte humano|human[oa]s?|ser humano|humanamente)\b",
        r"(?:pessoa|gente|alguem) (?:de verdade|real|de carne)",
        r"(?:(?:o|a|um|uma|com|ao|seu|outro) )(?:gerente|supervisor\w*|atendente|encarregado)\b",
        r"(?:quero|preciso de|cade|prefiro|chama|chame) (?:uma|alguma) pessoa\b(?! (?:para|que"
        r"|especializ))",
        r"atendimento (?:com|por|de) (?:gente|pessoa\w*|alguem)",
        r"(?:pode|podem|poderia|consegue|queria|quero) (?:\w+ )?(?:chamar|me chamar|colocar"
        r"|passar para) (?:alguem|uma pessoa|outra pessoa|o|a)\b(?! (?:link|boleto))",
        r"(?:fal[ae]\w*|conversar?|conversa|tratar|papo|contato|resolver|atendid[oa]"
        r"|contatar)(?: (?:direto|diretamente|agora|logo|por favor|ai|aqui|melhor"
        rf"|la)){{0,8}} com (?:(?:um|uma|o|a|algum|alguma|outra|outro|os|seu|sua|voces? o|quem"
        rf"|teu) ){{0,8}}{_PERSON}\b",
        r"(?:quero|queria|preciso|gostaria de|posso|poderia|consigo|como faco para|da para"
        r"|tem como|prefiro|melhor)(?: \w+)? (?:falar|conversar|tratar) (?:direto |diretamente "
        r"|pessoalmente )?com (?:o|a) (?!preco|link|minha|meu)\w+",
        r"(?:me )?(?:passa|passe|transfere|transfira|transferir|encaminha|encaminhe|coloca|chama"
        r"|chame|chamar|manda|direciona|arruma|conecta)(?: \w+){0,2} (?:para |com )?(?:(?:o|a|um"
        r"|uma|algum|alguma|outro|outra|seu) ){0,8}(?:atendente|responsavel|gerente|supervisor\w*"
        r"|vendedor\w*|consultor\w*|dono|dona|setor|alguem|chefe|operador\w*|pessoa|suporte)\b",
        r"(?:quero|queria|preciso de|cade|tem|tinha|ha|prefiro|existe) (?:\w+ )?(?:gerente"
        r"|supervisor\w*|atendente|operador\w*|um responsavel|o responsavel|o dono|vendedor\w*)",
        r"(?:tem|ha|existe|nao tem) (?:alguem|uma pessoa|alguma pessoa|gente) (?:de verdade|real"
        r"|ai que|que possa|para me atender|para (?:me )?(?:atender|ajudar)|atendendo|disponivel)",
        r"alguem (?:ai )?(?:pode|poderia|consegue) me (?:atender|ligar|ajudar)",
        r"ser atendid[oa]\b",
        r"atendimento (?:pessoal|personalizado|por pessoa|com pessoa)",
        r"quem (?:e o )?responsavel",
        r"falar (?:pessoalmente|com gente|direto com voces)",
        unless=(
            r"(?:voce|isso|vc|aqui|estou falando|to falando|falo) (?:\w+ ){0,3}(?:e|ou"
            r"|com) (?:\w+ ){0,2}(?:humano|robo|atendente|pessoa)(?: (?:ou|mesmo"
            r"|de verdade|real|robo"
            r"|uma|um|humano|pessoa|maquina|e)){0,8} \?",
            r"^(?:\w+ ){0,2}(?:e|eh) (?:um |uma )?(?:robo|humano|pessoa|bot|gente)",
            r"nao (?:precisa|preciso|quero"
            r"|e necessario)(?: \w+)? (?:de )?(?:um )?(?:atendente|humano)",
            r"(?:meu|minha|meus|minhas|nosso|nossa) (?:gerente|chefe|supervisor|responsavel|equipe"
            r"|dono|secretaria|tecnico)",
            r"recursos humanos",
            r"(?:site|sistema|pagina|loja|app|landing page|chatbot|agente"
            r"|robo)(?: \w+){0,3} (?:para"
            r"|de|com) (?:\w+ )?atend",
        ),
        confidence=1.0,
    ),
    rule(
        "handoff-no-robot",
        Act.HANDOFF,
        r"(?:nao (?:quero|gosto|aguento|suporto|falo|vou|to afim|consigo)|odeio|detesto|chega"
        r"|cansei|cansad[oa]|para|sem|pare|farto|farta)(?: \w+){0,4} (?:robo|robos|bot|bots"
        r"|maquina|maquinas|chatbot|ia|inteligencia artificial|mensagem automatica|automatico)\b",
        confidence=1.0,
    ),
    rule(
        "handoff-call",
        Act.HANDOFF,
        r"(?:me|nos) (?:lig[ae]\w*|telefon[ae]\w*|retorn\w+ (?:a ligacao|por telefone))\b",
        r"lig[ae]\w* (?:para mim|para o meu|para esse|aqui|no meu|me\b)",
        r"(?:pode\w*|podem|poderia\w*|consegue\w*|tem como|da para|quero|queria|preciso|gostaria"
        r"|posso|vamos|bora|marcar|agendar|fazer|por|melhor)(?: \w+){0,4} (?:ligar|ligacao"
        r"|telefonema|chamada|call|reuniao|videochamada|videoconferencia|video chamada|telefonar"
        r"|meet|zoom)\b",
        r"(?:falar|conversar|atendimento|contato|resolver)(?: \w+){0,5} (?:por|no|pelo"
        r"|via) (?:telefone|ligacao|voz|video)\b",
        r"qual (?:e )?(?:o )?(?:telefone|numero) (?:de|para|do) (?:voces|contato|ligar|falar"
        r"|atendimento|suporte)",
        r"(?:telefone|numero|ramal)(?: \w+){0,3} (?:ligar|falar com)",
        r"\bcall\b",
        r"prefiro (?:uma |por )?(?:ligacao|telefone)",
        r"(?:marc\w+|agend\w+|faz\w*)(?: \w+){0,2} (?:reuniao|ligacao|conversa|papo|bate papo"
        r"|chamada|video ?chamada)\b",
        r"\b(?:sac|ouvidoria|procon|reclame aqui|advogad[oa]|processar voces)\b",
        r"falar (?:com|c) (?:o |a )?rafa\b",
        unless=(
            r"nao (?:precisa|me|quero|quero que)(?: \w+)? lig",
            r"nao (?:liga|ligue)",
            r"(?:sou|para|escritorio de) (?:um |uma )?advogad",
        ),
        confidence=0.95,
    ),
)

_MONEY_SENT = (
    r"(?:pix|pagamento|pagto|transferencia|ted|doc|deposito|sinal|entrada|boleto|valor"
    r"|dinheiro|grana|metade|parcela|fatura|transf|cobranca|compra)"
)
_DONE = (
    r"(?:enviad[oa]|feit[oa]|realizad[oa]|mandad[oa]|efetuad[oa]|transferid[oa]|depositad[oa]"
    r"|pag[oa]|concluid[oa]|finalizad[oa]|efetivad[oa]|quitad[oa]|liquidad[oa]|aprovad[oa]"
    r"|confirmad[oa]|ok)"
)
_NOT_DONE = (
    r"nao (?:\w+ )?(?:paguei|pagamos|fiz|mandei|enviei|transferi|depositei|consegui|realizei"
    r"|efetuei|passei|pagou|fez|esta pag|ta pag|foi)",
    r"(?:nem|nunca) (?:paguei|fiz|pagamos)",
    r"(?:se|quando|assim que|depois que|caso) (?:eu )?(?:pagar|fizer|paguei)",
    r"nao (?:foi|ta|esta|tenho|tava|estava) (?:\w+ )?(?:pago|paga|feito)",
)
_CLAIMS = (
    rule(
        "charged-wrongly",
        Act.SUPPORT,
        r"(?:paguei|cobr\w+|pago|descont\w+|debit\w+|pagamento|saiu|passou"
        r"|caiu)(?: \w+){0,4} (?:(?:duas|2|tres|3) vezes|em dobro|dobrad[oa]|duplicad[oa]|a mais"
        r"|errad[oa]|em duplicidade|indevid\w+|sem (?:eu )?autorizar)",
        r"(?:reembols|estorn|chargeback)\w*",
        r"(?:devolv\w+|devolucao|quero|de volta)(?: \w+){0,3} (?:dinheiro|grana|valor|pagamento"
        r"|meu dinheiro)(?: de volta)?(?! do)",
        r"dinheiro de volta",
        r"cobranca (?:dupla|indevida|errada|duplicada)",
        unless=(
            r"\bse (?:eu|nao|voces|o|der)\b.*\?",
            r"se (?:eu )?nao gostar",
            r"tem reembols",
            r"politica de",
            r"garantia",
            r"quero (?:pagar|fazer|efetuar|saber)",
            r"quero (?:o |um )?(?:valor|pagamento)",
        ),
    ),
    rule(
        "claim-paid",
        Act.CLAIM_PAID,
        r"(?:paguei|pagamos|transferi|transferimos|depositei|quitei|efetivei|pixei|pixamos)\b",
        r"(?:ja )?(?:fiz|fizemos|mandei|mandamos|enviei|realizei|efetuei|passei|conclui|finalizei"
        r"|completei|acabei de (?:fazer|mandar|enviar|realizar|passar|efetuar|concluir)"
        rf"|terminei de fazer)(?: \w+){{0,3}} (?:{_MONEY_SENT}|pix|cartao)\b",
        r"acabei de (?:pagar|transferir|depositar|quitar|pixar)",
        r"terminei de pagar",
        rf"(?:o |a |seu |meu )?{_MONEY_SENT}(?: (?:ja|foi|ta|esta|de|da|do|entrada|sinal|via|pix"
        r"|por|boleto|cartao|aqui|tudo|do sinal|ontem|hoje|agora|a|o|inicial"
        rf"|deposito)){{0,8}} {_DONE}\b(?! \?)",
        rf"(?:{_DONE}) (?:o |a )?{_MONEY_SENT}\b",
        r"(?:ja|ta|esta|tudo|foi|prontinho|pronto|agora)(?: \w+)? (?:pago|paga|quitado|quitada"
        r"|pix enviado|transferido|depositado)\b(?! \?)",
        r"(?:segue|seguem|aqui|ai|olha|toma|mandei|enviei|anexei|esse e|este e|em anexo|anexo"
        r"|vou (?:mandar|enviar)|mandando|enviando|ta|eis)(?: \w+){0,4} (?:o |um "
        r"|meu )?(?:comprovante|recibo)",
        r"^(?:o )?comprovante(?: (?:de|do|do pix|pagamento|pix|ai|aqui|abaixo|enviado|em|anexo"
        r"|segue|,|\.)){0,8}$",
        r"(?:debitou|debitaram|descontou|descontaram|saiu|caiu|passou)(?: \w+)? (?:da|na|do"
        r"|no) (?:minha |meu )?(?:conta|cartao|saldo)",
        r"(?:dinheiro|grana|valor)(?: \w+)? (?:ja )?(?:ta|esta|foi|saiu|caiu)(?: \w+)? (?:na"
        r"|para a|da|sua|minha|ai|na sua) ?(?:conta|ai)?\b(?! \?)",
        r"(?:cartao|compra) (?:foi )?(?:passou|aprovad[oa]|passad[oa])(?! \?)",
        r"(?:meu|minha|nosso|nossa) \w+(?: ja)? (?:pagou|transferiu|fez o (?:pix|pagamento)"
        r"|mandou o pix)",
        r"a gente (?:ja )?(?:pagou|fez o (?:pix|pagamento))",
        r"ja (?:foi )?(?:o )?pix\b",
        r"(?:ta|esta) (?:na sua|na) conta\b(?! \?)",
        unless=(
            *_NOT_DONE,
            r"(?:finja|fingir|considere|suponha|imagine|imagina|diga|fala|faz de conta|confirme"
            r"|confirma|registre)(?: \w+){0,2} que",
            r"(?:caiu|confirmou|recebeu|recebeu|chegou)(?: \w+){0,3} pagamento feito \?",
            r"como (?:eu )?(?:mando|envio)",
            r"precis\w+ (?:\w+ )?(?:de |do |o )?comprovante",
            r"mar(?:que|ca|car) (?:\w+ ){0,3}como pag",
            r"\bseria pago|sera pago|for pago|ser pago|quando (?:for|estiver) pag",
            r"pagamento (?:e|esta|ta|foi) (?:\w+ )?(?:feito|aprovad\w+|confirmad\w+) (?:como|por|em"
            r"|\?)",
            r"se (?:eu )?(?:pag\w+|ja)",
        ),
        confidence=0.95,
    ),
    rule(
        "claim-paid-word",
        Act.CLAIM_PAID,
        r"(?:(?:ja|ta|esta|tudo|pronto|prontinho|certo|ok|beleza|foi|agora|sim) ){0,8}(?:pago|paga"
        r"|pix feito|feito|enviei|mandei|enviado|ja foi|prontinho|pronto|fiz|ja fiz|ja efetuei"
        r"|efetuei|realizei|ja realizei|ja mandei|ja enviei|transferido|efetuado|realizado|quitado"
        r"|ta feito|foi|feito o pix)(?: (?:ja|ai|agora|sim|pronto|xjoinhax|o pix|viu|,|\.|confere"
        r"|confirma|obrigado|tudo)){0,8}",
        when=frozenset({Expecting.PAY}),
        whole=True,
        confidence=0.9,
    ),
    rule(
        "claim-paid-short",
        Act.CLAIM_PAID,
        r"(?:(?:ja|ta|esta|tudo|foi) )+(?:pago|paga|transferido|quitado)",
        r"pago",
        when=SOLD | MONEY_DUE,
        whole=True,
    ),
)

SAFETY = (*_STOP, *_HANDOFF, *_CLAIMS)
"""Read first, in this order; the first that fires decides what the message is."""
