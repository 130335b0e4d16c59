"""One attempt's challenge: waits until a face stands well, sets points on it, follows them, advances the challenge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gate.vision.liveness.background import background
from gate.vision.liveness.challenge import Advance, Phase, Progress, advance, ending
from gate.vision.liveness.limits import Limits
from gate.vision.liveness.orders import Order
from gate.vision.liveness.parallax import Parallax, parallax
from gate.vision.liveness.points import Tracked, follow, set_points
from gate.vision.liveness.window import Window, window_of
from gate.vision.types import Face, Image

Wait = Literal["come_closer", "come_to_the_middle", "look_straight"]
"""What keeps a challenge from beginning."""

ActiveProblem = Literal["early", "wrong", "late", "flat", "loose", "picture", "cut", "lost"]
"""A challenge's own problems; the background moves along; the face changed at once; its points were lost."""

_CUT_SHARE = 0.4
"""With fewer points left from one frame to the next, it was not motion."""


@dataclass(frozen=True)
class Trace:
    """What was measured in one frame, for reports."""

    time: float
    phase: Phase
    order: Order
    number: int
    """Of the pose that was asked for, from 0."""
    turn: Parallax
    glued: float
    drift: float


class Active:
    """One attempt. `see` each frame in which the face is seen, in order.

    Args:
        draw: Draws the poses to ask for, when the challenge begins.
        limits: What counts.
        began: Seconds, of the newest frame.
        face: In that frame; None: unknown.
        advance: Takes the challenge on.
    """

    def __init__(
        self,
        draw: Callable[[], Order],
        limits: Limits,
        began: float,
        face: Face | None = None,
        advance: Advance = advance,
    ) -> None:
        self.progress: Progress | None = None
        """None: it has not begun."""
        self.wait: Wait = "look_straight"
        self.problem: ActiveProblem | None = None
        self.trace: Trace | None = None
        """Of the newest frame."""
        self._draw = draw
        self._limits = limits
        self._advance = advance
        self._began = began
        self._window: Window | None = None
        self._tracked: Tracked | None = None
        self._last = (face, began) if face is not None else None
        self._upper_only = False
        self._moved = 0.0
        """How far the face's points have gone since they were set, at the most."""

    @property
    def passed(self) -> bool:
        """Answered, and nothing was wrong."""
        return self.problem is None and self.progress is not None and self.progress.phase == "done"

    @property
    def ending(self) -> bool:
        """The next frame may be the last."""
        progress, trace = self.progress, self.trace
        return progress is not None and trace is not None and ending(progress, trace.turn, self._limits)

    def seconds_left(self, now: float) -> float:
        """Until what is waited for counts as not done."""
        limits = self._limits
        if self.progress is None:
            return max(0.0, self._began + limits.approach - now)
        return max(0.0, self.progress.since + limits.answer - now)

    def see(self, image: Image, face: Face | None, now: float, *, masked: bool) -> None:
        """Take in a frame.

        Args:
            image: (height, width, 3) uint8 BGR.
            face: Where it is; None: not seen, its points are followed all the same.
            now: Seconds, of the frame.
            masked: A mask covers the lower face.
        """
        if self.problem is not None or self.passed:
            return
        if self.progress is None:
            self._approach(image, face, now, masked=masked)
        else:
            self._step(image, now)

    def _approach(self, image: Image, face: Face | None, now: float, *, masked: bool) -> None:
        if now - self._began > self._limits.approach:
            self.problem = "late"
        elif face is not None and self._stands(face, now):
            self._upper_only = masked
            self._window = window_of(face, image.shape)
            if self._set(self._window, image, face):
                self.progress = Progress(self._draw(), since=now)

    def _stands(self, face: Face, now: float) -> bool:
        last, self._last = self._last, (face, now)
        if face.inter_eye < self._limits.smallest:
            self.wait = "come_closer"
            return False
        self.wait = "look_straight"
        if last is None or now <= last[1]:
            return False
        moved = float(np.linalg.norm(face.landmarks[:2].mean(axis=0) - last[0].landmarks[:2].mean(axis=0)))
        grown = abs(face.inter_eye - last[0].inter_eye)
        return max(moved, grown) / face.inter_eye / (now - last[1]) < self._limits.still

    def _set(self, window: Window, image: Image, face: Face) -> bool:
        """Points to follow; False: too few."""
        points = set_points(window.grey(image), window.place(face.landmarks), masked=self._upper_only)
        on_face = int(points.on_face.sum())
        least = self._limits.face_points // (2 if self._upper_only else 1)
        if on_face < least or len(points.start) < self._limits.all_points:
            self.wait = "come_to_the_middle"
            return False
        self._tracked = points
        self._moved = 0.0
        return True

    def _step(self, image: Image, now: float) -> None:
        assert self._window is not None
        assert self._tracked is not None
        assert self.progress is not None
        before = int(self._tracked.face.sum())
        tracked = self._tracked = follow(self._tracked, self._window.grey(image))
        kept = int(tracked.face.sum())
        if kept < _CUT_SHARE * before:
            self.problem = "cut"
            return
        if kept < max(self._limits.kept_share * int(tracked.on_face.sum()), 12):
            self.problem = "lost"
            return
        on_face, behind = tracked.face, tracked.ground
        start, moved = tracked.own(tracked.start), tracked.own(tracked.now)
        turn = parallax(start[on_face], moved[on_face])
        ground = background(start[on_face], moved[on_face], start[behind], moved[behind])
        self._moved = max(self._moved, float(np.median(np.linalg.norm(moved - start, axis=1)[on_face])))
        last = self.progress
        self.trace = Trace(now, last.phase, last.order, last.number, turn, ground.glued, ground.drift)
        self.progress = self._advance(last, turn, now, self._limits, upper_only=self._upper_only)
        if ground.glued > self._limits.glued or ground.drift > self._limits.drift:
            self.problem = "picture"
        elif self.progress.problem is not None:
            self.problem = self.progress.problem
            if self.problem == "late" and last.phase == "asked" and self._moved > self._limits.plane_moved:
                self.problem = "flat"  # it did move, but as a plane moves
