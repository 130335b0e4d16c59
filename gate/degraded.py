"""What recognising faces needs and has not got: the camera, the recogniser. Meanwhile badges and PINs go on."""

from __future__ import annotations

from gate.admission import Admission
from gate.journal import Journal


class Losses:
    """What is lost, and why; each change is noticed, and tells the rules whether there is a camera to go by.

    Args:
        admission: Asks the rules.
        journal: Of the gate.
        instead: What goes on meanwhile, in words.
    """

    def __init__(self, admission: Admission, journal: Journal, instead: str) -> None:
        self._admission = admission
        self._journal = journal
        self._instead = instead
        self._lost: dict[str, str] = {}  # never changed, only replaced: other threads read it

    def __contains__(self, what: str) -> bool:
        return what in self._lost

    @property
    def names(self) -> tuple[str, ...]:
        """What is missing."""
        return tuple(sorted(self._lost))

    def camera(self, health: str) -> None:
        """The camera's health has changed."""
        self._journal.notice("camera", detail=health)
        if health == "ok":
            self.found("camera")
        elif health in ("starting", "ended"):  # no fault, and no picture either
            self._admission.camera = False
        else:
            self.lose("camera", f"camera {health}")

    def lose(self, what: str, why: str) -> None:
        """Something is missing from now on."""
        self._admission.camera = False
        if self._lost.get(what) != why:
            self._lost = {**self._lost, what: why}
            self._notice()

    def found(self, what: str) -> None:
        """It is there; lost or not before."""
        if what in self._lost:
            self._lost = {name: why for name, why in self._lost.items() if name != what}
            if self._lost:
                self._notice()
            else:
                self._journal.notice("restored", detail="faces are recognised again")
        self._admission.camera = not self._lost

    def _notice(self) -> None:
        self._journal.notice("degraded", detail=f"{', '.join(self._lost.values())}: {self._instead}")
