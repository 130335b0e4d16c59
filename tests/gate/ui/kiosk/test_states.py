"""One state at a time: an outcome before the door, the door before what is lost, that before what is asked for."""

from __future__ import annotations

import pytest

from gate.access.reasons import Reason
from gate.ui.kiosk.states import state_of
from gate.ui.theme.looks import State
from gate.view import Ask, Phase, Prompt, View
from gate.vision.quality_gate import Flaw


def test_every_state_can_be_reached() -> None:
    views = [View(phase, None) for phase in Phase]
    views += [View(Phase.REFUSED, None, reason=reason) for reason in Reason]
    views += [View(Phase.LOOK_HERE, None, advice=flaw) for flaw in Flaw] + [View(Phase.LOOK_HERE, None, checking=True)]
    views += [View(Phase.LOOK_HERE, None, ask=Ask(prompt, 1, 3, 5.0)) for prompt in Prompt]
    views += [View(Phase.WAITING, None, door_held=True), View(Phase.FAULT, None, badge_or_pin=True)]
    assert {state_of(view) for view in views} == set(State)


@pytest.mark.parametrize(
    ("view", "state"),
    [
        (View(Phase.GRANTED, None, door_held=True, badge_or_pin=True), State.WELCOME),
        (View(Phase.REFUSED, None, reason=Reason.THROTTLED, door_held=True), State.REFUSED),
        (View(Phase.LOOK_HERE, None, door_held=True, advice=Flaw.TOO_DARK), State.DOOR_HELD),
        (View(Phase.NO_CAMERA, None, badge_or_pin=True), State.DEGRADED),
        (View(Phase.NO_CAMERA, None, door_held=True), State.DOOR_HELD),
        (View(Phase.LOOK_HERE, None, checking=True, ask=Ask(Prompt.TURN_LEFT, 1, 3, 5.0)), State.TURN_LEFT),
        (View(Phase.WAITING, None, advice=Flaw.TOO_DARK), State.IDLE),
    ],
)
def test_the_first_that_holds_is_shown(view: View, state: State) -> None:
    assert state_of(view) is state


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason.value not in ("recognised",)])
def test_no_refusal_ever_looks_like_a_welcome(reason: Reason) -> None:
    assert state_of(View(Phase.REFUSED, None, reason=reason, person="Ada")) is not State.WELCOME
