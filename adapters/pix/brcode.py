"""
The static BR Code: the text that is copied into a bank's app, or read from a QR code.  Pure.

A BR Code is a row of fields, each its number, its length in two digits, and its value (EMV QRCPS,
Merchant Presented Mode); fields 26 and 62 hold rows themselves.  Which fields a Pix has, and the
example that a test repeats byte for byte: Banco Central do Brasil, "Manual de Padrões para
Iniciação do Pix", version 2.2.1, page 25.
"""

from __future__ import annotations

import unicodedata

__all__ = ["NO_TXID", "brcode", "plain"]

NO_TXID = "***"
"""Stands for a code that carries no identifier."""

_GUI = "br.gov.bcb.pix"
_BRL = "986"
_NAME_LENGTH = 25
_CITY_LENGTH = 15


def brcode(key: str, name: str, city: str, amount_centavos: int | None, txid: str = NO_TXID) -> str:
    """
    The code that pays an amount to a key.

    Args:
        key: as the Central Bank's directory has it (`keys.read_key`).
        name: of the receiver; without accents, and no more than 25 letters of it.
        city: of the receiver; the same, 15.
        amount_centavos: None: whoever pays types it in.
        txid: 1 to 25 ASCII letters and digits, shown in the receiver's statement.

    Raises:
        ValueError: the amount is not positive, or the name or the city has no letter left.
    """
    fields = [
        _field("00", "01"),
        _field("26", _field("00", _GUI) + _field("01", key)),
        _field("52", "0000"),
        _field("53", _BRL),
        *([] if amount_centavos is None else [_field("54", _reais(amount_centavos))]),
        _field("58", "BR"),
        _field("59", plain(name, _NAME_LENGTH)),
        _field("60", plain(city, _CITY_LENGTH)),
        _field("62", _field("05", txid)),
    ]
    # The checksum covers its own number and length too.
    unsigned = "".join(fields) + "6304"
    return f"{unsigned}{_crc16(unsigned.encode('ascii')):04X}"


def plain(text: str, length: int) -> str:
    """
    Text as banks show it: ASCII, single spaces, no longer than `length`.

    Raises:
        ValueError: nothing is left of it.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    ascii_only = "".join(c for c in decomposed if c.isascii() and (c.isprintable() or c.isspace()))
    shortened = " ".join(ascii_only.split())[:length].rstrip()
    if not shortened:
        raise ValueError(f"{text!r} has no letter that a BR Code can hold")
    return shortened


def _field(number: str, value: str) -> str:
    return f"{number}{len(value):02d}{value}"


def _reais(amount_centavos: int) -> str:
    if amount_centavos <= 0:
        raise ValueError("a Pix code asks for more than nothing")
    return f"{amount_centavos // 100}.{amount_centavos % 100:02d}"


def _crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xFFFF, nothing reflected."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc
