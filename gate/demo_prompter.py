"""Tells the demo's visitor what the screens ask of them: they can read neither the kiosk nor the wizard."""

from __future__ import annotations

from collections.abc import Callable

from gate.access.reasons import Reason
from gate.capture.demo_camera import DemoCamera
from gate.capture.demo_head import Pose as Head
from gate.capture.demo_people import ASTRONAUT
from gate.capture.demo_visitor import FAR, Visitor
from gate.clock import Clock
from gate.desk.enrol_sitting import Advice, Pose, Preview
from gate.view import Phase, Prompt, View

STAYS = 2.5
"""Seconds that somebody stays after they were let in or refused."""
TRIES = 15.0
"""Seconds for which they try again where the kiosk asks them to."""
LINGERS = 20.0
"""Seconds that somebody waits for the wizard to go on."""
_CALLED_AGAIN = 6.0
"""Seconds for which a wizard that sees nobody is given to see them come."""

_HEADS = {
    Prompt.TURN_LEFT: Head(yaw=0.5),
    Prompt.TURN_RIGHT: Head(yaw=-0.5),
    Prompt.LOOK_UP: Head(pitch=-0.42),
    Prompt.LOOK_DOWN: Head(pitch=0.42),
    Prompt.TILT_LEFT: Head(roll=0.36),
    Prompt.TILT_RIGHT: Head(roll=-0.36),
}
_NUDGES = {
    Advice.TURN_LEFT: (1, 0),
    Advice.TURN_RIGHT: (-1, 0),
    Advice.LIFT: (0, -1),
    Advice.LOWER: (0, 1),
}
_AGAIN = {Reason.CHALLENGE_FAILED, Reason.LIVENESS_FAILED, Reason.LOW_QUALITY, Reason.UNSURE}
"""Refusals after which people try again."""


class Prompter:
    """Whoever stands before the camera listens to the wizard while it is open, else to the kiosk."""

    def __init__(self, camera: DemoCamera, clock: Clock) -> None:
        """Prepare; `see_view` and `see_preview` are called by the threads that make them.

        Args:
            camera: Where the visitor is.
            clock: Of the waiting.
        """
        self._camera = camera
        self._clock = clock
        self._who = ASTRONAUT
        self._previewed = self._called = float("-inf")
        self._enrolling = False

    def send(self, who: str, *, masked: bool = False) -> None:
        """Let somebody walk up to the kiosk, whatever the wizard waits for."""
        self._who, self._enrolling = who, False
        self._camera.invite(who, masked=masked)

    def see_view(self, view: View) -> None:
        """What the kiosk shows now."""
        if self._enrolling:
            if self._clock.mono() - self._previewed < LINGERS:
                return
            self._enrolling = False
            self._camera.tell(lambda visitor: visitor.leave())
        head = _HEADS.get(view.ask.prompt, Head()) if view.ask else Head()
        closer = view.ask is not None and view.ask.prompt is Prompt.COME_CLOSER
        self._camera.tell(lambda visitor: visitor.look(head))
        if closer:
            self._camera.tell(lambda visitor: visitor.come_closer())
        if view.phase in (Phase.GRANTED, Phase.REFUSED):
            stays = TRIES if view.reason in _AGAIN else STAYS
            self._camera.tell(lambda visitor: visitor.leave(stays) if visitor.arrived else None)

    def see_preview(self, preview: Preview) -> None:
        """What the wizard shows now."""
        now = self._clock.mono()
        self._previewed, self._enrolling = now, True
        advice = preview.advice
        if advice is Advice.NOBODY:
            if now - self._called > _CALLED_AGAIN:
                self._called = now
                self._camera.invite(self._who, face=FAR)
            return
        self._called = now
        self._camera.tell(_doing(preview))


def _doing(preview: Preview) -> Callable[[Visitor], None]:
    yaw, pitch = _NUDGES.get(preview.advice, (0, 0))

    def do(visitor: Visitor) -> None:
        visitor.wear(preview.pose is Pose.MASKED)
        if preview.advice is Advice.TOO_FAR:
            visitor.come_closer()
        if preview.pose is Pose.STRAIGHT and preview.advice is Advice.HOLD:
            visitor.look(Head())
        else:
            visitor.nudge(yaw, pitch)

    return do
