from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.gallery.keys.aead import Sealer, SealError, derive, new_key, place

KEY = bytes(range(32))
PARTS = st.lists(st.text(max_size=8), max_size=4)


@given(st.binary(max_size=600), st.binary(max_size=60))
def test_what_is_sealed_opens_at_its_place_alone(plain: bytes, at: bytes) -> None:
    sealed = Sealer(KEY).seal(plain, at)
    assert Sealer(KEY).open(sealed, at) == plain
    assert plain not in sealed or len(plain) < 4
    for sealer, elsewhere in ((Sealer(KEY), at + b"x"), (Sealer(new_key()), at)):
        with pytest.raises(SealError):
            sealer.open(sealed, elsewhere)


@given(st.binary(max_size=40), st.data())
def test_any_changed_or_missing_byte_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = Sealer(KEY).seal(plain, b"here")
    spot = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytearray(sealed)
    flipped[spot] ^= 1 << data.draw(st.integers(0, 7))
    for damaged in (bytes(flipped), sealed[:spot], sealed + b"x"):
        with pytest.raises(SealError):
            Sealer(KEY).open(damaged, b"here")


def test_nonces_never_repeat() -> None:
    sealer = Sealer(KEY)
    sealed = [sealer.seal(b"the same", b"the same place") for _ in range(20_000)]
    assert len({each[:12] for each in sealed}) == len(set(sealed)) == 20_000


@given(PARTS, PARTS)
def test_two_places_never_give_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (place(*one) == place(*other)) == (one == other)


def test_keys_of_two_purposes_are_two_keys() -> None:
    assert len({KEY, derive(KEY, "wrap"), derive(KEY, "sign"), derive(new_key(), "wrap")}) == 4
    assert derive(KEY, "wrap") == derive(KEY, "wrap")


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32"):
        Sealer(b"short")
