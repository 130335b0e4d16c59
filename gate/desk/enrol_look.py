"""From a frame to what the guide needs to know: the one place where enrolment by camera meets `gate.vision`."""

from __future__ import annotations

from dataclasses import dataclass

from engines.operating_point import Mask
from gate.desk.enrol_guide import Look
from gate.desk.enrol_sitting import Advice, Pose
from gate.gallery.types import Sample
from gate.networks import Networks
from gate.vision.align import align
from gate.vision.mask_state import MaskReading
from gate.vision.quality import assess
from gate.vision.quality_gate import ENROLMENT, Flaw, flaws
from gate.vision.types import Crop, Face, Image, Template

_ADVICE = {
    Flaw.SEVERAL: Advice.SEVERAL,
    Flaw.AT_EDGE: Advice.AT_EDGE,
    Flaw.TOO_FAR: Advice.TOO_FAR,
    Flaw.TOO_DARK: Advice.TOO_DARK,
    Flaw.TOO_BRIGHT: Advice.TOO_BRIGHT,
    Flaw.TILTED: Advice.TILTED,
    Flaw.FLAT: Advice.FLAT,
    Flaw.BLURRED: Advice.BLURRED,
    Flaw.COVERED: Advice.COVERED,
    Flaw.UNCLEAR: Advice.UNCLEAR,
}
"""A turned head is the guide's matter: it knows which way it has to turn."""

IGNORED_BESIDE = 0.5
"""A face whose eyes are less than this share of the nearest one's apart stands behind, and is not the second person."""


@dataclass(frozen=True, eq=False)
class Cut:
    """A face cut out, before it is embedded."""

    crop: Crop
    quality: float
    reading: MaskReading | None = None
    """What the face wears; None: nobody tells."""


@dataclass(frozen=True, eq=False)
class Sight:
    """One frame."""

    look: Look[Cut]
    box: tuple[float, float, float, float] | None


def sight(image: Image, time: float, networks: Networks, min_quality: float) -> Sight:
    """See what is in a frame.

    Args:
        image: (height, width, 3) uint8 BGR.
        time: Seconds.
        networks: Find the faces.
        min_quality: Of a picture that is to be enrolled, 0..1.
    """
    faces = networks.detector.detect(image)
    if not faces:
        return Sight(Look(time, 0), None)
    nearest = max(faces, key=lambda face: face.inter_eye)
    near = [face for face in faces if face.inter_eye >= IGNORED_BESIDE * nearest.inter_eye]
    crop = align(image, nearest.landmarks, networks.model.card.preprocessing)
    quality = assess(nearest, crop, image.shape[:2], faces=len(near))
    reading = networks.masks.read(image, [nearest.landmarks])[0] if networks.masks else None
    found = flaws(quality, ENROLMENT, min_quality=min_quality, mask=reading)
    wrong = [_ADVICE[flaw] for flaw in found if flaw in _ADVICE]
    measures = quality.measures
    look = Look(
        time,
        len(near),
        yaw=measures.yaw,
        pitch=measures.pitch,
        flaw=wrong[0] if wrong else None,
        quality=quality.overall,
        keep=Cut(crop, quality.overall, reading),
    )
    return Sight(look, _box(nearest))


def sample_of(cut: Cut, pose: Pose, networks: Networks) -> Sample:
    """The template of a picture that was chosen; without a classifier its pose says what is worn."""
    template = template_of(cut, networks)
    asked_for: Mask = "masked" if pose is Pose.MASKED else "unmasked"
    mask = cut.reading.mask if cut.reading else asked_for
    return Sample(template, networks.model.card.digest, f"camera ({pose.value})", mask)


def template_of(cut: Cut, networks: Networks) -> Template:
    """Embed a face."""
    vector = networks.recogniser.embed([cut.crop])[0]
    return Template(vector, networks.recogniser.template_space, cut.quality)


def _box(face: Face) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = face.box.tolist()
    return x1, y1, x2, y2
