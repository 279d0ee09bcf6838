"""Tables as files that Excel in Portuguese opens with a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from adapters.storage.panel.finance import Paid
from apps.panel import formats
from apps.panel.names import CHARGES, METHODS, PAYMENT_STATES

__all__ = ["of_payments", "spreadsheet"]

BOM = "\ufeff"
"""Without it Excel reads UTF-8 as Windows-1252."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run begins so (OWASP, "CSV Injection"); names are written by leads."""


def spreadsheet(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """`;` between cells, a decimal comma in amounts (int: centavos), nothing that is run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_amount(cell) if isinstance(cell, int) else _safe(cell) for cell in row])
    return (BOM + out.getvalue()).encode()


def of_payments(payments: Iterable[Paid]) -> bytes:
    """Every payment, a line each."""
    header = (
        *("Recebido em", "Cliente", "Tipo", "Cobrança", "Forma", "Por", "Situação"),
        *("Valor (R$)", "Devolvido (R$)", "Ficou (R$)", "Confirmado por", "Referência"),
    )
    return spreadsheet(header, map(_payment, payments))


def _payment(paid: Paid) -> Sequence[str | int]:
    return (
        formats.stamp(paid.paid_at),
        paid.client_name or "",
        CHARGES[paid.kind] if paid.kind else "",
        paid.description,
        METHODS.get(paid.method or "", paid.method or ""),
        paid.provider,
        PAYMENT_STATES[paid.status],
        paid.amount_centavos,
        paid.refunded_centavos,
        paid.kept_centavos,
        paid.vouched_by or "",
        paid.provider_ref,
    )


def _amount(centavos: int) -> str:
    reais, rest = divmod(abs(centavos), 100)
    return f"{'-' if centavos < 0 else ''}{reais},{rest:02d}"


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
