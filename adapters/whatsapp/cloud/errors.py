"""
What Meta's error codes ask of us, and how they read to the operator.  One table, twice used:
for the answer to a call, and for a `failed` status, which is where most of them arrive.

Sources: Meta, "Cloud API error codes" (2026-05-15; build logic on `code`, titles are going
away); pywa 4.5.0, `errors.py`; nyaruka/courier, `handlers/meta/whatsapp/api.go`, for what is
worth repeating.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from autovenda_core.errors import PortError, Rejected, Unavailable

__all__ = ["Verdict", "refusal", "words_for"]

BACK_OFF_SECONDS = 60.0
"""After a limit of a whole number or account, where Meta does not say how long."""
PAIR_SECONDS = 6.0
"""Until one more message may go to the same person (see `channel`)."""


class Verdict(Enum):
    """What to do after an error."""

    RETRY = auto()
    """Temporary: the same call may go through."""
    BACK_OFF = auto()
    """Too fast: the same call will go through, later."""
    TERMINAL = auto()
    """This message will never go through."""
    UNREACHABLE = auto()
    """Nothing will ever reach this person."""
    ALARM = auto()
    """Nothing goes through for anybody until the owner repairs something."""


@dataclass(frozen=True)
class _Meaning:
    verdict: Verdict
    words: str
    """For the operator, in pt-BR."""
    wait_seconds: float = BACK_OFF_SECONDS


_NO_ACCESS = _Meaning(
    Verdict.ALARM,
    "a Meta não aceita o token: ele expirou ou perdeu permissões; gere outro e troque "
    "WHATSAPP_TOKEN",
)
_TEMPORARY = _Meaning(Verdict.RETRY, "falha temporária da Meta")
_TOO_FAST = _Meaning(Verdict.BACK_OFF, "limite de envios da Meta atingido")
_LIMITED = _Meaning(
    Verdict.ALARM,
    "a Meta limitou os envios deste número por bloqueios ou denúncias; veja a qualidade no "
    "Gerenciador do WhatsApp",
)
_OUR_MISTAKE = _Meaning(Verdict.TERMINAL, "a Meta não aceitou o formato da mensagem")
_NOT_NOW = _Meaning(
    Verdict.TERMINAL,
    "a Meta não entregou este modelo de marketing a este cliente; tente depois de 24 horas",
)
_TEMPLATE = _Meaning(
    Verdict.TERMINAL,
    "o modelo não existe, não está aprovado ou não tem estes campos; confira no Gerenciador do "
    "WhatsApp",
)
_TEMPLATE_OFF = _Meaning(
    Verdict.TERMINAL, "a Meta pausou ou desativou o modelo; veja no Gerenciador do WhatsApp"
)
_ACCOUNT_BLOCKED = _Meaning(
    Verdict.ALARM, "a Meta bloqueou ou restringiu a conta; veja o aviso no Gerenciador do WhatsApp"
)

_MEANINGS: Mapping[int, _Meaning] = {
    0: _NO_ACCESS,
    1: _TEMPORARY,
    2: _TEMPORARY,
    3: _NO_ACCESS,
    4: _TOO_FAST,
    10: _NO_ACCESS,
    100: _OUR_MISTAKE,
    190: _NO_ACCESS,
    **dict.fromkeys(range(200, 300), _NO_ACCESS),
    368: _ACCOUNT_BLOCKED,
    80007: _TOO_FAST,
    130429: _TOO_FAST,
    130472: _NOT_NOW,
    130497: _ACCOUNT_BLOCKED,
    131000: _TEMPORARY,
    131005: _NO_ACCESS,
    131008: _OUR_MISTAKE,
    131009: _OUR_MISTAKE,
    131016: _TEMPORARY,
    131021: _Meaning(Verdict.TERMINAL, "o número do cliente é o próprio número da empresa"),
    131026: _Meaning(
        Verdict.UNREACHABLE,
        "o número não usa WhatsApp, usa uma versão antiga ou bloqueou a empresa",
    ),
    131030: _Meaning(
        Verdict.ALARM,
        "o número de teste da Meta só envia a números cadastrados; cadastre o do cliente ou use "
        "um número de verdade",
    ),
    131031: _ACCOUNT_BLOCKED,
    131037: _Meaning(
        Verdict.ALARM, "o nome de exibição do número ainda não foi aprovado pela Meta"
    ),
    131042: _Meaning(
        Verdict.ALARM, "há um problema com a forma de pagamento da conta na Meta; regularize-a"
    ),
    131045: _Meaning(Verdict.ALARM, "o número não está registrado na Meta; registre-o de novo"),
    131047: _Meaning(
        Verdict.TERMINAL,
        "passaram mais de 24 horas desde a última mensagem do cliente: só um modelo aprovado "
        "pode ser enviado",
    ),
    131048: _LIMITED,
    131049: _NOT_NOW,
    131050: _Meaning(
        Verdict.TERMINAL, "o cliente pediu para não receber mensagens de marketing da empresa"
    ),
    131051: _Meaning(Verdict.TERMINAL, "o WhatsApp não mostra este tipo de mensagem"),
    131052: _Meaning(Verdict.TERMINAL, "a Meta não conseguiu baixar o arquivo"),
    131053: _Meaning(Verdict.RETRY, "a Meta não conseguiu receber o arquivo"),
    131056: _Meaning(
        Verdict.BACK_OFF, "mensagens demais para o mesmo cliente em pouco tempo", PAIR_SECONDS
    ),
    131057: _Meaning(Verdict.BACK_OFF, "a conta está em manutenção na Meta"),
    131062: _Meaning(
        Verdict.TERMINAL, "esta mensagem precisa do telefone do cliente, que o escondeu"
    ),
    131063: _TEMPLATE_OFF,
    131064: _LIMITED,
    132000: _TEMPLATE,
    132001: _TEMPLATE,
    132005: _TEMPLATE,
    132007: _TEMPLATE_OFF,
    132008: _TEMPLATE,
    132012: _TEMPLATE,
    132015: _TEMPLATE_OFF,
    132016: _TEMPLATE_OFF,
    132018: _TEMPLATE,
    132068: _TEMPLATE_OFF,
    132069: _TEMPLATE_OFF,
    133016: _TOO_FAST,
    135000: _OUR_MISTAKE,
}


def words_for(codes: Iterable[str]) -> str | None:
    """What went wrong, for the operator: the first code that is known."""
    numbers = (int(code) for code in codes if code.isascii() and code.isdigit())
    return next((_words(_MEANINGS[code], code) for code in numbers if code in _MEANINGS), None)


def refusal(
    code: int | None,
    status: int,
    message: str,
    *,
    is_transient: bool = False,
    retry_after_seconds: float | None = None,
) -> PortError:
    """
    What a refused call asks of us.

    Args:
        code: Meta's, where the answer had one.
        status: of the HTTP answer, which decides where the code is not known.
        message: in English, for the log; never with the token.
        is_transient: Meta says that a repetition may help.
        retry_after_seconds: as long as Meta asks us to wait, where it does.
    """
    meaning = _MEANINGS.get(code) if code is not None else None
    if meaning is None:
        meaning = _by_status(status, is_transient=is_transient)
    match meaning.verdict:
        case Verdict.RETRY:
            return Unavailable(message, retry_after_seconds=retry_after_seconds)
        case Verdict.BACK_OFF:
            seconds = retry_after_seconds or meaning.wait_seconds
            return Unavailable(message, retry_after_seconds=seconds)
        case Verdict.UNREACHABLE:
            return Rejected(message, unreachable=True, words=_words(meaning, code))
        case Verdict.TERMINAL | Verdict.ALARM:
            return Rejected(message, words=_words(meaning, code))


def _by_status(status: int, *, is_transient: bool) -> _Meaning:
    if status == 429:
        return _TOO_FAST
    if status >= 500 or is_transient:
        return _TEMPORARY
    if status in (401, 403):
        return _NO_ACCESS
    return _OUR_MISTAKE


def _words(meaning: _Meaning, code: int | None) -> str:
    """With Meta's code, to look it up by; an alarm says that it is about more than one message."""
    words = meaning.words if code is None else f"{meaning.words} (código {code})"
    return f"WhatsApp parado: {words}" if meaning.verdict is Verdict.ALARM else words
