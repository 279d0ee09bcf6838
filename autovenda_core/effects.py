"""
Effects: what must now be done outside.  A closed union of data; nothing is done here.

The runtime gives each effect the key `conversation:inbox seq:index`, which is also the
payment provider's idempotency key.  Every answer comes back as an Event.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from autovenda_core import events
from autovenda_core.model import Offer, Qualification, Said, State, Timer, Word
from autovenda_core.values import dataclass

__all__ = [
    "AlertOwner",
    "AskModel",
    "Button",
    "CreateCheckout",
    "Effect",
    "ExpireCheckout",
    "FetchMedia",
    "FetchPayment",
    "Link",
    "LinkButton",
    "LinkKind",
    "Occasion",
    "OpenTask",
    "Proposal",
    "Purpose",
    "RefundPayment",
    "Say",
    "SendMessage",
    "SetTimer",
    "TaskKind",
    "Text",
    "Transcribe",
    "Understand",
]


class LinkKind(StrEnum):
    """What a link of ours leads to."""

    PAYMENT = "payment"
    """`/p/…`"""
    BRIEFING = "briefing"
    """`/b/…`"""
    PROPOSAL = "proposal"
    """`/proposta/…`"""


@dataclass(frozen=True)
class Link:
    """A page of ours, as a value; the sender makes the signed address of it."""

    kind: LinkKind
    conversation_id: str
    deal: int
    """The number of the deal it belongs to."""
    generation: int = 1
    """A page may refuse an older generation (for a proposal: the offer's version)."""


@dataclass(frozen=True)
class LinkButton:
    """A button that opens one of our pages."""

    title: str
    link: Link


@dataclass(frozen=True)
class Button:
    """A reply button.  The title is at most 20 characters, the id at most 64 bytes of ASCII."""

    id: str
    title: str


@dataclass(frozen=True)
class Proposal:
    """Everything the proposal document says."""

    offer: Offer
    company: str
    client_name: str | None
    wants: tuple[tuple[str, str], ...]
    """What the lead told us: (label, text) pairs, ready to be shown."""
    link: Link
    """Where it can be accepted."""


class Purpose(Word):
    """Why a message is sent; decides what may still stop it at the moment of sending."""

    REPLY = "reply"
    """The bot answers: not sent while a person answers."""
    OFFER = "offer"
    """A reply that carries the proposal."""
    TRANSACTION = "transaction"
    """Follows from an acceptance, a payment, or a call for a person: always sent."""
    BRIEFING = "briefing"
    """The transaction that carries the briefing link."""
    REMINDER = "reminder"
    """Proactive: not sent after an opt-out, in quiet hours, or while a person answers."""
    OPERATOR = "operator"
    """Written by a person."""
    FAREWELL = "farewell"
    """The one confirmation of an opt-out."""


class Text(StrEnum):
    """What can be said; the value is its name in the file of texts."""

    GREETING = "saudacao"
    GREETING_AGAIN = "saudacao_de_volta"
    FEW_QUESTIONS = "tres_perguntas"
    FEW_QUESTIONS_CLOSED = "tres_perguntas_fora_do_horario"
    ASK_NEED = "pergunta_necessidade"
    ASK_DESCRIPTION = "pergunta_descricao"
    ASK_DEADLINE = "pergunta_prazo"
    ASK_BUDGET = "pergunta_orcamento"
    ASK_PACKAGE = "pergunta_pacote"
    NOTED = "anotado"
    CORRECTED = "corrigido"
    NOTED_NAME = "anotado_nome"
    NAME_CORRECTED = "corrigido_nome"
    NOTED_CONTACT = "anotado_contato"
    PRICE_LIST = "lista_de_precos"
    ANSWER = "resposta"
    ASK_OWNER = "vou_confirmar"
    ASK_OWNER_TOO = "vou_confirmar_tambem"
    ASK_QUESTION = "pergunta_duvida"
    OFFER = "oferta"
    CUSTOM_OFFER = "oferta_do_operador"
    OFFER_RENEWED = "oferta_renovada"
    OFFER_OUTDATED = "oferta_antiga"
    NO_PACKAGE_FITS = "oferta_sem_encaixe"
    OFFER_PRICE = "preco_da_oferta"
    ASK_ACCEPTANCE = "pergunta_aceite"
    CONFIRM_ACCEPTANCE = "confirmar_aceite"
    DISCOUNT_ASKED = "desconto_pedido"
    TOO_EXPENSIVE = "objecao_preco"
    TOO_EXPENSIVE_DIVIDE = "objecao_preco_parcelas"
    TOO_EXPENSIVE_SMALLER = "objecao_preco_menor"
    TOO_LATE = "objecao_prazo"
    IN_TIME = "prazo_cabe"
    READY_LATER = "prazo_nao_cabe"
    DISTRUST = "objecao_confianca"
    DISTRUST_PORTFOLIO = "objecao_confianca_portfolio"
    THINKING = "vai_pensar"
    THINKING_REMIND = "objecao_pensar"
    WILL_REMIND = "vou_lembrar"
    NO_HURRY = "sem_pressa"
    REFUSED = "recusado"
    PAYMENT_LINK = "link_de_pagamento"
    PAYMENT_OPEN = "pagamento_em_aberto"
    PAYMENT_CHECKING = "pagamento_conferindo"
    NOTHING_TO_PAY = "sem_pagamento_em_aberto"
    ALREADY_PAID = "pagamento_ja_recebido"
    PAYMENT_PENDING = "pagamento_pendente"
    PAYMENT_DECLINED = "pagamento_recusado"
    PAYMENT_PROBLEM = "pagamento_com_problema"
    PAYMENT_REVIEW = "pagamento_em_conferencia"
    OFFER_REMINDER = "lembrete_proposta_1"
    OFFER_REMINDER_AGAIN = "lembrete_proposta_2"
    LAST_OFFER_REMINDER = "ultimo_lembrete"
    OFFER_EXPIRED = "proposta_vencida"
    OFFER_EVE = "lembrete_combinado"
    PAYMENT_REMINDER = "lembrete_pagamento"
    BRIEFING_REMINDER = "lembrete_briefing"
    LAST_BRIEFING_REMINDER = "ultimo_lembrete_briefing"
    PAID = "pago"
    BRIEFING_MISSING = "falta_o_briefing"
    BRIEFING_RECEIVED = "briefing_recebido"
    PROJECT_STATUS = "situacao_do_projeto"
    DELIVERED = "entrega"
    BALANCE_OPEN = "saldo_em_aberto"
    PROJECT_CLOSED = "projeto_concluido"
    EXTRA_CHARGED = "cobranca_extra"
    CHARGE_PAID = "cobranca_paga"
    REFUNDED = "reembolso"
    NOT_UNDERSTOOD = "nao_entendi"
    NOT_UNDERSTOOD_AGAIN = "nao_entendi_2"
    OFF_SUBJECT = "fora_do_assunto"
    AUDIO_RECEIVED = "audio_recebido"
    AUDIO_HEARD = "audio_transcrito"
    OPENING = "abertura"
    UNREADABLE = "nao_abriu"
    FILE_RECEIVED = "arquivo_recebido"
    HANDOFF = "transferencia"
    HANDOFF_CLOSED = "transferencia_fora_do_horario"
    BOT_IS_BACK = "bot_volta"
    YOU_ARE_WELCOME = "por_nada"
    NO_PROBLEM = "imagina"
    AGREED = "combinado"
    GOODBYE = "tchau"
    OPTED_OUT = "sair"
    OPTED_OUT_WITH_PROJECT = "sair_com_projeto"
    OWNER_ALERT = "aviso_ao_dono"


@dataclass(frozen=True)
class Say:
    """One paragraph: which text, and the facts that fill its placeholders."""

    text: Text
    offer: Offer | None = None
    wants: Qualification | None = None
    packages: tuple[str, ...] = ()
    """Ids, in the order in which they are listed."""
    at: datetime | None = None
    day: date | None = None
    amount_centavos: int | None = None
    """Of the charge it is about."""
    subject: str | None = None
    """What the charge is for."""
    words: str = ""
    """Of the lead, to be repeated; or a courtesy of a model's that was found harmless."""
    topic: str = ""
    """Of the FAQ, whose answer it is."""


@dataclass(frozen=True)
class Occasion:
    """When a reminder was decided: it is out of date once the sale moves or the lead speaks."""

    state: State
    at: datetime


@dataclass(frozen=True)
class SendMessage:
    """
    One message to the lead: facts, not yet words.

    `Flow.render` puts it into words when it is sent, so that a text the owner has just
    corrected is not sent wrong; what went out is logged word by word.
    """

    says: tuple[Say, ...] = ()
    purpose: Purpose = Purpose.REPLY
    buttons: tuple[str, ...] = ()
    """Ids of reply buttons; the titles belong to the last text that has any."""
    link: Link | None = None
    """A page of ours, behind the button of the text that has one."""
    with_proposal: bool = False
    """The proposal of the offer goes with it as a document."""
    client_name: str | None = None
    words: str = ""
    """An operator's own words, in the place of texts."""
    occasion: Occasion | None = None
    """Of a reminder."""

    @property
    def in_line(self) -> bool:
        """
        Whether it goes out after everything that was said before it, and before what comes after.

        A reminder does not: put off by quiet hours, it would hold up what the lead waits for.
        """
        return self.purpose is not Purpose.REMINDER


@dataclass(frozen=True)
class Understand:
    """Read what was said; the answer is `Understood`, or `ModelNeeded`.  Never leaves `decide`."""

    said: Said
    button_id: str | None = None
    """The only message is the tap of this button."""
    may_ask: bool = True
    """A model may be asked; False: it was, and this is all that it answered."""
    proposal: events.Proposal | None = None
    """What it answered."""
    is_late: bool = False
    """Another question has become open since it was said: what answers one is not read."""


@dataclass(frozen=True)
class AskModel:
    """Ask the language model what was said; the answer is `ModelAnswered`.  Never repeated."""

    said: Said


@dataclass(frozen=True)
class Transcribe:
    """Fetch a voice note, keep it and hear it; answer: `Transcribed`.  Never repeated."""

    message_id: str
    media_id: str


@dataclass(frozen=True)
class SetTimer:
    """Bring `TimerFired(timer, generation)` back at `due_at` (UTC).  Never cancelled."""

    timer: Timer
    generation: int
    due_at: datetime


@dataclass(frozen=True)
class CreateCheckout:
    """Ask the provider for the page of a charge: the exact request, complete before the call."""

    charge_id: str
    amount_centavos: int
    currency: str
    description: str
    expires_at: datetime
    """Of the page (UTC)."""
    success_url: str
    cancel_url: str
    email: str | None = None


@dataclass(frozen=True)
class ExpireCheckout:
    """Close a provider's page that must no longer be paid."""

    charge_id: str
    provider_ref: str


@dataclass(frozen=True)
class FetchPayment:
    """Look at a checkout; the answer is `PaymentSnapshot`."""

    charge_id: str
    provider_ref: str


@dataclass(frozen=True)
class RefundPayment:
    """Send money back; the answer is a `PaymentSnapshot`, or `RefundRefused`."""

    charge_id: str
    provider_ref: str
    """Of the payment."""
    amount_centavos: int


@dataclass(frozen=True)
class FetchMedia:
    """Fetch a file of the lead's before the provider forgets it; answer: MediaKept, MediaLost."""

    message_id: str
    media_id: str


class TaskKind(StrEnum):
    """What a person has to decide or do."""

    HANDOFF = "handoff"
    """The lead wants, or needs, a person."""
    DISCOUNT = "discount"
    QUESTION = "question"
    """The lead asked what only the owner can answer."""
    NO_PACKAGE_FITS = "no_package_fits"
    PAYMENT_REVIEW = "payment_review"
    """Money arrived that does not match: amount, currency, mode, or a deal that is over."""
    PAYMENT_PROBLEM = "payment_problem"
    """A payment page could not be made, or money not be sent back."""
    DISPUTE = "dispute"
    """A client has asked the bank for the money back."""
    DELIVERY = "delivery"
    """A message or a document did not reach the lead."""
    MEDIA = "media"
    """The lead sent a file or a voice note that nobody has looked at."""
    BRIEFING = "briefing"
    """The deposit is paid, and the briefing did not come for all our reminders."""
    POISON = "poison"
    """An event could not be handled; the conversation is parked."""


@dataclass(frozen=True)
class OpenTask:
    """Put something into the operator's list."""

    kind: TaskKind
    summary: str
    """One pt-BR sentence for the operator."""

    @property
    def is_gathered(self) -> bool:
        """While a task of this kind is open, its sentence is added to it: one list of questions."""
        return self.kind is TaskKind.QUESTION


@dataclass(frozen=True)
class AlertOwner:
    """Tell the owner, on their own channel, that a person is needed."""

    text: str


Effect: TypeAlias = (
    SendMessage
    | Understand
    | AskModel
    | Transcribe
    | SetTimer
    | CreateCheckout
    | ExpireCheckout
    | FetchPayment
    | FetchMedia
    | RefundPayment
    | OpenTask
    | AlertOwner
)
"""Everything the flow can ask for."""
