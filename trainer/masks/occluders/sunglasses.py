"""Sunglasses: two dark lenses in a frame, with arms to the ears."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from calibration.masks.picture import Bytes, ColourOrder, Floats, check_image, window_of
from calibration.masks.pose import HeadPose, estimate_pose
from trainer.masks.cloth import dyed
from trainer.masks.dress import SUBPIXEL, Finish, blend, corners, cover_of
from trainer.masks.light import Light, estimate_light
from trainer.masks.spec import CUT_WITHIN, Colour, any_colour

_TURN = np.linspace(0, 2 * np.pi, 40, endpoint=False)
_TINTS: tuple[Colour, ...] = ((18, 18, 20), (14, 14, 16), (52, 34, 20), (22, 40, 30), (24, 30, 56), (90, 60, 30))
_FRAMES: tuple[Colour, ...] = ((16, 16, 18), (16, 16, 18), (70, 44, 24), (190, 160, 90), (150, 152, 158))


@dataclass(frozen=True)
class Sunglasses:
    """One pair. Lengths in the head's units (the eyes' distance)."""

    lens: tuple[float, float]
    """Half width and half height of a lens."""
    corner: float
    """2: round lenses; higher: squarer."""
    drop: float
    """How far the lenses' outer lower corners are pulled down (aviators) or up (cat's eyes)."""
    tint: Colour
    dark: float
    """Opacity at the lenses' upper edge, 0..1."""
    fade: float
    """How much of it is lost at the lower edge, 0..1."""
    glare: float
    """Brightness of the sky that the lenses mirror, 0..1."""
    frame: Colour
    rim: float
    """Width of the frame."""
    finish: Finish

    @classmethod
    def sample(cls, rng: np.random.Generator) -> Sunglasses:
        """Draw one pair."""
        a, b = rng.integers(0, CUT_WITHIN, 2).tolist()
        odd = rng.random() < 0.2
        return cls(
            lens=(0.36 + 0.10 * rng.random(), 0.26 + 0.16 * rng.random()),
            corner=2.0 + 2.5 * rng.random(),
            drop=0.25 * (rng.random() - 0.4),
            tint=any_colour(rng) if odd else _TINTS[int(rng.integers(len(_TINTS)))],
            dark=0.82 + 0.18 * rng.random(),
            fade=0.4 * rng.random() if rng.random() < 0.5 else 0.0,
            glare=0.5 * rng.random(),
            frame=any_colour(rng) if odd else _FRAMES[int(rng.integers(len(_FRAMES)))],
            rim=0.02 + 0.08 * rng.random(),
            finish=Finish(0.25, 0.015 * rng.random(), 2 * rng.random(), (a, b)),
        )

    def draw(self, image: Bytes, landmarks: Floats, *, colour: ColourOrder = "BGR") -> Bytes:
        """A copy of the picture with the sunglasses on; arguments and errors as for `draw_mask`."""
        check_image(image)
        pose = estimate_pose(landmarks)
        light = estimate_light(image, pose, colour=colour)
        worn: Bytes = image.copy()
        rims = [pose.project(self._lens(side, self.rim)) for side in (-1.0, 1.0)]
        panes = [pose.project(self._lens(side, 0.0)) for side in (-1.0, 1.0)]
        rest = [pose.project(part) for part in self._bridge_and_arms(pose)]
        window = window_of(np.concatenate(rims + rest), 0.15 * pose.scale + 2, image.shape)
        if window is None:
            return worn
        x0, y0, x1, y1 = window
        frame = np.empty((y1 - y0, x1 - x0, 3), np.uint8)
        frame[:] = np.clip(dyed(self.frame, light, 1.0), 0, 255)
        blend(worn, frame, cover_of(rims + rest, window), window, self.finish, pose.scale)
        glass = self._glass(worn[y0:y1, x0:x1], panes, (x0, y0), light)
        bare = Finish(0.0, self.finish.softness, self.finish.noise, self.finish.noise_at)
        blend(worn, glass, cover_of(panes, window), window, bare, pose.scale)
        return worn

    def _lens(self, side: float, grown: float) -> Floats:
        """(40, 3): one lens's edge; a superellipse, bent around the face."""
        c, s = np.cos(_TURN), np.sin(_TURN)
        x = (self.lens[0] + grown) * np.sign(c) * np.abs(c) ** (2 / self.corner)
        y = (self.lens[1] + grown) * np.sign(s) * np.abs(s) ** (2 / self.corner)
        y = y + self.drop * np.maximum(y, 0) * (1 + x / self.lens[0])
        x = x + 0.54
        return np.stack([side * x, y + 0.06, 0.24 - 0.22 * x**2], axis=-1).astype(np.float32)

    def _bridge_and_arms(self, pose: HeadPose) -> list[Floats]:
        thick = 0.5 * self.rim + 0.02
        inner, outer = 0.54 - self.lens[0], 0.54 + self.lens[0] + self.rim
        parts = [[(-inner, -thick, 0.27), (inner, -thick, 0.27), (inner, thick, 0.27), (-inner, thick, 0.27)]]
        hinge = 0.24 - 0.22 * outer**2
        for side in (-1.0, 1.0):
            if side * 0.9 * pose.view[0] + 0.3 * pose.view[2] > 0:
                parts.append(
                    [
                        (side * (outer - 0.04), -0.06 - thick, hinge),
                        (side * (outer - 0.04), -0.06 + thick, hinge),
                        (side * 1.16, -0.10 + thick, -1.1),
                        (side * 1.16, -0.10 - thick, -1.1),
                    ]
                )
        return [np.array(part, np.float32) for part in parts]

    def _glass(self, behind: Bytes, panes: list[Floats], corner: tuple[int, int], light: Light) -> Bytes:
        """What shows in the lenses: the eyes, darkened, and the sky above."""
        tint = np.array(dyed(self.tint, light, 1.0), np.float32)
        down = np.concatenate(panes)[:, 1] - corner[1]
        place = np.clip((np.arange(len(behind)) - down.min()) / max(float(np.ptp(down)), 1.0), 0, 1)[:, None, None]
        opaque = self.dark * (1 - self.fade * place)
        sky = self.glare * 120 * light.level * np.clip(1 - 2.2 * place, 0, 1)
        glass = behind * (1 - opaque) + opaque * tint + sky
        shown: Bytes = np.clip(glass, 0, 255).astype(np.uint8)
        for pane in panes:  # a streak of light across each lens
            middle = pane.mean(axis=0)
            ends = np.stack([0.6 * pane[26] + 0.4 * middle, 0.7 * pane[30] + 0.3 * middle])
            streak = corners((ends - corner).astype(np.float32))
            bright = (tint + self.glare * 200 * light.level).clip(0, 255)
            width = max(1, round(0.08 * float(np.ptp(pane[:, 1]))))
            cv2.polylines(shown, [streak], False, bright.tolist(), width, cv2.LINE_AA, SUBPIXEL)
        return shown
