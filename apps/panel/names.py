"""What the flow's words are called in the panel, in pt-BR."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.storage.operators import Role
from adapters.storage.panel.projects import WaitsFor
from autovenda_core.effects import TaskKind
from autovenda_core.events import DeliveryStatus
from autovenda_core.model import (
    ChargeKind,
    ChargeStatus,
    Owner,
    PaymentStatus,
    ProjectStatus,
    State,
)

__all__ = [
    "ACTIONS",
    "AUTHORS",
    "CHANNELS",
    "CHARGES",
    "CHARGE_STATES",
    "DELIVERIES",
    "EFFECTS",
    "FILES",
    "METHODS",
    "OUTCOMES",
    "OWNERS",
    "PAYMENT_STATES",
    "PROJECT_STATES",
    "ROLES",
    "SOURCES",
    "STATES",
    "STEPS",
    "TASKS",
    "WAITS_FOR",
]

STATES: Mapping[State, str] = {
    State.LEAD: "Novo",
    State.QUALIFYING: "Em qualificação",
    State.OFFERED: "Proposta enviada",
    State.AWAITING_PAYMENT: "Aguardando pagamento",
    State.PAID: "Sinal pago",
    State.BRIEFING: "Briefing",
    State.ACTIVE: "Projeto ativo",
    State.LOST: "Perdido",
}

OWNERS: Mapping[Owner, str] = {Owner.BOT: "Robô", Owner.HUMAN: "Pessoa"}

AUTHORS: Mapping[str, str] = {"lead": "Cliente", "bot": "Robô", "operator": "Pessoa"}

CHANNELS: Mapping[str, str] = {
    "whatsapp": "WhatsApp",
    "twilio": "WhatsApp (Twilio)",
    "wppconnect": "WhatsApp (WPPConnect)",
    "telegram": "Telegram",
}

DELIVERIES: Mapping[DeliveryStatus, str] = {
    DeliveryStatus.QUEUED: "na fila",
    DeliveryStatus.SENT: "✓ enviada",
    DeliveryStatus.DELIVERED: "✓✓ entregue",
    DeliveryStatus.READ: "✓✓ lida",
    DeliveryStatus.PLAYED: "✓✓ ouvida",
    DeliveryStatus.FAILED: "⚠️ não entregue",
    DeliveryStatus.UNDELIVERED: "⚠️ não entregue",
}

FILES: Mapping[str, str] = {
    "image": "🖼️ Imagem",
    "audio": "🎤 Áudio",
    "video": "🎬 Vídeo",
    "document": "📎 Documento",
    "sticker": "🙂 Figurinha",
    "location": "📍 Lugar",
    "contact": "👤 Contato",
    "other": "📎 Arquivo",
}

CHARGES: Mapping[ChargeKind, str] = {
    ChargeKind.DEPOSIT: "Sinal",
    ChargeKind.BALANCE: "Saldo",
    ChargeKind.EXTRA: "Extra",
}

CHARGE_STATES: Mapping[ChargeStatus, str] = {
    ChargeStatus.OPEN: "Em aberto",
    ChargeStatus.PENDING: "A caminho",
    ChargeStatus.PAID: "Paga",
    ChargeStatus.CANCELLED: "Cancelada",
    ChargeStatus.REFUNDED: "Devolvida",
}

PAYMENT_STATES: Mapping[PaymentStatus, str] = {
    PaymentStatus.OPEN: "Em aberto",
    PaymentStatus.PENDING: "A caminho",
    PaymentStatus.PAID: "Recebido",
    PaymentStatus.FAILED: "Recusado",
    PaymentStatus.EXPIRED: "Vencido",
    PaymentStatus.PARTLY_REFUNDED: "Devolvido em parte",
    PaymentStatus.REFUNDED: "Devolvido",
}

METHODS: Mapping[str, str] = {
    "pix": "Pix",
    "card": "Cartão",
    "boleto": "Boleto",
    "transfer": "Transferência",
    "cash": "Dinheiro",
}

PROJECT_STATES: Mapping[ProjectStatus, str] = {
    ProjectStatus.BRIEFING: "Aguardando briefing",
    ProjectStatus.ACTIVE: "Em andamento",
    ProjectStatus.DELIVERED: "Entregue",
    ProjectStatus.CLOSED: "Concluído",
    ProjectStatus.CANCELLED: "Cancelado",
}

WAITS_FOR: Mapping[WaitsFor, str] = {
    WaitsFor.BRIEFING: "Cliente: briefing",
    WaitsFor.US: "Nós: entrega",
    WaitsFor.BALANCE: "Cliente: saldo",
    WaitsFor.NOBODY: "Ninguém",
}

STEPS: Mapping[str, str] = {
    "lead": "Escreveram",
    "offered": "Com proposta",
    "accepted": "Aceitaram",
    "paid": "Pagaram o sinal",
    "active": "Em projeto",
}

TASKS: Mapping[TaskKind, str] = {
    TaskKind.HANDOFF: "Quer falar com uma pessoa",
    TaskKind.DISCOUNT: "Pediu desconto",
    TaskKind.QUESTION: "Fez uma pergunta",
    TaskKind.NO_PACKAGE_FITS: "Nenhum pacote serve",
    TaskKind.PAYMENT_REVIEW: "Pagamento para conferir",
    TaskKind.PAYMENT_PROBLEM: "Problema na cobrança",
    TaskKind.DISPUTE: "Contestou um pagamento",
    TaskKind.DELIVERY: "Mensagem não chegou",
    TaskKind.MEDIA: "Mandou um arquivo",
    TaskKind.BRIEFING: "Briefing não veio",
    TaskKind.POISON: "Conversa parada",
}

ROLES: Mapping[Role, str] = {
    Role.OWNER: "Dono",
    Role.AGENT: "Atendente",
    Role.VIEWER: "Consulta",
}

EFFECTS: Mapping[str, str] = {
    "SendMessage": "Mensagem ao cliente",
    "Understand": "Leitura da mensagem",
    "AskModel": "Pergunta ao modelo",
    "Transcribe": "Transcrição de áudio",
    "SetTimer": "Alarme",
    "CreateCheckout": "Página de pagamento",
    "ExpireCheckout": "Fechar página de pagamento",
    "FetchPayment": "Consulta de pagamento",
    "RefundPayment": "Devolução de dinheiro",
    "FetchMedia": "Baixar arquivo do cliente",
    "OpenTask": "Tarefa",
    "AlertOwner": "Aviso ao dono",
}
"""By the name of the effect's class."""

