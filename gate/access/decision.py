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
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from engines.operating_point import Cell, Mask, Status, possible_cells
from gate.access.reasons import GRANTS, LIVENESS, Reason

Liveness = Literal["live", "failed", "unknown", "off"]

_ROUNDING = 1e-3
"""A cosine of float32 vectors may pass 1 by this much."""

_RANKING = 1e-6
"""An index ranks in float32: two candidates may change places within this."""

_ENDING = LIVENESS | frozenset({Reason.FAULT, Reason.WRONG_MODEL, Reason.GALLERY_EMPTY})
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
    """Cosine to the person who comes closest to taking the first one's place; None: only one is enrolled."""
    quality: float
    """0..1, `gate.vision.quality`."""
    revision: int
    """The gallery's, when it was compared."""
    mask: Mask | None = None
    """What the face wears; None: unknown."""
    reference: Mask | None = None
    """What the person wears on the enrolled pictures that it resembles most."""
    runner_up_reference: Mask | None = None
    """The same of the runner-up."""
    extra_margin: float = 0.0
    """How much more lead is asked over this runner-up, a known look-alike."""
    second_factor: bool = False
    """The person has a look-alike from whom no face alone tells them."""


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
class CellThreshold:
    """The threshold of one cell."""

    cell: Cell
    threshold: float
    """Cosine; accepted at this or above."""
    fmr: float
    """The false match rate that it stands for, one comparison against another person."""
    status: Status = "measured"
    impostors: int = 0
    """Comparisons that it was measured on; 0: not said."""
    interval: tuple[float, float] | None = None
    """95 % interval of the false match rate."""
    data: str = ""
    """What it was measured on, as the card says."""


@dataclass(frozen=True)
class Policy:
    """What a grant takes. Every value is checked, so that no slip in the settings opens a door."""

    template_space: str
    threshold: float
    """Cosine; accepted at this or above. The strictest of all cells: it holds wherever `cells` says nothing."""
    fmr: float
    """The false match rate that the threshold stands for, one comparison against another person."""
    cell: Cell
    """The cell whose threshold it is."""
    cells: tuple[CellThreshold, ...] = ()
    """Cells that have a threshold of their own, none above `threshold`."""
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
                ("cells", all(-1.0 <= c.threshold <= self.threshold and 0.0 < c.fmr < 1.0 for c in self.cells)),
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

    def threshold_for(self, probe: Mask | None, reference: Mask | None) -> CellThreshold:
        """The strictest threshold of the cells that a comparison may belong to."""
        own = {cell.cell: cell for cell in self.cells}
        strictest = CellThreshold(self.cell, self.threshold, self.fmr)
        possible = [own.get(cell, strictest) for cell in possible_cells(probe, reference)]
        return max(possible, key=lambda cell: cell.threshold)


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


@dataclass(frozen=True)
class _Evidence:
    """What the usable looks say."""

    person: str
    share: float
    cosine: float
    runner_up: float | None
    judged: CellThreshold
    """What the cosine is held against; of several cells the mean threshold, under the name of the strictest."""
    excess: float
    """Mean of cosine - threshold, each in its own cell."""
    lead: float | None
    """Mean difference of the excess to the runner-up's, less what is asked more of a look-alike."""
    second_factor: bool


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

    evidence = _weigh(looks, policy)
    in_time = now - looks[0].time <= policy.max_attempt
    doubt = _doubt(evidence, len(looks), policy)
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
        and all(_sound(look, policy, observation.gallery_size) for look in looks)
    )


def _sound(look: Look, policy: Policy, gallery_size: int) -> bool:
    if look.runner_up is None:
        ranks = gallery_size == 1
    else:
        best = look.cosine - policy.threshold_for(look.mask, look.reference).threshold
        second = look.runner_up - policy.threshold_for(look.mask, look.runner_up_reference).threshold
        ranks = second <= best + _RANKING and abs(look.runner_up) <= 1 + _ROUNDING
    numbers = abs(look.cosine) <= 1 + _ROUNDING and 0 <= look.quality <= 1 and 0 <= look.extra_margin < math.inf
    return bool(look.person) and ranks and numbers


def _weigh(looks: list[Look], policy: Policy) -> _Evidence:
    person, named = Counter(look.person for look in looks).most_common(1)[0]
    agreeing = [look for look in looks if look.person == person]
    mask = looks[0].mask if len({look.mask for look in looks}) == 1 else None  # a mask that comes and goes is unknown
    judged = [policy.threshold_for(mask, look.reference) for look in agreeing]
    strictest = max(judged, key=lambda cell: cell.threshold)
    excesses = [look.cosine - cell.threshold for look, cell in zip(agreeing, judged, strict=True)]
    one_cell = all(cell.threshold == strictest.threshold for cell in judged)
    runners_up = [look.runner_up for look in agreeing if look.runner_up is not None]
    leads = [
        excess - (look.runner_up - policy.threshold_for(mask, look.runner_up_reference).threshold) - look.extra_margin
        for look, excess in zip(agreeing, excesses, strict=True)
        if look.runner_up is not None
    ]
    cosine = math.fsum(look.cosine for look in agreeing) / named
    return _Evidence(
        person=person,
        share=named / len(looks),
        cosine=cosine,
        runner_up=math.fsum(runners_up) / named if len(runners_up) == named else None,
        judged=strictest
        if one_cell
        else replace(strictest, threshold=math.fsum(cell.threshold for cell in judged) / named),
        excess=cosine - strictest.threshold if one_cell else math.fsum(excesses) / named,
        lead=math.fsum(leads) / named if len(leads) == named else None,
        second_factor=any(look.second_factor for look in agreeing),
    )


def _doubt(evidence: _Evidence, looks: int, policy: Policy) -> Reason | None:
    """What is still missing for a grant."""
    if looks < policy.min_looks:
        return Reason.UNSURE
    if not evidence.excess >= 0:
        return Reason.NOT_RECOGNISED
    if not evidence.share >= policy.agreement:
        return Reason.UNSURE
    if evidence.lead is not None and not evidence.lead >= policy.margin:
        return Reason.AMBIGUOUS
    return None


def _refuse(policy: Policy, reason: Reason, evidence: _Evidence | None, *, final: bool) -> Decision:
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
