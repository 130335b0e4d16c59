from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration.cutting import CropCutter, Masking, PhotographCutter, find_again
from calibration.errors import MaskError
from calibration.face_path import open_detector
from calibration.masks.template_pack import TemplatePack
from engines.registry import resolve
from gate.vision.image_io import read_image
from gate.vision.types import Face
from tests.calibration.conftest import PREPROCESSING, ColourDetector, cover

MASKING = Masking(cover, "covers", seed=1)
CHANGES = ({"seed": 2}, {"on": "crop"}, {"name": "others"})


def _noise(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(40, 250, (16, 16, 3), np.uint8)


def test_a_mask_belongs_to_the_picture_and_the_seed() -> None:
    picture, landmarks = _noise(), np.float32(PREPROCESSING.alignment.points)
    once, again = (MASKING(picture, landmarks, colour="BGR") for _ in range(2))
    np.testing.assert_array_equal(once, again)
    assert (once != replace(MASKING, seed=2)(picture, landmarks, colour="BGR")).any()
    other = MASKING(_noise(1), landmarks, colour="BGR")
    assert (once[-1, -1] != other[-1, -1]).any()  # another colour of mask


def test_the_way_tells_masks_seed_and_place() -> None:
    ways = {
        PhotographCutter(ColourDetector(), "0", PREPROCESSING, masking).way
        for masking in (
            None,
            MASKING,
            replace(MASKING, seed=2),
            replace(MASKING, on="crop"),
            replace(MASKING, name="x"),
        )
    }
    assert len(ways) == 5


def test_the_mask_is_on_the_crop_and_the_bare_path_is_untouched() -> None:
    picture = _noise()
    before = picture.copy()
    bare, masked, on_crop = (
        PhotographCutter(ColourDetector(), "0", PREPROCESSING, masking).crops([picture])[0]
        for masking in (None, MASKING, replace(MASKING, on="crop"))
    )
    np.testing.assert_array_equal(picture, before)
    np.testing.assert_array_equal(bare[:5], masked[:5])
    for crop in (masked, on_crop):
        assert (crop[-1] != bare[-1]).any()
        assert np.ptp(crop[-1].reshape(-1, 3), axis=0).max() == 0  # one colour


class Forgetful(ColourDetector):
    """Sees a face the first time, and the second time somewhere else."""

    def detect(self, image: np.ndarray) -> list[Face]:
        faces = super().detect(image)
        return [replace(face, landmarks=face.landmarks + 40) for face in faces] if self.calls > 1 else faces


def test_a_face_that_is_not_found_again_under_the_mask_is_lost() -> None:
    assert PhotographCutter(Forgetful(), "0", PREPROCESSING, MASKING).crops([_noise()]) == [None]


def test_a_face_that_no_mask_fits_is_lost() -> None:
    def refuse(*_: object, **__: object) -> np.ndarray:
        raise MaskError("no")

    for on in ("photograph", "crop"):
        masking = Masking(refuse, "none", 1, on)
        assert PhotographCutter(ColourDetector(), "0", PREPROCESSING, masking).crops([_noise()]) == [None]
    assert CropCutter(PREPROCESSING, Masking(refuse, "none", 1)).crops([_noise()[:8, :8]]) == [None]


def test_crops_are_taken_as_they_are() -> None:
    crop = _noise()[:8, :8]
    (taken,) = CropCutter(PREPROCESSING).crops([crop])
    np.testing.assert_array_equal(taken, crop[..., ::-1])  # files are BGR, the card asks for RGB
    (masked,) = CropCutter(PREPROCESSING, MASKING).crops([crop])
    assert (masked[:5] == taken[:5]).all()
    assert (masked != taken).any()
    assert CropCutter(PREPROCESSING).crops([_noise()]) == [None]


@pytest.mark.data
def test_real_faces_are_found_again_under_real_mask_templates(shared_data: Path) -> None:
    pack = TemplatePack.load(shared_data / "mask_templates")
    detector, digest = open_detector(threads=1)
    card = resolve("sface").card
    folder = shared_data / "lfw" / "images"
    images = [
        read_image(next(folder.glob(f"{name}/*.jpg"))) for name in ("George_W_Bush", "Colin_Powell", "Serena_Williams")
    ]
    bare = PhotographCutter(detector, digest, card.preprocessing).crops(images)
    masked = PhotographCutter(detector, digest, card.preprocessing, Masking(pack.draw, pack.name, 1)).crops(images)
    for before, after in zip(bare, masked, strict=True):
        change = np.abs(before.astype(int) - after.astype(int)).mean(axis=(1, 2))
        assert change[80:100].mean() > 2 * change[30:50].mean()  # the mouth is covered, the eyes are not


def test_found_again_means_the_same_face() -> None:
    landmarks = np.float32(PREPROCESSING.alignment.points) * 8
    near, far = Face(np.zeros(4, np.float32), landmarks + 10, 0.5), Face(np.zeros(4, np.float32), landmarks + 60, 0.9)

    class Detector:
        def detect(self, _image: np.ndarray) -> list[Face]:
            return [far, near]

    found = find_again(np.zeros((64, 64, 3), np.uint8), landmarks, Detector())
    np.testing.assert_array_equal(found, near.landmarks)
    assert cv2.norm(found - landmarks) > 0
