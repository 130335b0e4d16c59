"""Video that is fed in instead of the camera: an earlier visit, a cut between two people, a loop."""

from __future__ import annotations

from dataclasses import replace

from gate.pad.actor import Manner, manner
from gate.pad.living import person
from gate.pad.screens import clip
from gate.pad.shots import Cast, Chance, Frames, Shot, shape
from gate.pad.stage import Sensor
from gate.vision.liveness.guard import Asked
from gate.vision.liveness.orders import Action


def replay(cast: Cast, chance: Chance, steps: int) -> Frames:
    """A video of an earlier challenge fed in instead of the camera."""
    shown = clip(cast.victim, chance, steps, float(chance.random.uniform(34, 46)))
    sensor = Sensor(chance.random, float(chance.random.uniform(1.0, 3.5)))

    def frame(time: float, asked: Asked | None) -> Shot:
        shot = shown(time, asked)
        return replace(shot, image=sensor.expose(shot.image))

    return frame


def swap(cast: Cast, chance: Chance, steps: int) -> Frames:  # noqa: ARG001
    """The attacker answers, the victim's picture is shown before or after: a cut between two people."""
    random = chance.random
    living = person(cast.other, random, shape(random), manner(random), 1)
    picture = person(cast.victim, random, shape(random), Manner(yaw=0.0, pitch=0.0))
    moment, first = float(random.uniform(0.5, 4.5)), bool(random.random() < 0.5)

    def frame(time: float, asked: Asked | None) -> Shot:
        shown = living(time, asked), picture(time, None)
        return shown[int((time > moment) == first)]

    return frame


def loop(cast: Cast, chance: Chance, steps: int) -> Frames:
    """A few seconds of the enrolled person, fed in over and over, some of them there and back."""
    random = chance.random
    length, back = float(random.uniform(0.6, 2.5)), bool(random.random() < 0.5)
    recorded = clip(cast.victim, chance, steps, float(random.uniform(34, 46)))
    sensor = Sensor(random, float(random.uniform(1.0, 3.5)))
    kept: dict[int, Shot] = {}
    rate = 15.0

    def frame(time: float, asked: Asked | None) -> Shot:  # noqa: ARG001
        at = time % (2 * length if back else length)
        number = round((2 * length - at if at > length else at) * rate)
        if number not in kept:
            moving = Asked(Action.TURN_LEFT, 1, steps, 1.0)
            shot = recorded(number / rate, moving)
            kept[number] = replace(shot, image=sensor.expose(shot.image))
        return kept[number]

    return frame
