"""The commercial terms that every proposal carries; an owner may replace any of them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Terms"]


@dataclass(frozen=True)
class Terms:
    """Texts of the proposal, in pt-BR.  A lawyer should read them before real use."""

    not_included: tuple[str, ...] = (
        "Domínio, hospedagem, licenças e outros serviços cobrados por terceiros",
        "Textos, fotos e ilustrações que não estejam no escopo",
        "Verba e gestão de anúncios",
        "Qualquer item que não esteja escrito no escopo",
    )
    payment_methods: str = "Pix, cartão ou boleto, pelo link que enviamos na conversa."
    conditions: tuple[tuple[str, str], ...] = (
        (
            "Desistência",
            "Você pode desistir em até 7 dias depois de pagar o sinal, e ele volta inteiro.",
        ),
        (
            "Ajustes",
            "Estão incluídas duas rodadas de ajustes dentro do escopo. "
            "O que passar disso é combinado e cobrado à parte, antes de ser feito.",
        ),
        (
            "Arquivos e direitos",
            "Os arquivos finais e o direito de usá-los passam para você com o pagamento do saldo.",
        ),
        (
            "Portfólio",
            "Podemos mostrar o trabalho pronto em nosso portfólio. Se preferir que não, avise.",
        ),
    )
    """(title, text) pairs; the period of withdrawal follows the consumer code (CDC, art. 49)."""
