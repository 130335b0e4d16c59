"""How near a derived network is to the one it was derived from: figures, and the bounds that it has to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.backend import FloatArray, Precision

WANTED_FACES = 500
"""Fewer faces are reported as few."""


@dataclass(frozen=True)
class Cosines:
    """Cosines between the two networks' templates of the same faces."""

    faces: int
    mean: float
    minimum: float
    quantile: float
    """The 1 % quantile."""


@dataclass(frozen=True)
class Boxes:
    """Faces that both detectors found in the same pictures."""

    pictures: int
    expected: int
    """Faces that the original found."""
    matched: int
    """Of them, those that the derived one found too: intersection over union of at least `SAME`."""
    extra: int
    """Faces that only the derived one found."""
    mean_iou: float
    """Of the matched."""
    landmark_shift: float
    """Mean distance between the matched faces' landmarks, as a share of the face's width."""

    @property
    def share(self) -> float:
        """Matched / expected."""
        return self.matched / self.expected if self.expected else 0.0


Figures = Cosines | Boxes
"""Of a recogniser, or of a detector."""

SAME = 0.8
"""Intersection over union at which two boxes are one face."""


@dataclass(frozen=True)
class Bounds:
    """What a network has to keep; None: not asked for."""

    min_cosine: float | None = None
    mean_cosine: float | None = None
    quantile_cosine: float | None = None
    min_matched: float = 0.99
    """Detectors: the least share of matched faces, and the most extra ones (1 - this) beside them."""
    max_shift: float = 0.01
    """Detectors: how far the matched faces' landmarks may lie from the original's, as a share of the face's width."""


BOUNDS: dict[Precision, Bounds] = {
    "fp32": Bounds(min_cosine=0.9999, min_matched=0.999, max_shift=0.001),
    "fp16": Bounds(min_cosine=0.9995, min_matched=0.995, max_shift=0.005),
    "int8": Bounds(mean_cosine=0.99, quantile_cosine=0.97, min_matched=0.98, max_shift=0.015),
}
"""Defaults. `--min-cosine` replaces the bound on the least cosine."""


def bounds_for(precision: Precision, min_cosine: float | None) -> Bounds:
    """The bounds of a precision."""
    bounds = BOUNDS[precision]
    return bounds if min_cosine is None else replace(bounds, min_cosine=min_cosine)


def compare_templates(reference: FloatArray, derived: FloatArray) -> Cosines:
    """Figures of (N, D) templates of the same N faces; a template that is no number counts as cosine -1."""
    cosines = row_cosines(reference, derived)
    return Cosines(len(cosines), float(cosines.mean()), float(cosines.min()), float(np.quantile(cosines, 0.01)))


def row_cosines(a: FloatArray, b: FloatArray) -> NDArray[np.float64]:
    """(N,) cosine of each row of one with the same row of the other."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosines = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return np.where(np.isfinite(cosines), cosines, -1.0)


def compare_boxes(reference: Sequence[FloatArray], derived: Sequence[FloatArray]) -> Boxes:
    """Match faces, picture by picture; each is used once, the best pairs first.

    Args:
        reference: (N, 14) of each picture: x1, y1, x2, y2 of the box, then x, y of five landmarks.
        derived: of the same pictures.
    """
    expected = matched = extra = 0
    overlaps: list[float] = []
    shifts: list[float] = []
    for one, other in zip(reference, derived, strict=True):
        table = _iou(one[:, :4], other[:, :4])
        found = 0
        while table.size and table.max() >= SAME:
            row, column = np.unravel_index(int(table.argmax()), table.shape)
            overlaps.append(float(table[row, column]))
            shifts.append(_shift(one[row], other[column]))
            table[row, :] = table[:, column] = -1
            found += 1
        expected, matched, extra = expected + len(one), matched + found, extra + len(other) - found
    overlap, shift = (float(np.mean(values)) if values else 0.0 for values in (overlaps, shifts))
    return Boxes(len(reference), expected, matched, extra, overlap, shift)


def distance(figures: Figures) -> float:
    """One number to order networks by: 0 for the original itself, more for one that is farther from it.

    Of a recogniser the mean cosine that is missing; of a detector the shares of faces lost, of faces invented and of
    overlap missing, and the landmarks' shift, in one sum.
    """
    if isinstance(figures, Boxes):
        invented = figures.extra / max(figures.expected, 1)
        return (1 - figures.share) + invented + (1 - figures.mean_iou) + figures.landmark_shift
    return 1 - figures.mean


def shortfall(figures: Figures, bounds: Bounds) -> str | None:
    """What is out of bounds, with its figure; None if nothing is."""
    if isinstance(figures, Boxes):
        if not figures.expected:
            return "the original detector finds no face in the pictures: name others with --verify-input"
        if figures.share < bounds.min_matched:
            return f"{figures.share:.2%} of the faces are found again, at least {bounds.min_matched:.2%} are needed"
        if figures.extra > (1 - bounds.min_matched) * figures.expected:
            return f"{figures.extra} faces are found where the original finds none ({figures.expected} expected)"
        if figures.landmark_shift > bounds.max_shift:
            return (
                f"landmarks lie {figures.landmark_shift:.2%} of the face's width from the original's, "
                f"at most {bounds.max_shift:.2%} are allowed"
            )
        return None
    for what, value, bound in (
        ("least", figures.minimum, bounds.min_cosine),
        ("mean", figures.mean, bounds.mean_cosine),
        ("1 % quantile of the", figures.quantile, bounds.quantile_cosine),
    ):
        if bound is not None and not value >= bound:
            return f"the {what} cosine to the original is {value:.5f}, at least {bound:g} is needed"
    return None


def columns(figures: Figures) -> dict[str, str]:
    """For a table that compares several networks."""
    if isinstance(figures, Boxes):
        return {
            "faces found again": f"{figures.matched} of {figures.expected}",
            "extra": str(figures.extra),
            "mean overlap": f"{figures.mean_iou:.4f}",
            "landmarks moved": f"{figures.landmark_shift:.2%}",
        }
    return {
        "mean cosine": f"{figures.mean:.5f}",
        "1 % quantile": f"{figures.quantile:.5f}",
        "least": f"{figures.minimum:.5f}",
    }


def describe(figures: Figures) -> str:
    """One line."""
    if isinstance(figures, Boxes):
        return (
            f"{figures.matched} of {figures.expected} faces in {figures.pictures} pictures found again, "
            f"{figures.extra} extra, mean overlap {figures.mean_iou:.4f}, "
            f"landmarks moved by {figures.landmark_shift:.2%} of the face's width"
        )
    few = f" (fewer than the {WANTED_FACES} that are asked for)" if figures.faces < WANTED_FACES else ""
    return (
        f"cosine to the original on {figures.faces} faces{few}: mean {figures.mean:.5f}, "
        f"1 % quantile {figures.quantile:.5f}, least {figures.minimum:.5f}"
    )


def _iou(one: FloatArray, other: FloatArray) -> NDArray[np.float64]:
    a, b = one.reshape(-1, 4)[:, None].astype(np.float64), other.reshape(-1, 4)[None].astype(np.float64)
    shared = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None).prod(axis=2)
    areas = (a[..., 2:] - a[..., :2]).prod(axis=2) + (b[..., 2:] - b[..., :2]).prod(axis=2)
    return np.asarray(shared / np.maximum(areas - shared, 1e-9))


def _shift(one: FloatArray, other: FloatArray) -> float:
    distances = np.linalg.norm((one[4:] - other[4:]).reshape(5, 2), axis=1)
    return float(distances.mean() / max(one[2] - one[0], 1e-9))
