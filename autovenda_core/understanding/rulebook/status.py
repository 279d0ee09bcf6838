"""How far the work is, and whether the money arrived."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import ANY, BEFORE_OFFER, SOLD, rule

__all__ = ["STATUS"]

STATUS = (
    rule(
        "status-payment",
        Act.ASK_STATUS,
        """
        # "meu pix caiu?", "o boleto compensou aí?"
        <payment> ~5 (caiu | entrou | chegou | aparec* | compensou | confirm* | aprovad*
            | aprovou | identific* | receb* | bateu | processad* | constou | consta
            | creditad* | deu certo | foi | pago | ok | certo) ~4 ?
        # "já compensou o boleto", "vocês viram se caiu o pix"
        (caiu | entrou | chegou | apareceu | compensou | confirm* | receb* | viram | viu
            | identific* | consta | bateu | deu certo | conferiu | conferiram | verific*) [(já
            | aí | se | caiu | o | meu | a | esse | do | minha)+] <payment> !(para | por | em
            | eu)
        [já] (caiu | compensou | confirmou | confirmaram | receberam | recebeu | chegou
            | entrou | deu certo | conferiu | foi aprovado | foi confirmado | aprovou
            | aprovaram | bateu) [(aí | aqui | para vocês | para você | na conta | tudo
            | certo | agora | já | o valor | direito | sim)+] ?
        se ~2 (caiu | entrou | compensou | chegou | confirmou) ~2 <payment>
        quanto tempo ~3 (compensar | cair | aprovar | confirmar) [o | a] [<payment>]
        (já | vocês | você)+ (receberam | recebeu | viram | confirmaram | conferiram
            | identificaram) !(que | o site | meu site | a proposta)
        (quando | demora para) (cai | cair | compensa[r] | confirma[r] | vão confirmar | confirmam)
        (foi | está) [tudo] (confirmado | aprovado | certo com o pagamento | pago mesmo) ?
        """,
        unless="""
        como ~3 (receb* | confirm*)
        (mandei | enviei | fiz | paguei) ~4 (confere | conferir)
        (quando | assim que | depois que | se) (eu | cair | receber | chegar)
        não (caiu | chegou | compensou) ~3 (link | boleto | email | código)
        """,
        when=(ANY - BEFORE_OFFER) | frozenset({Expecting.NONE}),
    ),
    rule(
        "status-work",
        Act.ASK_STATUS,
        """
        # "como tá ficando meu site?", "a quantas anda o projeto", "em que pé tá o trem"
        como [que] (está | anda | vai | estão | tão | ficou | vão | caminha | ficando
            | andam) ~4 <work> !(funciona | se)
        como (está | anda | estão | vão | vai) [indo | andando | ficando | caminhando] (isso
            | as coisas | tudo aí | <my>)
        como (está | vai | anda | estão) (ele | ela | isso | lá | aí | indo)+ ?
        como (estamos | andam aí | tá indo | anda a coisa)
        (a quantas | em que pé | a quanto anda | que pé | (qual | que) (a)+ etapa
            | em que etapa | (qual | que) fase | que ponto)
        (andamento | status)
        # "o site já ficou pronto?", "já tá no ar a nova versão"
        (<my> | do | o | a) <work> ~3 [já] (está | ficou | fica | vai ficar | foi | saiu | sai
            | anda | vai)+ [_] (pront(o|a) | andando | indo | a quantas | entreg* | como
            | finalizad(o|a) | concluíd(o|a) | feit(o|a) | no ar | quando | aprovad(o|a))
        já (está | ficou | foi | tá) ~1 (pront(o|a) | no ar | feit(o|a) | publicad(o|a) | online)
        [já | falta | e aí] (está | ficou | fica) [quase] pront(o|a) [já | o | a | meu | minha
            | hoje | amanhã] ~2 ?
        (vai | vão) (ficar | ser | estar) pront*
        # "alguma novidade do trampo", "tem previsão?"
        (alguma | tem | teve | quais | qual | há | e as | e aí | sem | manda
            | cadê as)+ [_] (novidade[s] | notícia[s] | atualizaç* | update | previsão
            | retorno | posição | posicionamento | avanço)
        ^ [(e | alguma | e aí | tem | oi | opa | , | aí)+] (novidade[s] | notícia[s]
            | previsão | atualizaç*)
        novidade[s] (do | da | sobre | no | na) [<my>] <work>
        previsão (de | da | do | para) !(tempo | chuva | budget)
        ninguém ~3 (mandou | avisou | disse)
        nenhuma (notícia | resposta | posição)
        não tive (notícia | retorno | resposta)*
        <wish> ~2 (atualizaç* | posição | posicionamento | retorno | notícia[s] | novidade[s]
            | previsão | status | feedback)
        (saber | informaç*) ~2 <my> (projeto | site | pedido | loja | logo | serviço)
        # "vocês já começaram o meu?", "ainda nem mexeram?"
        (já | vocês | nem)+ (começaram | terminaram | acabaram | fizeram | iniciaram
            | finalizaram | concluíram | começou | terminou | acabou | entregaram | mexeram
            | avançaram) [(o | a | já | meu | minha | aí | tudo | a fazer | no | com)+] ~1 (?
            | $ | ou | , | .)
        se ~1 já (começaram | terminaram | fizeram | mexeram | começou | terminou)
        (tão | estão | está) [_] (fazendo | mexendo | trabalhando) (no | na | em | o | a | <my>)
        está (andando | indo | rolando | fluindo | caminhando) [bem] [?] $
        ^ e (o | a) <work> [,] (como | quando | cadê | ?)
        # "quanto falta?", "falta muito?"
        <can> ver ~2 como (está | anda | ficou) [ficando]
        (conseguiram | conseguiu | deu para) (terminar | acabar | começar | fazer | avançar | ver)
        (dá | dar | deem | manda | quero | tem) notícia[s]
        quanto falta
        falta[m] (muito | quanto | pouco | quantos | alguma coisa | algo | o que | mais | que)
        (o que | ou) (ainda | tá)+ falta[ndo]
        o que [_] falta
        quanto[s] (% | por cento)
        # "vai atrasar?", "tá demorando", "cadê meu site"
        (vai | vão) (atrasar | demorar [muito]) ~2 ?
        passou d(o|a) (prazo | data | dia)
        promet* ... nada
        e [até agora] nada $
        (atrasou | atrasad(o|a) | atraso | demorando)
        cadê ?
        cadê (o | a | meu | minha | as | nosso | os) !(link | boleto | pix | você* | qr | código)_
        (algo | alguma coisa | nada | coisa) ~3 (mostrar | ver | me mandar | pronto | pronta)
        ^ [oi] e [aí] [,] (o | a)+ <my> <work>
        ^ [oi] e [aí] [,] <my> <work>
        acompanhar (o | meu | a) !(desenvolvimento)
        deram andamento
        ninguém [me] [_] (notícia | retorno | respondeu | falou | avisou | deu)
        está tudo (certo | ok | bem) com (o | meu)
        sobre [o | a] (meu | minha) <work> ... ?
        """,
        unless="""
        como funciona
        como (está | vai) (o (senhor | amigo) | você | a senhora | vocês)
        quanto tempo
        """,
        when=SOLD | frozenset({Expecting.NONE}),
    ),
    rule(
        "status-arrived",
        Act.ASK_STATUS,
        """
        # "meu briefing chegou direitinho?", "receberam as fotos que mandei?"
        (deu certo | chegou | chegaram | recebeu | receberam | viu | viram | pegou | pegaram
            | conseguiram (ver | abrir)) ~6 ?
        (briefing | foto[s] | respostas | formulário | material | arquivos
            | textos) ~3 (chegou | chegaram) !(errad*)
        (receberam | recebeu | viram | viu) [já] (o | a | as | os | meu | minha | minhas
            | meus) (briefing | foto[s] | respostas | formulário | material | arquivos
            | texto[s] | logo | email)
        """,
        unless="não (chegou | recebi | chegaram)",
        when=SOLD,
        confidence=0.85,
    ),
    rule(
        "status-when",
        Act.ASK_STATUS,
        """
        # "quando sai a primeira prévia?", "qual o próximo passo?"
        (já | vocês) [_] (fizeram | mexeram | avançaram | começaram | iniciaram | terminaram)
        (quando | que dia | qual [é] [o] (dia | prazo | data) | até quando
            | para quando) ~4 (pront(o|a)[s] | entreg* | termin* | acab* | receb* | cheg*
            | sai | começ* | inici* | no ar | ver | finaliz* | fica | ficar | entra | lança
            | public* | mostra* | manda* | apresent*)
        quando [é que] (fica | sai | começa | chega | termina | acaba | recebo | entregam
            | entrega | vou | vai | vão | vocês | vou poder)
        (sai | vai | fica | entreg* | termin* | chega | pronto | pronta) ~2 quando
        (em quanto tempo | quanto tempo (falta | ainda | mais | resta | demora | leva | vai))
        qual [(é | o | a)+] (prazo | previsão | data | etapa)
        já (posso | dá para) (ver | acessar | olhar)
        (próximo[s] passo[s] | qual [é] [o] próximo passo)
        dá para (ver | olhar | espiar) (algo | alguma coisa | como | uma prévia)
        """,
        unless="(em quanto tempo | quando | prazo) ~4 (pagar | pagamento | vence)",
        when=SOLD - {Expecting.PAY},
        confidence=0.8,
    ),
)
