"""The guard joins the layers for every attempt of one camera. A verdict is only ever taken back, never given back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from gate.vision.liveness.active import Active, ActiveProblem, Wait
from gate.vision.liveness.asked_before import AskedBefore, Forgetful
from gate.vision.liveness.camera import CameraProblem, CameraWatch
from gate.vision.liveness.challenge import Advance, advance
from gate.vision.liveness.limits import LIMITS, Limits
from gate.vision.liveness.orders import Action, Dice, Order
from gate.vision.liveness.passive_check import PassiveCheck, PassiveVerdict
from gate.vision.pipeline import Scene, Track
from gate.vision.types import Face, Image, Vector

Mode = Literal["off", "passive", "challenge", "both"]
State = Literal["live", "failed", "unknown", "off"]
GuardProblem = ActiveProblem | CameraProblem | Literal["identity", "passive", "not_judged", "unavailable"]
Wanted = Action | Wait | Literal["step_back"]

_NEAR = 1.0
"""Two faces in one place: centres nearer than this many of their widths."""


@dataclass(frozen=True)
class Asked:
    """What a person is to do now."""

    what: Wanted
    step: int
    """From 1; 0 before the challenge."""
    steps: int
    seconds_left: float


@dataclass(frozen=True)
class Verdict:
    """On one attempt, so far."""

    state: State
    problem: GuardProblem | None = None
    asked: Asked | None = None


class Watched:
    """What is known of one attempt."""

    def __init__(self, mode: Mode, began: float, *, passive: bool) -> None:
        self.mode = mode
        self.active: Active | None = None
        self.began = began
        self.passive_due = passive
        self.passive: PassiveVerdict | None = None
        self.first_look: Vector | None = None
        self.confirmed = False
        self.problem: GuardProblem | None = None
        self.masked = False
        self.person: str | None = None
        """Whom it is most like, as last compared."""
        self.remembered = False
        """Its order is."""
        self.face: tuple[float, float, float] | None = None
        """Centre and width, as last seen."""


class Guard:
    """Liveness of one camera's attempts. One thread; `see` every frame before its attempts are judged.

    Args:
        mode: What the settings ask for now; asked once for each attempt.
        dice: Chance.
        steps: Poses of a challenge.
        passive: The networks; None: not installed.
        asked: Orders that were asked lately; None: none is remembered.
        limits: What counts.
        advance: Takes a challenge on; another one than the default measures, and judges nobody.
    """

    def __init__(
        self,
        mode: Callable[[], Mode],
        dice: Dice,
        *,
        steps: int = 4,
        passive: PassiveCheck | None = None,
        asked: AskedBefore | None = None,
        limits: Limits = LIMITS,
        advance: Advance = advance,
    ) -> None:
        self._mode = mode
        self._dice = dice
        self._steps = steps
        self._passive = passive
        self._asked_before = asked or Forgetful(steps)
        self._limits = limits
        self._advance = advance
        self._camera = CameraWatch(limits)
        self._watched: dict[int, Watched] = {}
        self._faces: dict[int, Face] = {}
        """Of the newest frame, by track."""
        self._changed: set[int] = set()
        """Tracks in whose place somebody else was."""
        self._now = -np.inf

    def begin(self, track: int) -> None:
        """An attempt begins; one that a changed face begins has failed already."""
        mode = self._mode()
        watched = Watched(mode, self._now, passive=mode in ("passive", "both"))
        if mode in ("challenge", "both"):
            draw = partial(self._draw, watched)
            watched.active = Active(draw, self._limits, self._now, self._faces.get(track), self._advance)
        if watched.passive_due and self._passive is None:
            watched.problem = "unavailable"
        elif track in self._changed and mode != "off":
            watched.problem = "identity"
            self._changed.remove(track)
        self._watched[track] = watched

    def end(self, track: int) -> None:
        """The attempt is over."""
        self._watched.pop(track, None)

    def note(self, track: int, *, masked: bool, person: str | None = None) -> None:
        """Whether a mask covers the lower face of an attempt, and whom it is most like; None: not known yet."""
        if track in self._watched:
            self._watched[track].masked, self._watched[track].person = masked, person

    def wants_look(self, track: int) -> bool | None:
        """Whether the face should be compared now; None: this attempt leaves it to whoever asks."""
        watched = self._watched.get(track)
        if watched is None or watched.active is None or watched.problem is not None:
            return None
        progress = watched.active.progress
        if progress is None or watched.active.passed:
            return None
        return watched.first_look is None or watched.active.ending

    def see(self, image: Image, scene: Scene) -> None:
        """Take in a frame.

        Args:
            image: (height, width, 3) uint8 BGR.
            scene: What was found in it.
        """
        self._now = scene.time
        trouble = self._camera.see(image, scene.time)
        tracks = {track.id: track for track in scene.tracks}
        self._faces = {track.id: track.face for track in scene.tracks if track.seen}
        self._notice_changes(tracks)
        for number, watched in self._watched.items():
            track = tracks.get(number)
            if watched.problem is None and watched.mode != "off":
                watched.problem = trouble
            if track is not None and watched.problem is None:
                self._take_in(watched, image, track, scene.time)

    def verdict(self, track: int) -> Verdict:
        """On an attempt that has begun."""
        watched = self._watched[track]
        if watched.problem is not None:
            return Verdict("failed", watched.problem)
        if watched.mode == "off":
            return Verdict("off")
        waiting = watched.passive_due or (
            watched.active is not None and not (watched.active.passed and watched.confirmed)
        )
        return Verdict("unknown", asked=self._asked(watched)) if waiting else Verdict("live")

    def open(self) -> tuple[int, ...]:
        """The tracks whose attempts are under way."""
        return tuple(self._watched)

    def challenge(self, track: int) -> Active | None:
        """The challenge of an attempt, for reports."""
        watched = self._watched.get(track)
        return watched.active if watched else None

    @property
    def alike(self) -> float:
        """See `CameraWatch.alike`, for reports."""
        return self._camera.alike

    def _take_in(self, watched: Watched, image: Image, track: Track, now: float) -> None:
        if track.seen:
            x1, y1, x2, y2 = track.face.box.tolist()
            watched.face = ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1)
        if track.new_look is not None:
            self._compare(watched, track.new_look.vector)
        if watched.passive_due and track.seen and watched.problem is None:
            self._judge_once(watched, image, track, now)
        if watched.active is not None and watched.problem is None:
            watched.active.see(image, track.face if track.seen else None, now, masked=watched.masked)
            watched.problem = watched.active.problem
            watched.confirmed |= watched.active.passed and track.new_look is not None
            self._remember(watched, watched.active)

    def _draw(self, watched: Watched) -> Order:
        return self._asked_before.draw(self._dice, watched.person, masked=watched.masked)

    def _remember(self, watched: Watched, active: Active) -> None:
        """Once the last pose is asked for: an order of which less was asked has no video that answers it."""
        progress = active.progress
        if progress is not None and progress.number >= len(progress.order) - 1 and not watched.remembered:
            self._asked_before.remember(progress.order, watched.person)
            watched.remembered = True

    def _compare(self, watched: Watched, look: Vector) -> None:
        """One attempt, one face; the last look comes with the challenge's end, or after."""
        if watched.first_look is None:
            watched.first_look = look
        elif float(watched.first_look @ look) < self._limits.same_person:
            watched.problem = "identity"

    def _judge_once(self, watched: Watched, image: Image, track: Track, now: float) -> None:
        """The networks see one picture of an attempt: the first that they can judge."""
        assert self._passive is not None
        watched.passive = verdict = self._passive.judge(image, track.face)
        if verdict.cannot is None:
            watched.passive_due = False
            watched.problem = None if verdict.live else "passive"
        elif now - watched.began > self._limits.approach:
            watched.problem = "not_judged"

    def _notice_changes(self, tracks: dict[int, Track]) -> None:
        """A face that takes the place of one whose attempt is open, and is not that one's, has failed already."""
        self._changed &= set(tracks)
        gone = [watched for number, watched in self._watched.items() if number not in tracks]
        for number, track in tracks.items():
            if track.new_look is not None and any(_replaces(track, watched, self._limits) for watched in gone):
                self._changed.add(number)

    def _asked(self, watched: Watched) -> Asked | None:
        cannot = watched.passive.cannot if watched.passive_due and watched.passive else None
        if cannot is not None:
            what: Wanted = {"too_small": "come_closer", "too_large": "step_back"}.get(cannot, "come_to_the_middle")  # type: ignore[assignment]
            return Asked(what, 0, self._steps, max(0.0, watched.began + self._limits.approach - self._now))
        active = watched.active
        if active is None:
            return None
        left = active.seconds_left(self._now)
        progress = active.progress
        if progress is None:
            return Asked(active.wait, 0, self._steps, left)
        if progress.over:
            return Asked("look_straight", self._steps, self._steps, left)
        return Asked(progress.action, min(progress.number + 1, self._steps), self._steps, left)


def _replaces(track: Track, gone: Watched, limits: Limits) -> bool:
    """Whether a new face stands where another one stood a moment ago."""
    if gone.face is None or gone.first_look is None or track.new_look is None:
        return False
    x, y, width = gone.face
    x1, y1, x2, y2 = track.face.box.tolist()
    near = np.hypot((x1 + x2) / 2 - x, (y1 + y2) / 2 - y) < _NEAR * max(width, x2 - x1)
    return bool(near) and float(gone.first_look @ track.new_look.vector) < limits.same_person