SOURCES: Mapping[str, str] = {
    "effect": "Envios",
    "operator": "Operadores",
    "page": "Páginas (briefing, proposta, pagamento)",
    "timer": "Alarmes",
    "stripe": "Stripe",
    "mercadopago": "Mercado Pago",
    "pix": "Pix",
    "poll": "Consulta de pagamentos",
    "reconcile": "Conferência de pagamentos",
    "merge": "Contatos juntados",
    "demo": "Demonstração",
    "chat": "Conversa no terminal",
}
"""Of facts; channels have names of their own."""

ACTIONS: Mapping[str, str] = {
    "entrar": "Entrou no painel",
    "sair": "Saiu do painel",
    "responder": "Respondeu ao cliente",
    "assumir": "Assumiu a conversa",
    "devolver": "Devolveu ao robô",
    "oferta": "Fez uma oferta",
    "entregar": "Entregou o projeto",
    "cobranca-extra": "Cobrou um extra",
    "reembolsar": "Devolveu dinheiro",
    "confirmar-pagamento": "Registrou um pagamento",
    "fechar-tarefa": "Fechou uma tarefa",
    "reenviar": "Reenviou uma mensagem",
    "repetir-envio": "Repetiu um envio",
    "vincular": "Juntou contatos",
    "desvincular": "Separou contatos",
    "exportar": "Exportou dados de um cliente",
    "apagar": "Apagou dados de um cliente",
    "catalogo": "Mudou o catálogo",
    "textos": "Mudou os textos",
    "faq": "Mudou as perguntas",
    "operador-criar": "Criou um operador",
    "operador-senha": "Trocou a senha de um operador",
    "operador-desativar": "Desativou um operador",
    "sair-de-todos": "Encerrou acessos",
}
"""Of the audit."""

OUTCOMES: Mapping[str, str] = {
    "done": "✅ feito",
    "already": "↩️ já tinha sido pedido",
    "unchanged": "— nada mudou",
    "refused": "⛔ recusado",
}
