"""People before the camera: the enrolled one, and an attacker who wears a print of their face."""

from __future__ import annotations

import numpy as np

from gate.capture.demo_head import Portrait, Shape, turned
from gate.pad.actor import Actor, Manner, manner
from gate.pad.shots import Cast, Chance, Frames, Shot, Sway, eyes_after, shape, through
from gate.pad.stage import Sensor, over, room, stand
from gate.vision.liveness.guard import Asked


def genuine(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001 - all species are called alike
    """The enrolled person, who does what is asked."""
    random = chance.random
    return person(cast.victim, random, shape(random), manner(random))


def paper_mask(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001
    """A print of the face bent around the attacker's own, turned with the head."""
    random = chance.random
    radius = float(random.uniform(0.95, 1.8))
    return person(cast.victim, random, Shape(flat=True, half_width=radius, depth=radius), manner(random))


def person(portrait: Portrait, random: np.random.Generator, head: Shape, how: Manner, who: int = 0) -> Frames:
    """Somebody who stands in a room and does what is asked.

    Args:
        portrait: Their picture.
        random: Chance, of room, place, unrest and noise.
        head: Its depth.
        how: They answer.
        who: See `Shot.who`.
    """
    scene, sensor = room(random), Sensor(random, float(random.uniform(1.0, 3.5)))
    unit, sway = float(random.uniform(34, 46)), Sway(random, 0.8)
    at = random.uniform(-20, 20, 2)
    actor = Actor(how)

    def frame(time: float, asked: Asked | None) -> Shot:
        (x, y), pose = sway.at(time), actor.pose(time, asked)
        matrix = stand(portrait, unit, x=at[0] + x, y=at[1] + y).matrix
        image = sensor.expose(over(scene, turned(portrait, pose, head), matrix))
        return Shot(image, through(matrix, eyes_after(portrait, pose)), who)

    return frame
