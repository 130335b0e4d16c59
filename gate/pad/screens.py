"""Videos of an earlier visit, shown on a screen: its challenge was another one, or by chance the same."""

from __future__ import annotations

import cv2
import numpy as np

from gate.capture.demo_head import Portrait, turned
from gate.pad.actor import STRAIGHT, manner, recording
from gate.pad.shots import Cast, Chance, Frames, Shot, Sway, eyes_after, shape, through
from gate.pad.stage import CENTRE, HEIGHT, WIDTH, Image, Sensor, over, room, shift, stand
from gate.vision.liveness.guard import Asked
from gate.vision.liveness.orders import Action


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
    shown = clip(cast.victim, chance, steps, unit)
    hand = Sway(random, tremor * unit)
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


def clip(victim: Portrait, chance: Chance, steps: int, unit: float) -> Frames:
    """An earlier challenge, answered by the enrolled person; played from the moment a movement is first asked for."""
    random = chance.random
    scene, head = room(random), shape(random)
    neck, late = recording(chance.earlier(steps), manner(random)), float(random.uniform(0.0, 0.6))
    sway = Sway(random, 0.8)
    started: list[float] = []

    def frame(time: float, asked: Asked | None) -> Shot:
        if not started and asked is not None and isinstance(asked.what, Action):
            started.append(time + late)
        pose = neck.at(time - started[0]) if started else STRAIGHT
        x, y = sway.at(time)
        matrix = stand(victim, unit, x=x, y=y).matrix
        image = over(scene, turned(victim, pose, head), matrix)
        return Shot(image, through(matrix, eyes_after(victim, pose)), 0)

    return frame
