"""The YuNet detector on any backend: padding, two scales and one suppression around `gate.vision.decode`."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.backend import Backend, FloatArray
from engines.card import Card
from gate.vision.decode import DIVISOR, decode, suppress
from gate.vision.preprocess import Preprocessor
from gate.vision.types import Face, Image

MAX_SIDE = 960
"""A larger frame is reduced to this longer side, so that a frame's cost has a bound. A bare face of 40 px in a frame of
1280×720 is still found: 97 % of pasted-in CelebA training faces, against 67 % at 640 px and 100 % at 1280 px."""

MIN_SIDE = 480
"""A smaller picture is enlarged to this, at most twice: finds 5 % more masked training images of 256 px."""

COARSE = 3
"""The second scale is smaller by this factor and costs 1/9 more. YuNet learned faces of 10 to 300 px: of masked faces
680 px high at 1280 px it finds 55 %, together with the coarse scale all."""


FOLLOWED_SIDE = 160
"""A face that is followed is searched in a window of this many pixels or fewer, ..."""
FOLLOWED_REACH = 1.0
"""... which reaches this many of the face's longer sides from its middle: half a face of room on all sides."""
SAME_PLACE = 0.4
"""A face whose box overlaps its last one by this much (intersection over union) stands where it stood."""


def search_sides(longest: int) -> tuple[int, int]:
    """The longer sides, in pixels, at which a picture with this longer side is searched: fine, coarse."""
    fine = min(max(longest, min(2 * longest, MIN_SIDE)), MAX_SIDE)
    return fine, max(1, fine // COARSE)


class YuNet:
    """Faces by YuNet. One for each thread: it works in memory of its own.

    Args:
        backend: the network.
        card: its card.
        score_threshold: the lowest score of a face, 0..1.
        nms_iou: of two boxes that overlap more than this, the surer one stays.
        two_scales: search at `search_sides`; False: once, at the picture's own size, as OpenCV's FaceDetectorYN does.
    """

    def __init__(
        self,
        backend: Backend,
        card: Card,
        *,
        score_threshold: float = 0.6,
        nms_iou: float = 0.3,
        two_scales: bool = True,
    ) -> None:
        self._backend = backend
        self._preprocessor = Preprocessor(card.preprocessing)
        self._score_threshold = score_threshold
        self._nms_iou = nms_iou
        self._two_scales = two_scales
        self._scaled: list[Image | None] = [None, None]  # the last frame's, whose memory the next one's take over

    def detect(self, image: Image) -> list[Face]:
        """All faces in the image, in its own pixels, the surest first.

        Args:
            image: (height, width, 3) uint8 BGR, of any size.

        Raises:
            ModelError: the network failed.
        """
        if self._two_scales:
            sides = search_sides(max(image.shape[:2]))
            candidates = np.concatenate([self._search_scaled(image, *numbered) for numbered in enumerate(sides)])
        else:
            candidates = self._search(image)
        return [_face(row) for row in suppress(candidates, iou=self._nms_iou)]

    def follow(self, image: Image, faces: Sequence[Face]) -> list[Face] | None:
        """The same faces in a later frame, each searched near where it was: a window costs a thirtieth of a frame.

        Args:
            image: (height, width, 3) uint8 BGR, of any size.
            faces: found in a frame before it.

        Returns:
            One face for each, in order; None if one is not there, or a window holds more than one and they are not
            all known and where they were.

        Raises:
            ModelError: the network failed.
        """
        found, boxes = [], np.array([face.box for face in faces]).reshape(-1, 4)
        for number, face in enumerate(faces):
            x1, y1, x2, y2 = face.box.tolist()
            reach, x, y = FOLLOWED_REACH * max(x2 - x1, y2 - y1), (x1 + x2) / 2, (y1 + y2) / 2
            left, top = max(int(x - reach), 0), max(int(y - reach), 0)
            window = image[top : max(int(y + reach), 0), left : max(int(x + reach), 0)]
            if not window.size:
                return None
            candidates = suppress(self._search_window(window), iou=self._nms_iou)
            candidates[:, 0:14:2] += left
            candidates[:, 1:14:2] += top
            if len(candidates) > 1:
                candidates = _among_known(candidates, boxes, number)
            if len(candidates) != 1:
                return None
            found.append(_face(candidates[0]))
        return found

    def _search_window(self, window: Image) -> FloatArray:
        by = -(-max(window.shape[:2]) // FOLLOWED_SIDE)
        height, width = window.shape[0] // by, window.shape[1] // by
        if by == 1 or not height or not width:
            return self._search(window)
        # Pixels are skipped, not averaged: it reads a quarter of them or fewer, and the face is found as well.
        scaled = cv2.resize(window[: height * by, : width * by], (width, height), interpolation=cv2.INTER_LINEAR)
        candidates = self._search(np.asarray(scaled, np.uint8))
        candidates[:, :14] = (candidates[:, :14] + 0.5) * by - 0.5
        return candidates

    def _search_scaled(self, image: Image, number: int, side: int) -> FloatArray:
        height, width = image.shape[:2]
        scale = side / max(height, width)
        if scale == 1:
            return self._search(image)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        # Areas are averaged only where linear interpolation would skip pixels: it is five times slower.
        method = cv2.INTER_AREA if scale <= 0.5 else cv2.INTER_LINEAR
        scaled = np.asarray(cv2.resize(image, size, self._scaled[number], interpolation=method), dtype=np.uint8)
        self._scaled[number] = scaled
        candidates = self._search(scaled)
        for axis, factor in enumerate((width / size[0], height / size[1])):
            # Pixels are counted at their centres: resizing carries x to (x + 0.5)·factor - 0.5.
            candidates[:, axis:14:2] = (candidates[:, axis:14:2] + 0.5) * factor - 0.5
        return candidates

    def _search(self, image: Image) -> FloatArray:
        batch = self._preprocessor.batch([image], divisor=DIVISOR)
        return decode(self._backend.run(batch), batch.shape[2:], threshold=self._score_threshold)


def _among_known(candidates: FloatArray, boxes: FloatArray, number: int) -> FloatArray:
    """Of several candidates those that are the known face of that number; none if one of them is nobody's or in doubt.

    Whoever has moved as far as to stand in another one's place is in doubt: all must be where they were.
    """
    a, b = candidates[:, None, :4], boxes[None]
    corner = np.maximum(a[..., :2], b[..., :2])
    shared = (np.minimum(a[..., 2:], b[..., 2:]) - corner).clip(0).prod(axis=-1)
    areas = [(box[..., 2:] - box[..., :2]).prod(axis=-1) for box in (a, b)]
    same: NDArray[np.bool_] = shared >= SAME_PLACE * (areas[0] + areas[1] - shared)
    kept: FloatArray = candidates[same[:, number] & (same.sum(axis=1) == 1).all()]
    return kept


def _face(row: FloatArray) -> Face:
    row.flags.writeable = False
    return Face(box=row[:4], landmarks=row[4:14].reshape(5, 2), score=float(row[14]))
