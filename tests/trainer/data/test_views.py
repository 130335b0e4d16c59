from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from calibration.errors import MaskError
from gate.vision.align import align
from gate.vision.types import Face, Image, Landmarks
from tests.trainer.tiny_training import tiny_config, write_prepared
from trainer.data.augment import jitter_landmarks, spoil
from trainer.data.crop import LANDMARKS, PREPROCESSING, in_crop
from trainer.data.loader import batches, crops
from trainer.data.painter import MaskPainter, family_painter, mask_painter, occluder_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.data.sampler import Batches
from trainer.data.views import Views
from trainer.errors import TrainerError

PAINT = (10, 200, 30)


class Patch:
    """Paints the mouth, so that a mask is easy to see; remembers what it painted on."""

    def __init__(self) -> None:
        self.calls: list[tuple[tuple[int, ...], Landmarks, str]] = []

    def __call__(
        self, image: NDArray[np.uint8], landmarks: Landmarks, rng: np.random.Generator, *, colour: str
    ) -> NDArray[np.uint8]:
        self.calls.append((image.shape, landmarks, colour))
        painted = image.copy()
        (x0, y0), (x1, y1) = landmarks[3].astype(int), landmarks[4].astype(int)
        painted[y0 - 3 : y1 + 4, x0:x1] = PAINT if colour == "RGB" else PAINT[::-1]
        return painted


class Refuses:
    def __call__(self, *_: Any, **__: Any) -> NDArray[np.uint8]:
        raise MaskError("no mask fits")


def _views(folder: Path, *settings: str, painter: Any = None, detector: Any = None, for_teacher: bool = True) -> Views:
    config = tiny_config(*settings)
    return Views(
        PreparedFaces([folder]),
        config.masks,
        config.augmentation,
        painter or Patch(),
        occluder_painter(config.augmentation.occluders),
        flip=config.data.flip,
        seed=config.seed,
        for_teacher=for_teacher,
        detector=detector,
    )


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_prepared(tmp_path_factory.mktemp("data") / "aligned", [10, 10])


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_prepared(tmp_path_factory.mktemp("data") / "photos", [10, 10], aligned=False, side=180)


def _keys(epochs: int = 3) -> list[tuple[int, int]]:
    return [(epoch, picture) for epoch in range(epochs) for picture in range(20)]


def test_the_teacher_sees_the_bare_picture_and_the_same_mirroring(aligned: Path) -> None:
    """Whatever the student's picture goes through, the teacher's is the stored crop or its mirror image."""
    views, faces = _views(aligned), PreparedFaces([aligned])
    seen = set()
    for key in _keys():
        view = views[key]
        stored = faces.photo(key[1]).image[..., ::-1]
        stored = stored[:, ::-1] if view.mirrored else stored
        assert view.teacher is not None
        np.testing.assert_array_equal(view.teacher, stored)
        painted = (view.student == PAINT).all(axis=2)
        assert painted.any() == view.masked
        np.testing.assert_array_equal(view.student[~painted], stored[~painted])
        seen.add((view.mirrored, view.masked))
    assert len(seen) == 4


def test_a_view_depends_on_its_key_alone(photographs: Path) -> None:
    settings = ("augmentation.landmarks=[1, 2]", "augmentation.noise=0.5", "masks.draw_on=photograph")
    views = _views(photographs, *settings)
    again = pickle.loads(pickle.dumps(_views(photographs, *settings)))
    for key in reversed(_keys()):
        again[key]
    different = 0
    for key in _keys():
        np.testing.assert_array_equal(views[key].student, again[key].student)
        different += not np.array_equal(views[key].student, views[(key[0] + 1, key[1])].student)
    assert different > 50


def test_masks_lie_on_the_landmarks_of_the_crop(aligned: Path, photographs: Path) -> None:
    """Not 8 pixels beside them : an aligned face's landmarks are the standard ones."""
    for folder in (aligned, photographs):
        painter = Patch()
        views = _views(folder, "masks.probability=1", painter=painter)
        for key in _keys(1):
            views[key]
        for shape, landmarks, colour in painter.calls:
            assert shape == (112, 112, 3)
            assert colour == "RGB"
            np.testing.assert_allclose(landmarks, LANDMARKS, atol=1e-3)


def test_a_crop_mask_follows_a_jittered_alignment(aligned: Path) -> None:
    """The mask is painted where the face is, not where the jitter says that it is."""
    painter = Patch()
    views = _views(aligned, "masks.probability=1", "augmentation.shift=3", "data.flip=0", painter=painter)
    moved = []
    for key in _keys(1):
        view = views[key]
        assert view.teacher is not None
        dx, dy = painter.calls[-1][1][2] - LANDMARKS[2]
        moved.append((dx, dy))
        shifted = cv2.warpAffine(view.teacher, np.float64([[1, 0, dx], [0, 1, dy]]), (112, 112))
        bare = ~(view.student == PAINT).all(axis=2)
        bare[:15], bare[-15:], bare[:, :15], bare[:, -15:] = False, False, False, False
        assert np.abs(view.student.astype(int) - shifted)[bare].max() <= 3
    assert 2 < np.std(moved) < 5


