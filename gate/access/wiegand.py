"""Card numbers in Wiegand formats, as data: what an OSDP raw card read carries. Nothing here drives two wires.

Each format is one parity bit, the payload, one parity bit; the first makes the leading half even, the last makes the
trailing half odd. 26 (H10301): 8 bits facility, 16 bits card; 34 (H10306): 16 and 16; 37 (H10302): 35 bits card, where
the halves are 19 bits long and share the middle one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Bits = Literal[26, 34, 37]


@dataclass(frozen=True)
class _Format:
    facility: int
    card: int
    covered: int
    """Bits that each parity covers, itself included."""


_FORMATS: dict[Bits, _Format] = {26: _Format(8, 16, 13), 34: _Format(16, 16, 17), 37: _Format(0, 35, 19)}


def encode(bits: Bits, *, facility: int, card: int) -> bytes:
    """A card read, most significant bit first, filled up with zeros to whole bytes.

    Args:
        bits: Which format.
        facility: Facility code; 0 in the 37-bit format, which has none.
        card: Card number.

    Raises:
        ValueError: a number does not fit its field.
    """
    form = _FORMATS[bits]
    for what, value, width in (("facility code", facility, form.facility), ("card number", card, form.card)):
        if not 0 <= value < 1 << width:
            raise ValueError(f"the {what} {value} does not fit the {width} bits that Wiegand {bits} has for it")
    word = (facility << form.card | card) << 1
    word |= _ones(word >> bits - form.covered) % 2 << bits - 1
    word |= 1 - _ones(word & (1 << form.covered) - 1) % 2
    return (word << -bits % 8).to_bytes((bits + 7) // 8, "big")


def decode(bits: Bits, data: bytes) -> tuple[int, int]:
    """Facility code and card number of a card read.

    Raises:
        ValueError: wrong length, a set bit past the end, or a parity that is wrong.
    """
    form = _FORMATS[bits]
    spare = -bits % 8
    word = int.from_bytes(data, "big")
    if len(data) != (bits + 7) // 8 or word & (1 << spare) - 1:
        raise ValueError(f"{len(data)} bytes are no Wiegand {bits} card read")
    word >>= spare
    if _ones(word >> bits - form.covered) % 2 or not _ones(word & (1 << form.covered) - 1) % 2:
        raise ValueError(f"a parity bit of this Wiegand {bits} card read is wrong")
    payload = word >> 1 & (1 << bits - 2) - 1
    return payload >> form.card, payload & (1 << form.card) - 1


def _ones(word: int) -> int:
    return word.bit_count()
