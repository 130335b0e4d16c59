"""The two people of the demo: their portraits (public domain, `gate/assets/demo/SOURCES.md`) and cut-outs of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_head import Eyes, Pose, turned
from gate.capture.demo_mask import MaskFit, wear_mask
from gate.capture.errors import CaptureError

ASSETS = Path(__file__).resolve().parents[1] / "assets" / "demo"

ASTRONAUT = "astronaut"
GRACE_HOPPER = "grace_hopper"

_MASK_FIT = MaskFit(
    top=((183, 128), (203, 121), (216, 113.5), (226, 111), (236, 113.5), (249, 122), (267, 131)),
    bottom=((183, 151), (190, 162), (205, 175), (226, 183), (245, 175), (258, 164), (267, 149)),
    loops=(
        ((184, 130), (179, 127), (176, 121)),
        ((185, 149), (180, 141), (177, 131)),
        ((266, 133), (271, 130), (274, 124)),
        ((265, 148), (270, 142), (273, 135)),
    ),
)
"""The mask on the astronaut's portrait."""


@dataclass(frozen=True)
class _Pose:
    """What a cut-out needs to know of its portrait, in pixels of it."""

    crown: tuple[int, int]
    """Top of the head or hat, above the middle of the face."""
    face_height: int
    """Hairline to chin, about: brings both people to one size."""
    hem: int
    """The portrait ends at this row, which is repeated below to `_LONG` face heights."""
    eyes: Eyes
    """The eye further left in the picture first."""


_POSES = {
    ASTRONAUT: _Pose((226, 15), 114, 512, ((205.1, 101.7), (246.05, 106.4))),
    GRACE_HOPPER: _Pose((265, 22), 205, 568, ((223.25, 191.8), (305.0, 195.2))),
}


@dataclass(frozen=True, eq=False)
class Figure:
    """A person without background."""

    picture: NDArray[np.uint8]
    """(height, width, 4): BGR multiplied by the cover, then the cover from 0 (background) to 255 (person)."""
    crown: tuple[float, float]
    """Top of the head above the middle of the face, in pixels of the picture."""
    eyes: Eyes
    """The eye further left in the picture first, in its pixels."""

    def halved(self) -> Figure:
        """The same figure at half the size."""
        half = np.asarray(cv2.pyrDown(self.picture), np.uint8)
        (x1, y1), (x2, y2) = self.eyes
        return Figure(half, (self.crown[0] / 2, self.crown[1] / 2), ((x1 / 2, y1 / 2), (x2 / 2, y2 / 2)))

    def turned(self, pose: Pose) -> Figure:
        """The same figure with its head turned."""
        return replace(self, picture=turned(self, pose)) if pose.yaw or pose.pitch else self


FACE_HEIGHT = 228
"""Of every `figure()`, in its own pixels."""
_LONG = 5.4
"""Crown to the picture's lower edge in face heights: reaches behind the counter even from afar."""


def portrait(name: str) -> NDArray[np.uint8]:
    """The whole picture of `ASTRONAUT` or `GRACE_HOPPER`, for enrolling: (height, width, 3) BGR.

    Raises:
        CaptureError: the project's copy is missing or damaged.
    """
    return _read(f"{name}.jpg", cv2.IMREAD_COLOR)


def figure(name: str, *, masked: bool) -> Figure:
    """The person cut out of the portrait, with or without a mask; only `ASTRONAUT` has one to wear."""
    pose = _POSES[name]
    scale = FACE_HEIGHT / pose.face_height
    matte = _read(f"{name}.matte.png", cv2.IMREAD_GRAYSCALE)
    picture = _scaled(_without_fringe(portrait(name), matte), scale)
    if masked:
        picture = wear_mask(picture, _MASK_FIT.scaled(scale))
    cut = np.dstack([picture, _scaled(matte, scale)])[: round(pose.hem * scale)]
    longer = round(pose.crown[1] * scale + _LONG * FACE_HEIGHT) - len(cut)
    below = cv2.GaussianBlur(np.repeat(cut[-1:], longer, axis=0), (0, 0), 6)
    cut = np.vstack([cut, below])
    cut[..., :3] = np.rint(cut[..., :3] * (cut[..., 3:] / 255.0))
    return _placed(cut, pose, scale)


def photograph(name: str) -> Figure:
    """The portrait as a print: with its own background, cut at its edges."""
    pose = _POSES[name]
    scale = FACE_HEIGHT / pose.face_height
    picture = _scaled(portrait(name), scale)
    return _placed(np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)]), pose, scale)


def _placed(picture: NDArray[np.uint8], pose: _Pose, scale: float) -> Figure:
    (x1, y1), (x2, y2) = pose.eyes
    eyes = ((x1 * scale, y1 * scale), (x2 * scale, y2 * scale))
    return Figure(picture, (pose.crown[0] * scale, pose.crown[1] * scale), eyes)


def _without_fringe(picture: NDArray[np.uint8], matte: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give the half-covered edge the person's own colour instead of the old background's."""
    person = (matte > 245).astype(np.float32)
    reach = np.maximum(cv2.GaussianBlur(person, (0, 0), 2), 1e-3)[..., None]
    spread = cv2.GaussianBlur(picture * person[..., None], (0, 0), 2) / reach
    return np.where(person[..., None] > 0, picture, np.clip(spread, 0, 255)).astype(np.uint8)


def _scaled(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def _read(file: str, flags: int) -> NDArray[np.uint8]:
    image = cv2.imread(str(ASSETS / file), flags)
    if image is None:
        raise CaptureError(f"the demo's picture {ASSETS / file} is missing or damaged: install MaskGate again")
    return np.asarray(image, np.uint8)