class Finder:
    """Sees one face, where it is told."""

    def __init__(self, *landmarks: Landmarks) -> None:
        self.landmarks = landmarks

    def detect(self, image: Image) -> Sequence[Face]:
        return [Face(np.zeros(4, np.float32), points, 0.9) for points in self.landmarks]


def test_masked_photographs_are_aligned_as_the_gate_will_see_them(photographs: Path) -> None:
    faces = PreparedFaces([photographs])
    truth = faces.photo(0).landmarks
    noticed = truth + np.array([4, -3], np.float32)
    stranger = truth + 90
    settings = ("masks.probability=1", "masks.draw_on=photograph_realigned", "data.flip=0")
    for found, wanted in (((stranger, noticed), noticed), ((stranger,), truth), ((), truth)):
        view = _views(photographs, *settings, detector=Finder(*found))[(0, 0)]
        painted = Patch()(faces.photo(0).image, truth, np.random.default_rng(), colour="BGR")
        np.testing.assert_array_equal(view.student, align(painted, wanted, PREPROCESSING))
    clean = _views(photographs, *settings[1:], "masks.probability=0", detector=Finder(noticed))[(0, 0)]
    np.testing.assert_array_equal(clean.student, clean.teacher)


def test_masks_on_photographs_are_aligned_by_the_bare_face(photographs: Path) -> None:
    faces = PreparedFaces([photographs])
    view = _views(photographs, "masks.probability=1", "masks.draw_on=photograph", "data.flip=0")[(0, 0)]
    truth = faces.photo(0)
    painted = Patch()(truth.image, truth.landmarks, np.random.default_rng(), colour="BGR")
    np.testing.assert_array_equal(view.student, align(painted, truth.landmarks, PREPROCESSING))


def test_a_face_that_no_mask_fits_stays_bare(aligned: Path) -> None:
    view = _views(aligned, "masks.probability=1", painter=Refuses())[(0, 0)]
    assert not view.masked
    np.testing.assert_array_equal(view.student, view.teacher)


def test_nothing_is_drawn_over_a_real_mask(tmp_path: Path) -> None:
    folder = write_prepared(tmp_path / "worn", [3])
    manifest = PreparedFaces([folder]).manifests[0].model_copy(update={"masked": True})
    (folder / "prepared.json").write_text(manifest.model_dump_json())
    painter = Patch()
    view = _views(folder, "masks.probability=1", painter=painter)[(0, 0)]
    assert (painter.calls, view.masked) == ([], False)
    np.testing.assert_array_equal(view.student, view.teacher)


def test_without_a_teacher_there_is_one_crop(aligned: Path) -> None:
    assert _views(aligned, for_teacher=False)[(0, 0)].teacher is None


def test_occluders_come_on_bare_faces_too(aligned: Path) -> None:
    views = _views(aligned, "masks.probability=0", "augmentation.occluders={sunglasses: 1}", "data.flip=0")
    view = views[(0, 0)]
    assert view.teacher is not None
    changed = np.abs(view.student.astype(int) - view.teacher).sum(axis=2) > 0
    assert changed[40:62].mean() > 0.3
    assert changed[95:].mean() < 0.05
    with pytest.raises(TrainerError, match="no occluder hat: choose from sunglasses"):
        occluder_painter({"hat": 0.1})


def test_jitter_moves_landmarks_by_what_the_configuration_says() -> None:
    config = tiny_config("augmentation.landmarks=[1, 2.5]").augmentation
    landmarks = (LANDMARKS * 2.5 + (300, 40)).astype(np.float32)  # a larger face elsewhere in a photograph
    moved = np.array([jitter_landmarks(landmarks, config, np.random.default_rng(i)) - landmarks for i in range(800)])
    np.testing.assert_allclose(moved.std(axis=(0, 2)) / 2.5, [1, 1, 2.5, 2.5, 2.5], rtol=0.1)
    assert jitter_landmarks(landmarks, tiny_config().augmentation, np.random.default_rng(0)) is landmarks


@pytest.mark.parametrize(
    ("setting", "measure", "wanted"),
    [
        ("augmentation.turn=5", lambda z: np.rad2deg(np.angle(z)), 5.0),
        ("augmentation.zoom=0.1", lambda z: np.log(np.abs(z)), 0.1),
    ],
)
def test_turn_and_zoom_are_those_of_the_face_in_the_crop(setting: str, measure: Any, wanted: float) -> None:
    config = tiny_config(setting).augmentation
    found = []
    for seed in range(600):
        where = jitter_landmarks(LANDMARKS, config, np.random.default_rng(seed))
        left, right = in_crop(LANDMARKS, where)[:2].astype(np.float64)
        found.append(measure(complex(*(right - left)) / complex(*(LANDMARKS[1] - LANDMARKS[0]))))
    assert abs(np.mean(found)) < wanted / 5
    np.testing.assert_allclose(np.std(found), wanted, rtol=0.1)


