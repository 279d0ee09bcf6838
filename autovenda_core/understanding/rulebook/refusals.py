"""No, and not now."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import ANY, rule

__all__ = ["REFUSALS"]

_NOT_NOW = rule(
    "later-than-no",
    Act.DEFER,
    """
    # "agora não", "ainda não decidi", "não agora"
    (agora | por enquanto | por hora | por ora | no momento | hoje | ainda | neste momento
        | nesse momento | atualmente | essa semana | esse mês | este mês) ~1 não !(quero mais
        | recebi | chegou | abriu | paguei | funciona)
    não ~1 (agora | por enquanto | hoje | no momento | por ora | esse mês | essa semana)
    (fica | deixa[r] | deixemos | marcamos | vamos deixar | podemos deixar | fica para
        | deixa para) ~2 <later>
    não ~1 (decidi* | defini* | tenho certeza | estou certo | sei se | sei (ainda | bem
        | direito) | tive tempo | consegui (ver | ler | olhar | pensar | analisar) | vi ainda
        | li ainda | deu tempo | olhei ainda | pensei)
    ainda (não | estou | vou | tenho que | preciso) (sei | decidi | pensando | avaliando
        | vendo | analisando | ver | pensar | defini | olhei | vi | li | paguei | fiz | deu
        | consegui pagar | em dúvida | na dúvida | estou)+
    não digo (nem | que) [que] (sim | não)
    nem (que) sim nem [que] não
    """,
    unless="""
    não ~1 (abre | abriu | funciona | carrega)
    não (quero | tenho interesse | vou fazer) !(agora | por enquanto | no momento | decidir
        | fechar agora | pagar agora | hoje | ... (por enquanto | agora | no momento))
    claro que agora não espera
    """,
    when=ANY - {Expecting.NAME, Expecting.CONTACT},
)

_NO = rule(
    "no",
    Act.DENY,
    """
    # "não quero", "não vou fechar com vocês", "n curti"
    não ~1 (quero | queremos | vou querer | vou [mais] (fechar | aceitar | contratar
        | continuar | prosseguir | seguir | pagar | levar | ficar | comprar | precisar
        | passar | informar | dizer | falar | fazer) | vai fazer | vamos [mais] (fechar
        | querer | contratar | seguir | fazer | continuar)) !(perder | um desconto)
    não ~1 (tenho [mais] interesse | temos interesse | me interess* | tenho como
        | tenho condiç* | tenho dinheiro | tenho grana | interessa)
    não ~1 (vai rolar | vai dar | vai ser | vai acontecer | faz sentido | faz [o] meu | rola
        | dá | aceito | aceitamos | topo | curti | gostei | preciso | precisamos | serve
        | fecho | concordo | compensa | vale [a pena] | combina | posso | obrigado | valeu
        | autorizo | gosto | pretendo | confirmo | faço questão | atende | me atende
        | me serve | me convenc* | convenc* | possuo | uso) !(pressa | prazo | ideia | dúvida
        | noção | problema | certeza | data | urgência | esperar | de pressa | de mais nada)
    não ~1 (estou | estamos) [mais] (interessad* | afim | a fim | precisando | de acordo
        | querendo)
    não ~1 (é (isso | o que | para mim | bem isso | disso | nada disso | mesmo isso) | (era
        | foi) (isso | o que) | tenho [email | cpf | cnpj | whatsapp]) !(pressa | prazo
        | ideia | dúvida | noção | problema | certeza | data | urgência | nem | palavras)
    (decidi* | resolv* | optamos | opt(ei | amos) | preferi*) ~2 [por] não (contrat* | fech*
        | seguir | fazer | continuar | prosseguir | avançar | vai)
    não (vou | quero | vai) mais $
    pode ficar para (você | vocês)
    (quero | aceito | topo | preciso | vou) é (nada | nunca | coisa nenhuma)
    # "recuso", "desisti", "dispenso", "deixa pra lá"
    (descart* | recus* | dispens* | declin* | rejeit* | desist* | abro mão | abrir mão
        | desinteress*)
    deix* [isso] (para lá | quieto | queto | de lado | baixo | assim)
    (vou | vamos | prefiro) passar !(no | o | a | meu | na | em | aí | para)
    [vou | vamos] deixar passar
    (^ | , | . | kkk) passo [essa | dessa | a vez] [,] (obrigado | valeu | grato | $)
    (estou | estamos) fora !(d(o|a) | da)
    estou de boa [, | .] (valeu | obrigado)
    <kin> ~1 não (deixou | quis | aprovou | autorizou | liberou | quer)
    (reprovou | reprovaram | vetou | vetaram)
    nenhuma das (opções | propostas)
    (mudei | mudamos) de ideia !(, (prefiro | quero | vou | fico))
    no (thanks | thank you)
    num é para mim
    perdi (o interesse | a vontade)
    me arrependi
    (vou ter | tenho) (que | de) recusar
    # "nem pensar", "de jeito nenhum", "aceito é nunca"
    nem (pensar | a pau | ferrando | fudendo | fodendo | mort(o|a) | lascando | de graça
        | sonhando | quero | vem | em sonho | rola | vou | pagando | fu* | a pau juvenal
        | que a vaca tussa | que me paguem | que (me)+ _)
    (de jeito nenhum | de jeito maneira | de forma alguma | de maneira nenhuma | de modo algum
        | jamais | negativo | nunca na vida | só que não | até parece | está (doid(o|a)
        | louc(o|a) | maluc(o|a)) | cê é louco | deus me livre | nem morta | nunquinha
        | capaz que | sai fora | tá de brincadeira)
    (só se) ~2 (doid(o|a) | louc(o|a) | maluc(o|a))
    é nunca
    nunca !(fiz | tive | vi | paguei | recebi | contratei | comprei | mexi | pensei)
    sem (chance[s] | condiç* | interesse | possibilidade)
    # "já fechei com outro", "resolvi com um freela", "meu primo vai fazer"
    (fechei | fechamos) com (o | a | um | uma) concorr*
    [(já | eu | a gente)+] (fechei | fechamos | contratei | contratamos | achei | encontrei
        | arrumei | consegui | escolhi | resolvi | resolvemos | fiz | comprei | peguei
        | vou fechar | vou com | fiquei | decidi | optei | optamos | preferi
        | acertei) ~2 (com outr* | outr(o|a) | com (um | uma | o | a | meu | minha) (amig*
        | conhecid* | sobrinh* | concorrent* | prim(o|a) | freela* | vizinh* | cunhad* | irm*
        | colega) | por outr(o|a) | de outr(o|a) | em outro | quem faça | quem faz | pelo outro)
    já (contratei | resolvi | resolvemos | arrumei | fechei | fechamos | consegui | encontrei
        | comprei) !(pagar | o pagamento | o pix | abrir | acessar)
    já tenho [um | uma] (site | quem | designer | agência | outro | pessoa | profissional
        | programador)
    <my> (prim(o|a) | sobrinh(o|a) | amig(o|a) | filh(o|a) | irmã[o] | cunhad(o|a)
        | vizinh(o|a)) ~3 (vai fazer | faz para mim | faz de graça | faz isso | fez | fará)
    vou (com | de) outr(o|a)
    (fechei | fechamos | contratei | consegui | achei) (com | por | em | no | na) (meu | minha
        | um | uma | o | a | outr*) !(vocês | link | site | proposta)
    # "pode cancelar", "esquece"
    ^ [ah | bah | então | ,] (esquece | esqueça | cancela | cancele | cancelar | cancelem
        | desisto | abortar | aborta)
    cancela (tudo | isso | aí | o pedido | a proposta | por favor | meu pedido | esse)
    (quero | pode | podem | vou | prefiro) (cancelar | arquivar | encerrar | descartar)
    (vou | vamos) pular
    quero não
    capaz , não
    esquece (isso | tudo | o | a)
    # "acho que não", "melhor não", "claro que não"
    (prefiro | melhor | acho | creio | acredito | penso | diria | digo | claro | óbvio
        | lógico | certeza | pensando bem | infelizmente | obrigado mas | obviamente
        | evidente | lá | isso | lamento | sinto muito | fico | grato mas | pois | pensei e
        | nem | ainda | que | eu) [_] [,] que não
    (prefiro | melhor | acho | pensando bem | infelizmente | claro | certeza | óbvio) [,] não
    (fica | deixa | fica aí) para [a | uma | outra] (próxima | outra)
    quem sabe (na | numa | em) (próxima | outra)
    [era | foi] (só | apenas) curiosidade
    (não era | foi) engano $
    (número errado | mandei errado | pessoa errada)
    nada (feito | disso | não)
    nada a ver
    não (não | e não)
    quero nada não
    preciso (não | de nada não)
    # a bare no with courtesies: "ah não, obrigado moço"
    ^ [(oi | olha | então | ah | hum | bom | pô | pensando bem | obrigado | , | . | cara
        | poxa | valeu | muito | agradeço | grato | mas | infelizmente)+] não [(, | .
        | obrigado | valeu | muito | mesmo | viu | está | cara | amigo | kkk | agradeço
        | grato | por favor | senhor | moço | moça | mano | xmaosx | mas | sinto muito
        | desculpa | ok | tchau | meu | não | quero | posso | rola | fica | bom | dia | pode
        | querido | querida)+] $
    não [mas] (obrigado | agradeço | valeu)
    ^ [ah] [não] [,] deixa [quieto | para lá | assim] $
    ^ [ah] não [,] deixa
    (nenhum | nenhuma) [d*] $
    nenhum[a] (del(e|a)s | dess(e|a)s | me (serve | atende | agrada | interessa | convenceu
        | serviu)) [aí]
    não (dar(emos | ei) | iremos | seguiremos | daremos) ~2 (prosseguimento | continuidade
        | seguir | contratar | sequência)
    """,
    unless="""
    (se | caso) ~8 ?
    não ~1 (tenho | há | tem | resta* | sobra | existe | vejo | fica) ~1 dúvida
    não (quero | posso | vou) perder (essa | a | esta)
    (por que | porque | e por que) não (? | bora | sim | vamos | fechar)
    não (abre | abriu | carrega | funciona)
    não quero [_] (robô | falar)
    não (vejo | quero | posso) (a hora | esperar)
    não tenho [nem] palavras
    e agora ?
    não precisa ~3 (agradecer | desculp*)
    """,
)

_LATER = rule(
    "later",
    Act.DEFER,
    """
    # "vou pensar", "deixa eu falar com minha esposa", "preciso ver com o contador"
    (vou | vamos | irei | preciso | precisamos | tenho que | temos que | deixa eu | deixe me
        | deixa me | quero | queria | tenho de | deixa | posso | gostaria de | ia | estou indo
        | me deixa | eu ia | prefiro | ainda vou) [_] (pensar | pensa | ver !(um | uma
        | o preço | quanto) | analisar | avaliar | refletir | estudar | decidir | considerar
        | verificar | consultar | conversar | falar (com | primeiro | antes) | me organizar
        | me planejar | me programar | organizar | planejar | aguardar | esperar
        | dar uma (olhada | pensada | analisada | lida) | olhar | conferir | ler | comparar
        | fazer as contas | checar | confirmar com | combinar com | alinhar | discutir
        | juntar | receber | amadurecer | dormir | pesquisar | perguntar para | perguntar ao
        | levar para | apresentar para | mostrar para | bater com | rever | calcular
        | ponderar | digerir | absorver | assimilar | amadurecer | maturar
        | processar) !(exemplos | portfólio | trabalhos | modelos | o pix | como funciona
        | o preço | os preços | o[s] valor* | um exemplo | a tabela | o link | um atendente
        | um orçamento | com (você[s] | atendente | alguém | um | uma pessoa))
    <my> <kin> (precisa | tem que | vai | ainda | decide | que decide | quer ver | resolve
        | aprova | manda | está | viaj*)
    (quem (aprova | decide | resolve | manda | assina | vê) | depende) ~4 <kin>
    (com | ao | a | pelo | o) (o | a | meu | minha | nosso | nossa)+ <kin> (primeiro | antes)
    tem que passar (pelo | pela | por)
    vou (orçar | cotar | pesquisar)
    preciso [_] (aprovaç* | autorizaç* | do aval | do ok)
    vou (mostrar | apresentar | repassar | encaminhar | levar | mandar) [_] (para | a | ao) (o
        | a)+ [meu | minha] <kin>
    # "te aviso", "te dou um retorno", "depois a gente fala"
    (te | lhe) (dou | darei | mando | passo) (um | uma | o | a) (retorno | resposta | posição
        | feedback | salve | alô | toque | sinal | oi)
    (te | lhe | vos | eu | a gente | já | nós) [_] (aviso | avisamos | retorno | retornamos
        | respondo | respondemos | chamo | chamamos | falo | procuro | confirmo | digo | conto
        | ligo | volto | vejo) !(que | sim)
    (retorno | aviso | respondo | volto | chamo | falo | confirmo) [_] (depois | assim que
        | em breve | amanhã | logo | mais tarde | com você[s] | hoje | quando | até | a falar
        | contato)
    <later> [(eu | te | a gente | vou | lhe | , | aí | já | isso)+] (vejo | vemos | vê | fecha
        | paga | faz | resolve | fala | conversa | decide | acerta | falo | falamos | decido
        | respondo | retorno | volto | resolvo | resolvemos | converso | conversamos | aviso
        | chamo | fecho | fechamos | pago | faço | penso | olho | confirmo | acerto
        | acertamos | digo | dou | passo | mando | procuro | tento | envio | escolho
        | preencho | termino)
    (vou | irei | pretendo | consigo | só (vou | consigo | posso) | posso | quero | devo
        | dá para) [_] (pagar | fazer | fechar | resolver | ver | acertar | contratar
        | decidir | transferir | preencher | responder | mandar | enviar) ~4 (<later> | quando
        | assim que | no fim | mais tarde)
    (pago | faço | fecho | mando | preencho | acerto | transfiro | envio | respondo | vejo
        | resolvo | escolho | termino | decido) ~4 (<later> | assim que | quando | la no dia
        | no dia | la pelo)
    pode ser [(só | na | no | para)+] (amanhã | depois | mais tarde | outro dia | outra hora
        | semana que vem | mês que vem | segunda | sexta | dia <number>)
    [me] (cham* | procur* | fal* | lig* | lembr* | mand* | volt*) ~4 <later>
    (ve | vejo | vemos | falamos | conversamos | resolvo) [isso] (depois | amanhã | mais tarde)
    fico de [te] _
    (deixa | esperar | espera | depois de) passar ~3
    a gente (vê | conversa | fala | decide | resolve | combina) [isso] (depois | amanhã | mais | $)
    (bora | vamos) ver
    ^ (hum | hm | será | ,)+ ? $
    [me] d(a|e|ar) até
    vou (dormir | pensar)
    # "talvez", "acho que sim", "sei lá", "depende"
    (talvez | quem sabe | pode ser que | sei lá | sei não | na dúvida | em dúvida
        | com dúvida se | dúvida se | indecis(o|a) | dividid(o|a) | xduvidax)
    (acho | creio | acredito | imagino | suponho) que (sim | dá | pode | vou | vai | rola
        | topo | quero | fecho | é | está | sei)
    (provavelmente | possivelmente | se pá | vamos ver | veremos | a ver | deve ser | deve dar
        | eventualmente | depende | mais ou menos | não sei | quase lá)
    # "quando cair meu salário", "só depois que sair o décimo"
    (quando | assim que | só quando | depois que | na hora que | só depois
        | só após) ~3 (receb* | puder | cair | tiver | sair | entrar | voltar | pagarem
        | chegar | der | conseguir | decidir | resolver | salário | sobrar | acabar | liberar
        | terminar | aprov* | virar | melhorar | vender)
    # "espera aí", "tô ocupada", "agora não dá, tô sem cabeça"
    ^ [não] (espera | espere | aguard* | calma | segura | só um (minuto | segundo | momento
        | instante | pouco | seg | min) | um (minuto | momento | segundo | instante)
        | já volto | volto já | já já | 1 minuto | guenta aí | aguenta | pera)
    (espera | aguarda | segura | calma) (aí | um pouco | um minuto | só | lá)
    (preciso | quero | me dá | me dê | dar | dá) [de] [(um | mais | uns)+] (tempo | minuto*
        | momento | dias | prazo | segundo | instante)
    (estou | ando | estamos | tava) ~1 (ocupad* | no trabalho | dirigindo | em reunião
        | numa reunião | corrid* | sem (tempo | grana | dinheiro | verba | caixa | condiç*
        | cabeça) | apertad* | quebrad* | dur(o|a) | lis(o|a) | zerad* | viajando
        | trabalhando | pensando | vendo | analisando | avaliando | decidindo | comparando
        | cotando | em aula | na rua | sem um real | pesquisando | atolad* | enrolad*
        | em live | (em | numa) (call | ligação) | na correria | no trânsito) !(em (fazer | um
        | uma | criar | montar | contratar | ter | abrir) | de um | um | uma | para)
    (está | semana | dia | mês) (corrido | corrida | puxado | foda | tenso) $
    (só | apenas) [estou] (pesquisando | olhando | sondando | cotando | vendo
        | dando uma olhada | fazendo [um] orçamento | comparando | especulando)
    (estou | tô) esperando
    não é [(o | a | um | uma | bom | boa)+] (momento | hora | fase | época)
    não consigo ~2 agora
    (mais para frente | mais adiante | outra hora | outro momento | outro dia | mais tarde
        | futuramente | no futuro | ano que vem)
    (se | caso) (eu | o | a | der | sobrar | meu)+ [_] [receber | conseguir | sobrar | aprovar
        | chefe | cliente | dinheiro | tudo certo | puder | tempo]
    ^ (depois | amanhã | mais tarde | agora não | depois (eu | a gente) _ | semana que vem
        | mês que vem | ano que vem | fim do mês | logo mais | quem sabe | em breve | hoje não
        | outro dia | (segunda | sexta) [feira]) [(por favor | pode ser | obrigado | ok
        | talvez | está | te aviso | , | .)+] $
    com [mais] calma
    sem cabeça
    no dia que
    depois d(o|a|e) ~2 (eu | a gente | nós)
    (volto | retorno) (em | no | na | para) _
    já te (falo | digo | aviso | respondo)
    """,
    unless="""
    <wish> ~1 (ver | analisar) ~1 (exemplo[s] | portfólio | trabalho[s] | modelo[s])
    não (tenho | há | tem | resta) ~1 dúvida
    ^ por que não
    se ~5 (devolv* | reembols*)
    como (consulto | verifico | acompanho | funciona)
    """,
    when=ANY - {Expecting.NAME},
)

REFUSALS = (_NOT_NOW, _NO, _LATER)
""" "Agora não" is later, not no; otherwise a no that is said is one."""
