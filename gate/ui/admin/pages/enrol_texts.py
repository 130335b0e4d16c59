"""The wizard's words for poses, advice and findings."""

from __future__ import annotations

from gate.desk.enrol import Finding, FindingKind
from gate.desk.enrol_sitting import Advice, Pose
from gate.ui.i18n.sentences import as_sentence
from gate.ui.i18n.translate import isolated, translate


def pose_text(pose: Pose) -> str:
    """The name of a picture."""
    return {
        Pose.STRAIGHT: translate("Enrol", "Straight"),
        Pose.LEFT: translate("Enrol", "Left"),
        Pose.RIGHT: translate("Enrol", "Right"),
        Pose.UP: translate("Enrol", "Up"),
        Pose.MASKED: translate("Enrol", "With a mask"),
    }[pose]


def asked_text(pose: Pose) -> str:
    """What is asked for."""
    return {
        Pose.STRAIGHT: translate("Enrol", "Look straight into the camera"),
        Pose.LEFT: translate("Enrol", "Turn your head slightly to your left"),
        Pose.RIGHT: translate("Enrol", "Turn your head slightly to your right"),
        Pose.UP: translate("Enrol", "Raise your chin a little"),
        Pose.MASKED: translate("Enrol", "Put a mask on, if you wear one at work"),
    }[pose]


def advice_text(advice: Advice) -> str:
    """What the person has to do."""
    return {
        Advice.CAMERA_LOST: translate("Enrol", "The camera gives no picture; it is being tried again"),
        Advice.NOBODY: translate("Enrol", "Step before the camera"),
        Advice.SEVERAL: translate("Enrol", "Two people are in view: one at a time"),
        Advice.AT_EDGE: translate("Enrol", "Move to the middle"),
        Advice.TOO_FAR: translate("Enrol", "Too far: come closer"),
        Advice.TOO_DARK: translate("Enrol", "Too dark: turn to the light"),
        Advice.TOO_BRIGHT: translate("Enrol", "Too bright, or glasses that glare: turn away from the light"),
        Advice.TURN_LEFT: translate("Enrol", "Turn a little to your left"),
        Advice.TURN_RIGHT: translate("Enrol", "Turn a little to your right"),
        Advice.LIFT: translate("Enrol", "Raise your chin"),
        Advice.LOWER: translate("Enrol", "Lower your chin"),
        Advice.TILTED: translate("Enrol", "Hold your head upright"),
        Advice.FLAT: translate("Enrol", "Hardly any contrast: clean the lens"),
        Advice.BLURRED: translate("Enrol", "Blurred: hold still"),
        Advice.COVERED: translate("Enrol", "Take away what covers your mouth"),
        Advice.UNCLEAR: translate("Enrol", "Not clear enough: look into the camera"),
        Advice.PUT_MASK_ON: translate("Enrol", "Put the mask on and press Mask is on, or leave it out"),
        Advice.HOLD: translate("Enrol", "Good: hold still"),
        Advice.DONE: translate("Enrol", "All pictures are taken"),
    }[advice]


def finding_text(finding: Finding) -> str:
    """What was found, and what it would mean."""
    if finding.kind is FindingKind.REFUSED:
        return as_sentence(finding.text)
    text = {
        FindingKind.ALREADY: translate("Enrol", "This is probably {name}, who is enrolled already."),
        FindingKind.LOOKALIKE: translate(
            "Enrol", "This person looks like {name}: the gate could let in the wrong one."
        ),
    }[finding.kind]
    text += " " + translate("Enrol", "Likeness {cosine}; the gate accepts from {threshold}.")
    text = text.replace("{cosine}", f"{finding.cosine:.2f}").replace("{threshold}", f"{finding.threshold:.2f}")
    return text.replace("{name}", isolated(finding.name))


def consent_text() -> str:
    """What people agree to where the settings hold no text."""
    paragraphs = (
        (translate("Enrol", "This entrance recognises people by their face."),),
        (
            translate(
                "Enrol", "What is kept: your name, and rows of numbers (templates) made from pictures taken now."
            ),
            translate("Enrol", "The pictures themselves are not kept."),
            translate("Enrol", "The templates are encrypted and stay on this device."),
        ),
        (translate("Enrol", "What for: to open this door for you, and for nothing else."),),
        (
            translate("Enrol", "How long: until you leave, the agreed day has come, or you withdraw your consent."),
            translate("Enrol", "You may withdraw it at any time, without giving a reason and without disadvantage."),
            translate("Enrol", "Everything is then deleted, and you get a receipt."),
        ),
        (translate("Enrol", "If you do not agree, you get another way in, such as a badge or a PIN."),),
    )
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)
