"""Attempts: what each track has shown so far, when its attempt ends, and when the next one may begin.

Between the pipeline, which sees faces, and `decide()`, which judges one observation. No threads, no clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from engines.operating_point import Mask
from gate.access.decision import Decision, Liveness, Look, Observation, Policy, decide
from gate.access.reasons import Reason
from gate.gallery.index import MASKS, Index
from gate.liveness import Told, told
from gate.view import Ask
from gate.vision.liveness.guard import Guard
from gate.vision.pipeline import Scene, Track
from gate.vision.types import Template

RETRY_SECONDS = 3.0
"""Pause after a refusal before the same track is judged again; doubles each time."""

MAX_RETRY_SECONDS = 30.0

NEAR = 0.5
"""A face of less than this share of another's size stands behind it and is nobody who could slip in."""


Settle = Callable[[Observation, Decision, float], Decision]
"""Makes a final decision at a time what it comes to by the rules and the audit: it may turn a grant into a refusal."""


@dataclass(frozen=True)
class Judged:
    """A track's attempt after a frame."""

    observation: Observation
    decision: Decision
    ended: bool
    """True exactly once for each attempt: with its final decision, or when the face left before there was one."""
    ask: Ask | None = None
    """What the person is asked to do, while the attempt goes on."""


@dataclass
class _Attempt:
    observation: Observation
    decision: Decision
    refusals: int = 0
    granted: bool = False
    next_at: float | None = None
    """When the next attempt may begin; None while this one goes on."""
    looks: list[Look] = field(default_factory=list)
    settled: bool = False
    """As many looks as are ever judged were taken."""


