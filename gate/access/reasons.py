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
    """What is shown is no live face: a plane, a screen. This and the next five end the attempt (law 7)."""
    CHALLENGE_FAILED = "challenge_failed"
    """What was asked for was not done, not in time, or before it was asked for."""
    IDENTITY_CHANGED = "identity_changed"
    """Somebody else's face took the place of the one that the attempt began with."""
    FRAMES_REPEATED = "frames_repeated"
    """Pictures came twice: no camera's, but a recording's that is played in a loop."""
    CAMERA_INCONSISTENT = "camera_inconsistent"
    """The pictures' timing or noise is not that of this gate's camera."""
    LIVENESS_UNAVAILABLE = "liveness_unavailable"
    """The settings ask for a liveness check that this gate does not have on its disk."""
    TOO_SOON = "too_soon"
    """The same person was let in a moment ago."""
    PASSBACK = "anti_passback"
    """The person went in already and has not come out (or the other way round)."""
    SECOND_PERSON = "second_person"
    """The door opens for two, and one is recognised so far."""
    EMERGENCY_LOCK = "emergency_lock"
    """Somebody has locked the door in an emergency."""
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

LIVENESS = frozenset({
    Reason.LIVENESS_FAILED, Reason.CHALLENGE_FAILED, Reason.IDENTITY_CHANGED, Reason.FRAMES_REPEATED,
    Reason.CAMERA_INCONSISTENT, Reason.LIVENESS_UNAVAILABLE,
})  # fmt: skip
"""What a failed liveness check may give as its reason."""
