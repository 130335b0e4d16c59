"""A camera without a camera: two people walk up to an entrance, frame by frame the same on every machine.

Nothing here is random or timed: `SCRIPT` says who comes when and how, and the same script always gives the same frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Literal, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from gate.capture.demo_head import Pose
from gate.capture.demo_people import ASTRONAUT, FACE_HEIGHT, GRACE_HOPPER, Figure, figure, photograph, portrait
from gate.capture.demo_scene import COUNTER, HEIGHT, HORIZON, WIDTH, counter, lobby

__all__ = ["DURATION", "ENROLLED", "FPS", "SCRIPT", "Act", "Attack", "Move", "Waypoint", "frames", "portrait"]

FPS = 20.0
MOVING = 0.5
"""Seconds that a head takes for a movement."""
ENROLLED = ASTRONAUT
"""Who the demo enrols, by `portrait(ENROLLED)`; everybody else in the script is a stranger."""

_CROWN_ABOVE_HORIZON = 1.25
"""In face heights: how far the top of a head stands above the camera's own height."""
_HIDDEN = COUNTER + 8
"""From this row down the counter covers everything."""
_NOISE = 2.5
"""Standard deviation of the sensor's noise in grey levels."""


@dataclass(frozen=True)
class Waypoint:
    """Where a person is at one moment."""

    seconds: float
    """Since the act's start."""
    x: float
    """Middle of the face in pixels of the frame."""
    face: float
    """Height of the face in pixels of the frame: small is far away."""


@dataclass(frozen=True)
class Move:
    """A movement of a head, or of a print; it takes `MOVING` seconds."""

    seconds: float
    """Since the act's start."""
    pose: Pose
    """Where it ends."""


@dataclass(frozen=True)
class Act:
    """One person comes, stands and goes."""

    who: str
    masked: bool
    start: float
    """Seconds since the feed's start."""
    path: tuple[Waypoint, ...]
    moves: tuple[Move, ...] = ()
    """Of the head, in order."""
    printed: bool = False
    """It is no person but a photograph that somebody holds up and tilts."""
    shown: tuple[float, float] = (0.0, inf)
    """Seconds since the act's start between which it is seen: a cut at both ends."""

    @property
    def end(self) -> float:
        """Seconds since the feed's start."""
        return self.start + self.path[-1].seconds


_WALK_UP = (
    Waypoint(0.0, -190, 72),
    Waypoint(1.6, 430, 100),
    Waypoint(3.0, 640, 178),
    Waypoint(5.4, 640, 190),
    Waypoint(7.0, 1650, 165),
)
_ANSWERING = (*_WALK_UP[:3], Waypoint(9.2, 640, 186), Waypoint(10.8, 1650, 165))
"""The same, standing for long enough to answer."""
_AGAIN = (Waypoint(0.0, -200, 74), Waypoint(1.5, 400, 98), Waypoint(3.1, 632, 176), *_ANSWERING[3:])
"""Nobody walks the same way twice."""

STEPS, CHALLENGE = 2, (2,)
"""Poses in the demo's challenges, and what they are drawn with: a turn to the left, then a look down. A feed hears
nothing, so its people must know beforehand; a real gate draws anew each time (`gate.vision.liveness.challenge`)."""

_LEFT, _RIGHT, _DOWN, _UP, _STRAIGHT = Pose(yaw=0.5), Pose(yaw=-0.5), Pose(pitch=0.42), Pose(pitch=-0.42), Pose()
_ANSWER = (Move(4.5, _LEFT), Move(5.9, _DOWN), Move(7.1, _STRAIGHT))

_GENUINE = Act(ENROLLED, masked=False, start=0.5, path=_ANSWERING, moves=_ANSWER)

SCRIPT: tuple[Act, ...] = (
    _GENUINE,
    Act(ENROLLED, masked=True, start=12.0, path=_AGAIN, moves=_ANSWER),
    Act(GRACE_HOPPER, masked=False, start=23.4, path=_WALK_UP),
)

DURATION = SCRIPT[-1].end + 0.9
"""Seconds."""

Attack = Literal["print", "replay", "swap", "loop"]

