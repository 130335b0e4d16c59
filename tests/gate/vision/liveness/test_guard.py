"""What the guard joins: whose orders a challenge is drawn from, and which look confirms it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gate.vision.fakes import face_at
from gate.vision.liveness.asked_before import AskedBefore
from gate.vision.liveness.challenge import Progress
from gate.vision.liveness.guard import Guard
from gate.vision.liveness.orders import LoadedDice, Order, SecretDice, orders
from gate.vision.pipeline import Scene, Track
from gate.vision.types import Template

IMAGE = np.zeros((240, 320, 3), np.uint8)
FACE = face_at((100, 60, 200, 180))


class Passes:
    """A challenge that is passed when a test says so."""

    def __init__(self, draw: Callable[[], Order], *_: object) -> None:
        self.draw = draw
        self.passed = self.ending = False
        self.problem = None
        self.progress: Progress | None = None
        self.wait = "look_straight"

    def see(self, *_: object, masked: bool) -> None:
        pass

    def seconds_left(self, _now: float) -> float:
        return 1.0


@pytest.fixture(autouse=True)
def _challenges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.vision.liveness.guard.Active", Passes)


def _scene(time: float, look: Template | None = None) -> Scene:
    track = Track(1, FACE, True, None, (), look, 1, look, None, settled=True)
    return Scene(time, (FACE,), (track,))


def _template(*values: float) -> Template:
    vector = np.array(values, np.float32)
    return Template(vector / np.linalg.norm(vector), "fake", 1.0)


def test_orders_are_drawn_by_whom_the_face_is_most_like() -> None:
    every = orders(2)
    half = len(every) // 2
    asked = AskedBefore(2)
    for order in every[:half]:
        asked.remember(order, "anna")
    for order in every[half:]:
        asked.remember(order, "ben")  # of everybody's, Anna's are out by now
    drawn: dict[str | None, set[Order]] = {}
    for person in ("anna", "ben", None):
        guard = Guard(lambda: "challenge", LoadedDice(range(len(every))), steps=2, asked=asked)
        guard.begin(1)
        guard.note(1, masked=False, person=person)
        challenge = guard.challenge(1)
        assert challenge is not None
        drawn[person] = {challenge.draw() for _ in range(3 * len(every))}  # type: ignore[attr-defined]
    assert drawn == {"anna": {*every[half:]}, "ben": {*every[:half]}, None: {*every[:half]}}


@pytest.mark.parametrize("together", [False, True], ids=["a frame later", "in the frame that ends it"])
def test_a_challenge_that_is_passed_waits_for_a_look(together: bool) -> None:
    guard = Guard(lambda: "challenge", SecretDice(), steps=2)
    guard.begin(1)
    guard.see(IMAGE, _scene(1.0, _template(1, 0)))
    challenge = guard.challenge(1)
    assert challenge is not None
    challenge.passed = True  # type: ignore[misc]
    if not together:
        guard.see(IMAGE + 1, _scene(1.1))
        assert guard.verdict(1).state == "unknown", "who stands there now has not been compared"
    guard.see(IMAGE + 2, _scene(1.2, _template(1, 0.1)))
    assert guard.verdict(1).state == "live"


def test_somebody_else_at_the_end_is_not_let_in() -> None:
    guard = Guard(lambda: "challenge", SecretDice(), steps=2)
    guard.begin(1)
    guard.see(IMAGE, _scene(1.0, _template(1, 0)))
    challenge = guard.challenge(1)
    assert challenge is not None
    challenge.passed = True  # type: ignore[misc]
    guard.see(IMAGE + 1, _scene(1.1, _template(0, 1)))
    verdict = guard.verdict(1)
    assert (verdict.state, verdict.problem) == ("failed", "identity")
