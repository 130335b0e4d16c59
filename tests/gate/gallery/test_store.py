from __future__ import annotations

import numpy as np
import pytest

from gate.gallery.errors import GalleryError
from gate.gallery.store import Place, PlainStore

PLACE = Place(person="p", template="t", template_space="s", revision=1)


def test_plain_bytes_are_little_endian_float32() -> None:
    vector = np.array([1.0, -2.5, 0.0], dtype=np.float32)
    blob = PlainStore().encode(vector, PLACE, 0)
    assert blob == bytes.fromhex("0000803f 000020c0 00000000")
    (back,) = PlainStore().decode([blob], [PLACE], 0)
    assert back.dtype == np.float32
    np.testing.assert_array_equal(back, vector)


@pytest.mark.parametrize("blob", [b"", b"abc", b"abcdef"])
def test_bytes_of_a_wrong_length_are_damage(blob: bytes) -> None:
    with pytest.raises(GalleryError, match="damaged"):
        PlainStore().decode([blob], [PLACE], 0)
