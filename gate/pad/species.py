"""Generated attempts: genuine ones, and attacks by species. Each is a frame as a function of time and of what is asked.

A species is drawn anew for every attempt: sizes, bends, tilts, tremor, screens and moments are random. Attackers see
what is asked and answer it as their instrument allows: a print is tilted in the asked direction, a replay is started
with the first movement that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_head import Portrait, Pose, Shape, turned
from gate.pad.actor import Actor, Manner, manner, recording
from gate.pad.stage import CENTRE, HEIGHT, WIDTH, Image, Sensor, over, room, shift, stand, tilt
from gate.vision.liveness.challenge import Action
from gate.vision.liveness.guard import Asked

Points = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shot:
    """A generated frame, and what a detector and a recogniser would say of it."""

    image: Image
    eyes: Points
    """(2, 2): the eye further left in the frame first."""
    who: int
    """0: the enrolled person's face is shown; 1: the attacker's."""


Frames = Callable[[float, Asked | None], Shot]
"""The frame at a time (seconds since the attempt's start), given what the gate asks then."""


@dataclass(frozen=True, eq=False)
class Cast:
    """Who takes part."""

    victim: Portrait
    """Enrolled."""
    other: Portrait
    """The attacker's own face."""


@dataclass(frozen=True)
class Chance:
    """What a species draws from."""

    random: np.random.Generator

    def below(self, count: int) -> int:
        """See `Dice.below`: of recordings' challenges."""
        return int(self.random.integers(count))


def shape(random: np.random.Generator) -> Shape:
    """Somebody's head."""
    return Shape(
        nose=float(random.uniform(0.22, 0.36)),
        half_width=float(random.uniform(1.12, 1.35)),
        half_height=float(random.uniform(1.6, 1.95)),
        depth=float(random.uniform(1.0, 1.35)),
    )


class _Sway:
    """A hand's or body's unrest: slow, smooth, different in every attempt."""

    def __init__(self, random: np.random.Generator, size: float) -> None:
        self._rates = random.uniform(0.3, 3.0, (2, 3)) * 2 * np.pi
        self._phases = random.uniform(0, 2 * np.pi, (2, 3))
        self._size = size / np.sqrt(3) * np.sqrt(2)

    def at(self, time: float) -> tuple[float, float]:
        x, y = (self._size * np.sin(self._rates * time + self._phases)).mean(axis=1) * np.sqrt(3)
        return float(x), float(y)


def genuine(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001 - all species are called alike
    """The enrolled person, who does what is asked."""
    random = chance.random
    return _person(cast.victim, random, shape(random), manner(random))


def paper_mask(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001
    """A print of the face bent around the attacker's own, turned with the head."""
    random = chance.random
    radius = float(random.uniform(0.95, 1.8))
    return _person(cast.victim, random, Shape(flat=True, half_width=radius, depth=radius), manner(random))


def _person(portrait: Portrait, random: np.random.Generator, head: Shape, how: Manner, who: int = 0) -> Frames:
    scene, sensor = room(random), Sensor(random, float(random.uniform(1.0, 3.5)))
    unit, sway = float(random.uniform(34, 46)), _Sway(random, 0.8)
    at = random.uniform(-20, 20, 2)
    actor = Actor(how)

    def frame(time: float, asked: Asked | None) -> Shot:
        (x, y), pose = sway.at(time), actor.pose(time, asked)
        matrix = stand(portrait, unit, x=at[0] + x, y=at[1] + y).matrix
        image = sensor.expose(over(scene, turned(portrait, pose, head), matrix))
        return Shot(image, _through(matrix, eyes_after(portrait, pose)), who)

    return frame


def flat_print(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001
    """A flat photograph, with more or less of its own background, tilted and moved as is asked."""
    return _sheet(cast, chance, bent=False)


def bent_print(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001
    """The same, bent as a part of a cylinder, more or less while it moves."""
    return _sheet(cast, chance, bent=True)


def cut_eyes(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001
    """A flat print with holes through which the attacker's eyes look."""
    return _sheet(cast, chance, bent=False, holes=True)


def _sheet(cast: Cast, chance: Chance, *, bent: bool, holes: bool = False) -> Frames:
    random = chance.random
    scene, sensor, sway = room(random), Sensor(random, float(random.uniform(1.0, 3.5))), _Sway(random, 2.5)
    unit = float(random.uniform(34, 46))
    sheet = _printed(cast.victim, random)
    how = Manner(
        yaw=float(random.uniform(0.35, 1.0)),
        pitch=float(random.uniform(0.3, 0.9)),
        reaction=float(random.uniform(0.4, 1.2)),
        moving=float(random.uniform(0.4, 1.0)),
        askew=float(random.normal(0, 0.1)),
    )
    actor, roll = Actor(how), float(random.normal(0, 0.05))
    slide, curve = float(random.uniform(0, 40)), float(random.uniform(0.35, 1.0))

    def frame(time: float, asked: Asked | None) -> Shot:
        pose, (x, y) = actor.pose(time, asked), sway.at(time)
        picture = sheet.picture
        if holes:
            picture = _with_eyes(picture, sheet, cast.other, sway.at(1.7 * time + 5))
        if bent:
            radius = 1 / (curve * (0.6 + 0.4 * abs(np.sin(1.3 * time))))
            picture = turned(sheet, pose, Shape(flat=True, half_width=radius, depth=radius))
            turn = shift(0, 0)
        else:
            turn = tilt(pose.yaw, pose.pitch, roll, unit)
        moved = shift(x + slide * np.sin(pose.yaw), y + slide * np.sin(pose.pitch))
        matrix = moved @ turn @ stand(sheet, unit).matrix
        eyes = eyes_after(sheet, pose) if bent else np.array(sheet.eyes)
        return Shot(sensor.expose(over(scene, picture, matrix)), _through(matrix, eyes), 0)

    return frame


def _printed(victim: Portrait, random: np.random.Generator) -> Portrait:
    """A photograph of the victim before some background: cut along the head, or with a margin."""
    if random.random() < 0.4:
        return victim
    height, width = victim.picture.shape[:2]
    behind = cv2.resize(room(random), (width, height))
    picture = over(np.asarray(behind, np.uint8), victim.picture, np.eye(3))
    mx, my = victim.middle
    left, right = random.uniform(1.5, 2.6, 2) * victim.unit
    top, bottom = random.uniform(1.9, 2.6) * victim.unit, random.uniform(2.0, 3.0) * victim.unit
    cover = np.zeros((height, width), np.uint8)
    cover[max(0, int(my - top)) : int(my + bottom), max(0, int(mx - left)) : int(mx + right)] = 255
    return Portrait(np.dstack([picture * (cover[..., None] > 0), cover]), victim.eyes)


def _with_eyes(picture: Image, sheet: Portrait, other: Portrait, look: tuple[float, float]) -> Image:
    """The other's eyes in the place of the sheet's, looking around a little."""
    copy = np.array(picture)
    scale = sheet.unit / other.unit
    matrix = np.array([[scale, 0, 0], [0, scale, 0]], np.float64)
    matrix[:, 2] = np.subtract(sheet.middle, np.multiply(other.middle, scale)) + np.multiply(look, 0.02 * sheet.unit)
    eyes = cv2.warpAffine(other.picture, matrix, copy.shape[1::-1])
    hole = np.zeros(copy.shape[:2], np.uint8)
    for x, y in sheet.eyes:
        axes = (int(0.22 * sheet.unit), int(0.11 * sheet.unit))
        cv2.ellipse(hole, (round(x), round(y)), axes, 0, 0, 360, 255, -1)
    copy[hole > 0] = eyes[hole > 0]
    return copy


def phone(cast: Cast, chance: Chance, steps: int) -> Frames:
    """A video of an earlier challenge on a phone in the hand."""
    tremor = float(chance.random.uniform(0.04, 0.12))
    return _screen(cast, chance, steps, tremor=tremor, reach=(1.6, 2.6), bezel=0.12)


def tablet(cast: Cast, chance: Chance, steps: int) -> Frames:
    """The same on a tablet, in the hand or propped up."""
    tremor = float(chance.random.choice([0.0, chance.random.uniform(0.02, 0.06)]))
    return _screen(cast, chance, steps, tremor=tremor, reach=(2.4, 3.6), bezel=0.3)


def laptop(cast: Cast, chance: Chance, steps: int) -> Frames:
    """The same on a screen that stands and fills the camera's view."""
    return _screen(cast, chance, steps, tremor=0.0, reach=(9.0, 9.0), bezel=0.0)


def _screen(
    cast: Cast, chance: Chance, steps: int, *, tremor: float, reach: tuple[float, float], bezel: float
) -> Frames:
    random = chance.random
    scene, sensor = room(random), Sensor(random, float(random.uniform(1.0, 3.5)))
    unit = float(random.uniform(34, 46))
    shown = _clip(cast.victim, chance, steps, unit)
    hand = _Sway(random, tremor * unit)
    frame_cover = _screen_cover(unit, reach, bezel)
    gamma = float(random.uniform(0.8, 1.3))
    curve = np.clip(255 * (np.arange(256) / 255) ** gamma * random.uniform(0.8, 1.0) + 12, 0, 255).astype(np.uint8)

    def frame(time: float, asked: Asked | None) -> Shot:
        shot = shown(time, asked)
        picture = cv2.LUT(shot.image, curve)
        picture = cv2.GaussianBlur(picture, (0, 0), 0.7)
        glass = np.dstack([picture * (frame_cover[0][..., None] > 0), frame_cover[1]])
        x, y = hand.at(time)
        image = sensor.expose(over(scene, np.asarray(glass, np.uint8), shift(x, y)))
        return Shot(image, shot.eyes + np.array([x, y]), 0)

    return frame


def _screen_cover(unit: float, reach: tuple[float, float], bezel: float) -> tuple[Image, Image]:
    """Where the picture shows, and where the whole device covers the room."""
    (cx, cy), (across, down) = CENTRE, reach
    picture, device = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    for cover, margin in ((picture, 0.0), (device, bezel)):
        left, right = int(max(0, cx - (across + margin) * unit)), int(cx + (across + margin) * unit)
        top, bottom = int(max(0, cy - (down + margin) * unit)), int(cy + (down + margin) * unit)
        cover[top:bottom, left:right] = 255
    return picture, device


def replay(cast: Cast, chance: Chance, steps: int) -> Frames:
    """A video of an earlier challenge fed in instead of the camera."""
    shown = _clip(cast.victim, chance, steps, float(chance.random.uniform(34, 46)))
    sensor = Sensor(chance.random, float(chance.random.uniform(1.0, 3.5)))

    def frame(time: float, asked: Asked | None) -> Shot:
        shot = shown(time, asked)
        return replace(shot, image=sensor.expose(shot.image))

    return frame


def _clip(victim: Portrait, chance: Chance, steps: int, unit: float) -> Frames:
    """An earlier challenge, answered by the enrolled person; played from the moment a movement is first asked for."""
    random = chance.random
    scene, head = room(random), shape(random)
    neck, late = recording(chance, steps, manner(random)), float(random.uniform(0.0, 0.6))
    sway = _Sway(random, 0.8)
    started: list[float] = []

    def frame(time: float, asked: Asked | None) -> Shot:
        if not started and asked is not None and isinstance(asked.what, Action):
            started.append(time + late)
        pose = neck.at(time - started[0]) if started else Pose()
        x, y = sway.at(time)
        matrix = stand(victim, unit, x=x, y=y).matrix
        return Shot(over(scene, turned(victim, pose, head), matrix), _through(matrix, eyes_after(victim, pose)), 0)

    return frame


def swap(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001
    """The attacker answers, the victim's picture is shown before or after: a cut between two people."""
    random = chance.random
    living = _person(cast.other, random, shape(random), manner(random), 1)
    picture = _person(cast.victim, random, shape(random), Manner(yaw=0.0, pitch=0.0))
    moment, first = float(random.uniform(0.8, 7.0)), bool(random.random() < 0.5)

    def frame(time: float, asked: Asked | None) -> Shot:
        shown = living(time, asked), picture(time, None)
        return shown[int((time > moment) == first)]

    return frame


def loop(cast: Cast, chance: Chance, steps: int) -> Frames:
    """A few seconds of the enrolled person, fed in over and over, some of them there and back."""
    random = chance.random
    length, back = float(random.uniform(0.6, 2.5)), bool(random.random() < 0.5)
    clip = _clip(cast.victim, chance, steps, float(random.uniform(34, 46)))
    sensor = Sensor(random, float(random.uniform(1.0, 3.5)))
    kept: dict[int, Shot] = {}
    rate = 15.0

    def frame(time: float, asked: Asked | None) -> Shot:  # noqa: ARG001
        at = time % (2 * length if back else length)
        number = round((2 * length - at if at > length else at) * rate)
        if number not in kept:
            moving = Asked(Action.TURN_LEFT, 1, steps, 1.0)
            shot = clip(number / rate, moving)
            kept[number] = replace(shot, image=sensor.expose(shot.image))
        return kept[number]

    return frame


def eyes_after(portrait: Portrait, pose: Pose) -> Points:
    """Where the eyes of a portrait are after its head has turned: (2, 2) pixels of it."""
    depth = 1.15  # of the neck's axis behind the eyes
    x, y = np.array([-0.5, 0.5]), -0.7
    across = x * np.cos(pose.yaw) + depth * np.sin(pose.yaw)
    towards = depth * np.cos(pose.yaw) - x * np.sin(pose.yaw)
    down = y * np.cos(pose.pitch) + towards * np.sin(pose.pitch)
    tilt_of_eyes = (portrait.eyes[1][1] - portrait.eyes[0][1]) * (x * 1.0)
    mx, my = portrait.middle
    return np.column_stack([mx + across * portrait.unit, my + (down - y) * portrait.unit + tilt_of_eyes])


def _through(matrix: NDArray[np.float64], points: Points) -> Points:
    carried = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(carried[:, :2] / carried[:, 2:])


Species = Callable[[Cast, Chance, int], Frames]

ATTACKS: dict[str, Species] = {
    "flat print": flat_print,
    "bent print": bent_print,
    "cut-out eyes": cut_eyes,
    "paper mask": paper_mask,
    "phone": phone,
    "tablet": tablet,
    "laptop": laptop,
    "injected replay": replay,
    "swap": swap,
    "loop": loop,
}
