"""Whether a look is good enough, and what to say to the person if it is not.

Limits were chosen on people who are in no report, by error-versus-discard curves (docs/results/quality.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gate.vision.mask_state import MaskReading, MaskState
from gate.vision.quality import Quality


class Flaw(str, Enum):
    """What is wrong with a look. The value is the code that leaves the program; screens say what to do about it."""

    TOO_FAR = "too_far"
    """Too few pixels between the eyes: come closer."""
    AT_EDGE = "at_edge"
    """The frame's edge cuts the face: step to the middle."""
    TURNED = "turned"
    """The head is turned, raised or lowered too far: face the camera."""
    TILTED = "tilted"
    """The head leans to a side: hold it upright."""
    TOO_DARK = "too_dark"
    """Under-exposed, mostly by light from behind: turn to the light."""
    TOO_BRIGHT = "too_bright"
    """Over-exposed: step out of the light."""
    FLAT = "flat"
    """Hardly any contrast: fog, a dirty lens, a face behind glass."""
    BLURRED = "blurred"
    """Out of focus or in motion: hold still."""
    COVERED = "covered"
    """Something that is no mask hides the mouth: take the hand or scarf away."""
    SEVERAL = "several"
    """More faces than one, where one is asked for."""
    UNCLEAR = "unclear"
    """No single flaw, but all in all too poor."""


@dataclass(frozen=True)
class Limits:
    """From where on a look is not good enough, in the units of `Measures`."""

    inter_eye: float
    """Fewest pixels."""
    sharpness: float
    """Least variance of the Laplacian."""
    luminance: tuple[float, float]
    """Darkest and brightest mean."""
    under_exposed: float
    """Largest share."""
    over_exposed: float
    """Largest share."""
    dynamic_range: float
    """Fewest bits."""
    yaw: float
    """Largest angle to either side, in degrees; so are the next two."""
    pitch: float
    roll: float
    inside: float
    """Smallest share."""
    faces: int | None = None
    """Most faces in the picture; None: any number."""


MATCHING = Limits(
    inter_eye=6.0,
    sharpness=4.0,
    luminance=(0.06, 0.9),
    under_exposed=0.88,
    over_exposed=0.65,
    dynamic_range=3.8,
    yaw=60.0,
    pitch=28.0,
    roll=60.0,
    inside=0.6,
)
"""For a look at the door: of those beyond one limit about a fifth match their own person, against three in four."""

ENROLMENT = Limits(
    inter_eye=24.0,
    sharpness=15.0,
    luminance=(0.19, 0.77),
    under_exposed=0.4,
    over_exposed=0.15,
    dynamic_range=5.7,
    yaw=36.0,
    pitch=17.0,
    roll=30.0,
    inside=0.95,
    faces=1,
)
"""For a picture that others will be compared with for years: where matches begin to be fewer than elsewhere."""


def flaws(
    quality: Quality, limits: Limits, *, min_quality: float = 0.0, mask: MaskReading | None = None
) -> tuple[Flaw, ...]:
    """Everything that is wrong with a look, in the order in which it is best mended; none: it is good enough.

    Args:
        quality: of the look.
        limits: what is asked.
        min_quality: of `Quality.overall`.
        mask: what hides the lower face, where somebody tells.
    """
    m = quality.measures
    dark, bright = limits.luminance
    found = (
        (Flaw.SEVERAL, limits.faces is not None and m.faces > limits.faces),
        (Flaw.AT_EDGE, not m.inside >= limits.inside),
        (Flaw.TOO_FAR, not m.inter_eye >= limits.inter_eye),
        (Flaw.TOO_DARK, not (m.luminance >= dark and m.under_exposed <= limits.under_exposed)),
        (Flaw.TOO_BRIGHT, not (m.luminance <= bright and m.over_exposed <= limits.over_exposed)),
        (Flaw.TURNED, not (abs(m.yaw) <= limits.yaw and abs(m.pitch) <= limits.pitch)),
        (Flaw.TILTED, not abs(m.roll) <= limits.roll),
        (Flaw.FLAT, not m.dynamic_range >= limits.dynamic_range),
        (Flaw.BLURRED, not m.sharpness >= limits.sharpness),
        (Flaw.COVERED, mask is not None and mask.state is MaskState.OTHER and mask.believed),
    )
    named = tuple(flaw for flaw, is_there in found if is_there)
    if named or quality.overall >= min_quality:
        return named
    return (Flaw.UNCLEAR,)
