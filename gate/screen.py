"""Turns what was judged into what a screen shows: one state at a time, held long enough to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gate.access.panel import PanelSignal
from gate.access.reasons import Reason
from gate.attempts import Judged
from gate.guidance import Guide
from gate.view import Ask, Lights, Mark, Phase, View
from gate.vision.pipeline import Scene

HOLD_SECONDS = 3.0
"""How long a grant or refusal stays on the screen."""


@dataclass(frozen=True)
class Beside:
    """What is shown beside the faces."""

    status: str = ""
    """Outputs that fail."""
    panel: PanelSignal = field(default_factory=PanelSignal)
    door_held: bool = False
    """The door stands open for too long."""
    lights: Lights = field(default_factory=Lights)


class Screen:
    """The screen's memory: the newest grant or refusal, and until when it is shown."""

    def __init__(self, status: str, *, badge_or_pin: bool = False) -> None:
        """Begin.

        Args:
            status: One line about models and modes.
            badge_or_pin: A badge or PIN does, while no face can be recognised.
        """
        self.badge_or_pin = badge_or_pin
        self.problem = ""
        """What is wrong with the gate as a whole, like settings that can't be read: shown as long as it runs."""
        self._status = status
        self.beside: Callable[[], Beside] = Beside
        """Gives what others have to show; any thread may set it."""
        self._outcome: tuple[Phase, str | None, Reason | None] | None = None
        self._until = 0.0
        self._marks: tuple[Mark, ...] = ()
        self._guide = Guide()
        self._ask: Ask | None = None
        self._faceless: Phase | None = None
        """The phase in which no faces can be shown, while there is one."""

    def update(self, scene: Scene, judged: Sequence[Judged], names: Sequence[str | None], now: float) -> None:
        """Take in a judged scene; `names` holds each grant's name, beside `judged`."""
        for item, name in zip(judged, names, strict=True):
            if item.ended:
                phase = Phase.GRANTED if item.decision.granted else Phase.REFUSED
                self._outcome = (phase, name, None if item.decision.granted else item.decision.reason)
                self._until = now + HOLD_SECONDS
        self._ask = next((item.ask for item in judged if item.ask is not None), None)
        phases = {item.observation.track: _phase(item) for item in judged}
        self._marks = tuple(
            Mark(track.id, _box(track.face.box), phases.get(track.id, Phase.LOOK_HERE)) for track in scene.tracks
        )
        self._guide.update(scene, judged, now)

    def announce(self, phase: Phase, name: str | None, reason: Reason | None, now: float) -> None:
        """Show what came of a badge or PIN."""
        self._outcome, self._until = (phase, name, reason), now + HOLD_SECONDS

    def view(self, image: NDArray[np.uint8], now: float) -> View:
        """The screen for a frame: a grant or refusal while it is held, else what the faces in view call for."""
        self._faceless = None
        if self._outcome and now < self._until:
            phase, name, reason = self._outcome
            return self._view(phase, image, name, reason)
        if self._marks:
            said = self._guide.guidance
            shown = self._view(Phase.LOOK_HERE, image)
            return replace(shown, advice=said.advice, checking=said.checking, ask=self._ask)
        return self._view(Phase.WAITING, image)

    def without_faces(self, phase: Phase, now: float) -> View:
        """The screen while no face can be recognised: STARTING, NO_CAMERA or FAULT.

        Nothing that was decided before outlives the loss; what comes of a badge or PIN since then is shown.
        """
        if phase is not self._faceless:
            self._faceless, self._outcome, self._marks, self._ask = phase, None, (), None
        if self._outcome and now < self._until:
            outcome, name, reason = self._outcome
            return self._view(outcome, None, name, reason, faceless=True)
        lost = {Phase.NO_CAMERA: Reason.CAMERA_LOST, Phase.FAULT: Reason.FAULT}.get(phase)
        return self._view(phase, None, reason=lost, faceless=phase is not Phase.STARTING)

    def _view(
        self,
        phase: Phase,
        image: NDArray[np.uint8] | None,
        person: str | None = None,
        reason: Reason | None = None,
        *,
        faceless: bool = False,
    ) -> View:
        instead = faceless and self.badge_or_pin
        beside, mode = self.beside(), "badge or PIN only" if instead else ""
        return View(
            phase,
            image,
            self._marks,
            person,
            reason,
            status="; ".join(filter(None, (self.problem, self._status, mode, beside.status))),
            badge_or_pin=instead,
            panel=beside.panel,
            door_held=beside.door_held,
            lights=replace(beside.lights, health="warning") if self.problem else beside.lights,
        )


def _phase(item: Judged) -> Phase:
    if not item.decision.final:
        return Phase.LOOK_HERE
    return Phase.GRANTED if item.decision.granted else Phase.REFUSED


def _box(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(value) for value in box)
    return x1, y1, x2, y2
