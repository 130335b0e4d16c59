"""The decision: who may pass, from several looks at one face. Pure: no I/O, no clock, no globals (law 6).

The rule. An attempt is judged on its first `max_looks` usable looks, taken within `max_attempt` seconds. It is granted
when at least `min_looks` of them are there, the share `agreement` of them names one person, the mean of that person's
cosines reaches the threshold, and the mean lead over the runner-up reaches `margin`. Otherwise it goes on until the
looks or the time are used up, and is then refused for good.

Why the mean. The threshold was measured on single comparisons. The mean of several looks at the same two people spreads
less than one look does: a stranger's lucky frame carries nobody over it, a person's unlucky frame is made up for.
(`docs/results/person-score.md`: an attempt has a fifth of one look's false match rate, and half its false non-matches.)

Why the limit. Whoever could be judged on ever new looks would only have to stand there until chance is kind. So an
attempt is judged `max_looks - min_looks + 1` times at most, on looks that largely coincide; later ones change nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from engines.operating_point import Cell
from gate.access.reasons import Reason

Liveness = Literal["live", "failed", "unknown", "off"]
Mask = Literal["masked", "unmasked"]

_ROUNDING = 1e-3
"""A cosine of float32 vectors may pass 1 by this much."""

_ENDING = frozenset({Reason.LIVENESS_FAILED, Reason.FAULT, Reason.WRONG_MODEL, Reason.GALLERY_EMPTY})
"""Reasons that end the attempt at once; the others leave room for the next frame."""


@dataclass(frozen=True)
class Look:
    """One embedded frame of a face, compared with the gallery."""

    time: float
    """When the frame was taken: seconds, `Clock.mono`."""
    person: str
    """Id of the most similar person."""
    cosine: float
    runner_up: float | None
    """Cosine to the second most similar person; None: only one is enrolled."""
    quality: float
    """0..1, `gate.vision.quality`."""
    revision: int
    """The gallery's, when it was compared."""


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


@dataclass(frozen=True)
class Policy:
    """What a grant takes. Every value is checked, so that no slip in the settings opens a door."""

    template_space: str
    threshold: float
    """Cosine; accepted at this or above."""
    fmr: float
    """The false match rate that the threshold stands for, one comparison against another person."""
    cell: Cell
    """The cell whose threshold it is."""
    min_looks: int = 3
    max_looks: int = 8
    agreement: float = 0.75
    """Share of the looks that must name the same person; above a half."""
    margin: float = 0.05
    """Mean lead in cosine over the runner-up."""
    min_quality: float = 0.3
    """Looks below it are not used. 0..1."""
    max_frame_age: float = 1.0
    """Seconds."""
    max_attempt: float = 5.0
    """Seconds from the first usable look."""
    one_face: bool = True
    """Refuse while more than one face is in front of the door."""
    require_liveness: bool = True
    """False: a verdict "off" is enough; "failed" and "unknown" never are."""

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, sound in (
                ("template_space", bool(self.template_space)),
                ("threshold", -1.0 <= self.threshold <= 1.0),
                ("fmr", 0.0 < self.fmr < 1.0),
                ("min_looks", self.min_looks >= 1),
                ("max_looks", self.max_looks >= self.min_looks),
                ("agreement", 0.5 < self.agreement <= 1.0),
                ("margin", 0.0 <= self.margin <= 2.0),
                ("min_quality", 0.0 <= self.min_quality <= 1.0),
                ("max_frame_age", 0.0 < self.max_frame_age < math.inf),
                ("max_attempt", 0.0 < self.max_attempt < math.inf),
            )
            if not sound  # NaN is never sound
        ]
        if wrong:
            raise ValueError(f"the access policy is not valid: {', '.join(wrong)}")


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

    def __post_init__(self) -> None:
        if self.granted != (self.reason is Reason.RECOGNISED) or self.granted != (self.person is not None):
            raise ValueError("a grant names a person and the reason 'recognised', and nothing else does")


@dataclass(frozen=True)
class _Evidence:
    """What the usable looks say."""

    person: str
    share: float
    cosine: float
    runner_up: float | None


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

    evidence = _weigh(looks)
    in_time = now - looks[0].time <= policy.max_attempt
    doubt = _doubt(evidence, len(looks), policy)
    if doubt is None and in_time and observation.liveness != "unknown":
        return Decision(
            granted=True,
            reason=Reason.RECOGNISED,
            person=evidence.person,
            cosine=evidence.cosine,
            runner_up=evidence.runner_up,
            threshold=policy.threshold,
            fmr=policy.fmr,
            cell=policy.cell,
            final=True,
        )
    ended = not in_time or (len(looks) == policy.max_looks and doubt is not None)
    return _refuse(policy, doubt or Reason.UNSURE if ended else Reason.UNSURE, evidence, final=ended)


def _unfit(observation: Observation, policy: Policy, now: float) -> Reason | None:
    """What stands in the way before any likeness is weighed; what ends the attempt comes first."""
    if observation.liveness == "failed":
        return Reason.LIVENESS_FAILED
    if observation.newest_frame is None:
        return Reason.CAMERA_LOST
    if not _consistent(observation, observation.newest_frame, now):
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


def _consistent(observation: Observation, newest_frame: float, now: float) -> bool:
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
        and all(_sound(look, observation.gallery_size) for look in looks)
    )


def _sound(look: Look, gallery_size: int) -> bool:
    ranks = gallery_size == 1 if look.runner_up is None else -1 - _ROUNDING <= look.runner_up <= look.cosine
    return bool(look.person) and ranks and abs(look.cosine) <= 1 + _ROUNDING and 0 <= look.quality <= 1


def _weigh(looks: list[Look]) -> _Evidence:
    person, named = Counter(look.person for look in looks).most_common(1)[0]
    agreeing = [look for look in looks if look.person == person]
    runners_up = [look.runner_up for look in agreeing if look.runner_up is not None]
    return _Evidence(
        person=person,
        share=named / len(looks),
        cosine=math.fsum(look.cosine for look in agreeing) / named,
        runner_up=math.fsum(runners_up) / named if len(runners_up) == named else None,
    )


def _doubt(evidence: _Evidence, looks: int, policy: Policy) -> Reason | None:
    """What is still missing for a grant."""
    if looks < policy.min_looks:
        return Reason.UNSURE
    if not evidence.cosine >= policy.threshold:
        return Reason.NOT_RECOGNISED
    if not evidence.share >= policy.agreement:
        return Reason.UNSURE
    if evidence.runner_up is not None and not evidence.cosine - evidence.runner_up >= policy.margin:
        return Reason.AMBIGUOUS
    return None


def _refuse(policy: Policy, reason: Reason, evidence: _Evidence | None, *, final: bool) -> Decision:
    return Decision(
        granted=False,
        reason=reason,
        person=None,
        cosine=evidence.cosine if evidence else None,
        runner_up=evidence.runner_up if evidence else None,
        threshold=policy.threshold,
        fmr=policy.fmr,
        cell=policy.cell,
        final=final,
    )
