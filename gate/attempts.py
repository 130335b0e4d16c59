"""Attempts: what each track has shown so far, when its attempt ends, and when the next one may begin.

Between the pipeline, which sees faces, and `decide()`, which judges one observation. No threads, no clock of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gate.access.decision import Decision, Liveness, Look, Observation, Policy, decide
from gate.access.reasons import Reason
from gate.gallery.index import Index
from gate.vision.pipeline import Scene, Track
from gate.vision.types import Template

RETRY_SECONDS = 3.0
"""Pause after a refusal before the same track is judged again; doubles each time."""

MAX_RETRY_SECONDS = 30.0

NEAR = 0.5
"""A face of less than this share of another's size stands behind it and is nobody who could slip in."""


@dataclass(frozen=True)
class Judged:
    """A track's attempt after a frame."""

    observation: Observation
    decision: Decision
    ended: bool
    """True exactly once for each attempt: with its final decision, or when the face left before there was one."""


@dataclass
class _Attempt:
    observation: Observation
    decision: Decision
    refusals: int = 0
    next_at: float | None = None
    """When the next attempt may begin; None while this one goes on."""
    looks: list[Look] = field(default_factory=list)


class Attempts:
    """All attempts of one gate. A granted track is not judged again until it has left."""

    def __init__(self, policy: Policy, liveness: Liveness) -> None:
        """Begin without any.

        Args:
            policy: What a grant takes.
            liveness: The verdict of every observation while no liveness check exists.
        """
        self._policy = policy
        self._liveness = liveness
        self._attempts: dict[int, _Attempt] = {}

    def wants_look(self, track: int, now: float) -> bool:
        """Whether another look at this track could still change a decision."""
        attempt = self._attempts.get(track)
        return attempt is None or attempt.next_at is None or now >= attempt.next_at

    def update(self, scene: Scene, index: Index, now: float) -> list[Judged]:
        """Judge every track in view; tracks that have ended are judged by what was last known of them."""
        judged = [self._judge(track, scene, index, now) for track in scene.tracks if track.seen]
        live = {track.id for track in scene.tracks}
        return [*judged, *self._leave(self._attempts.keys() - live)]

    def overrule(self, track: int | None, refused: Decision, now: float) -> Decision:
        """The door has refused whom the last decision granted; the track may try again as after any refusal."""
        attempt = self._attempts.get(track) if track is not None else None
        if attempt is not None:
            attempt.decision = refused
            attempt.next_at = now + self._pause(attempt)
        return refused

    def close(self) -> list[Judged]:
        """End the attempts that are still open: the source has ended."""
        return self._leave(set(self._attempts))

    def _judge(self, track: Track, scene: Scene, index: Index, now: float) -> Judged:
        attempt = self._attempts.get(track.id)
        if attempt and attempt.next_at is not None:
            if now < attempt.next_at:
                return Judged(attempt.observation, attempt.decision, ended=False)
            attempt.looks, attempt.next_at = [], None
        looks = attempt.looks if attempt else []
        faces = _faces_before(track, scene)
        alone = faces == 1 or not self._policy.one_face
        if alone and track.new_look is not None and (look := compare(track.new_look, index, scene.time)):
            looks.append(look)
        observation = Observation(
            track=track.id,
            looks=tuple(looks),
            faces=faces,
            newest_frame=scene.time,
            template_space=index.template_space if looks else None,
            gallery_size=len(index),
            revision=index.revision,
            liveness=self._liveness,
        )
        decision = decide(observation, self._policy, now)
        if attempt is None:
            attempt = self._attempts[track.id] = _Attempt(observation, decision, looks=looks)
        attempt.observation, attempt.decision = observation, decision
        if decision.final:
            attempt.next_at = now + self._pause(attempt)
        return Judged(observation, decision, ended=decision.final)

    def _pause(self, attempt: _Attempt) -> float:
        if attempt.decision.granted:
            return float("inf")
        attempt.refusals += 1
        return float(min(RETRY_SECONDS * 2 ** (attempt.refusals - 1), MAX_RETRY_SECONDS))

    def _leave(self, tracks: Iterable[int]) -> list[Judged]:
        left = [self._attempts.pop(track) for track in sorted(tracks)]
        return [
            Judged(attempt.observation, replace(attempt.decision, final=True), ended=True)
            for attempt in left
            if attempt.next_at is None and (attempt.looks or attempt.decision.reason is Reason.SEVERAL_FACES)
        ]


def _faces_before(track: Track, scene: Scene) -> int:
    """Faces that stand as near to the gate as this one, or nearer: not those of people in the background."""
    return sum(face.inter_eye >= NEAR * track.face.inter_eye for face in scene.faces)


def compare(template: Template, index: Index, time: float) -> Look | None:
    """One look compared with everybody enrolled; None while nobody is.

    Raises:
        WrongModelError: the template is of another model than the gallery's.
    """
    match = index.search(template)
    if match is None:
        return None
    return Look(
        time=time,
        person=match.best.person,
        cosine=match.best.cosine,
        runner_up=match.runner_up.cosine if match.runner_up else None,
        quality=template.quality,
        revision=index.revision,
    )
