"""One frame in, its events out: vision, gallery and decision joined, without threads, sources or screens' code."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gate.access.decision import Liveness, Policy
from gate.access.event import SCHEMA, AnyEvent, Notice, decision_event
from gate.access.reasons import Reason
from gate.attempts import Attempts, Judged
from gate.capture.types import Frame
from gate.clock import Clock
from gate.gallery.index import Index
from gate.screen import Screen
from gate.vision.pipeline import FacePipeline

LetIn = Callable[[str, str | None], Reason | None]
"""Lets a recognised person in, by id and name; or says why not."""


class Core:
    """The gate's state between frames. One thread calls it; `screen` may be read from another."""

    def __init__(
        self,
        pipeline: FacePipeline,
        index: Callable[[], Index],
        policy: Policy,
        clock: Clock,
        *,
        gate: str,
        model: str,
        liveness: Liveness,
        status: str,
        let_in: LetIn = lambda _person, _name: None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """Join the parts.

        Args:
            pipeline: From frames to tracks with looks.
            index: Gives the gallery's newest snapshot; raises GalleryError while there is none.
            policy: What a grant takes.
            clock: Of the decisions.
            gate: The gate's name, in every event.
            model: SHA-256 of the recogniser's file, in every event.
            liveness: The verdict of every attempt while no liveness check exists.
            status: One line about models and modes, for the screen.
            let_in: The door. It may refuse whom the decision has granted, never the other way round.
            numbers: Of the events, shared with whoever else reports.
        """
        self.screen = Screen(status)
        self._pipeline = pipeline
        self._index = index
        self._clock = clock
        self._gate = gate
        self._model = model
        self._attempts = Attempts(policy, liveness)
        self._tracks: set[int] = set()
        self._let_in = let_in
        self._numbers = numbers or itertools.count(1)

    def process(self, frame: Frame) -> list[AnyEvent]:
        """Judge every face of a frame.

        Raises:
            GalleryError: the gallery can't be read; nothing is granted.
        """
        index = self._index()
        now = self._clock.mono()
        scene = self._pipeline.process(frame.image, frame.time, wants_look=lambda i: self._attempts.wants_look(i, now))
        now = self._clock.mono()
        judged = [self._at_the_door(item, index, now) for item in self._attempts.update(scene, index, now)]
        names = [_name(item, index) for item in judged]
        self.screen.update(scene, judged, names, now)
        present = {track.id for track in scene.tracks}
        started = [self._notice("track_started", track) for track in sorted(present - self._tracks)]
        decided = self._decided(judged, names)
        ended = [self._notice("track_ended", track) for track in sorted(self._tracks - present)]
        self._tracks = present
        return [*started, *decided, *ended]

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

    def _at_the_door(self, item: Judged, index: Index, now: float) -> Judged:
        """Let in who was granted; a refusal of the door's ends the attempt as any other does."""
        person = item.decision.person
        if not item.ended or person is None:
            return item
        refusal = self._let_in(person, index.name(person))
        if refusal is None:
            return item
        refused = replace(item.decision, granted=False, reason=refusal, person=None)
        return replace(item, decision=self._attempts.overrule(item.observation.track, refused, now))

    def _decided(self, judged: Sequence[Judged], names: Sequence[str | None]) -> list[AnyEvent]:
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
        return next(self._numbers)


def _name(item: Judged, index: Index) -> str | None:
    return index.name(item.decision.person) if item.decision.person else None
