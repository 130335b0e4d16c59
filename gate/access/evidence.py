"""What the usable looks at one face say together: whom they name, how surely, and by how much. Pure."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace

from engines.operating_point import Mask
from gate.access.criteria import CellThreshold, Policy
from gate.access.reasons import Reason

_ROUNDING = 1e-3
"""A cosine of float32 vectors may pass 1 by this much."""

_RANKING = 1e-6
"""An index ranks in float32: two candidates may change places within this."""


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
class Evidence:
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


def sound(look: Look, policy: Policy, gallery_size: int) -> bool:
    """Whether a look says what a look can: numbers in their ranges, and a runner-up that does not come first."""
    if look.runner_up is None:
        ranks = gallery_size == 1
    else:
        best = look.cosine - policy.threshold_for(look.mask, look.reference).threshold
        second = look.runner_up - policy.threshold_for(look.mask, look.runner_up_reference).threshold
        ranks = second <= best + _RANKING and abs(look.runner_up) <= 1 + _ROUNDING
    numbers = abs(look.cosine) <= 1 + _ROUNDING and 0 <= look.quality <= 1 and 0 <= look.extra_margin < math.inf
    return bool(look.person) and ranks and numbers


def weigh(looks: list[Look], policy: Policy) -> Evidence:
    """Put usable looks together; there is at least one."""
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
    return Evidence(
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


def doubt_of(evidence: Evidence, looks: int, policy: Policy) -> Reason | None:
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
