"""Topics that are nobody's business here, so that a question about them is not taken for ours."""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.understanding.rules import rule

__all__ = ["ELSEWHERE"]

ELSEWHERE = (
    rule(
        "not-our-business",
        Act.OUT_OF_SCOPE,
        """
        # the world: "qual a capital da França", "quem ganhou o jogo?"
        (previsão do tempo | vai chover | capital d(a|e|o) | que horas (são | é | tem)
            | horas são | futebol | flamengo | corinthians | palmeiras | são paulo fc | vasco
            | grêmio | grenal | brasileirão | copa do mundo | piada[s] | receita d(e|o|a)
            | pizza | hambúrguer | x salada | marmita | signo | horóscopo | presidente
            | bolsonaro | lula | eleição | política ? | loteria | mega sena | tigrinho
            | cassino | aposta* | vaga[s] de | vaga ? | emprego | currículo | cigarro
            | remédio | sentido da vida | deus existe | missa | salmo | filme | novela | bbb
            | música para | letra da | poema | dólar | bitcoin | cotação do)
        quem (ganhou | descobriu | inventou | foi | matou | canta | escreveu)
        quanto é (a raiz | <number> (+ | x | vezes | mais | menos | dividido | %) | _ (mais
            | vezes) _)
        (raiz quadrada | me ensina a | me conta uma | como (faço | fazer | se faz) (bolo | pão
            | arroz | café | feijão))
        # us as persons: "vc é casada?", "quer sair comigo"
        (você | tu | vocês) ~1 (é | namora | tem | está) [muito] (bonit(o|a) | lind(o|a)
            | gat(o|a) | solteir(o|a) | casad(o|a) | namorad(o|a) | gostos(o|a) | noiv(o|a)
            | feliz)
        (qual | quantos) ~2 (teu signo | seu signo | tua idade | sua idade | anos você tem)
        (quero | preciso | procuro) [de] (um | uma) (namorad(o|a) | marido | esposa | mulher
            | amor | emprego)
        (indica | recomenda) ~2 (restaurante | filme | médico | dentista | hotel | bar
            | música | série | livro)
        (wifi | wi fi)
        (te amo | quer (sair | casar | namorar) | manda nude[s] | nude[s] | sexo
            | namora comigo | seu time | teu time)
        # things that we do not sell or lend, and selling to us
        (empréstimo | emprest*) !(de conta)
        (me vê | quero | vende[m] | compro | tem) ~3 (iphone* | celular usado | moto | carro
            | passagem | passagens | ingresso[s] | coca | cerveja | gás | pastel | bolo
            | salgado[s] | açaí | pneu | roupa usada | xis | lanche | remédio | cesta básica
            | bicicleta | geladeira | fogão | playstation | notebook) !(online)
        (compra | compre) (meu | minha | um | uma)
        (vendo | vendemos | alugo | troco) !(muito | pouco | mais | online | roupas | bolos
            | doces) _
        (seguidores | curtidas) (reais | baratos | brasileiros)
        (ganhe | lucre | fature) [até] ...
        clique (aqui | e | no link)
        renda extra
        trabalh(e|ando) de casa
        # somebody who writes to the wrong number
        (foi | é) engano ~2 (achei | pensei | era)
        # instructions for a machine
        (ignor(e|a) | esqueça) (as | todas | suas | tudo | o) ~2 (instruç* | regras
            | anterior* | acima | comandos)
        (prompt | system prompt | modo desenvolvedor | dan mode | jailbreak)
        """,
        unless="""
        (meu nome | me chamo | preciso | quero)
        (site | loja | app | aplicativo | landing page | sistema | logo | cardápio | página
            | projeto | proposta | tráfego | social media | vídeo | marketing | identidade
            | blog | catálogo)
        """,
        confidence=0.95,
    ),
)
