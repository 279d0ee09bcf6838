"""What things are called on the demo page."""

from __future__ import annotations

from collections.abc import Mapping

from autovenda_core.events import Act
from autovenda_core.model import LostReason, State, Timer

__all__ = ["ACTS", "EFFECTS", "FACTS", "LOST", "STEPS", "TIMERS", "WHO"]

STEPS: Mapping[State, str] = {
    State.LEAD: "Lead",
    State.QUALIFYING: "Qualificação",
    State.OFFERED: "Proposta",
    State.AWAITING_PAYMENT: "Sinal",
    State.PAID: "Pago",
    State.BRIEFING: "Briefing",
    State.ACTIVE: "Ativo",
}
"""The way of a sale, in its order."""

LOST: Mapping[LostReason, str] = {
    LostReason.REFUSED: "recusou a proposta",
    LostReason.SILENT: "sumiu",
    LostReason.DISQUALIFIED: "não se encaixa",
    LostReason.REFUNDED: "sinal reembolsado",
}

ACTS: Mapping[Act, str] = {
    Act.GREET: "cumprimenta",
    Act.THANKS: "agradece",
    Act.BYE: "se despede",
    Act.STOP: "não quer mensagens",
    Act.AFFIRM: "diz que sim",
    Act.DENY: "recusa",
    Act.DEFER: "adia",
    Act.ASK_PRICE: "pergunta o preço",
    Act.NEGOTIATE: "pede desconto",
    Act.ASK_INFO: "tira uma dúvida",
    Act.BUY: "quer contratar",
    Act.CHOOSE_PACKAGE: "escolhe o pacote",
    Act.GIVE_NAME: "diz o nome",
    Act.GIVE_BUDGET: "diz o orçamento",
    Act.GIVE_DEADLINE: "diz o prazo",
    Act.GIVE_CONTACT: "passa um contato",
    Act.CLAIM_PAID: "diz que pagou",
    Act.ASK_STATUS: "pergunta como está",
    Act.SUPPORT: "pede ajuda",
    Act.HANDOFF: "quer uma pessoa",
    Act.OUT_OF_SCOPE: "não entendido",
    Act.ACCEPT: "aceita a proposta",
}

TIMERS: Mapping[Timer, str] = {
    Timer.BURST: "fim da digitação",
    Timer.OFFER_REMINDER: "lembrete da proposta",
    Timer.OFFER_EVE: "véspera do vencimento",
    Timer.PAYMENT_REMINDER: "lembrete de pagamento",
    Timer.BRIEFING_REMINDER: "lembrete do briefing",
    Timer.PAYMENT_CHECK: "conferir o pagamento",
    Timer.SILENCE: "silêncio: dar por perdido",
}

FACTS: Mapping[str, str] = {
    "TextReceived": "escreveu",
    "ButtonPressed": "tocou num botão",
    "MediaReceived": "mandou um arquivo",
    "ContactBlocked": "bloqueou o contato",
    "CheckoutRequested": "pediu a página de pagamento",
    "BriefingSaved": "salvou uma parte do briefing",
    "BriefingSubmitted": "enviou o briefing",
    "MessageSent": "mensagem entregue",
    "MessageFailed": "mensagem não entregue",
    "DocumentFailed": "PDF não pôde ser feito",
    "CheckoutCreated": "abriu a página de pagamento",
    "CheckoutFailed": "não abriu a página de pagamento",
    "PaymentNoticed": "avisou que algo mudou (webhook)",
    "PaymentSnapshot": "respondeu como está o pagamento",
    "PaymentUnseen": "não mostra o pagamento",
    "RefundRefused": "não devolve o pagamento",
    "OperatorMessage": "escreveu ao cliente",
    "TakenOver": "assumiu a conversa",
    "GivenBack": "devolveu a conversa",
    "CustomOffer": "fez uma oferta especial",
    "ProjectDelivered": "entregou o projeto",
    "ExtraCharged": "cobrou um adicional",
    "RefundRequested": "pediu uma devolução",
}

WHO: Mapping[str, str] = {
    "demo": "cliente",
    "page": "cliente",
    "stripe": "provedor",
    "operator": "operador",
}
"""By the source of a fact; answers of effects are told apart by their kind."""

EFFECTS: Mapping[str, str] = {
    "SendMessage": "enviar mensagem",
    "SetTimer": "armar timer",
    "CreateCheckout": "criar página de pagamento",
    "ExpireCheckout": "fechar página de pagamento",
    "FetchPayment": "consultar pagamento",
    "RefundPayment": "devolver pagamento",
    "AlertOwner": "avisar o dono",
}
