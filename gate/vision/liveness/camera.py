"""The one bound camera: pictures don't come twice, keep their rhythm and their noise.

Works on a sample of pixels, every so many rows and columns, and on how it changes from frame to frame: what
stands still cancels out, the sensor's noise and all movement stay. A difference that has been seen before, forwards or
backwards, is a recording's that is played again; noise never comes twice.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gate.vision.liveness.limits import LIMITS, Limits
from gate.vision.types import Image

CameraProblem = Literal["repeated", "order", "gap", "noise"]

_SAMPLES = 40
"""Rows and columns of the sample."""
_KEPT = 400
"""Differences that are remembered: 16 s at 25 frames a second."""
_IN_A_ROW = 3
"""Differences that were all seen before make a repetition."""
_ENOUGH = 0.35
"""Mean change in grey levels below which there is nothing to compare (compressed video of a still scene)."""
_MOVING = 2.5
"""A pixel that changes by so many times the mean has moved, and is left out."""
_LEARNED = 60
"""Frames after which the camera's noise counts as known."""
_OTHER_NOISE = 3.5
"""Noise that is so many times more, or less, than this camera's is another one's."""
_LASTING = 5
"""Frames in a row."""


class CameraWatch:
    """Follows one camera. `see` every frame, in order."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self.alike = 0.0
        """The highest correlation that so many differences in a row had with earlier ones."""
        self._last: NDArray[np.float32] | None = None
        self._time = -np.inf
        self._seen = np.zeros((_KEPT, _SAMPLES * _SAMPLES), np.float32)
        self._count = 0
        self._run: deque[float] = deque(maxlen=_IN_A_ROW)
        self._noises = Recent(500)
        self._odd = 0

    def see(self, image: Image, time: float) -> CameraProblem | None:
        """What is wrong with this frame, after all before it.

        Args:
            image: (height, width, 3) uint8.
            time: When it was taken, seconds.
        """
        elapsed, self._time = time - self._time, time
        sample = _sample(image)
        last, self._last = self._last, sample
        if elapsed <= 0:
            return "order"
        if last is None or last.shape != sample.shape:
            return None
        change = _without_light(sample - last, sample)
        amount = np.abs(change)
        problem: CameraProblem | None = "gap" if elapsed > self._limits.gap else None
        return self._repeated(change, amount) or self._noise(amount) or problem

    def _repeated(self, change: NDArray[np.float32], amount: NDArray[np.float32]) -> CameraProblem | None:
        typical = float(amount.mean())
        if typical < _ENOUGH:
            self._run.clear()
            return None
        noise = np.where(amount <= _MOVING * typical, change, 0)  # a fan turns the same way again, noise does not
        row = np.zeros(self._seen.shape[1], np.float32)
        np.divide(noise.ravel(), max(float(np.linalg.norm(noise)), 1e-6), out=row[: change.size])
        known = self._seen[: min(self._count, _KEPT)]
        alike = float(np.abs(known @ row).max()) if len(known) else 0.0
        self._seen[self._count % _KEPT] = row
        self._count += 1
        self._run.append(alike)
        least = min(self._run) if len(self._run) == _IN_A_ROW else 0.0
        self.alike = max(self.alike, least)
        return "repeated" if least > self._limits.repeated else None

    def _noise(self, amount: NDArray[np.float32]) -> CameraProblem | None:
        still = np.minimum(amount, 12).ravel()
        still.sort()
        noise = float(still[: int(0.6 * still.size)].mean()) + 0.02
        known = self._noises.median if len(self._noises) >= _LEARNED else None
        odd = known is not None and known > 0.15 and not 1 / _OTHER_NOISE < noise / known < _OTHER_NOISE
        self._odd = self._odd + 1 if odd else 0
        if not odd:
            self._noises.add(noise)
        return "noise" if self._odd >= _LASTING else None


class Recent:
    """The newest so many numbers and their median, without sorting them all anew for each one."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._by_age: deque[float] = deque()
        self._by_size: list[float] = []

    def __len__(self) -> int:
        return len(self._by_age)

    @property
    def median(self) -> float:
        """Of an even count, the mean of the middle two."""
        count = len(self._by_size)
        return (self._by_size[(count - 1) // 2] + self._by_size[count // 2]) / 2

    def add(self, number: float) -> None:
        """Take in a number; the oldest one goes."""
        if len(self._by_age) == self._kept:
            del self._by_size[bisect_left(self._by_size, self._by_age.popleft())]
        self._by_age.append(number)
        insort(self._by_size, number)


def _without_light(change: NDArray[np.float32], sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """The change less what a lamp that flickers makes of it: a part that grows with the brightness."""
    bright = sample - sample.mean()
    slope = float(np.vdot(change, bright)) / max(float(np.vdot(bright, bright)), 1.0)
    return np.asarray(change - change.mean() - slope * bright, np.float32)


def _sample(image: Image) -> NDArray[np.float32]:
    height, width = image.shape[:2]
    down, across = max(1, height // _SAMPLES), max(1, width // _SAMPLES)
    picked = image[down // 2 :: down, across // 2 :: across, 1][:_SAMPLES, :_SAMPLES]
    return picked.astype(np.float32)