_SECOND = 12.0
_CUT = 4.1
ATTACKS: dict[Attack, tuple[Act, ...]] = {
    "print": (
        _GENUINE,
        Act(ENROLLED, masked=False, start=_SECOND, path=_AGAIN, moves=_ANSWER, printed=True),
    ),
    "replay": (
        _GENUINE,
        Act(
            ENROLLED,
            masked=False,
            start=_SECOND,
            path=_AGAIN,
            moves=(Move(4.5, _UP), Move(5.9, _RIGHT), Move(7.1, _STRAIGHT)),
        ),
    ),
    "swap": (
        _GENUINE,
        Act(ENROLLED, masked=False, start=_SECOND, path=_AGAIN, shown=(0.0, _CUT)),
        Act(GRACE_HOPPER, masked=False, start=_SECOND, path=_AGAIN, moves=_ANSWER, shown=(_CUT, inf)),
    ),
    "loop": (_GENUINE, Act(ENROLLED, masked=False, start=_SECOND, path=_AGAIN)),
}
"""After the genuine walk-up: a photograph held up and tilted as is asked; a video of an earlier visit, in which other
movements had been asked for; a stranger who takes the place of the enrolled person by a cut; a second of video that is
fed in over and over."""

_LOOP = (_SECOND + 3.0, _SECOND + 4.0)
"""Seconds of the feed that "loop" plays until the act's end."""


def frames(attack: Attack | None = None) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Play a script once, as fast as the caller takes it.

    Args:
        attack: Instead of the demo's own script.

    Yields:
        Seconds since the start and the frame, (720, 1280, 3) BGR, the caller's to keep.
    """
    script = ATTACKS[attack] if attack else SCRIPT
    stage = Stage([_Actor(act) for act in script], round((script[-1].end + 1) * FPS))
    for index in range(round((script[-1].end + 0.9) * FPS)):
        seconds = index / FPS
        shown = index
        if attack == "loop" and seconds >= _LOOP[1] and seconds < script[-1].end:
            first, length = round(_LOOP[0] * FPS), round((_LOOP[1] - _LOOP[0]) * FPS)
            shown = first + (index - first) % length
        yield seconds, stage.frame(shown, shown / FPS)


class _Actor:
    """Moves one figure along its path."""

    def __init__(self, act: Act) -> None:
        seconds = [point.seconds for point in act.path]
        self.act = act
        self._x = PchipInterpolator(seconds, [point.x for point in act.path])
        self._face = PchipInterpolator(seconds, [point.face for point in act.path])
        whole = photograph(act.who) if act.printed else figure(act.who, masked=act.masked)
        self._sizes = (whole, whole.halved())

    def paint(self, scene: NDArray[np.uint8], now: float) -> None:
        """Blend the figure into the scene as it is at `now`, if the act is on."""
        t = now - self.act.start
        first, last = self.act.shown
        if not max(0, first) <= t <= self.act.path[-1].seconds or t >= last:
            return
        speed = float(np.hypot(self._x(t, 1), 4 * self._face(t, 1)))
        turn = _tilted if self.act.printed else Figure.turned
        stand(scene, self._sizes, now, float(self._x(t)), float(self._face(t)), speed, self._pose(t), turn)

    def _pose(self, t: float) -> Pose:
        before = Pose()
        for move in self.act.moves:
            part = np.clip((t - move.seconds) / MOVING, 0, 1)
            part = float(part * part * (3 - 2 * part))
            target = move.pose
            before = Pose(
                before.yaw + (target.yaw - before.yaw) * part, before.pitch + (target.pitch - before.pitch) * part
            )
        return before


def stand(
    scene: NDArray[np.uint8],
    sizes: tuple[Figure, Figure],
    now: float,
    x: float,
    face: float,
    speed: float,
    pose: Pose,
    turn: Callable[[Figure, Pose], Figure] = Figure.turned,
) -> None:
    """Paint somebody who breathes, sways, and bobs as they walk.

    Args:
        scene: (720, 1280, 3) BGR, painted on.
        sizes: Who, and the same halved.
        now: Seconds, of the swaying.
        x: Middle of the face in pixels of the frame.
        face: Height of the face in pixels of the frame.
        speed: Of walking, in pixels a second; from 250 on the stride is whole.
        pose: Of the head.
        turn: How it is turned.
    """
    walking = min(1.0, speed / 250)
    step = 2 * np.pi * 1.8 * now
    x += face * 0.02 * np.sin(2 * np.pi * 0.4 * now)
    y = HORIZON - face * (_CROWN_ABOVE_HORIZON - 0.035 * walking * np.cos(step) - 0.006 * np.sin(2 * np.pi * 0.3 * now))
    tilt = np.radians(1.2 * np.sin(2 * np.pi * 0.35 * now) + 0.8 * walking * np.sin(step / 2))
    scale = face / FACE_HEIGHT
    level = 1 if scale < 0.5 else 0  # shrinking by more than half would shimmer
    _blend(scene, turn(sizes[level], pose), x, y, scale * 2**level, tilt)


def _tilted(sheet: Figure, pose: Pose) -> Figure:
    """A photograph turned before the camera about the middle of the face."""
    if not pose.yaw and not pose.pitch:
        return sheet
    (x1, y1), (x2, y2) = sheet.eyes
    x, y, distance = (x1 + x2) / 2, (y1 + y2) / 2, 10 * float(np.hypot(x2 - x1, y2 - y1))
    turn = cv2.Rodrigues(np.array([pose.pitch, 0.0, 0.0]))[0] @ cv2.Rodrigues(np.array([0.0, -pose.yaw, 0.0]))[0]
    camera = np.array([[distance, 0, x], [0, distance, y], [0, 0, 1.0]])
    plane = np.column_stack([turn[:, 0], turn[:, 1], [0.0, 0.0, distance]])
    matrix = camera @ plane @ np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1.0]])
    picture = cv2.warpPerspective(sheet.picture, matrix, sheet.picture.shape[1::-1])
    return replace(sheet, picture=np.asarray(picture, np.uint8))


def _blend(scene: NDArray[np.uint8], person: Figure, x: float, y: float, scale: float, tilt: float) -> None:
    """Put a figure's crown at (x, y)."""
    cos, sin = scale * np.cos(tilt), scale * np.sin(tilt)
    turn = np.array([[cos, -sin], [sin, cos]])
    height, width = person.picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) - person.crown
    placed = corners @ turn.T + (x, y)
    left, top = np.clip(np.floor(placed.min(axis=0)).astype(int), 0, (WIDTH, _HIDDEN))
    right, bottom = np.clip(np.ceil(placed.max(axis=0)).astype(int), 0, (WIDTH, _HIDDEN))
    if left >= right or top >= bottom:
        return
    shift = np.array([x - left, y - top]) - turn @ person.crown
    warped = cv2.warpAffine(person.picture, np.column_stack([turn, shift]), (int(right - left), int(bottom - top)))
    region = scene[top:bottom, left:right]
    uncovered = cv2.cvtColor(255 - warped[..., 3], cv2.COLOR_GRAY2BGR)
    region[:] = cv2.add(cv2.multiply(region, uncovered, scale=1 / 255), warped[..., :3])


