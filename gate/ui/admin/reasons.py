"""Why a decision came out as it did, in words for an administrator."""

from __future__ import annotations

from gate.access.reasons import Reason
from gate.ui.i18n.translate import translate


def reason_words(reason: Reason) -> str:
    """One sentence."""
    return {
        Reason.RECOGNISED: translate("Reasons", "Recognised among all who are enrolled."),
        Reason.VERIFIED: translate("Reasons", "The face is that of the badge’s or PIN’s owner."),
        Reason.CREDENTIAL: translate("Reasons", "Let in by badge or PIN, where that is enough."),
        Reason.NOT_RECOGNISED: translate("Reasons", "The likeness to the nearest person stays below the threshold."),
        Reason.AMBIGUOUS: translate("Reasons", "Two people are too close together to tell which one it is."),
        Reason.LOW_QUALITY: translate("Reasons", "No look at the face was good enough to compare."),
        Reason.UNSURE: translate("Reasons", "Too few looks at the face, or they disagreed."),
        Reason.SEVERAL_FACES: translate("Reasons", "More than one face stood before the door."),
        Reason.STALE: translate("Reasons", "The newest picture was too old to decide on."),
        Reason.NO_FACE: translate("Reasons", "There was no face to decide on."),
        Reason.GALLERY_EMPTY: translate("Reasons", "Nobody is enrolled."),
        Reason.WRONG_MODEL: translate("Reasons", "The enrolled templates belong to another model: enrol again."),
        Reason.LIVENESS_FAILED: translate("Reasons", "The liveness check took it for a picture or a screen."),
        Reason.CHALLENGE_FAILED: translate("Reasons", "What the screen asked for was not done, or not in time."),
        Reason.IDENTITY_CHANGED: translate("Reasons", "Another face took the place of the first one."),
        Reason.FRAMES_REPEATED: translate("Reasons", "The same pictures came again, as from a recording."),
        Reason.CAMERA_INCONSISTENT: translate("Reasons", "The pictures were not like this gate's camera's."),
        Reason.LIVENESS_UNAVAILABLE: translate("Reasons", "The liveness check that the settings ask for is missing."),
        Reason.TOO_SOON: translate("Reasons", "The same person had been let in a moment before."),
        Reason.PASSBACK: translate("Reasons", "The person was inside already and had not come out."),
        Reason.SECOND_PERSON: translate("Reasons", "The door opens for two, and one had been recognised so far."),
        Reason.EMERGENCY_LOCK: translate("Reasons", "The door was locked in an emergency."),
        Reason.CAMERA_LOST: translate("Reasons", "There was no picture from the camera."),
        Reason.FAULT: translate("Reasons", "The gate had a fault; the door stays shut then."),
        Reason.SUSPENDED: translate("Reasons", "The person is suspended."),
        Reason.NOT_YET_VALID: translate("Reasons", "The person’s validity begins later."),
        Reason.EXPIRED: translate("Reasons", "The person’s validity has ended."),
        Reason.NO_ACCESS: translate("Reasons", "None of the person’s groups may pass at this gate."),
        Reason.OUT_OF_HOURS: translate("Reasons", "It was outside the hours of the person’s groups, or a holiday."),
        Reason.CLOCK_UNSURE: translate("Reasons", "The rule depends on the time, and the clock was in doubt."),
        Reason.MASK_REQUIRED: translate("Reasons", "A mask must be worn here, and none was certain."),
        Reason.SECOND_FACTOR: translate("Reasons", "Something more was asked for: a badge, a PIN or the face."),
        Reason.WRONG_CREDENTIAL: translate("Reasons", "Nobody’s badge, or a wrong PIN."),
        Reason.FACTORS_DISAGREE: translate("Reasons", "The face was one person’s, the badge or PIN another’s."),
        Reason.THROTTLED: translate("Reasons", "Too many failures in a row: this badge or PIN had to wait."),
        Reason.NOT_AUDITED: translate("Reasons", "The decision could not be recorded, so it was no grant."),
    }.get(reason, reason.value)
