"""The entrance that the demo plays in: a lobby out of focus, seen over a counter, drawn from a few planes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1280, 720
HORIZON = 400
"""Row of the camera's own height: faces of tall people lie above it at any distance."""
COUNTER = 606
"""First row of the counter in the foreground; nobody's feet are ever seen."""

_VANISHING = (640, HORIZON)
_WALL = (470, 215, 810, 455)
"""Left, top, right, bottom of the far wall; the side walls, ceiling and floor run from there to the frame's corners."""


def lobby() -> NDArray[np.uint8]:
    """The empty lobby without the counter: (HEIGHT, WIDTH, 3) BGR."""
    left, top, right, bottom = _WALL
    scene = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    _plane(scene, [(-250, -120), (WIDTH + 250, -120), (right, top), (left, top)], (226, 232, 236))
    floor = [(-250, 870), (WIDTH + 250, 870), (right, bottom), (left, bottom)]
    _plane(scene, floor, (126, 138, 148))
    _plane(scene, [(-250, -120), (left, top), (left, bottom), (-250, 870)], (178, 196, 208))
    _plane(scene, [(WIDTH + 250, -120), (right, top), (right, bottom), (WIDTH + 250, 870)], (198, 208, 214))
    _plane(scene, [(left, top), (right, top), (right, bottom), (left, bottom)], (206, 214, 220))
    _slats(scene)
    _doors(scene)
    _lamps(scene)
    _polish(scene, floor, bottom)
    _plant(scene)
    return _vignetted(np.asarray(cv2.GaussianBlur(scene, (0, 0), 5), np.uint8))


def counter() -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The counter's rows from `COUNTER` down: BGR and its cover (rows, 1, 1), 0..1, soft at the upper edge."""
    rows = HEIGHT - COUNTER
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
    wood = np.array([52, 66, 84], np.float32) * (1 - 0.45 * depth) + np.array([60, 70, 80], np.float32) * np.exp(
        -depth / 0.06
    )
    noise = np.random.default_rng(5).normal(0, 60, (rows, WIDTH)).astype(np.float32)
    grain = cv2.GaussianBlur(noise, (0, 0), sigmaX=60, sigmaY=1.6)
    glow = 1 + 0.25 * np.exp(-(((np.arange(WIDTH, dtype=np.float32) - 640) / 320) ** 2))
    picture = np.clip((wood + grain[..., None]) * glow[None, :, None], 0, 255).astype(np.uint8)
    return picture, np.clip(depth * rows / 7, 0, 1)


def _plane(scene: NDArray[np.uint8], corners: list[tuple[int, int]], colour: tuple[int, int, int]) -> None:
    cv2.fillPoly(scene, [np.array(corners, np.int32)], colour, cv2.LINE_AA)


def _along(near: tuple[float, float], share: float) -> tuple[int, int]:
    """A point on the way from `near` (in the frame) to the vanishing point."""
    return round(near[0] + (_VANISHING[0] - near[0]) * share), round(near[1] + (_VANISHING[1] - near[1]) * share)


def _slats(scene: NDArray[np.uint8]) -> None:
    """Upright wooden slats along the left wall, closer together the further away."""
    for share in 1 - 0.80 / np.linspace(1, 3.1, 15):
        x, top = _along((-420, -260), share)
        _, bottom = _along((-420, 960), share)
        width = max(2, round(46 * (1 - share)))
        _plane(scene, [(x, top), (x + width, top), (x + width, bottom), (x, bottom)], (92, 128, 164))


def _doors(scene: NDArray[np.uint8]) -> None:
    """Glass doors in the far wall with daylight and green behind them."""
    left, top, right, bottom = 530, 250, 750, 455
    rows = np.linspace(0, 1, bottom - top, dtype=np.float32)[:, None, None]
    sky, street = np.array([252, 246, 238], np.float32), np.array([205, 212, 210], np.float32)
    scene[top:bottom, left:right] = (sky * (1 - rows) + street * rows).astype(np.uint8)
    for x, y, radius in ((555, 372, 26), (590, 385, 20), (700, 368, 30), (735, 388, 22)):
        cv2.circle(scene, (x, y), radius, (120, 168, 138), -1, cv2.LINE_AA)
    for x in (left, (left + right) // 2, right):
        cv2.line(scene, (x, top), (x, bottom), (70, 74, 78), 6, cv2.LINE_AA)
    cv2.line(scene, (left, top), (right, top), (70, 74, 78), 6, cv2.LINE_AA)


def _lamps(scene: NDArray[np.uint8]) -> None:
    """Three light strips in the ceiling, running to the vanishing point."""
    for x in (-60, 640, 1340):
        _plane(
            scene,
            [
                _along((x - 70, -160), 0),
                _along((x + 70, -160), 0),
                _along((x + 70, -160), 0.63),
                _along((x - 70, -160), 0.63),
            ],
            (255, 255, 255),
        )


def _polish(scene: NDArray[np.uint8], floor: list[tuple[int, int]], skirting: int) -> None:
    """Mirror what stands above row `skirting` in the floor, blurred."""
    wet = np.zeros(scene.shape[:2], np.uint8)
    cv2.fillPoly(wet, [np.array(floor, np.int32)], 255)
    mirrored = cv2.GaussianBlur(cv2.flip(scene[2 * skirting - HEIGHT : skirting], 0), (0, 0), 12)
    blended = cv2.addWeighted(scene[skirting:], 0.7, mirrored, 0.3, 0)
    scene[skirting:] = np.where(wet[skirting:, :, None] > 0, blended, scene[skirting:])


def _plant(scene: NDArray[np.uint8]) -> None:
    """A pot plant at the right wall, its leaves arching outwards."""
    x, ground = 1105, 640
    _plane(scene, [(x - 52, ground - 120), (x + 52, ground - 120), (x + 40, ground), (x - 40, ground)], (150, 156, 160))
    random = np.random.default_rng(11)
    along = np.linspace(0, 1, 12)
    for angle, reach in zip(random.uniform(-1.2, 1.2, 90), random.uniform(120, 290, 90), strict=True):
        leaf_x = x + np.sin(angle) * reach * along
        leaf_y = ground - 115 - np.cos(angle) * reach * along + 0.35 * abs(np.sin(angle)) * reach * along**2
        shade = float(random.uniform(0.55, 1.2))
        path = np.rint(np.stack([leaf_x, leaf_y], axis=1)).astype(np.int32)
        cv2.polylines(scene, [path], False, tuple(c * shade for c in (66, 118, 78)), 9, cv2.LINE_AA)


def _vignetted(scene: NDArray[np.uint8]) -> NDArray[np.uint8]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = ((x - WIDTH / 2) / WIDTH) ** 2 + ((y - HEIGHT / 2) / HEIGHT) ** 2
    return np.asarray(scene * (1 - 0.45 * away)[..., None], np.uint8)
