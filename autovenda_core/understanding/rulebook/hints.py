"""
Single words that hint at an act where no rule fits: better than nothing, and said to be little.

They are unsure on purpose (`confidence` below a half), so that a language model is asked first
where there is one.  None of them is a yes, and none of them stops anything.
"""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import ANY, ON_OFFER, SOLD, rule

__all__ = ["HINTS"]

_CONFIDENCE = 0.45

HINTS = (
    rule(
        "hint-paid",
        Act.CLAIM_PAID,
        """
        # "pix foi", "acertei o boleto na lotérica", "já debitou aqui"
        (pix | boleto | pagamento | transferência | comprovante | depósito | dinheiro
            | sinal) ~2 (foi | feito | ok | pago | enviado | saiu | caiu)
        (acertei | lancei | joguei | debitou | descontou | caiu | saiu | quitado | compensou
            | zerei | mandei)
        """,
        unless="(não | nem | ? | quando | se | depois | amanhã)",
        when=frozenset({Expecting.PAY}),
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-trouble",
        Act.SUPPORT,
        """
        # "o site tá fora", "o carrinho some", "clico e não acontece nada"
        (<thing> | <work>) ~4 (fora | some | sumindo | apag* | branc(o|a) | estranh(o|a)
            | trav* | não | fech* sozinho | pisc* | vazi(o|a) | sem | ruim | errad(o|a)
            | inseguro | duplicad(o|a))
        (clico | clicando | tento | tentei | acesso | abro | entro) ~8 (não | nada | erro
            | volta | sai | apaga | fecha | trava | some | de novo)
        não ~1 (acho | encontro | vejo | localizo | consegue | aparece | acontece | responde
            | chega | sei onde)
        (troca* | mudar | muda | corrig* | arrum* | ajeit* | atualiz*) ~2 (lá | aí | por favor
            | o | a)
        (ajuda | aconteceu | acontecendo | estranho | parado | não seguro | vírus | invadi*
            | inglês | do nada | não reconheço | pirata | hacker)
        """,
        unless="(quero fechar | obrigado | parabéns)",
        when=SOLD,
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-status",
        Act.ASK_STATUS,
        """
        # "dá notícia aí", "o dinheiro chegou aí"
        (chegou | chegaram | notícia* | novidade* | pront(o|a) | termin* | andamento | prévia
            | previsão | ansios(o|a) | esperando | aguardando | acompanh* | e agora | demor*
            | entreg* | quando | caiu | confirm* | receb*)
        """,
        unless="(não quero | obrigado | amanhã | depois)",
        when=SOLD,
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-person",
        Act.HANDOFF,
        """
        # "me passa o contato do dono", "explico melhor numa ligação"
        (contato | número | telefone | whatsapp) (do | da | de) <person>
        (numa | em uma | uma | por | em) (ligação | telefone | call | reunião | chamada | vídeo)
        (acertar | tratar | resolver | ver | combinar | decidir | fechar | responder
            | perguntar) ~3 com [uma | um | o | a | alguma] <person>
        quero (gente | pessoa | humano | alguém)
        """,
        unless="""
        (<my> | com o | com a | com os) <kin>
        não (precisa | quero)
        (estava | estou | fiquei) (em | numa) (ligação | reunião | call)
        """,
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-price",
        Act.ASK_PRICE,
        """
        # "fiquei curiosa com os valores", "valor de um blog"
        (preço[s] | valores | custo[s] | tabela de preço*)
        (valor | média | faixa) (de | do | da) [um | uma] (<service> | pacote | projeto)
        """,
        when=ANY - ON_OFFER - SOLD,
        unless="(não | boa | bom | justo)",
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-dear",
        Act.NEGOTIATE,
        """
        # "é muito pra mim", "esse valor aí, sei não", "Solicito revisão do valor"
        (é | foi | achei | ficou) [muito | demais | bastante | coisa] (muito
            | demais) [para (mim | nós | a gente)]
        (preço | valor | orçamento | grana | dinheiro | bolso | condições) !(combinado | justo
            | bom)
        """,
        when=ON_OFFER,
        unless="(aceito | fechado | aprov* | dias | prazo | tempo | semanas | demora* | lembr*)",
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-no",
        Act.DENY,
        """
        # "o conselho reprovou", "vou fazer sozinho mesmo"
        (reprov* | vet(ou | aram) | barr(ou | aram) | sozinh(o|a) | por conta própria
            | infelizmente | desculpa | lamento | estou de boa | dispensad* | nenhum | nenhuma)
        (eu mesm(o|a) | eu própri(o|a) | por minha conta) ~2 (faço | fazer | vou | resolvo | monto)
        """,
        when=ON_OFFER | frozenset({Expecting.PACKAGE, Expecting.PAY}),
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-later",
        Act.DEFER,
        """
        # "tô sem cabeça pra isso agora", "guarda a proposta, volto em maio"
        (agora | hoje | amanhã | depois | volto | volta | guarda | espera* | tempo | cabeça
            | correria | mês | semana | ano | janeiro | fevereiro | março | abril | maio
            | junho | julho | agosto | setembro | outubro | novembro | dezembro | natal
            | carnaval | páscoa | férias | pensar | pensando | dúvida | calma | quando | antes
            | primeiro | noite | almoço | dia | <weekday> | décimo | salário)
        """,
        when=ANY - {Expecting.NONE, Expecting.NAME, Expecting.ACTIVE, Expecting.DEADLINE},
        unless="""
        (quero fechar | fechado | aceito | ?)
        (boa | bom) (dia | tarde | noite)
        """,
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-question",
        Act.ASK_INFO,
        """
        # a question without its mark: "qual stack vocês usam", "tem que pagar tudo de uma vez"
        ^ [(e | mas | então | oi | olá | opa | , | bom | boa | dia | tarde | noite | moça
            | moço | ah | aí | vocês | você)+] (qual | quais | quem | onde | como | por que
            | o que | posso | podemos | dá para | tem que | aceita* | funciona*
            | precisa* | vale | serve* | existe* | inclui* | é (possível | preciso
            | obrigatório | necessário | só | para)) _
        (né | certo | correto | verdade | será) ? $
        """,
        unless="""
        (pode | podem) (mandar | fazer | fechar | ser | começar | gerar | enviar | cancelar
            | arquivar | encerrar)
        tem que (passar | ver | pedir | falar | aprovar)
        """,
        confidence=_CONFIDENCE,
    ),
    rule(
        "hint-wish",
        Act.BUY,
        """
        # "meu negócio precisa de um site", "a firma quer trocar o site"
        (precis* | quer | querem | trocar | refazer | renovar | montar | criar | nov(o|a)
            | abrindo | lançar | contratar) ~4 <service>
        <service> ~4 (nov(o|a) | para (meu | minha | o | a | minhas | meus))
        """,
        when=ANY - ON_OFFER - SOLD,
        unless="(não | já tenho | ?)",
        confidence=_CONFIDENCE,
    ),
)
"""In this order; the first that fits is the act."""
