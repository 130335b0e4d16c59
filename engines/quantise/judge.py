"""Judges a network against its original in the terms in which its engine will be verified.

A recogniser is judged by its templates. A detector's outputs say little: with a cosine of 0.996 to the original's, one
face in fourteen was lost (docs/results/int8.md). So it is judged by the faces that it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import onnx

from engines.backend import FloatArray
from engines.quantise.trial import answers, open_session
from engines.verify import Figures, compare_boxes, compare_templates

Find = Callable[[onnx.ModelProto, int | None], list[FloatArray]]
"""Runs a detector on so many of its photographs (None: all); answers as `compare_boxes` takes them."""

_FACES, _PHOTOGRAPHS = 48, 32
"""Pictures for a rough judgement."""


class Judge(Protocol):
    """Says how near a network is to the one it was made from."""

    def __call__(self, model: onnx.ModelProto, *, rough: bool = False) -> Figures:
        """Run and compare.

        Args:
            model: of the same inputs and outputs as the original.
            rough: on few pictures.
        """
        ...


class TemplateJudge:
    """By templates.

    Args:
        original: in floating point.
        pictures: input batches.
    """

    def __init__(self, original: onnx.ModelProto, pictures: Sequence[FloatArray]) -> None:
        self._pictures, self._few = pictures, _first(pictures, _FACES)
        self._reference = answers(open_session(original), pictures)

    def __call__(self, model: onnx.ModelProto, *, rough: bool = False) -> Figures:
        """Cosines."""
        found = answers(open_session(model), self._few if rough else self._pictures)
        return compare_templates(self._reference[: len(found)], found)


class FaceJudge:
    """By faces found.

    Args:
        original: in floating point.
        find: runs a detector on photographs.
    """

    def __init__(self, original: onnx.ModelProto, find: Find) -> None:
        self._find, self._reference = find, find(original, None)

    def __call__(self, model: onnx.ModelProto, *, rough: bool = False) -> Figures:
        """Matched boxes and landmarks."""
        found = self._find(model, _PHOTOGRAPHS if rough else None)
        return compare_boxes(self._reference[: len(found)], found)


def _first(batches: Sequence[FloatArray], count: int) -> list[FloatArray]:
    first = []
    for batch in batches:
        if count > 0:
            first.append(batch[:count])
            count -= len(batch)
    return first
