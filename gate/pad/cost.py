"""What liveness costs in each frame of a 1280x720 camera: CPU time of this thread, on a generated visit."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from gate.capture.demo_head import Portrait
from gate.pad.living import genuine
from gate.pad.shots import HEIGHT_OF_CAMERA, Cast, Chance, enlarged
from gate.pad.stage import HEIGHT
from gate.pad.trial import KnownFaces
from gate.vision.liveness.guard import Guard

_FPS = 15.0
_STEPS = 4


@dataclass(frozen=True)
class Cost:
    """Of many frames, milliseconds."""

    what: str
    frames: int
    median: float
    high: float
    """95 % stay below."""
    most: float


def costs(people: Sequence[Portrait], visits: int = 44, whole: int = 4) -> list[Cost]:
    """Measure visits: frames before an attempt, its first frames, and those of a challenge under way.

    Args:
        people: Who visits, one after the other; two at least.
        visits: How many; most of them are over when their challenge has begun.
        whole: So many last for six seconds.
    """
    cv2.setNumThreads(1)
    taken = defaultdict(list)
    for number in range(visits):
        portrait, other = people[number % len(people)], people[(number + 1) % len(people)]
        seconds = 6.0 if number < whole else 1.4
        random = np.random.default_rng(number)
        chance = Chance(random)
        frames, faces = genuine(Cast(portrait, other), chance, _STEPS), KnownFaces(random)
        guard, asked = Guard(lambda: "challenge", chance, steps=_STEPS), None
        for frame in range(round(seconds * _FPS)):
            now = frame / _FPS
            shot = enlarged(frames(now, asked), HEIGHT_OF_CAMERA / HEIGHT)
            scene = faces.see(shot, now, lambda _track: False)
            if frame == round(_FPS):
                guard.begin(1)
            before = guard.challenge(1)
            begun = before is not None and before.progress is not None
            start = time.thread_time()
            guard.see(shot.image, scene)
            asked = guard.verdict(1).asked if before is not None else None
            spent = 1000 * (time.thread_time() - start)
            active = guard.challenge(1)
            if active is None or active.progress is None:
                taken["no challenge under way"].append(spent)
            elif not begun:
                taken["points are set"].append(spent)
            elif not active.progress.over:
                taken["a challenge under way"].append(spent)
    return [
        Cost(what, len(spent), *(float(np.percentile(spent, share)) for share in (50, 95, 100)))
        for what, spent in taken.items()
    ]
