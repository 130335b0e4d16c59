from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration.embed import embed_images
from calibration.errors import CalibrationError
from calibration.face_path import FacePath


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """40 coloured pictures, more than two batches; the ones numbered 7 and 20 are black."""
    random = np.random.default_rng(0)
    paths = [tmp_path / f"{number}.png" for number in range(40)]
    for number, path in enumerate(paths):
        colour = random.integers(30, 256, 3, dtype=np.uint8) * (number not in (7, 20))
        cv2.imwrite(str(path), np.tile(colour.astype(np.uint8), (16, 16, 1)))
    return paths


def test_every_picture_has_its_own_row_or_a_reason(pictures: list[Path], colour_path: FacePath) -> None:
    embedded = embed_images(pictures, colour_path)
    assert embedded.lost == {pictures[7]: "no face found", pictures[20]: "no face found"}
    assert set(embedded.rows) == set(pictures) - set(embedded.lost)
    assert sorted(embedded.rows.values()) == list(range(38))
    for path, row in embedded.rows.items():
        (alone,) = colour_path.templates([cv2.imread(str(path))])
        np.testing.assert_allclose(embedded.vectors[row], alone, atol=1e-6)
    assert embedded.lost_within(pictures[0].parent) == {"7.png": "no face found", "20.png": "no face found"}


def test_a_picture_named_twice_is_embedded_once(pictures: list[Path], colour_path: FacePath) -> None:
    embedded = embed_images(pictures[:3] * 2, colour_path)
    assert (len(embedded.vectors), colour_path.cutter.detector.calls) == (3, 3)


def test_the_cache_spares_the_work_and_remembers_failures(
    pictures: list[Path], colour_path: FacePath, tmp_path: Path
) -> None:
    first = embed_images(pictures, colour_path, cache=tmp_path / "cache")
    calls = colour_path.cutter.detector.calls
    again = embed_images(pictures, colour_path, cache=tmp_path / "cache")
    assert colour_path.cutter.detector.calls == calls
    assert again.lost == first.lost
    for path, row in first.rows.items():
        np.testing.assert_array_equal(again.vectors[again.rows[path]], first.vectors[row])


def test_a_missing_and_a_broken_file_are_lost_and_named(
    pictures: list[Path], colour_path: FacePath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calibration.embed.MAX_UNREADABLE", 0.1)
    missing, broken = tmp_path / "missing.jpg", tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    embedded = embed_images([missing, *pictures, broken], colour_path)
    assert set(embedded.lost) == {missing, broken, pictures[7], pictures[20]}
    assert "missing.jpg" in embedded.lost[missing]
    assert "broken.jpg" in embedded.lost[broken]
    assert len(embedded.rows) == 38


def test_a_wrong_folder_is_an_error(pictures: list[Path], colour_path: FacePath, tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match=r"1 of 41 images can't be read, the first because .*missing\.jpg"):
        embed_images([*pictures, tmp_path / "missing.jpg"], colour_path)


def test_nothing_to_embed(pictures: list[Path], colour_path: FacePath) -> None:
    with pytest.raises(CalibrationError, match="no face was found in any of 2 images"):
        embed_images([pictures[7], pictures[20]], colour_path)
    with pytest.raises(CalibrationError, match="no face was found in any of 0 images"):
        embed_images([], colour_path)


def test_an_image_set_holds_the_acquired_pictures_of_people(pictures: list[Path], colour_path: FacePath) -> None:
    embedded = embed_images(pictures, colour_path)
    images = embedded.image_set({"Bo": pictures[5:9], "Al": pictures[20:22]}, {"Al": 3, "Bo": 8})
    np.testing.assert_array_equal(images.people, [8, 8, 8, 3])
    np.testing.assert_array_equal(
        images.vectors, embedded.vectors[[embedded.rows[pictures[number]] for number in (5, 6, 8, 21)]]
    )
    assert embedded.image_set({"Al": pictures[20:21]}, {"Al": 3}).vectors.shape == (0, 3)
