"""
Money that the lead says was sent, or wants back.

A claim is never proof, and never a yes: only a verified payment snapshot moves the money.
"""

from __future__ import annotations

from autovenda_core.events import Act
from autovenda_core.model import Expecting
from autovenda_core.understanding.rules import MONEY_DUE, SOLD, rule

__all__ = ["CLAIMS"]

CLAIMS = (
    rule(
        "charged-wrongly",
        Act.SUPPORT,
        """
        (paguei | cobr* | pago | descont* | debit* | pagamento | saiu | passou
            | caiu) ~4 ((duas | <number> | três) vezes | em dobro | dobrad(o|a)
            | duplicad(o|a) | a mais | errad(o|a) | em duplicidade | indevid*
            | sem [eu] autorizar)
        (reembols | estorn | chargeback)*
        (devolv* | devolução | quero | de volta) ~3 (dinheiro | grana | pagamento) [de volta] !(do)
        (dinheiro | grana) de volta
        cobrança (dupla | indevida | errada | duplicada)
        """,
        unless="""
        se ~2 (eu | não | você[s] | o | der | gostar) ... ?
        se [eu] não (gostar | curtir | ficar)
        (devolve[m] | reembolsa[m]) ~3 se
        (tem | política de | direito a) reembols*
        garantia
        quero (pagar | fazer | efetuar | saber)
        quero [o | um] (valor | pagamento)
        """,
        confidence=0.95,
    ),
    rule(
        "claim-paid",
        Act.CLAIM_PAID,
        """
        # "já quitei ontem", "pixei"
        (paguei | pagamos | transferi | transferimos | depositei | depositamos | quitei
            | quitamos | efetivei | pixei | pixamos)
        (acabei | terminei | acabamos) de (pagar | transferir | depositar | quitar | pixar)
        # "fiz o pix", "mandei o restante do valor agorinha"
        (fiz | fizemos | mandei | mandamos | enviei | enviamos | realizei | realizamos
            | efetuei | passei | concluí | finalizei | completei | lancei | joguei | (acabei
            | terminei | acabamos) de (fazer | mandar | enviar | realizar | passar | efetuar
            | concluir)) ~3 (<payment> | metade)
        (fiz | mandei | enviei | passei) ~1 <number> (% | por cento)
        pix (na mão | na conta | efetivado)
        # "pix feito", "o boleto foi liquidado hoje", "entrada paga"
        (<payment> | metade) [(já | foi | está | de | da | do | entrada | sinal | via | pix
            | por | boleto | cartão | aqui | tudo | ontem | hoje | agora | a | o
            | inicial)+] <done> !(?)
        <done> [o | a] (<payment> | metade)
        (já | está | tudo | foi | prontinho | pronto | agora) ~1 (pag(o|a) | quitad(o|a)
            | transferido | depositado) !(?)
        # "segue o comprovante", "comprovante em anexo"
        (segue[m] | aqui | aí | olha | toma | mandei | enviei | anexei | esse é | este é
            | em anexo | anexo | vou (mandar | enviar) | mandando | enviando | está
            | eis) ~4 [o | um | meu] (comprovante | recibo)
        ^ [o] comprovante [(de | do | pagamento | pix | aí | aqui | abaixo | enviado | em
            | anexo | segue | , | .)+] $
        # "debitou da minha conta", "o dinheiro já tá na conta"
        (debitou | debitaram | descontou | descontaram | saiu | caiu | passou) [_] (da | na
            | do | no) [minha | meu] (conta | cartão | saldo)
        (dinheiro | grana | valor) [_] (está | foi | saiu | caiu) [_] (na | para a | da | sua
            | minha | aí) [conta | aí] !(?)
        (cartão | compra) [foi] (passou | aprovad(o|a) | passad(o|a)) !(?)
        (<my> _ | a gente) [já] (pagou | transferiu | depositou | fez o (pix | pagamento
            | depósito) | mandou o (pix | dinheiro))
        já [foi] [o] pix
        está (na sua | na) conta !(?)
        """,
        unless="""
        não ~1 (paguei | pagamos | fiz | mandei | enviei | transferi | depositei | consegui
            | realizei | efetuei | passei | pagou | fez | está pag* | foi)
        (nem | nunca) (paguei | fiz | pagamos)
        (se | quando | assim que | depois que | caso) [eu] (pagar | fizer | paguei | pag* | já)
        não (foi | está | tenho | estava) ~1 (pago | paga | feito)
        # asked, not claimed: "o boleto que paguei já compensou?"
        que (paguei | fiz | mandei | transferi | enviei) ~4 (compens* | caiu | chegou | entrou
            | confirm* | identific*)
        já (caiu | entrou) ~5 ?
        # somebody who tells us what to say
        (finja | fingir | considere | suponha | imagine | imagina | diga | fala | faz de conta
            | confirme | confirma | registre) ~2 que
        mar(que|ca|car) ~3 como pag*
        (seria | será | for | ser) pago
        quando (for | estiver) pag*
        (eu | que) já (pago | faço | mando)
        como [eu] (mando | envio)
        precis* ~1 [de | do | o] comprovante
        (caiu | confirmou | recebeu | chegou) ~3 pagamento feito ?
        pagamento (é | está | foi) ~1 (feito | aprovad* | confirmad*) (como | por | em | ?)
        (passei | mandei | enviei) [o] (dado[s] | briefing | email) errad*
        """,
        confidence=0.95,
    ),
    rule(
        "claim-paid-word",
        Act.CLAIM_PAID,
        """
        # when a payment is what we wait for: "pronto", "já mandei lá, confere aí"
        [(caiu | chegou | recebeu | receberam | viu) [aí | já] ?] [(já | está | tudo | pronto
            | prontinho | certo | ok | beleza | foi | agora | sim | acabei de)+] (pag(o|a)
            | pix feito | feito | enviei | mandei | enviado | já foi | prontinho | pronto
            | fiz | efetuei | realizei | transferido | efetuado | realizado | quitado | foi
            | mandar | fazer | enviar | joguei | passei) [(lá | já | aí | agora | agorinha
            | sim | pronto | xjoinhax | o pix | viu | , | . | confere | conferir | confirma
            | dá uma olhada | olha | obrigado | tudo | hoje | ontem | vê | veja | vejam
            | pode conferir)+]
        """,
        when=frozenset({Expecting.PAY}),
        whole=True,
        confidence=0.9,
    ),
    rule(
        "claim-paid-sent",
        Act.CLAIM_PAID,
        """
        # "já mandei tudo de uma vez", "mandei, vê se chegou"
        ^ [está | tudo] feito !(por | para | com)
        já (mandei | enviei | fiz | acertei | passei) !(~2 (email | briefing | dados | mensage*
            | cpf | foto* | cadastro))
        ^ (mandei | enviei) , (vê | veja | confere | olha)
        """,
        unless="já fiz ~3 (vezes | site | logo)",
        when=frozenset({Expecting.PAY}),
        confidence=0.8,
    ),
    rule(
        "claim-paid-short",
        Act.CLAIM_PAID,
        """
        (já | está | tudo | foi)+ (pag(o|a) | transferido | quitado)
        pago
        """,
        when=SOLD | MONEY_DUE,
        whole=True,
    ),
)