@pytest.mark.parametrize("fault", ["light", "low_resolution", "blur", "noise", "compression"])
def test_each_fault_of_a_camera_changes_the_crop_and_keeps_its_form(aligned: Path, fault: str) -> None:
    crop = PreparedFaces([aligned]).photo(0).image
    before = crop.copy()
    config = tiny_config(f"augmentation.{fault}=1").augmentation
    for seed in range(20):
        spoiled = spoil(crop, config, np.random.default_rng(seed))
        assert (spoiled.shape, spoiled.dtype) == (crop.shape, np.uint8)
        assert 0 < np.abs(spoiled.astype(int) - crop).mean() < 80
        np.testing.assert_array_equal(spoiled, spoil(crop, config, np.random.default_rng(seed)))
    np.testing.assert_array_equal(crop, before)
    np.testing.assert_array_equal(spoil(crop, tiny_config().augmentation, np.random.default_rng(0)), crop)


def test_blur_moves_no_light_and_does_not_shift_the_face(aligned: Path) -> None:
    dot = np.zeros((112, 112, 3), np.uint8)
    dot[50:60, 40:50] = 200
    config = tiny_config("augmentation.blur=1").augmentation
    for seed in range(30):
        blurred = spoil(dot, config, np.random.default_rng(seed))[..., 0].astype(float)
        assert abs(blurred.sum() / dot[..., 0].sum() - 1) < 0.03
        y, x = np.indices(blurred.shape)
        np.testing.assert_allclose([(blurred * i).sum() / blurred.sum() for i in (y, x)], [54.5, 44.5], atol=0.3)


def test_painters_draw_by_the_configuration(aligned: Path, tmp_path: Path) -> None:
    photo = PreparedFaces([aligned]).photo(0)
    masks = tiny_config("masks.mix={kinds: {surgical: 1}, coverages: {high: 1}}").masks
    painter = mask_painter(masks)
    assert isinstance(painter, MaskPainter)
    assert dict(painter.mix.kinds) == {"surgical": 1}
    one, two = (painter(photo.image, photo.landmarks, np.random.default_rng(1), colour="BGR") for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert (one != photo.image).any(axis=2).mean() > 0.15
    assert not set(family_painter("a").mix.kinds) & set(family_painter("b").mix.kinds)  # type: ignore[attr-defined]
    with pytest.raises(TrainerError, match=r"masks\.mix"):
        mask_painter(tiny_config("masks.mix={colour: red}").masks)
    with pytest.raises(MaskError, match=r"masks\.cfg"):
        mask_painter(tiny_config(f"masks.templates={tmp_path}").masks)


@pytest.mark.parametrize("workers", [0, 2])
def test_batches_are_the_views_in_their_order(aligned: Path, workers: int) -> None:
    views = _views(aligned, painter=family_painter("all"))
    order = Batches(np.arange(20), batch=6, steps=4, seed=1, first_step=1)
    made = list(batches(views, order, workers=workers, pin=False))
    assert len(made) == 3
    for batch, keys in zip(made, order, strict=True):
        assert batch.teacher is not None
        assert batch.student.is_contiguous(memory_format=torch.channels_last)
        for i, view in enumerate(views[key] for key in keys):
            np.testing.assert_array_equal(batch.student[i].permute(1, 2, 0).numpy(), view.student)
            np.testing.assert_array_equal(batch.teacher[i].permute(1, 2, 0).numpy(), view.teacher)
            assert (int(batch.picture[i]), bool(batch.mirrored[i])) == (view.picture, view.mirrored)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_picture_that_cant_be_read_is_one_sentence(tmp_path: Path, workers: int) -> None:
    folder = write_prepared(tmp_path / "broken", [4])
    (folder / "shards" / "000000.bin").write_bytes(b"")
    with pytest.raises(TrainerError) as error:
        list(crops(PreparedFaces([folder]), range(4), batch=2, workers=workers))
    assert str(error.value).endswith("is damaged at offset 0: prepare the data again")
    assert "\n" not in str(error.value)


def test_people_with_few_pictures_and_held_out_ones_are_no_classes(tmp_path: Path) -> None:
    faces = PreparedFaces([write_prepared(tmp_path / "data", [3, 1, 2, 5, 4], held_out=[3])])
    people = divide(faces, min_images=2)
    assert people.classes == ("person 0", "person 2", "person 4")
    assert people.label.tolist() == [0] * 3 + [-1] + [1] * 2 + [-1] * 5 + [2] * 4
    assert people.training.tolist() == [0, 1, 2, 3, 4, 5, 11, 12, 13, 14]
    assert people.held_out.tolist() == [6, 7, 8, 9, 10]
    assert divide(faces, min_images=1).classes == ("person 0", "person 1", "person 2", "person 4")
    assert divide(faces, min_images=1).digest != people.digest
