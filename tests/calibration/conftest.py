"""Small worlds: people who are colours, and a path that sees nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration.cutting import PhotographCutter
from calibration.face_path import FacePath, Measurable
from engines.card import Alignment, Card, Preprocessing, card_path, file_digest, write_card
from gate.vision.types import Face

PREPROCESSING = Preprocessing(
    size=(8, 8),
    colour="RGB",
    mean=(0, 0, 0),
    scale=(1, 1, 1),
    in_graph=True,
    alignment=Alignment(name="test", points=((2, 2), (6, 2), (4, 4), (3, 6), (5, 6))),
)


class ColourDetector:
    """One face in the middle of every picture that is not black."""

    calls = 0

    def detect(self, image: np.ndarray) -> list[Face]:
        self.calls += 1
        if image.max() < 16:
            return []
        height, width = image.shape[:2]
        landmarks = np.float32(PREPROCESSING.alignment.points) * (np.float32([width, height]) / 8)
        return [Face(np.float32([0, 0, width, height]), landmarks, 0.9)]


class ColourRecogniser:
    """A crop's mean colour, as a direction."""

    template_space = "colours"
    dim = 3

    def embed(self, crops: Sequence[np.ndarray]) -> np.ndarray:
        vectors = np.float32([crop.mean(axis=(0, 1)) - 128 for crop in crops])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def colour_path() -> FacePath:
    return FacePath(PhotographCutter(ColourDetector(), "0", PREPROCESSING), ColourRecogniser(), "by colour")


@pytest.fixture
def colours() -> Measurable:
    return Measurable("colours", "0", PREPROCESSING, ColourRecogniser())


@pytest.fixture
def by_colour(monkeypatch: pytest.MonkeyPatch) -> ColourDetector:
    """Every photograph's face is found by colour."""
    detector = ColourDetector()
    monkeypatch.setattr("calibration.face_path.open_detector", lambda **_: (detector, "0"))
    return detector


def cover(image: np.ndarray, landmarks: np.ndarray, rng: np.random.Generator, /, *, colour: str) -> np.ndarray:
    """A mask: the lower half in a colour that chance picks."""
    masked = image.copy()
    masked[len(image) * 3 // 4 :] = rng.integers(100, 156, 3)
    return masked


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A recogniser's file and card; nothing ever runs it."""
    path = tmp_path / "colours.onnx"
    path.write_bytes(b"weights")
    card = Card(
        name="colours",
        kind="recogniser",
        digest=file_digest(path),
        template_space=file_digest(path),
        preprocessing=PREPROCESSING,
        inputs=("x",),
        outputs=("y",),
        dim=3,
        licence="Apache-2.0",
        source="test",
        data="none",
        recipe="none",
        limits="none",
    )
    write_card(card_path(path), card)
    return path


def write_face(path: Path, direction: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    colour = np.clip(128 + 100 * direction / np.linalg.norm(direction), 0, 255).astype(np.uint8)
    cv2.imwrite(str(path), np.tile(colour[::-1], (16, 16, 1)))


@pytest.fixture(scope="session")
def lfw_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 people with four pictures each, 40 pairs in ten folds; P58 and P59 are for training."""
    folder = tmp_path_factory.mktemp("lfw")
    random = np.random.default_rng(0)
    names = [f"P{number:02d}" for number in range(60)]
    for name in names:
        direction = random.normal(size=3)
        for number in range(1, 5):
            look = direction / np.linalg.norm(direction) + random.normal(scale=0.1, size=3)
            write_face(folder / "images" / name / f"{name}_{number:04d}.jpg", look)
    lines = ["10\t2"]
    for fold in range(10):
        people = names[4 * fold : 4 * fold + 4]
        lines += [f"{people[0]}\t1\t2", f"{people[1]}\t1\t3", f"{people[0]}\t1\t{people[2]}\t1"]
        lines += [f"{people[1]}\t2\t{people[3]}\t4"]
    (folder / "pairs.txt").write_text("\n".join(lines))
    (folder / "train_identities.txt").write_text("P58\nP59\n")
    (folder / "label_errors.txt").write_text("P00\tP01\nP02\tP03\nP04\tP05\nP06\tP07\n")
    return folder
