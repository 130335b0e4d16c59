"""Which large state a view is: pure."""

from __future__ import annotations

from gate.access.reasons import LIVENESS, Reason
from gate.ui.theme.looks import State
from gate.view import Phase, Prompt, View
from gate.vision.quality_gate import Flaw

_PHASES = {
    Phase.STARTING: State.STARTING,
    Phase.WAITING: State.IDLE,
    Phase.LOOK_HERE: State.LOOK_HERE,
    Phase.GRANTED: State.WELCOME,
    Phase.REFUSED: State.REFUSED,
    Phase.NO_CAMERA: State.NO_CAMERA,
    Phase.FAULT: State.FAULT,
}
_REASONS = {
    **dict.fromkeys(LIVENESS, State.NOT_ALIVE),
    Reason.OUT_OF_HOURS: State.NOT_NOW,
    Reason.NOT_YET_VALID: State.NOT_NOW,
    Reason.EXPIRED: State.NOT_NOW,
    Reason.SEVERAL_FACES: State.ONE_AT_A_TIME,
    Reason.SECOND_FACTOR: State.ONE_MORE,
    Reason.SECOND_PERSON: State.ONE_MORE,
}
_ADVICE = {
    Flaw.TOO_FAR: State.COME_CLOSER,
    Flaw.AT_EDGE: State.TO_THE_MIDDLE,
    Flaw.TOO_DARK: State.TOO_DARK,
    Flaw.FLAT: State.COME_CLOSER,
    Flaw.BLURRED: State.HOLD_STILL,
    Flaw.SEVERAL: State.ONE_AT_A_TIME,
}
"""The others only change the words of `LOOK_HERE`."""
_PROMPTS = {
    Prompt.COME_CLOSER: State.COME_CLOSER,
    Prompt.STEP_BACK: State.STEP_BACK,
    Prompt.COME_TO_THE_MIDDLE: State.TO_THE_MIDDLE,
    Prompt.LOOK_STRAIGHT: State.LOOK_HERE,
    Prompt.TURN_LEFT: State.TURN_LEFT,
    Prompt.TURN_RIGHT: State.TURN_RIGHT,
    Prompt.LOOK_UP: State.LOOK_UP,
    Prompt.LOOK_DOWN: State.LOOK_DOWN,
    Prompt.TILT_LEFT: State.TILT_LEFT,
    Prompt.TILT_RIGHT: State.TILT_RIGHT,
}


def state_of_phase(phase: Phase) -> State:
    """The state of a phase alone, for the mark on a face."""
    return _PHASES[phase]


def state_of(view: View) -> State:
    """The one state to show large: an outcome first, then the door, then what is lost, then what is asked for."""
    phase = _PHASES[view.phase]
    if view.phase is Phase.REFUSED and view.reason is not None:
        return _REASONS.get(view.reason, phase)
    if view.phase in (Phase.GRANTED, Phase.REFUSED):
        return phase
    if view.door_held:
        return State.DOOR_HELD
    if view.badge_or_pin:
        return State.DEGRADED
    if view.phase is not Phase.LOOK_HERE:
        return phase
    if view.ask is not None:
        return _PROMPTS[view.ask.prompt]
    if view.advice is not None:
        return _ADVICE.get(view.advice, phase)
    return State.CHECKING if view.checking else phase
