"""Numbers, money and times as Brazilians read them; times are local to the business."""

from __future__ import annotations

import mimetypes
import re
from datetime import date, datetime, timedelta

from autovenda_core.business_days import BRASILIA
from autovenda_core.money import format_brl

__all__ = [
    "ago",
    "amount",
    "brl",
    "clipped",
    "day",
    "document",
    "duration",
    "file_name",
    "in_days",
    "label",
    "left",
    "moment",
    "number",
    "phone",
    "size",
    "stamp",
]

brl = format_brl
"""Centavos as `R$ 1.750,00`."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_CPF, _CNPJ = 11, 14
_LABEL = 40
_FEW = 10
"""Hours; with more of them, minutes tell nobody anything."""


def day(value: date | None) -> str:
    """`23/11/2026`; a dash for none."""
    return f"{value:%d/%m/%Y}" if value else "—"


def stamp(at: datetime | None) -> str:
    """`23/11/2026 20:10`; a dash for none."""
    return f"{at.astimezone(BRASILIA):%d/%m/%Y %H:%M}" if at else "—"


def moment(at: datetime | None, now: datetime) -> str:
    """An instant as short as it can be: `20:10`, `ontem 20:10`, `03/11 20:10`, `03/11/2025`."""
    if at is None:
        return "—"
    local, today = at.astimezone(BRASILIA), now.astimezone(BRASILIA).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"ontem {local:%H:%M}"
    return f"{local:%d/%m %H:%M}" if local.year == today.year else f"{local:%d/%m/%Y}"


def duration(seconds: float | None) -> str:
    """`40 s`, `3 min`, `2 h 05 min`, `4 dias`; a dash for none."""
    if seconds is None:
        return "—"
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < _DAY:
        hours, minutes = divmod(whole // _MINUTE, 60)
        return f"{hours} h {minutes:02d} min" if minutes and hours < _FEW else f"{hours} h"
    return _days(whole // _DAY)


def ago(at: datetime, now: datetime) -> str:
    """`agora`, `há 5 min`, `há 2 h 10 min`, `há 3 dias`."""
    seconds = (now - at).total_seconds()
    return "agora" if seconds < _MINUTE else f"há {duration(seconds)}"


def left(until: datetime, now: datetime) -> str:
    """`faltam 3 h 20 min`, `acabou há 2 dias`."""
    if until <= now:
        return f"acabou {ago(until, now)}"
    words = duration((until - now).total_seconds())
    return f"{'falta' if words.startswith('1 ') else 'faltam'} {words}"


def in_days(value: date | None, now: datetime) -> str:
    """A deadline from today: `atrasado há 2 dias`, `vence hoje`, `faltam 5 dias`."""
    if value is None:
        return "sem prazo ainda"
    days = (value - now.astimezone(BRASILIA).date()).days
    if days < 0:
        return f"atrasado há {_days(-days)}"
    if days == 0:
        return "vence hoje"
    return f"falta {_days(1)}" if days == 1 else f"faltam {_days(days)}"


def phone(number: str | None) -> str:
    """`+5511987654321` as `(11) 98765-4321`; anything that is not Brazilian as it is."""
    if not number:
        return "—"
    digits = number.removeprefix("+55")
    if not number.startswith("+55") or not digits.isdecimal() or len(digits) not in (10, 11):
        return number
    return f"({digits[:2]}) {digits[2:-4]}-{digits[-4:]}"


def document(number: str | None) -> str:
    """A CPF as `123.456.789-09`, a CNPJ as `12.345.678/0001-95`; a dash for none."""
    if number is None:
        return "—"
    if len(number) == _CPF:
        return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"
    if len(number) == _CNPJ:
        return f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"
    return number


def _days(count: int) -> str:
    return "1 dia" if count == 1 else f"{count} dias"


def label(text: str | None, otherwise: str = "Sem nome") -> str:
    """
    A text of somebody else's for a button or a tab, which Streamlit reads as markdown.

    Only letters, digits and blanks are left of it, and what names of people have between them.
    Anywhere else such texts are shown by `st.text`.
    """
    kept = re.sub(r"[^\w '’-]|_", " ", text or "")
    return " ".join(kept.split())[:_LABEL] or otherwise


def clipped(text: str, most: int = 90) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def size(size_bytes: int | None) -> str:
    """`35 kB`, `1,2 MB`; nothing for none."""
    if size_bytes is None:
        return ""
    if size_bytes < 1_000_000:
        return f"{max(1, size_bytes // 1000)} kB"
    return f"{size_bytes / 1_000_000:.1f} MB".replace(".", ",")


def amount(centavos: int) -> str:
    """`1.750,00`, for a field that somebody changes."""
    return format_brl(centavos).removeprefix("R$ ")


def file_name(given: str | None, kind: str, media_type: str | None) -> str:
    """A name to save somebody else's file under, with nothing in it that a system takes amiss."""
    kept = re.sub(r"[^\w .()-]", "_", given or "").strip(" .")[-80:]
    return kept or f"{kind}{mimetypes.guess_extension(media_type or '') or '.bin'}"


def number(text: str) -> str:
    """A number that we made ourselves (`73A84F-1.1`), safe where markdown is read."""
    return re.sub(r"[^0-9A-Za-z.-]", "", text)
