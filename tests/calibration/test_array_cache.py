from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.array_cache import ArrayCache
from calibration.errors import CalibrationError

TEMPLATE = np.float32([0.6, 0.8])


def _cache(folder: Path, way: str) -> ArrayCache:
    return ArrayCache(folder, way, dtype=np.float32, ndim=1)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "face.jpg"
    path.write_bytes(b"pixels")
    return path


def test_keeps_templates_and_failures_by_content(tmp_path: Path, image: Path) -> None:
    cache = _cache(tmp_path / "cache", "a way")
    assert cache.get(image) is None
    cache.put(image, TEMPLATE)
    twin = tmp_path / "twin.jpg"
    twin.write_bytes(b"pixels")
    np.testing.assert_array_equal(_cache(tmp_path / "cache", "a way").get(twin), TEMPLATE)
    image.write_bytes(b"other pixels")
    assert cache.get(image) is None
    cache.put(image, np.empty(0, np.float32))
    assert cache.get(image).size == 0


def test_another_way_finds_nothing(tmp_path: Path, image: Path) -> None:
    _cache(tmp_path / "cache", "a way").put(image, TEMPLATE)
    assert _cache(tmp_path / "cache", "another way").get(image) is None


@pytest.mark.parametrize("harm", [b"", b"\x93NUMPY", b"rubbish"])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, image: Path, harm: bytes) -> None:
    cache = _cache(tmp_path / "cache", "a way")
    cache.put(image, TEMPLATE)
    (stored,) = (tmp_path / "cache").rglob("*.npy")
    stored.write_bytes(harm)
    assert cache.get(image) is None


def test_other_numbers_are_no_template(tmp_path: Path, image: Path) -> None:
    cache = _cache(tmp_path / "cache", "a way")
    cache.put(image, TEMPLATE)
    (stored,) = (tmp_path / "cache").rglob("*.npy")
    np.save(stored, np.zeros((2, 2)))
    assert cache.get(image) is None


def test_a_missing_image_has_no_template(tmp_path: Path) -> None:
    assert _cache(tmp_path / "cache", "a way").get(tmp_path / "none.jpg") is None


def test_a_folder_that_cannot_be_made(tmp_path: Path, image: Path) -> None:
    with pytest.raises(CalibrationError, match="templates can't be kept in"):
        _cache(image / "cache", "a way")


def test_a_folder_that_went_away(tmp_path: Path, image: Path) -> None:
    cache = _cache(tmp_path / "cache", "a way")
    for path in sorted((tmp_path / "cache").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    with pytest.raises(CalibrationError, match="templates can't be kept in"):
        cache.put(image, TEMPLATE)