class Painted(Protocol):
    """Somebody who may be seen."""

    def paint(self, scene: NDArray[np.uint8], now: float) -> None:
        """Blend them into the scene as they are at `now`, if they are there."""
        ...


class Stage:
    """The scene, the people, and the camera that looks at them."""

    def __init__(self, actors: Sequence[Painted], frames: int) -> None:
        """Build it up.

        Args:
            actors: Painted in order.
            frames: After so many the sensor's noise comes again.
        """
        self._lobby = lobby()
        self._counter, self._counter_cover = counter()
        self._actors = actors
        random = np.random.default_rng(7)
        noise = random.normal(0, _NOISE, (HEIGHT + 64, WIDTH + 64, 3))
        self._noise = np.rint(noise).astype(np.int8)
        self._offsets = random.integers(0, 64, (frames, 2))

    def frame(self, index: int, seconds: float) -> NDArray[np.uint8]:
        """The picture of a moment: (720, 1280, 3) BGR, the caller's to keep."""
        scene = self._lobby.copy()
        for actor in self._actors:
            actor.paint(scene, seconds)
        behind = scene[COUNTER:]
        behind[:] = behind * (1 - self._counter_cover) + self._counter * self._counter_cover
        light = 1 + 0.035 * np.sin(2 * np.pi * seconds / 7) + 0.012 * np.sin(2 * np.pi * seconds / 1.7)
        y, x = self._offsets[index % len(self._offsets)]
        noise = self._noise[y : y + HEIGHT, x : x + WIDTH]
        return np.asarray(cv2.add(cv2.convertScaleAbs(scene, alpha=light), noise, dtype=cv2.CV_8U), np.uint8)