class Attempts:
    """All attempts of one gate. A granted track is not judged again until it has left."""

    def __init__(
        self, liveness: Liveness, settle: Settle, *, second_factor_seconds: float = 10.0, guard: Guard | None = None
    ) -> None:
        """Begin without any.

        Args:
            liveness: The verdict of every observation where there is no guard.
            settle: Has the last word on every final decision.
            second_factor_seconds: Pause in which a recognised face waits for its badge or PIN.
            guard: Checks the liveness of each attempt. It sees every frame before `update` does.
        """
        self._liveness = liveness
        self._guard = guard
        self._settle = settle
        self._second_factor_seconds = second_factor_seconds
        self._attempts: dict[int, _Attempt] = {}

    def wants_look(self, track: int, now: float) -> bool:
        """Whether another look at this track could still change a decision."""
        attempt = self._attempts.get(track)
        if attempt is not None and attempt.next_at is None and self._guard is not None:
            wanted = self._guard.wants_look(track)
            if wanted is not None:
                return wanted or not attempt.settled
        return attempt is None or attempt.next_at is None or now >= attempt.next_at

    @property
    def under_way(self) -> bool:
        """Whether anybody is being judged."""
        return any(attempt.next_at is None for attempt in self._attempts.values())

    def update(self, scene: Scene, index: Index, policy: Policy, now: float) -> list[Judged]:
        """Judge every track in view; tracks that have ended are judged by what was last known of them.

        Args:
            scene: What is seen.
            index: The gallery.
            policy: What a grant takes, with the thresholds of this gallery.
            now: Seconds, `Clock.mono`.
        """
        judged = [self._judge(track, scene, index, policy, now) for track in scene.tracks if track.seen]
        live = {track.id for track in scene.tracks}
        return [*judged, *self._leave(self._attempts.keys() - live, now)]

    def close(self, now: float) -> list[Judged]:
        """End the attempts that are still open: the source has ended."""
        return self._leave(set(self._attempts), now)

    def restart(self, *, everybody: bool) -> None:
        """Faces are compared with other people from now on: what was compared so far counts no more.

        Args:
            everybody: Also faces that were let in or wait after a refusal; False: those stay as they are.
        """
        for track, attempt in self._attempts.items():
            attempt.looks = []
            if everybody:
                if attempt.next_at is not None:
                    self._begin(track)
                attempt.next_at = None
            elif attempt.granted:
                attempt.next_at = float("inf")

    def let_pass(self, track: int | None) -> None:
        """A face that waited for its badge or PIN is let in: it is not judged again until it has left."""
        if track is not None and (attempt := self._attempts.get(track)):
            attempt.granted, attempt.next_at = True, float("inf")
            self._end(track)

    def _judge(self, track: Track, scene: Scene, index: Index, policy: Policy, now: float) -> Judged:
        attempt = self._attempts.get(track.id)
        if attempt and attempt.next_at is not None:
            if now < attempt.next_at:
                return Judged(attempt.observation, attempt.decision, ended=False)
            attempt.looks, attempt.next_at = [], None
            self._begin(track.id)
        elif attempt is None:
            self._begin(track.id)
        looks = attempt.looks if attempt else []
        faces = _faces_before(track, scene)
        alone = faces == 1 or not policy.one_face
        if (
            alone
            and track.new_look is not None
            and (look := compare(track.new_look, index, policy, scene.time, track.mask.mask if track.mask else None))
        ):
            looks.append(look)
        worn = looks[0].mask if looks and len({look.mask for look in looks}) == 1 else None
        check = self._check(track.id, worn, looks[-1].person if looks else None)
        observation = Observation(
            track=track.id,
            looks=tuple(looks),
            faces=faces,
            newest_frame=scene.time,
            template_space=index.template_space if looks else None,
            gallery_size=len(index),
            revision=index.revision,
            liveness=check.liveness,
            mask=worn,
            liveness_reason=check.reason,
        )
        decision = decide(observation, policy, now)
        if decision.final:
            decision = self._settle(observation, decision, now)
        if attempt is None:
            attempt = self._attempts[track.id] = _Attempt(observation, decision, looks=looks)
        attempt.observation, attempt.decision = observation, decision
        attempt.settled = len(looks) >= policy.max_looks
        if decision.final:
            attempt.next_at = now + self._pause(attempt)
            self._end(track.id)
        return Judged(observation, decision, ended=decision.final, ask=None if decision.final else check.ask)

    def _begin(self, track: int) -> None:
        if self._guard is not None:
            self._guard.begin(track)

    def _end(self, track: int) -> None:
        if self._guard is not None:
            self._guard.end(track)

    def _check(self, track: int, worn: Mask | None, person: str | None) -> Told:
        """What the guard says of an attempt."""
        if self._guard is None:
            return Told(self._liveness)
        self._guard.note(track, masked=worn == "masked", person=person)
        return told(self._guard.verdict(track))

    def _pause(self, attempt: _Attempt) -> float:
        if attempt.decision.granted:
            attempt.granted = True
            return float("inf")
        if attempt.decision.reason is Reason.SECOND_FACTOR:
            return self._second_factor_seconds
        attempt.refusals += 1
        return float(min(RETRY_SECONDS * 2 ** (attempt.refusals - 1), MAX_RETRY_SECONDS))

    def _leave(self, tracks: Iterable[int], now: float) -> list[Judged]:
        for track in tracks:
            self._end(track)
        left = [self._attempts.pop(track) for track in sorted(tracks)]
        return [
            Judged(attempt.observation, self._settle(attempt.observation, _ended(attempt.decision), now), ended=True)
            for attempt in left
            if attempt.next_at is None and (attempt.looks or attempt.decision.reason is Reason.SEVERAL_FACES)
        ]


def _ended(decision: Decision) -> Decision:
    """A decision that was still open when its face left: refused for good, whatever it was going to be."""
    reason = Reason.UNSURE if decision.granted or decision.second_factor_for else decision.reason
    return replace(decision, granted=False, person=None, reason=reason, final=True, second_factor_for=None)


def _faces_before(track: Track, scene: Scene) -> int:
    """Faces that stand as near to the gate as this one, or nearer: not those of people in the background."""
    return sum(face.inter_eye >= NEAR * track.face.inter_eye for face in scene.faces)


def compare(template: Template, index: Index, policy: Policy, time: float, mask: Mask | None = None) -> Look | None:
    """One look compared with everybody enrolled, each cosine in its own cell; None while nobody is enrolled.

    Args:
        template: Of the face.
        index: The gallery.
        policy: Its thresholds.
        time: When the look was taken.
        mask: What the face wears; None: unknown.

    Raises:
        WrongModelError: the template is of another model than the gallery's.
    """
    match = index.search(template, {worn: policy.threshold_for(mask, worn).threshold for worn in MASKS})
    if match is None:
        return None
    runner_up = match.runner_up
    return Look(
        time=time,
        person=match.best.person,
        cosine=match.best.cosine,
        runner_up=runner_up.cosine if runner_up else None,
        quality=template.quality,
        revision=index.revision,
        mask=mask,
        reference=match.best.reference,
        runner_up_reference=runner_up.reference if runner_up else None,
        extra_margin=match.extra_margin,
        second_factor=match.second_factor,
    )
