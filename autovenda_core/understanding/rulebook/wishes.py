"""The lead wants something made: the start of a sale."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import ANY, ON_OFFER, rule

__all__ = ["WISHES"]

WISHES = (
    rule(
        "wish",
        Act.BUY,
        """
        # "quero um site", "tô precisando de uma logo", "é pra fazer o rebranding"
        <want> ~6 <service>
        [é] para (fazer | criar | montar | refazer | desenvolver) ~4 <service>
        (faz | fazem | faça | cria | criem | desenvolve | monta | me vê | me faz) [para mim
            | para a gente] (um | uma | <my>) <service>
        (investir | gastar) ~3 (num | numa | em um | em uma | no | na | com) ~2 <service>
        # "queria um orçamento", "me faz uma proposta"
        (quero | queria | queremos | gostaria [de] | preciso [de] | precisando | precisamos
            | desejo | pretendo | bora | vamos | posso | podemos | interesse em) ~2 (contratar
            | encomendar | comprar | fazer um orçamento | um orçamento | orçamento | cotação
            | orçar | cotar | uma proposta | fechar negócio | os serviços | seus serviços
            | o serviço | trabalhar com vocês | montar | criar | desenvolver | adquirir | vocês)
        (solicit* | receber | pedir) ~2 proposta
        (faz | fazer | manda | mandar | me faz | passa | solicito | solicitar | pedir | peço
            | faria | fazem | preparar | prepara) ~3 (um orçamento | orçamento | uma proposta
            | uma cotação | cotação)
        # "tenho interesse", "vim pelo anúncio"
        (tenho | temos | tive | com | demonstrar | fiquei | estou | tenho muito | me
            | sou) [_] (interesse | interessad(o|a) | interessou | interessei)
        me interess(ei | ou | a)
        (vim | cheguei) ~2 (pelo | pela | do | no | o | seu | por) (anúncio | indicação
            | instagram | site | google | facebook | post | propaganda | trabalho | perfil
            | tiktok)
        vi ~2 (anúncio | post | propaganda | trabalho)
        # "procuro alguém que faça", "preciso refazer"
        alguém (para | que) (faz* | faç* | cri* | mont* | desenvolv* | edit*)
        (quero | preciso | precisando | procuro | procurando | busco | buscando | atrás
            | necessito | carecendo | careço) [de] (um | uma | alguém | outr(o|a) | mais um*
            | novo | nova | profissional | fazer | criar | montar | refazer | reformular
            | desenvolver | abrir | divulgar | vender | renovar | modernizar | digitalizar
            | me livrar)
        quero é [um | uma] _
        """,
        unless="""
        não ~1 <want> !(... (quero | preciso | mas))
        (preciso | quero | queria | gostaria | precisamos) [de] [um | uma | mais] (tempo*
            | ajuda | suporte | desconto | atendente | pessoa | humano | reembolso
            | comprovante | nota | nf | minuto | pensar | falar | ver !([de] (um | uma
            | fazer)) | saber | sair | parar | entender | tirar | informaç* | esclarec*)
        """,
    ),
    rule(
        "service-named",
        Act.BUY,
        """
        # the whole message: "site pra barbearia"
        [(um | uma | o | a | para | fazer | criar | orçamento | de | do | da | site | pode ser
            | seria | é | acho que | tipo | só | então)+] <service> ~6
        """,
        whole=True,
        confidence=0.7,
        when=ANY - ON_OFFER - {Expecting.ACTIVE, Expecting.PAY, Expecting.BRIEFING},
    ),
    rule(
        "wish-to-do",
        Act.BUY,
        """
        # "quero divulgar meu restaurante"
        (quero | queria | queremos | querendo | gostaria de | preciso | precisando
            | precisamos | pretendo | desejo | tenho que) !(saber | ver | falar | pagar | sair
            | parar | entender | tirar | pensar | conversar | cancelar | mudar | trocar
            | alterar | corrigir | ajustar | conhecer | receber | mandar | enviar | dizer
            | ser | ter certeza | decidir | analisar | avaliar | consultar | perguntar
            | esclarecer | negociar | reclamar | desistir | editar | atualizar | ficar
            | dormir | ler | comparar | ir | dar | explicar) (abri | aument | divulg | vend
            | cresc | alavanc | melhor | moderniz | renov | lanç | anunci | digitaliz | reform
            | cri | mont | faz | desenvolv | ter | aparec | mostr | promov | organiz
            | automatiz | profissionaliz | expand | impuls | refaz | bot | coloc | aument
            | construi | produz)*
        """,
        confidence=0.6,
        when=ANY - ON_OFFER - {Expecting.PAY, Expecting.BRIEFING},
        unless="não (quero | preciso | pretendo | queria)",
    ),
    rule(
        "quote-wanted",
        Act.BUY,
        """
        [quero | queria | vamos | bora] (contratar | comprar | encomendar) [vocês | o serviço
            | um serviço]
        [(um | o | fazer | faz | pedir | de | para)+] (orçamento | cotação) [por favor | de
            | para | do | da | sem compromisso | grátis] ~5
        """,
        whole=True,
        confidence=0.8,
        unless="? $",
        when=ANY - ON_OFFER - {Expecting.BUDGET, Expecting.PAY},
    ),
)
