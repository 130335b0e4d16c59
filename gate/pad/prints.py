"""Photographs of the enrolled person, held before the camera, tilted and moved as is asked."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from gate.capture.demo_head import Portrait, Shape, turned
from gate.pad.actor import Actor, Manner
from gate.pad.shots import Cast, Chance, Frames, Shot, Sway, eyes_after, through
from gate.pad.stage import Image, Sensor, over, room, shift, stand, tilt
from gate.vision.liveness.guard import Asked


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
    scene, sensor, sway = room(random), Sensor(random, float(random.uniform(1.0, 3.5))), Sway(random, 2.5)
    unit = float(random.uniform(34, 46))
    sheet = _printed(cast.victim, random)
    how = Manner(
        yaw=float(random.uniform(0.35, 1.0)),
        pitch=float(random.uniform(0.3, 0.9)),
        reaction=float(random.uniform(0.4, 1.2)),
        moving=float(random.uniform(0.4, 1.0)),
        roll=float(random.uniform(0.28, 0.6)),
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
            pose, rolled = replace(pose, roll=0.0), roll + pose.roll
            picture = turned(sheet, pose, Shape(flat=True, half_width=radius, depth=radius))
            turn = tilt(0, 0, rolled, unit)
        else:
            turn = tilt(pose.yaw, pose.pitch, roll + pose.roll, unit)
        moved = shift(x + slide * np.sin(pose.yaw), y + slide * np.sin(pose.pitch))
        matrix = moved @ turn @ stand(sheet, unit).matrix
        eyes = eyes_after(sheet, pose) if bent else np.array(sheet.eyes)
        return Shot(sensor.expose(over(scene, picture, matrix)), through(matrix, eyes), 0)

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
