"""
What Twilio's error codes mean: one table, for refused calls and for failed deliveries.

Codes and their causes: Twilio's "Error and Warning Dictionary" and the page of each code, and
"List of Corresponding Twilio and WhatsApp Error Codes" (read 2026-11-22).
"""

from __future__ import annotations

from dataclasses import dataclass

from autovenda_core.errors import PortError, Rejected, Unavailable

__all__ = ["refusal", "words_for"]


@dataclass(frozen=True)
class _Meaning:
    words: str
    """For the operator, in pt-BR."""
    unreachable: bool = False
    """Nothing we send will reach this person."""
    passes: bool = False
    """The same message may go through later."""


_TEMPLATE = "O modelo de mensagem não pôde ser usado: confira-o no Content Template Builder."
_ACCOUNT = "A Meta bloqueou a conta do WhatsApp: veja o WhatsApp Manager."

_MEANINGS = {
    "20003": _Meaning(
        "A Twilio recusou as credenciais: confira TWILIO_ACCOUNT_SID e TWILIO_AUTH_TOKEN."
    ),
    "20429": _Meaning(
        "A Twilio pediu para esperar: há pedidos demais ao mesmo tempo.", passes=True
    ),
    "21211": _Meaning("O número do cliente não é válido.", unreachable=True),
    "21606": _Meaning("O remetente não é desta conta da Twilio: confira TWILIO_FROM."),
    "21609": _Meaning("A Twilio não aceita o endereço público: confira AUTOVENDA_PUBLIC_URL."),
    "21610": _Meaning("O cliente pediu para não receber mensagens (STOP).", unreachable=True),
    "21611": _Meaning("A fila de envio da Twilio está cheia.", passes=True),
    "21614": _Meaning("O número do cliente não é de celular.", unreachable=True),
    "21617": _Meaning("O texto é longo demais para a Twilio."),
    "21620": _Meaning(
        "A Twilio não aceita o endereço do documento: ele precisa ser público "
        "(AUTOVENDA_PUBLIC_URL)."
    ),
    "21655": _Meaning(_TEMPLATE),
    "21656": _Meaning("Os dados não cabem no modelo de mensagem: confira suas variáveis."),
    "21705": _Meaning("O Messaging Service não existe: confira TWILIO_FROM."),
    "21910": _Meaning("O remetente e o cliente são de canais diferentes: confira TWILIO_FROM."),
    "63001": _Meaning("A Meta recusou o remetente: reconecte o número na Twilio."),
    "63003": _Meaning("O número do cliente não tem WhatsApp.", unreachable=True),
    "63005": _Meaning(
        "O WhatsApp não aceitou o conteúdo, ou o número do cliente não tem WhatsApp."
    ),
    "63007": _Meaning("O remetente não tem WhatsApp na Twilio: confira TWILIO_FROM."),
    "63010": _Meaning("A Twilio teve uma falha interna.", passes=True),
    "63012": _Meaning("O WhatsApp teve uma falha interna.", passes=True),
    "63013": _Meaning("O WhatsApp recusou a mensagem por suas políticas."),
    "63014": _Meaning("O cliente bloqueou este número.", unreachable=True),
    "63015": _Meaning(
        "O Sandbox da Twilio só envia a quem entrou nele: peça ao cliente que envie o código."
    ),
    "63016": _Meaning(
        "O cliente não escreve há mais de 24 horas: só um modelo aprovado pode ser enviado."
    ),
    "63017": _Meaning("A Twilio pediu para esperar: limite de envios por segundo.", passes=True),
    "63018": _Meaning("O WhatsApp pediu para esperar: limite de envios do número.", passes=True),
    "63019": _Meaning(
        "A Twilio não conseguiu baixar o documento: o servidor precisa ser público "
        "(AUTOVENDA_PUBLIC_URL)."
    ),
    "63020": _Meaning(_ACCOUNT),
    "63021": _Meaning("O WhatsApp recusou o conteúdo da mensagem."),
    "63024": _Meaning("O número do cliente não recebe mensagens do WhatsApp.", unreachable=True),
    "63026": _Meaning("A Meta considerou as mensagens deste número como spam."),
    "63027": _Meaning("O modelo de mensagem não existe neste idioma."),
    "63028": _Meaning("Os dados não cabem no modelo de mensagem: confira suas variáveis."),
    "63032": _Meaning("A Meta não entrega esta mensagem a este cliente (limitação do WhatsApp)."),
    "63033": _Meaning("O cliente pediu para não receber esta mensagem."),
    "63034": _Meaning("O arquivo é grande demais para o WhatsApp."),
    "63038": _Meaning("A conta da Twilio atingiu o limite de mensagens do dia."),
    "63040": _Meaning("A Meta rejeitou o modelo de mensagem."),
    "63041": _Meaning("A Meta pausou o modelo de mensagem."),
    "63042": _Meaning("A Meta desativou o modelo de mensagem."),
    "63049": _Meaning("A Meta limitou mensagens de marketing a este cliente."),
    "63050": _Meaning("O cliente não quer receber mensagens de marketing."),
    "63051": _Meaning(_ACCOUNT),
    "63112": _Meaning(_ACCOUNT),
    "63120": _Meaning(_ACCOUNT),
}


def words_for(code: str) -> str | None:
    """What an `ErrorCode` means, for the operator in pt-BR; None: it is not in the table."""
    meaning = _MEANINGS.get(code)
    return meaning.words if meaning else None


def refusal(message: str, code: str, *, retry_after_seconds: float | None = None) -> PortError:
    """What a refused call asks of us; `message` goes to the log."""
    meaning = _MEANINGS.get(code)
    if meaning is None:
        return Rejected(message)
    if meaning.passes:
        return Unavailable(message, retry_after_seconds=retry_after_seconds)
    return Rejected(message, unreachable=meaning.unreachable, words=meaning.words)
