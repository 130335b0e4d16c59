"""Faces that a person has labelled: a table of file, box and state, and what the classifier reads on them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gate.vision.detector import Detector
from gate.vision.image_io import read_image
from gate.vision.mask_state import MaskReader, MaskReading, MaskState
from gate.vision.types import Face
from trainer.errors import TrainerError

_SAME = 0.4
"""A found face is the labelled one if their boxes' intersection over union reaches this."""


@dataclass(frozen=True)
class Labelled:
    """One face."""

    file: str
    """Path within the data folder."""
    box: tuple[int, int, int, int]
    """x1, y1, x2, y2 in pixels."""
    state: MaskState


def read_labels(path: Path) -> list[Labelled]:
    """Read a table with the header `file,x1,y1,x2,y2,label`.

    Raises:
        TrainerError: it can't be read, or a line is wrong; the line is named.
    """
    labels = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                try:
                    x1, y1, x2, y2 = (int(row[name]) for name in ("x1", "y1", "x2", "y2"))
                    labels.append(Labelled(row["file"], (x1, y1, x2, y2), MaskState(row["label"])))
                except (KeyError, TypeError, ValueError) as error:
                    raise TrainerError(f"{path}, line {number}: not file,x1,y1,x2,y2,label ({error})") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TrainerError(f"the labels {path} can't be read: {error}") from None
    if not labels:
        raise TrainerError(f"{path} holds no labelled face")
    return labels


def read_faces(
    labels: Sequence[Labelled], data: Path, detector: Detector, reader: MaskReader
) -> Iterator[tuple[Labelled, MaskReading | None]]:
    """What the classifier reads on each face; None where the detector does not find it.

    Raises:
        ImageError: a picture can't be read.
    """
    for label in labels:
        image = read_image(data / label.file)
        face = _nearest(detector.detect(image), np.array(label.box, np.float32))
        yield label, None if face is None else reader.read(image, [face.landmarks])[0]


def _nearest(faces: Sequence[Face], box: NDArray[np.float32]) -> Face | None:
    best = max(faces, key=lambda face: _overlap(face.box, box), default=None)
    return best if best is not None and _overlap(best.box, box) >= _SAME else None


def _overlap(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    size = np.maximum(np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2]), 0)
    common = float(size.prod())
    return common / (float((first[2:] - first[:2]).prod() + (second[2:] - second[:2]).prod()) - common)
