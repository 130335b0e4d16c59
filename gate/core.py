"""One frame in, its events out: vision, gallery and decision joined, without threads, sources or screens' code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gate.access.decision import CellThreshold, Liveness, Policy
from gate.access.event import SCHEMA, Event, Notice, decision_event
from gate.attempts import Attempts, Judged
from gate.capture.types import Frame
from gate.clock import Clock
from gate.gallery.index import Index
from gate.screen import Screen
from gate.vision.pipeline import FacePipeline

AnyEvent = Event | Notice


class Core:
    """The gate's state between frames. One thread calls it; `screen` may be read from another."""

    def __init__(
        self,
        pipeline: FacePipeline,
        index: Callable[[], Index],
        policy: Callable[[Index], Policy],
        clock: Clock,
        *,
        gate: str,
        model: str,
        liveness: Liveness,
        status: str,
        let_in: Callable[[str], None] = lambda _person: None,
    ) -> None:
        """Join the parts.

        Args:
            pipeline: From frames to tracks with looks.
            index: Gives the gallery's newest snapshot; raises GalleryError while there is none.
            policy: What a grant takes, with the thresholds of a snapshot; raises GalleryError where there are none.
            clock: Of the decisions.
            gate: The gate's name, in every event.
            model: SHA-256 of the recogniser's file, in every event.
            liveness: The verdict of every attempt while no liveness check exists.
            status: One line about models and modes, for the screen.
            let_in: Called with the id of everybody who is granted; returns at once.
        """
        self.screen = Screen(status)
        self._pipeline = pipeline
        self._index = index
        self._clock = clock
        self._gate = gate
        self._model = model
        self._let_in = let_in
        self._policy = policy
        self._thresholds: tuple[CellThreshold, ...] | None = None
        self._attempts = Attempts(liveness)
        self._tracks: set[int] = set()
        self._seq = 0

    def process(self, frame: Frame) -> list[AnyEvent]:
        """Judge every face of a frame.

        Raises:
            GalleryError: the gallery can't be read, or has no thresholds; nothing is granted.
        """
        index = self._index()
        policy = self._policy(index)
        changed = self._chosen_anew(policy)
        now = self._clock.mono()
        scene = self._pipeline.process(frame.image, frame.time, wants_look=lambda i: self._attempts.wants_look(i, now))
        now = self._clock.mono()
        judged = self._attempts.update(scene, index, policy, now)
        names = [_name(item, index) for item in judged]
        self.screen.update(scene, judged, names, now)
        present = {track.id for track in scene.tracks}
        started = [self._notice("track_started", track) for track in sorted(present - self._tracks)]
        decided = self._decided(judged, names)
        ended = [self._notice("track_ended", track) for track in sorted(self._tracks - present)]
        self._tracks = present
        return [*changed, *started, *decided, *ended]

    def end(self) -> list[AnyEvent]:
        """The source has ended: so have all attempts and tracks."""
        judged = self._attempts.close()
        decided = self._decided(judged, [None] * len(judged))
        ended = [self._notice("track_ended", track) for track in sorted(self._tracks)]
        self._tracks = set()
        return [*decided, *ended]

    def camera(self, health: str) -> Notice:
        """The event of a change in the camera's health."""
        return self._notice("camera", None, health)

    def _chosen_anew(self, policy: Policy) -> list[AnyEvent]:
        """A notice where the gallery's growth, or its floor, has changed the thresholds."""
        chosen = (CellThreshold(policy.cell, policy.threshold, policy.fmr), *policy.cells)
        before, self._thresholds = self._thresholds, chosen
        if before is None or before == chosen:
            return []
        words = [f"cosine {cell.threshold:.3f} at FMR {cell.fmr:g}" for cell in (before[0], chosen[0])]
        return [self._notice("thresholds", None, f"{words[0]} before, {words[1]} now")]

    def _decided(self, judged: Sequence[Judged], names: Sequence[str | None]) -> list[AnyEvent]:
        for item in judged:
            if item.ended and item.decision.granted and item.decision.person:
                self._let_in(item.decision.person)
        return [
            decision_event(
                item.decision,
                item.observation,
                name=name,
                seq=self._next(),
                gate=self._gate,
                model=self._model,
                time=self._clock.utc(),
                mono=self._clock.mono(),
            )
            for item, name in zip(judged, names, strict=True)
            if item.ended
        ]

    def _notice(self, event: str, track: int | None, detail: str | None = None) -> Notice:
        return Notice(
            schema=SCHEMA,
            seq=self._next(),
            gate=self._gate,
            event=event,
            time=self._clock.utc(),
            mono=self._clock.mono(),
            track=track,
            detail=detail,
        )

    def _next(self) -> int:
        self._seq += 1
        return self._seq


def _name(item: Judged, index: Index) -> str | None:
    return index.name(item.decision.person) if item.decision.person else None
