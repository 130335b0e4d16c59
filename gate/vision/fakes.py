"""A world of painted faces for tests: what `paint_face` draws, `FakeDetector` finds and `FakeRecogniser` knows.

In this world a face is a rectangle whose blue channel is the person's number; the other two carry a fine texture, so
that quality, alignment and tracking work on it as on a photograph.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from engines.backend import FloatArray
from engines.card import Alignment, Preprocessing
from engines.errors import ModelError
from gate.vision.mask_state import MaskReading, MaskState
from gate.vision.types import Crop, Face, Image, Landmarks

LANDMARKS = np.array([(0.32, 0.4), (0.68, 0.4), (0.5, 0.64), (0.36, 0.8), (0.64, 0.8)])
"""Of a frontal face, as shares of its box."""

FAKE_PREPROCESSING = Preprocessing(
    size=(112, 112),
    colour="RGB",
    mean=(0, 0, 0),
    scale=(1, 1, 1),
    in_graph=True,
    alignment=Alignment(name="fake", points=tuple((float(x), float(y)) for x, y in 112 * LANDMARKS)),
)


def face_at(box: Sequence[float], *, score: float = 0.95) -> Face:
    """A frontal face that fills a box (x1, y1, x2, y2)."""
    corners = np.asarray(box, dtype=np.float32)
    landmarks = corners[:2] + LANDMARKS * (corners[2:] - corners[:2])
    return Face(corners, landmarks.astype(np.float32), score)


def paint_face(image: Image, box: Sequence[int], person: int) -> None:
    """Draw a person, 1 to 255, over what is there.

    Args:
        image: black where nobody stands; drawn on.
        box: x1, y1, x2, y2 in pixels.
        person: their number.
    """
    x1, y1, x2, y2 = (max(value, 0) for value in box)
    area = image[y1:y2, x1:x2]
    area[..., 0] = person
    rows, columns = np.indices(area.shape[:2]) // 3
    area[..., 1:] = (40 + (97 * rows + 53 * columns + 31 * rows * columns) % 200)[..., None]  # every grey, well lit


class FakeDetector:
    """Finds each painted person, once: the rectangle around what is visible of them."""

    def detect(self, image: Image) -> list[Face]:
        """Painted faces, by person."""
        people = image[..., 0]
        faces = []
        for person in np.unique(people[people > 0]):
            rows, columns = np.nonzero(people == person)
            faces.append(face_at((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)))
        return faces

    def follow(self, image: Image, faces: Sequence[Face]) -> list[Face] | None:
        """Each face again, if it is in view and stands near where it was."""
        there = self.detect(image)
        found = [[new for new in there if np.abs(new.box - face.box).max() < face.width / 2] for face in faces]
        return [near[0] for near in found] if all(len(near) == 1 for near in found) else None


class FakeRecogniser:
    """Knows painted people by their number: always the same random direction for the same one.

    Args:
        dim: length of the templates.
    """

    template_space = "fake"

    def __init__(self, *, dim: int = 128) -> None:
        self.dim = dim
        self.embedded = 0
        """Crops embedded so far, for tests of what is embedded when."""

    def embed(self, crops: Sequence[Crop]) -> FloatArray:
        """(N, dim), each row of norm 1."""
        self.embedded += len(crops)
        return np.array([self._direction(crop) for crop in crops], dtype=np.float32).reshape(-1, self.dim)

    def _direction(self, crop: Crop) -> FloatArray:
        person = int(np.median(crop[..., 2]))  # blue comes last in RGB
        vector = np.random.default_rng(person).standard_normal(self.dim)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class FakeMaskReader:
    """Reads what it is told, of everybody; may be told otherwise at any time."""

    def __init__(self, state: MaskState = MaskState.NONE, probability: float = 0.99) -> None:
        self.reading = MaskReading(state, probability)
        self.read_faces = 0
        """Faces read so far, for tests of what is read when."""

    def read(self, image: Image, faces: Sequence[Landmarks]) -> list[MaskReading]:  # noqa: ARG002 - it knows already
        """One reading for each face."""
        self.read_faces += len(faces)
        return [self.reading] * len(faces)


class MoodyRecogniser(FakeRecogniser):
    """Hangs while `goes_on` is clear, and fails while there is a `problem`."""

    def __init__(self, *, dim: int = 128) -> None:
        super().__init__(dim=dim)
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.problem: ModelError | None = None

    def embed(self, crops: Sequence[Crop]) -> FloatArray:
        """As told.

        Raises:
            ModelError: the problem.
        """
        self.goes_on.wait()
        if self.problem:
            raise self.problem
        return super().embed(crops)
