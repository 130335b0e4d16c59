"""A hand before the mouth, at the chin or on the cheek."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from calibration.masks.picture import Bytes, ColourOrder, Floats, Window, check_image, window_of
from calibration.masks.pose import HeadPose, estimate_pose
from trainer.masks.dress import SUBPIXEL, Finish, blend, corners
from trainer.masks.light import skin_colour
from trainer.masks.spec import CUT_WITHIN

_FINGERS = ((-0.33, 0.30, 0.82), (-0.11, 0.36, 1.0), (0.11, 0.34, 0.94), (0.32, 0.26, 0.74))
"""Each finger: where it leaves the palm across, and along, and its length; the palm reaches 0.4 to each side."""
_THICK = 0.135
"""Half the width of a finger, in the hand's units."""


@dataclass(frozen=True)
class Hand:
    """One hand, flat before the face. Lengths in the head's units."""

    palm: tuple[float, float]
    """x and y of the palm's middle."""
    angle: float
    """Radians: where the fingers point; 0: up, positive: clockwise."""
    size: float
    spread: float
    """Radians between neighbouring fingers."""
    bend: float
    """How far each finger curves, in radians from root to tip."""
    left: bool
    """Which side the thumb is on."""
    paler: float
    """Factor on the face's skin."""
    finish: Finish

    @classmethod
    def sample(cls, rng: np.random.Generator) -> Hand:
        """Draw one hand: before the mouth, under the chin or at the cheek."""
        left = bool(rng.random() < 0.5)
        side = -1.0 if left else 1.0
        where = int(rng.integers(3))
        x, y, angle = ((0.75, 1.45, -1.2), (0.25, 2.0, -0.35), (1.0, 1.35, -0.15))[where]
        a, b = rng.integers(0, CUT_WITHIN, 2).tolist()
        return cls(
            palm=(side * (x + 0.3 * (rng.random() - 0.5)), y + 0.3 * (rng.random() - 0.5)),
            angle=side * (angle + 0.6 * (rng.random() - 0.5)),
            size=0.85 + 0.25 * rng.random(),
            spread=0.02 + 0.14 * rng.random(),
            bend=0.7 * (rng.random() - 0.3),
            left=left,
            paler=0.92 + 0.2 * rng.random(),
            finish=Finish(0.35, 0.02 * rng.random(), 3 * rng.random(), (a, b)),
        )

    def draw(self, image: Bytes, landmarks: Floats, *, colour: ColourOrder = "BGR") -> Bytes:  # noqa: ARG002
        """A copy of the picture with the hand before the face; arguments and errors as for `draw_mask`.

        The hand takes its colour from the face, so the picture's colour order makes no difference.
        """
        check_image(image)
        pose = estimate_pose(landmarks)
        skin = skin_colour(image, pose) * np.float32(self.paler)
        worn: Bytes = image.copy()
        for line, thick in self._limbs():
            self._draw_limb(worn, pose, line, thick, skin)
        return worn

    def _limbs(self) -> list[tuple[Floats, float]]:
        """Wrist, palm, thumb and fingers, from behind to the front: a (N, 3) middle line and half its thickness."""
        thumb = -1.0 if self.left else 1.0
        limbs = [
            (self._place(np.array([(0.0, -1.8), (0.0, -0.2)])), 0.32),
            (self._place(np.array([(0.0, -0.16), (0.0, 0.06)])), 0.44),
            (self._place(np.array([(thumb * 0.25, -0.25), (thumb * 0.52, 0.1), (thumb * 0.55, 0.42)])), 0.15),
        ]
        for index, (across, along, length) in enumerate(_FINGERS):
            steps = np.linspace(0, 1, 6)
            heading = (index - 1.5) * self.spread + self.bend * steps * np.sign(self.palm[0])
            x = across + np.concatenate([[0], np.cumsum(np.sin(heading[1:]))]) * length / 5
            y = along + np.concatenate([[0], np.cumsum(np.cos(heading[1:]))]) * length / 5
            limbs.append((self._place(np.stack([x, y], axis=-1)), _THICK * (0.85 + 0.15 * length)))
        return limbs

    def _place(self, line: Floats) -> Floats:
        """From the hand (x across, y towards the fingers) to the head."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        x, y = self.size * line[:, 0], -self.size * line[:, 1]
        depth = np.full(len(line), 0.45)
        return np.stack([c * x - s * y + self.palm[0], s * x + c * y + self.palm[1], depth], axis=-1).astype(np.float32)

    def _draw_limb(self, picture: Bytes, pose: HeadPose, line: Floats, thick: float, skin: Floats) -> None:
        pixels, width = pose.project(line), max(1, round(2 * thick * self.size * pose.scale))
        window = window_of(pixels, 0.5 * width + 0.1 * pose.scale + 2, picture.shape)
        if window is None:
            return
        cover = _tube(pixels, width, window)
        depth = cv2.distanceTransform((cover > 127).astype(np.uint8), cv2.DIST_L2, 3)
        inward = np.minimum(depth / (_THICK * self.size * pose.scale), 1)
        shade = 0.78 + 0.28 * np.sqrt(inward * (2 - inward))  # round at the edges, lit from the camera's side
        seen = np.clip(shade[..., None] * skin, 0, 255).astype(np.uint8)
        blend(picture, seen, cover, window, self.finish, pose.scale)


def _tube(pixels: Floats, width: int, window: Window) -> Bytes:
    x0, y0, x1, y1 = window
    cover = np.zeros((y1 - y0, x1 - x0), np.uint8)
    path = corners(pixels - np.array((x0, y0), np.float32))
    cv2.polylines(cover, [path], False, 255, width, cv2.LINE_AA, SUBPIXEL)
    return cover
