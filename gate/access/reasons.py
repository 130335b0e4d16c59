"""Why a decision came out as it did: one list of codes for the screen, the audit, MQTT and JSON."""

from __future__ import annotations

from enum import Enum


class Reason(str, Enum):
    """The value is the code that leaves the program; screens translate it, nothing else is derived from it."""

    RECOGNISED = "recognised"
    """The only code that goes with a grant."""

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
