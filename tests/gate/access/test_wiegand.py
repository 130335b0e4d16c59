"""Wiegand formats, against an independent reading of their definitions and published card reads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.access.wiegand import Bits, decode, encode

SIZES: dict[Bits, tuple[int, int]] = {26: (8, 16), 34: (16, 16), 37: (0, 35)}


def _by_definition(bits: Bits, facility: int, card: int) -> str:
    """Written out bit by bit, as the vendors' tables do."""
    first, second = SIZES[bits]
    payload = (f"{facility:0{first}b}" if first else "") + f"{card:0{second}b}"
    half = {26: 12, 34: 16, 37: 18}[bits]
    even = payload[:half].count("1") % 2
    odd = 1 - payload[-half:].count("1") % 2
    return f"{even}{payload}{odd}"


@settings(deadline=None)
@given(st.sampled_from(sorted(SIZES)), st.data())
def test_every_number_comes_back_and_every_bit_is_where_it_belongs(bits: Bits, data: st.DataObject) -> None:
    facility = data.draw(st.integers(0, 2 ** SIZES[bits][0] - 1))
    card = data.draw(st.integers(0, 2 ** SIZES[bits][1] - 1))
    read = encode(bits, facility=facility, card=card)
    text = "".join(f"{byte:08b}" for byte in read)
    assert text[:bits] == _by_definition(bits, facility, card)
    assert set(text[bits:]) <= {"0"}
    assert decode(bits, read) == (facility, card)
    broken = data.draw(st.integers(0, bits - 1))
    if bits != 37 or broken != 18:  # its middle bit is in both parities
        flipped = bytearray(read)
        flipped[broken // 8] ^= 0x80 >> broken % 8
        with pytest.raises(ValueError, match="parity"):
            decode(bits, bytes(flipped))


def test_a_card_worked_by_hand() -> None:
    # Facility 1, card 1: 0000 0001 | 0000 0000 0000 0001; odd ones in front, one behind.
    assert encode(26, facility=1, card=1) == bytes([0b10000000, 0b10000000, 0b00000000, 0b10000000])


@pytest.mark.parametrize(
    ("bits", "facility", "card"),
    [(26, 256, 0), (26, 0, 65536), (26, -1, 0), (34, 65536, 0), (37, 1, 0), (37, 0, 2**35)],
)
def test_what_does_not_fit(bits: Bits, facility: int, card: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode(bits, facility=facility, card=card)


@settings(deadline=None)
@given(st.sampled_from(sorted(SIZES)), st.binary(max_size=8))
def test_anything_read_is_a_card_or_refused(bits: Bits, data: bytes) -> None:
    try:
        facility, card = decode(bits, data)
    except ValueError:
        return
    assert encode(bits, facility=facility, card=card) == data
