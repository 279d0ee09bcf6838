"""What does it cost?"""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.understanding.rules import rule

__all__ = ["PRICES"]

PRICES = (
    rule(
        "how-much",
        Act.ASK_PRICE,
        """
        # "quanto custa?", "e o premium sai por quanto", "depende, é quanto a brincadeira?"
        quanto !(tempo | antes | dias | mais | menos | a | ao | aos | as | isso (demora
            | leva) | ~1 (demora | leva | dura) | prazo | melhor | sei | falta)
        (a partir de | por | em | custa | fica | sai | é | dá | deu) quanto !(tempo | antes)
        quantos (conto[s] | real | reais | pila[s] | paus)
        (how much | price | pricing)
        # "me passa a tabela de preços", "qual o valor?", "me diga o preço"
        (qual | quais | saber | passa* | passe | passem | mand* | inform* | diz* | diga[m]
            | fal(a|e|em) | envi* | ver | tem | consultar | sobre | dá | dê | <wish> | como (é
            | está | fica) | dizer | mostr* | cadê | é o | e os | seria | faz | conferir
            | conhecer | dúvida* | algum | antes | curios(o|a) | interess*) ~4 (preço[s]
            | valor | valores | tabela | custo[s] | investimento | cotação | mensalidade
            | faixa de preço | média de preço)
        qual [(é | o | seria | sai)+] orçamento
        (qual | quais) [é] a (média | faixa) !(de tempo | de prazo)
        (preço | valor | valores) (de | do | da | para) [(um | uma | fazer | criar)+] <service>
        (preço | valor) ~3 (por mês | mensal | único | anual) ... ?
        tabela de (preço[s] | valor | valores)
        (preço | valor) (de | do | da | dos | para | por | total | final | médio | por favor
            | fechado | fica) ~5 ?
        # "sai muito caro uma loja?", "qual o mais em conta?"
        (custa[m] | cobram | sai | fica | é | será) [muito] (caro | barato | carinho | cara) ~4 ?
        (qual | quais) [é] [o | a | os] ~1 mais (barat* | car(o|a) | em conta)
        """,
        unless="""
        quanto ~1 (tempo | antes | prazo) !(... quanto (custa | fica | sai | é))
        quanto (falta | resta)
        o valor ~1 (está | ficou | é) ~1 (alto | caro | pesado | salgado)
        [não] (agrega | vale o) valor
        """,
    ),
    rule(
        "price-word",
        Act.ASK_PRICE,
        """
        # the whole message: "valores", "preço da landing page"
        [(o | os | a | e | só | de | do | da | por favor | me | qual)+] (<price> | quanto
            | proposta) [(de | do | da | dos | das | para | um | uma | por favor | o | a | e
            | , | ? | . | site | loja | logo | logotipo | landing page | pacote[s]
            | serviço[s] | projeto | básico | premium | profissional | cada | virtual | online
            | total | final | médio | disso | aí)+]
        """,
        unless="""
        ^ ~3 (proposta | orçamento) !(?)
        ^ [o | meu] orçamento é
        """,
        whole=True,
    ),
)
