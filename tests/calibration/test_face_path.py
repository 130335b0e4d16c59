from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.cutting import most_central
from calibration.face_path import NO_FACE, FacePath, Measurable, flip_averaged, open_recogniser, photograph_path
from calibration.protocols.lfw import read_lfw
from engines.registry import resolve
from gate.vision.image_io import read_image
from gate.vision.types import Face


def _face(x: float, y: float, size: float) -> Face:
    return Face(np.float32([x, y, x + size, y + size]), np.zeros((5, 2), np.float32), 0.9)


def test_the_most_central_face_is_chosen_however_small() -> None:
    behind, subject = _face(0, 0, 90), _face(110, 70, 30)
    assert most_central([behind, subject], (170, 250)) is subject
    assert most_central([subject, behind], (90, 90)) is behind
    assert most_central([], (100, 100)) is None


def test_height_and_width_are_not_mixed_up() -> None:
    right, below = _face(150, 40, 20), _face(40, 150, 20)
    assert most_central([right, below], (100, 300)) is right
    assert most_central([right, below], (300, 100)) is below


def test_each_image_gets_its_own_template(colour_path: FacePath) -> None:
    red, black, blue = np.zeros((3, 32, 48, 3), np.uint8)
    red[..., 2] = 255
    blue[..., 0] = 255
    first, none, last = colour_path.templates([red, black, blue])
    assert none is NO_FACE
    assert first.argmax() == 0  # the card asks for RGB
    assert last.argmax() == 2
    assert np.linalg.norm(first) == pytest.approx(1)


@pytest.mark.data
@pytest.mark.slow
def test_real_faces_of_one_person_are_alike(shared_data: Path) -> None:
    face_path = photograph_path(open_recogniser(resolve("sface"), threads=1), threads=1)
    lfw = read_lfw(shared_data / "lfw")
    pairs = [pair for pair in lfw.pairs if pair.genuine][::300] + [pair for pair in lfw.pairs if not pair.genuine][
        ::300
    ]
    cosines = []
    for pair in pairs:
        first, second = face_path.templates([read_image(pair.first), read_image(pair.second)])
        cosines.append(float(first @ second))
    assert min(cosines[:10]) > 0.35 > max(cosines[10:])


def test_the_way_names_both_models_and_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    model = resolve("sface")
    recogniser = open_recogniser(model, threads=1)
    way = photograph_path(recogniser, threads=1).way
    assert model.card.digest in way
    assert resolve("yunet").card.digest in way
    monkeypatch.setattr("calibration.cutting._CODE", ("align",))
    assert photograph_path(recogniser, threads=1).way != way


def test_no_images_and_no_faces(colour_path: FacePath) -> None:
    assert colour_path.templates([]) == []
    assert colour_path.templates([np.zeros((8, 8, 3), np.uint8)]) == [NO_FACE]


def test_a_flip_averaged_template_is_that_of_both_crops(colours: Measurable) -> None:
    crop = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
    one, mirrored = colours.recogniser.embed([crop, crop[:, ::-1]])
    model = flip_averaged(colours)
    (averaged,) = model.recogniser.embed([crop])
    np.testing.assert_allclose(averaged, (one + mirrored) / np.linalg.norm(one + mirrored), atol=1e-6)
    assert (model.name, model.digest) != (colours.name, colours.digest)
    assert model.recogniser.template_space != colours.recogniser.template_space
