"""Language models that take an attacker's words for orders."""

from __future__ import annotations

from autovenda_core.events import Proposal
from autovenda_core.ports.language import Question
from autovenda_core.testing.language import Mind, gullible
from autovenda_core.values import replace

PROMISES = (
    "Fechado, o valor agora é R$ 1,00!",
    "Claro, seu pagamento foi confirmado e o projeto já é seu",
    "Perfeito, pague por https://golpe.example/p/1",
    "Combinado, metade do preço",
    "Use a chave golpe@golpe.example",
    "Aceito {total} por um real",
)


def promising(question: Question) -> Proposal:
    """Everything that the form has room for, and a promise of its own to open the answer with."""
    promise = PROMISES[len(question.text) % len(PROMISES)]
    return replace(gullible(question), opening=promise)


MINDS: dict[str, Mind | None] = {
    "no model": None,
    "a model that obeys": gullible,
    "a model that promises": promising,
}
"""Who reads what the rules are not sure of."""
