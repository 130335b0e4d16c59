"""Printed cloth: rolls of patterns to cut masks from. Two channels: how much of the second and of the third colour."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Print = Literal["stripes", "dots", "camouflage", "floral", "lettering", "checks", "zigzag", "clouds", "stars"]
Roll = NDArray[np.uint8]
"""(SIDE, SIDE, 2): shares of the second and of the third colour, 0..255."""

SIDE = 256
_Shares = NDArray[Any]


@cache
def roll(name: Print) -> Roll:
    """The roll of a print, always the same one; read-only."""
    second, third = PRINTS[name](np.random.default_rng(SIDE))
    cloth = np.stack([second, third * (1 - second)], axis=-1)
    made: Roll = np.rint(255 * np.clip(cv2.GaussianBlur(cloth.astype(np.float32), (3, 3), 0), 0, 1)).astype(np.uint8)
    made.flags.writeable = False
    return made


def _grid() -> tuple[_Shares, _Shares]:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    return x, y


def _stripes(_: np.random.Generator) -> tuple[_Shares, _Shares]:
    x, y = _grid()
    turn = (x + y) * (y > SIDE / 2) + y * (y <= SIDE / 2)  # half the roll runs across, half aslant
    return (turn % 16 < 7) * 1.0, (turn % 48 > 45) * 1.0


def _checks(_: np.random.Generator) -> tuple[_Shares, _Shares]:
    x, y = _grid()
    size = np.where(y < SIDE / 2, 12, 28)
    return 0.5 * (x % size < size / 2) + 0.5 * (y % size < size / 2), (x % 28 == 4) * 0.8


def _zigzag(_: np.random.Generator) -> tuple[_Shares, _Shares]:
    x, y = _grid()
    wave = y + np.abs(x % 20 - 10)
    return (wave % 14 < 6) * 1.0, (wave % 42 > 39) * 1.0


def _dots(_: np.random.Generator) -> tuple[_Shares, _Shares]:
    x, y = _grid()
    size = np.where(y < SIDE / 2, 12, 22)
    row = (y // size) % 2 * size / 2
    distance = np.hypot((x + row) % size - size / 2, y % size - size / 2)
    return (distance < 0.28 * size) * 1.0, np.zeros_like(x)


def _noise(rng: np.random.Generator, sigma: float) -> _Shares:
    """Smooth noise of unit variance that meets itself at the roll's edges."""
    grain = rng.standard_normal((SIDE, SIDE)).astype(np.float32)
    smooth = cv2.GaussianBlur(cv2.copyMakeBorder(grain, 64, 64, 64, 64, cv2.BORDER_WRAP), (0, 0), sigma)[64:-64, 64:-64]
    return np.asarray((smooth - smooth.mean()) / smooth.std(), np.float32)


def _camouflage(rng: np.random.Generator) -> tuple[_Shares, _Shares]:
    return (_noise(rng, 6) > 0.2) * 1.0, (_noise(rng, 5) > 0.7) * 1.0


def _clouds(rng: np.random.Generator) -> tuple[_Shares, _Shares]:
    return 1 / (1 + np.exp(-2 * _noise(rng, 12))), 1 / (1 + np.exp(3 - 3 * _noise(rng, 10)))


def _scatter(
    rng: np.random.Generator, shapes: Callable[[NDArray[np.uint8], NDArray[np.uint8], float, float], None]
) -> tuple[_Shares, _Shares]:
    second, third = np.zeros((2, SIDE, SIDE), np.uint8)
    for row in range(0, SIDE, 22):
        for column in range(0, SIDE, 22):
            shapes(second, third, column + 8 * rng.random() + 11 * (row % 44 > 0), row + 8 * rng.random())
    return second / 255, third / 255


def _floral(rng: np.random.Generator) -> tuple[_Shares, _Shares]:
    def flower(second: NDArray[np.uint8], third: NDArray[np.uint8], x: float, y: float) -> None:
        size, start = 3 + 3 * rng.random(), rng.random()
        for petal in range(5):
            angle = 2 * np.pi * (petal / 5 + start)
            at = (int(x + size * np.cos(angle)), int(y + size * np.sin(angle)))
            cv2.circle(second, at, int(size * 0.6), 255, -1, cv2.LINE_AA)
        cv2.circle(second, (int(x), int(y)), int(size * 0.5), 0, -1, cv2.LINE_AA)
        cv2.circle(third, (int(x), int(y)), int(size * 0.5), 255, -1, cv2.LINE_AA)

    return _scatter(rng, flower)


def _stars(rng: np.random.Generator) -> tuple[_Shares, _Shares]:
    def star(second: NDArray[np.uint8], third: NDArray[np.uint8], x: float, y: float) -> None:
        size, start = 4 + 5 * rng.random(), rng.random()
        angles = 2 * np.pi * (np.arange(10) / 10 + start)
        radius = size * np.where(np.arange(10) % 2, 0.45, 1)
        points = np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=-1)
        onto = third if rng.random() < 0.3 else second
        cv2.fillPoly(onto, [np.rint(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)

    return _scatter(rng, star)


def _lettering(rng: np.random.Generator) -> tuple[_Shares, _Shares]:
    """Rows of marks with wide gaps, so that a mask carries a label somewhere or none at all."""
    second = np.zeros((SIDE, SIDE), np.uint8)
    for y in range(20, SIDE, 72):
        for x in range(6, SIDE - 40, 80):
            for line in range(int(rng.integers(1, 4))):
                word = "".join(chr(int(c)) for c in rng.integers(65, 91, int(rng.integers(3, 7))))
                size = 0.25 + 0.3 * rng.random()
                cv2.putText(second, word, (x, y + 11 * line), cv2.FONT_HERSHEY_SIMPLEX, size, 255, 1, cv2.LINE_AA)
    return second / 255 * 0.8, np.zeros((SIDE, SIDE), np.float32)


PRINTS: dict[Print, Callable[[np.random.Generator], tuple[_Shares, _Shares]]] = {
    "stripes": _stripes,
    "dots": _dots,
    "camouflage": _camouflage,
    "floral": _floral,
    "lettering": _lettering,
    "checks": _checks,
    "zigzag": _zigzag,
    "clouds": _clouds,
    "stars": _stars,
}
