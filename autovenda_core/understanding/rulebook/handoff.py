"""A person is wanted: to talk to, to be called by, instead of a machine."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.understanding.rules import rule

__all__ = ["HANDOFF"]

HANDOFF = (
    rule(
        "handoff-plainly",
        Act.HANDOFF,
        """
        # whatever else is asked: "isso é automático? quero falar com gente"
        quero gente
        me (passa | passe | transfere | transfira | põe | coloca | encaminha) ~2 (para
            | com) [(<article> | algum | alguma)+] <person>
        (quero | queria | preciso | prefiro | gostaria de | exijo | desejo) ~1 (falar
            | conversar | tratar | negociar | ser atendid(o|a)) [só | direto | diretamente
            | pessoalmente] (com | por) [(<article> | algum | alguma | outra | outro)+] <person>
        """,
        unless="""
        (gente | pessoa | humano) ~2 ou ~3 <machine>
        (antes | primeiro | depois) !(de)
        (com | por) (o | a) <my>
        """,
        confidence=1.0,
    ),
    rule(
        "handoff-person",
        Act.HANDOFF,
        """
        # "quero falar com uma pessoa", "negociar direto com o dono", "resolvo só com o gerente"
        <talk> ~3 [só | direto | diretamente] com [(<article> | algum | alguma | outra | outro
            | seu | sua | teu | quem | você[s] | meu)+] <person>
        <talk> [isso | disso] ~1 (direto | diretamente | pessoalmente) com
        (<wish> | <can> | como faço para | melhor) ~2 (falar | conversar | tratar
            | negociar) [direto | diretamente | pessoalmente] com (o | a) !(preço | link
            | minha | meu | valor)
        <talk> com (quem | ele | ela) [faz | fez | está | cuida | manda | decide | entende | $ | é]
        <talk> ~1 pessoalmente
        falar (pessoalmente | com gente | direto com vocês | com o rafa | com rafa | com a rafa)
        # "põe uma pessoa pra falar comigo", "me passa pro gerente", "chama o dono aí"
        (me | nos) <put_through> ~2 (para | com | o | a) [(<article> | algum | alguma | outro
            | outra | seu)+] <person>
        <put_through> [(aí | logo | por favor | então)+] [(<article> | algum | alguma | outro
            | outra | seu | para | com)+] (atendente | responsável | gerente | supervisor*
            | vendedor* | consultor* | dono | dona | setor | alguém | chefe | operador*
            | pessoa | suporte humano | humano | gente | técnico) !(para (fazer | criar
            | montar))
        # "cadê o gerente", "tem um atendente aí?", "atendimento humano"
        (<wish> | cadê | tem | tinha | há | existe | chama | chame | quero) [(<article>
            | algum | alguma)+] (gerente | supervisor* | atendente | operador* | responsável
            | dono | vendedor* !(de) | pessoa de verdade | ser humano | humano)
        (<wish> | cadê | chama | chame) (uma | alguma) pessoa !(para | que | especializ*)
        (tem | há | existe | não tem) (alguém | uma pessoa | alguma pessoa | gente
            | um ser humano) (de verdade | real | aí que | que possa | para me atender
            | para [me] (atender | ajudar) | atendendo | disponível)
        alguém [aí] (pode | poderia | consegue) me (atender | ligar | ajudar | retornar)
        alguém ~2 por (telefone | ligação | chamada | vídeo)
        quero (gente | humano | uma pessoa !(que | para))
        (pode* | queria | quero | consegue) ~1 (chamar | me chamar | colocar
            | passar para) (alguém | uma pessoa | outra pessoa)
        (atendente[s] | atendimento humano | suporte humano | humano[s] | humana | ser humano
            | humanamente)
        (pessoa | gente | alguém | vendedor | atendente) (de verdade | real | de carne)
        (o | a | um | uma | com | ao | seu | outro) (gerente | supervisor* | atendente
            | encarregado)
        atendimento (com | por | de) (gente | pessoa* | alguém)
        atendimento (pessoal | personalizado)
        ser atendid(o|a)
        (contato | conversa) (direto | direta) com
        quem [é o] responsável
        """,
        unless="""
        # asking what we are is a question
        (você | vocês | isso | aqui | aí) ~3 (é | ou | são) ~2 (humano | robô | atendente
            | pessoa | gente | <machine>)
        (falando | falo | conversando | conversa) com ~3 (ou | humano mesmo)
        (gente | pessoa | humano) ~2 ou ~3 <machine>
        <machine> ~2 ou ~3 (gente | pessoa | humano)
        ^ ~2 é [um | uma] (robô | humano | pessoa | bot | gente)
        não (precisa | preciso | quero | é necessário) ~1 [de] [um] (atendente | humano)
        # a manager of theirs, and what they sell
        <my> (gerente | chefe | supervisor | responsável | equipe | dono | secretaria
            | técnico) !(de conta | da conta)
        (com | ao | consultar) (o | a) (gerente | chefe | dono) (d(a|o) <my> | daqui | aqui)
        recursos humanos
        (site | sistema | página | loja | app | landing page | chatbot | agente
            | robô) ~3 (para | de | com) ~1 atend*
        """,
        confidence=1.0,
    ),
    rule(
        "handoff-no-robot",
        Act.HANDOFF,
        """
        # "não quero conversa com máquina", "cansei desse robô", "não me entendo com robô"
        (não (quero | gosto | aguento | suporto | falo | vou | consigo | converso | me entendo
            | tenho paciência | me dou | trato | negocio | entendo) | odeio | detesto | chega
            | cansei | cansad(o|a) | para | sem | pare | fart(o|a)) ~4 <machine>
        """,
        unless="(quero | preciso) ~4 (chatbot | bot | automaç*)",
        confidence=1.0,
    ),
    rule(
        "handoff-call",
        Act.HANDOFF,
        """
        # "tem como alguém me ligar?", "me liga no 11 98888-7777"
        (me | nos) (lig(a|ar|ue|uem|ando) | telefon(a|ar|e|em) | retorn* (a ligação
            | por telefone))
        lig(a|ue|uem|ar) (para mim | para o meu | para esse | aqui | no meu | me)
        # "bora marcar uma call", "podemos fazer uma reunião?"
        (<can> | <wish> | vamos | bora | marcar | agendar | fazer | por | melhor) ~4 (ligar
            | ligação | telefonema | chamada | call | reunião | videochamada
            | videoconferência | telefonar | meet | zoom) !(do cartão)
        (marc* | agend* | faz*) ~2 (reunião | ligação | conversa | papo | bate papo | chamada
            | call | café | visita)
        <talk> ~5 (por | no | pelo | via) (telefone | ligação | voz | vídeo | chamada) !(? $)
        (prefiro | melhor) ~3 (por ligação | por telefone | ligação | telefone)
        qual [é] [o] (telefone | número) (de | para | do) (vocês | contato | ligar | falar
            | atendimento | suporte)
        (telefone | número | ramal) ~3 (ligar | falar com)
        (sac | ouvidoria | procon | reclame aqui | processar vocês | meu advogado | minha advogada)
        """,
        unless="""
        não (precisa | me | quero | quero que) ~1 lig*
        não (liga | ligue)
        (sou | para | escritório de) [um | uma] advogad*
        # "tô numa call agora"
        (estou | tava | estava | em | numa | no meio de) ~2 (call | reunião | ligação)
        """,
        confidence=0.95,
    ),
)
