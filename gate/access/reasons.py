"""Why a decision came out as it did: one list of codes for the screen, the audit, MQTT and JSON."""

from __future__ import annotations

from enum import Enum


class Reason(str, Enum):
    """The value is the code that leaves the program; screens translate it, nothing else is derived from it."""

    RECOGNISED = "recognised"
    """Found among all who are enrolled. This one and the next two are the only codes that go with a grant."""
    VERIFIED = "verified"
    """Compared with the one person whom a badge or PIN had named, and it was them."""
    CREDENTIAL = "credential"
    """Let in by badge or PIN, where that is enough."""

    NOT_RECOGNISED = "not_recognised"
    """The best person's cosine stays below the threshold."""
    AMBIGUOUS = "ambiguous"
    """Two people are too close together to tell which one it is."""
    LOW_QUALITY = "low_quality"
    """No look at this face was good enough to compare."""
    UNSURE = "unsure"
    """Too few looks yet, or the looks disagree; the attempt goes on."""
    SEVERAL_FACES = "several_faces"
    """More than one face stands near the door."""
    STALE = "stale"
    """The newest frame is older than the policy allows."""
    NO_FACE = "no_face"
    """No face to decide on."""
    GALLERY_EMPTY = "gallery_empty"
    """Nobody is enrolled."""
    WRONG_MODEL = "wrong_model"
    """The template and the gallery come from different template spaces."""
    LIVENESS_FAILED = "liveness_failed"
    """A liveness check said no; this ends the attempt (law 7)."""
    CAMERA_LOST = "camera_lost"
    """No picture from the camera."""
    FAULT = "fault"
    """An internal error; the door stays shut (law 1)."""

    SUSPENDED = "suspended"
    """Known, but barred until further notice."""
    NOT_YET_VALID = "not_yet_valid"
    """Known, but the validity begins later."""
    EXPIRED = "expired"
    """Known, but the validity has ended."""
    NO_ACCESS = "no_access"
    """Known, but without a right at this gate."""
    OUT_OF_HOURS = "out_of_hours"
    """Known, but not at this hour or day."""
    CLOCK_UNSURE = "clock_unsure"
    """The answer depends on the time, and the clock is in doubt."""
    MASK_REQUIRED = "mask_required"
    """A mask must be worn, and none, or none for certain, is."""
    SECOND_FACTOR = "second_factor"
    """Something more is asked for: a badge, a PIN or the face."""
    WRONG_CREDENTIAL = "wrong_credential"
    """Nobody's badge, or the wrong PIN; it is not said which."""
    FACTORS_DISAGREE = "factors_disagree"
    """The face is one person's, the badge or PIN another's."""
    THROTTLED = "throttled"
    """Too many failures at this identity: it waits."""
    NOT_AUDITED = "not_audited"
    """The decision could not be recorded, so it is no grant."""


GRANTS = frozenset({Reason.RECOGNISED, Reason.VERIFIED, Reason.CREDENTIAL})
