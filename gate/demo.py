"""The demo's story: who is enrolled, what should happen, and what did. Plays through the gate's own parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gate.access.door_types import DoorEventKind
from gate.access.event import AnyEvent, DoorReport, Event
from gate.access.reasons import Reason
from gate.capture.demo_feed import ENROLLED, SCRIPT, STEPS, Attack
from gate.capture.demo_people import ASSETS
from gate.clock import SystemClock
from gate.enrolment import enrol_photographs
from gate.home import Home
from gate.networks import Networks
from gate.settings import LivenessSettings, Settings
from gate.vault import open_gallery
from gate.view import Mark, Phase, View

NAME = "Eileen Collins"
"""Of the enrolled portrait."""


def demo_settings(settings: Settings) -> Settings:
    """A demo guards nobody's face but a public one: unless the home says otherwise, its key is a file, without asking.

    A home that has keys keeps them. Liveness is on: challenges of the two movements that the feed's people make.
    """
    update: dict[str, object] = {"liveness": LivenessSettings(mode="challenge", steps=STEPS)}
    if settings.privacy.key is None:
        update["privacy"] = settings.privacy.model_copy(update={"key": "file"})
    return settings.model_copy(update=update)


def enrol_demo_person(home: Home, networks: Networks, settings: Settings) -> None:
    """Enrol the portrait, unless this home has it already.

    Raises:
        GalleryError: the gallery can't be used.
    """
    with open_gallery(home, settings, template_space=networks.recogniser.template_space) as gallery:
        if gallery.find(NAME) is None:
            enrol_photographs(
                gallery,
                NAME,
                [ASSETS / f"{ENROLLED}.jpg"],
                networks,
                settings,
                consent="public-domain portrait, demo only",
                operator="gate demo",
                clock=SystemClock(),
            )


STOPPED_BY: dict[Attack, Reason] = {
    "print": Reason.LIVENESS_FAILED,
    "replay": Reason.CHALLENGE_FAILED,
    "swap": Reason.IDENTITY_CHANGED,
    "loop": Reason.FRAMES_REPEATED,
}
"""What each attack of the demo is refused for."""

SHOWN: dict[Attack, str] = {
    "print": "A photograph, tilted as was asked",
    "replay": "A video of an earlier visit, fed in",
    "swap": "A cut from the enrolled person to a stranger who answers",
    "loop": "A second of video, fed in over and over",
}
"""The attacks in words."""


@dataclass
class Diary:
    """What happened, and the best picture of each outcome."""

    granted: int = 0
    refused: int = 0
    unlocked: int = 0
    locked: int = 0
    reasons: list[Reason] = field(default_factory=list)
    """Of the refusals, in order."""
    _pictures: dict[tuple[Phase, int], View] = field(default_factory=dict)

    def events(self, events: Sequence[AnyEvent]) -> None:
        """Count decisions and pulses."""
        for event in events:
            if isinstance(event, Event):
                self.granted += event.granted
                self.refused += not event.granted
                if not event.granted:
                    self.reasons.append(event.reason)
            elif isinstance(event, DoorReport):
                self.unlocked += event.event is DoorEventKind.UNLOCKED
                self.locked += event.event is DoorEventKind.LOCKED

    def view(self, view: View) -> None:
        """Keep the view that shows a granted or refused face largest."""
        for mark in view.marks:
            if view.phase is mark.phase and view.phase in (Phase.GRANTED, Phase.REFUSED):
                kept = self._pictures.setdefault((view.phase, mark.track), view)
                if _size(mark) > max(_size(other) for other in kept.marks if other.track == mark.track):
                    self._pictures[view.phase, mark.track] = view

    @property
    def outcomes(self) -> list[View]:
        """One view for each face that was granted or refused, in order."""
        return list(self._pictures.values())

    @property
    def as_scripted(self) -> bool:
        """Whether everybody was treated as the script means it; a stranger who stays is refused more than once."""
        entitled = sum(act.who == ENROLLED for act in SCRIPT)
        pulsed = self.unlocked == self.locked == entitled
        return pulsed and self.granted == entitled and self.refused >= len(SCRIPT) - entitled

    def stopped(self, attack: Attack) -> bool:
        """Whether the genuine visit was granted, and the attack refused for the reason that it is meant to meet."""
        once = self.granted == self.unlocked == self.locked == 1
        return once and STOPPED_BY[attack] in self.reasons


def _size(mark: Mark) -> float:
    x1, y1, x2, y2 = mark.box
    return (x2 - x1) * (y2 - y1)
