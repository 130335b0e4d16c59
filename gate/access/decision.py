"""The decision: who may pass, from several looks at one face. Pure: no I/O, no clock, no globals (law 6).

The rule. An attempt is judged on its first `max_looks` usable looks, taken within `max_attempt` seconds. It is granted
when at least `min_looks` of them are there, the share `agreement` of them names one person, the mean of that person's
cosines reaches the threshold, and the mean lead over the runner-up reaches `margin`. Otherwise it goes on until the
looks or the time are used up, and is then refused for good.

Each cosine is judged in its own cell: what counts is by how much it exceeds the threshold of that cell, and a lead is a
difference of two such excesses. Where it isn't known what a face wears, or the looks of one attempt disagree about it,
the strictest threshold of all the cells it could be counts.

Why the mean. The threshold was measured on single comparisons. The mean of several looks at the same two people spreads
less than one look does: a stranger's lucky frame carries nobody over it, a person's unlucky frame is made up for.
(`docs/results/person-score.md`: an attempt has a fifth of one look's false match rate, and half its false non-matches.)

Why the limit. Whoever could be judged on ever new looks would only have to stand there until chance is kind. So an
attempt is judged `max_looks - min_looks + 1` times at most, on looks that largely coincide; later ones change nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from engines.operating_point import Cell, Mask
from gate.access.criteria import CellThreshold, Policy
from gate.access.evidence import Evidence, Look, doubt_of, sound, weigh
from gate.access.reasons import GRANTS, LIVENESS, Reason

__all__ = ["CellThreshold", "Decision", "Liveness", "Look", "Observation", "Policy", "decide", "decide_without_face"]

Liveness = Literal["live", "failed", "unknown", "off"]

_ENDING = LIVENESS | frozenset({Reason.FAULT, Reason.WRONG_MODEL, Reason.GALLERY_EMPTY})
"""Reasons that end the attempt at once; the others leave room for the next frame."""


@dataclass(frozen=True)
class Observation:
    """All that is known about one attempt at one moment."""

    track: int | None
    """The face that is judged; None: there is none."""
    looks: tuple[Look, ...]
    """At this track since the attempt began, oldest first, one for each embedded frame."""
    faces: int
    """In front of the door in the newest frame."""
    newest_frame: float | None
    """Time of the newest frame; None: the camera gives none."""
    template_space: str | None
    """Of the templates that were compared (law 3); None: nothing was."""
    gallery_size: int
    """People enrolled."""
    revision: int
    """The gallery's, now. Looks at an older one don't count: the person may have been removed since."""
    liveness: Liveness
    """"failed" if any check of this attempt failed (law 7)."""
    mask: Mask | None = None
    """None: unknown."""
    liveness_reason: Reason | None = None
    """Which check failed, one of `LIVENESS`; with "failed" only."""


@dataclass(frozen=True)
class Decision:
    """The outcome at one moment."""

    granted: bool
    reason: Reason
    person: str | None
    """Person id; named with a grant only: below the threshold a name means nothing."""
    cosine: float | None
    """Mean over the looks that name the most named person; None: there was nothing to compare."""
    runner_up: float | None
    """Mean cosine of the runner-up over the same looks."""
    threshold: float
    fmr: float
    cell: Cell
    final: bool
    """True: the attempt has ended, and only a new one may be judged. False: it goes on, the door stays shut so far."""
    second_factor_for: str | None = None
    """Person id of a refusal that only a second factor (a card, a code) can mend: the face would do, but somebody else
    has the same one."""

    def __post_init__(self) -> None:
        if self.granted != (self.reason in GRANTS) or self.granted != (self.person is not None):
            raise ValueError("a grant names a person and a reason for letting them in, and nothing else does")
        if self.granted and self.second_factor_for is not None:
            raise ValueError("what still needs a second factor is no grant")


def decide(observation: Observation, policy: Policy, now: float) -> Decision:
    """Judge an attempt. Closed by default: whatever is missing, not a number or contradictory, refuses (law 1).

    Args:
        observation: What has been seen up to now.
        policy: What a grant takes.
        now: Seconds, `Clock.mono`.
    """
    current = tuple(look for look in observation.looks if look.revision == observation.revision)
    observation = replace(observation, looks=current)
    unfit = _unfit(observation, policy, now)
    if unfit is not None:
        return _refuse(policy, unfit, None, final=unfit in _ENDING)
    looks = [look for look in observation.looks if look.quality >= policy.min_quality][: policy.max_looks]
    if not looks:
        return _refuse(policy, Reason.LOW_QUALITY if observation.looks else Reason.UNSURE, None, final=False)

    evidence = weigh(looks, policy)
    in_time = now - looks[0].time <= policy.max_attempt
    doubt = doubt_of(evidence, len(looks), policy)
    if doubt is None and in_time and observation.liveness != "unknown":
        if evidence.second_factor:
            refusal = _refuse(policy, Reason.AMBIGUOUS, evidence, final=True)
            return replace(refusal, second_factor_for=evidence.person)
        return Decision(
            granted=True,
            reason=Reason.RECOGNISED,
            person=evidence.person,
            cosine=evidence.cosine,
            runner_up=evidence.runner_up,
            threshold=evidence.judged.threshold,
            fmr=evidence.judged.fmr,
            cell=evidence.judged.cell,
            final=True,
        )
    ended = not in_time or (len(looks) == policy.max_looks and doubt is not None)
    return _refuse(policy, doubt or Reason.UNSURE if ended else Reason.UNSURE, evidence, final=ended)


def _unfit(observation: Observation, policy: Policy, now: float) -> Reason | None:
    """What stands in the way before any likeness is weighed; what ends the attempt comes first."""
    if observation.liveness == "failed":
        return observation.liveness_reason if observation.liveness_reason in LIVENESS else Reason.LIVENESS_FAILED
    if observation.newest_frame is None:
        return Reason.CAMERA_LOST
    if not _consistent(observation, policy, observation.newest_frame, now):
        return Reason.FAULT
    if observation.liveness == "off" and policy.require_liveness:
        return Reason.FAULT
    if now - observation.newest_frame > policy.max_frame_age:
        return Reason.STALE
    if observation.gallery_size == 0:
        return Reason.GALLERY_EMPTY
    if observation.track is None or observation.faces == 0:
        return Reason.NO_FACE
    if observation.faces > 1 and policy.one_face:
        return Reason.SEVERAL_FACES
    if observation.looks and observation.template_space != policy.template_space:
        return Reason.WRONG_MODEL
    return None


def _consistent(observation: Observation, policy: Policy, newest_frame: float, now: float) -> bool:
    """Numbers are numbers, time runs forward, no frame is counted twice."""
    looks = observation.looks
    times = [look.time for look in looks]
    return (
        all(math.isfinite(time) for time in (now, newest_frame, *times))
        and all(earlier < later for earlier, later in pairwise(times))
        and (not times or times[-1] <= newest_frame)
        and newest_frame <= now
        and observation.faces >= 0
        and observation.gallery_size >= 0
        and observation.liveness in ("live", "unknown", "off")
        and all(sound(look, policy, observation.gallery_size) for look in looks)
    )


def _refuse(policy: Policy, reason: Reason, evidence: Evidence | None, *, final: bool) -> Decision:
    judged: CellThreshold | Policy = evidence.judged if evidence else policy
    return Decision(
        granted=False,
        reason=reason,
        person=None,
        cosine=evidence.cosine if evidence else None,
        runner_up=evidence.runner_up if evidence else None,
        threshold=judged.threshold,
        fmr=judged.fmr,
        cell=judged.cell,
        final=final,
    )


def decide_without_face(policy: Policy, reason: Reason, person: str | None = None) -> Decision:
    """A decision for which no face was compared, such as a badge's. Its threshold is what one would have had to reach.

    Args:
        policy: Of faces.
        reason: One of `GRANTS` with a person, any other one without.
        person: Who is let in.
    """
    return replace(
        _refuse(policy, Reason.NO_FACE, None, final=True), granted=reason in GRANTS, reason=reason, person=person
    )
