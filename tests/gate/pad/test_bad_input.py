"""What a camera may show besides faces that stand well: nothing crashes, nobody gets in unproved, the screen helps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from gate.capture.demo_head import Portrait, Shape
from gate.pad.actor import Manner
from gate.pad.living import person
from gate.pad.people import shipped
from gate.pad.shots import Cast, Chance, Shot
from gate.pad.species import ATTACKS
from gate.pad.trial import run
from gate.vision.liveness.guard import Asked, Guard, Wanted

Fault = Callable[[Shot], Shot]


@pytest.fixture(scope="module")
def somebody() -> Portrait:
    return shipped()[0]


def at_the_edge(shot: Shot) -> Shot:
    """The frame's left edge cuts the face between the eyes."""
    image = np.roll(shot.image, -200, axis=1)
    image[:, -200:] = 128
    return replace(shot, image=image, eyes=shot.eyes - np.array([200, 0]))


def small(shot: Shot) -> Shot:
    """A face of 40 pixels, 20 between the eyes."""
    image = cv2.resize(shot.image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return replace(shot, image=np.asarray(image, np.uint8), eyes=shot.eyes * 0.5)


def landmarks_off(shot: Shot) -> Shot:
    """A detector that takes the ceiling for a face."""
    return replace(shot, eyes=shot.eyes - np.array([0, 110]))


def against_the_light(shot: Shot) -> Shot:
    """A face of a few grey levels before a window."""
    x, y = shot.eyes.mean(axis=0)
    rows, columns = np.mgrid[: shot.image.shape[0], : shot.image.shape[1]]
    face = np.exp(-(((columns - x) / 90) ** 2) - ((rows - y) / 120) ** 2)[..., None]
    return replace(shot, image=np.clip(shot.image * (1.6 - 1.58 * face), 0, 255).astype(np.uint8))


FAULTS: dict[str, tuple[Fault, Wanted | None]] = {
    "20 pixels": (small, "come_closer"),
    "landmarks off": (landmarks_off, None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_face_that_can_not_be_judged_is_not_let_in(fault: str, somebody: Portrait) -> None:
    spoil, help_wanted = FAULTS[fault]
    random = np.random.default_rng(1)
    frames = person(somebody, random, Shape(), Manner())
    asked: set[Wanted] = set()

    def spoilt(time: float, now: Asked | None) -> Shot:
        if now is not None:
            asked.add(now.what)
        return spoil(frames(time, now))

    result = run(spoilt, Guard(lambda: "challenge", Chance(random), steps=2), random, fps=5.0, seconds=12.0)
    assert not result.granted
    assert result.problem is not None
    if help_wanted is not None:
        assert asked == {help_wanted}


@pytest.mark.parametrize("spoil", [at_the_edge, against_the_light])
def test_a_print_is_a_print_in_a_bad_picture_too(spoil: Fault) -> None:
    random = np.random.default_rng(1)
    frames = ATTACKS["flat print"](Cast(*shipped()), Chance(random), 2)
    guard = Guard(lambda: "challenge", Chance(random), steps=2)
    result = run(lambda time, asked: spoil(frames(time, asked)), guard, random, fps=5.0)
    assert not result.granted
    assert result.problem is not None


def test_an_extreme_pose_is_no_answer(somebody: Portrait) -> None:
    random = np.random.default_rng(1)
    frames = person(somebody, random, Shape(), Manner(yaw=1.3, pitch=1.0, reaction=0.3, moving=0.3))
    result = run(frames, Guard(lambda: "challenge", Chance(random), steps=3), random, fps=5.0)
    assert not result.granted
    assert result.problem in ("flat", "loose", "lost", "cut", "late")
