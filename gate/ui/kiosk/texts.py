"""What the kiosk says: a headline and what to do next, for every state and every reason.

The tables hold the source texts; Qt translates them when they are shown, so a language is one more `.qm` file.
"""

from __future__ import annotations

from dataclasses import dataclass

from PyQt5.QtCore import QT_TRANSLATE_NOOP

from gate.access.reasons import Reason
from gate.ui.i18n.translate import isolated, translate
from gate.view import Phase, View


@dataclass(frozen=True)
class Message:
    """What is shown large."""

    headline: str
    detail: str
    """One sentence or two: what to do next."""


_PHASES: dict[Phase, tuple[str, str]] = {
    Phase.STARTING: (QT_TRANSLATE_NOOP("Kiosk", "Starting"), QT_TRANSLATE_NOOP("Kiosk", "One moment, please.")),
    Phase.WAITING: (
        QT_TRANSLATE_NOOP("Kiosk", "Step up to the camera"),
        QT_TRANSLATE_NOOP("Kiosk", "You can keep your mask on."),
    ),
    Phase.LOOK_HERE: (
        QT_TRANSLATE_NOOP("Kiosk", "Look here"),
        QT_TRANSLATE_NOOP("Kiosk", "Face the camera and hold still for a moment."),
    ),
    Phase.GRANTED: (QT_TRANSLATE_NOOP("Kiosk", "Welcome"), QT_TRANSLATE_NOOP("Kiosk", "Please come in.")),
    Phase.REFUSED: (
        QT_TRANSLATE_NOOP("Kiosk", "No entry"),
        QT_TRANSLATE_NOOP("Kiosk", "Please ask reception to let you in."),
    ),
    Phase.NO_CAMERA: (
        QT_TRANSLATE_NOOP("Kiosk", "No picture"),
        QT_TRANSLATE_NOOP("Kiosk", "The camera will be back by itself. Until then, please ask reception."),
    ),
    Phase.FAULT: (
        QT_TRANSLATE_NOOP("Kiosk", "Out of order"),
        QT_TRANSLATE_NOOP("Kiosk", "The door stays closed. Please ask reception to let you in."),
    ),
}

_WELCOME_NAME = QT_TRANSLATE_NOOP("Kiosk", "Welcome, {name}")

_NO_ENTRY = _PHASES[Phase.REFUSED]
"""Whoever stands behind a suspended person in the queue need not know."""

_REASONS: dict[Reason, tuple[str, str]] = {
    Reason.RECOGNISED: _PHASES[Phase.GRANTED],
    Reason.VERIFIED: _PHASES[Phase.GRANTED],
    Reason.CREDENTIAL: _PHASES[Phase.GRANTED],
    Reason.NOT_RECOGNISED: (
        QT_TRANSLATE_NOOP("Kiosk", "Not recognised"),
        QT_TRANSLATE_NOOP("Kiosk", "Look at the camera and try again, or ask reception."),
    ),
    Reason.AMBIGUOUS: (
        QT_TRANSLATE_NOOP("Kiosk", "Not sure who you are"),
        QT_TRANSLATE_NOOP("Kiosk", "Come closer and try again, or ask reception."),
    ),
    Reason.LOW_QUALITY: (
        QT_TRANSLATE_NOOP("Kiosk", "Can’t see you clearly"),
        QT_TRANSLATE_NOOP("Kiosk", "Come closer, face the camera and hold still."),
    ),
    Reason.UNSURE: (
        QT_TRANSLATE_NOOP("Kiosk", "Not sure yet"),
        QT_TRANSLATE_NOOP("Kiosk", "Keep looking at the camera and hold still."),
    ),
    Reason.SEVERAL_FACES: (
        QT_TRANSLATE_NOOP("Kiosk", "One at a time"),
        QT_TRANSLATE_NOOP("Kiosk", "Please step up alone; the others wait a few steps back."),
    ),
    Reason.STALE: (
        QT_TRANSLATE_NOOP("Kiosk", "The picture is late"),
        QT_TRANSLATE_NOOP("Kiosk", "Please wait a moment and look at the camera again."),
    ),
    Reason.NO_FACE: (
        QT_TRANSLATE_NOOP("Kiosk", "No face in view"),
        QT_TRANSLATE_NOOP("Kiosk", "Step in front of the camera and look at it."),
    ),
    Reason.GALLERY_EMPTY: (
        QT_TRANSLATE_NOOP("Kiosk", "Nobody is enrolled"),
        QT_TRANSLATE_NOOP("Kiosk", "This gate knows nobody yet. Please ask reception to let you in."),
    ),
    Reason.WRONG_MODEL: (
        QT_TRANSLATE_NOOP("Kiosk", "Out of order"),
        QT_TRANSLATE_NOOP("Kiosk", "Everybody has to be enrolled again here. Please ask reception to let you in."),
    ),
    Reason.LIVENESS_FAILED: (
        QT_TRANSLATE_NOOP("Kiosk", "Please show your own face"),
        QT_TRANSLATE_NOOP("Kiosk", "Pictures and screens don’t open this door. Step back and try again."),
    ),
    Reason.TOO_SOON: (
        QT_TRANSLATE_NOOP("Kiosk", "You were just let in"),
        QT_TRANSLATE_NOOP("Kiosk", "If the door is closed again, wait a moment and look at the camera."),
    ),
    Reason.PASSBACK: (
        QT_TRANSLATE_NOOP("Kiosk", "You have passed already"),
        QT_TRANSLATE_NOOP("Kiosk", "You did not check out the last time. Please ask reception."),
    ),
    Reason.SECOND_PERSON: (
        QT_TRANSLATE_NOOP("Kiosk", "One more, please"),
        QT_TRANSLATE_NOOP("Kiosk", "This door opens for two. The second person may step up now."),
    ),
    Reason.EMERGENCY_LOCK: (
        QT_TRANSLATE_NOOP("Kiosk", "Locked"),
        QT_TRANSLATE_NOOP("Kiosk", "The door is locked in an emergency. Please wait, or ask reception."),
    ),
    Reason.CAMERA_LOST: _PHASES[Phase.NO_CAMERA],
    Reason.FAULT: _PHASES[Phase.FAULT],
    Reason.SUSPENDED: _NO_ENTRY,
    Reason.NOT_YET_VALID: (
        QT_TRANSLATE_NOOP("Kiosk", "Not valid yet"),
        QT_TRANSLATE_NOOP("Kiosk", "Your access begins on a later day. Please ask reception."),
    ),
    Reason.EXPIRED: (
        QT_TRANSLATE_NOOP("Kiosk", "Access has ended"),
        QT_TRANSLATE_NOOP("Kiosk", "Please ask reception to renew it."),
    ),
    Reason.NO_ACCESS: (
        QT_TRANSLATE_NOOP("Kiosk", "Not at this door"),
        QT_TRANSLATE_NOOP("Kiosk", "Please use another door, or ask reception."),
    ),
    Reason.OUT_OF_HOURS: (
        QT_TRANSLATE_NOOP("Kiosk", "Not at this hour"),
        QT_TRANSLATE_NOOP("Kiosk", "Please come back in your hours, or ask reception."),
    ),
    Reason.CLOCK_UNSURE: (
        QT_TRANSLATE_NOOP("Kiosk", "The clock is not right"),
        QT_TRANSLATE_NOOP("Kiosk", "This gate can’t tell the time now. Please ask reception to let you in."),
    ),
    Reason.MASK_REQUIRED: (
        QT_TRANSLATE_NOOP("Kiosk", "Please put on a mask"),
        QT_TRANSLATE_NOOP("Kiosk", "Cover mouth and nose, then look at the camera again."),
    ),
    Reason.SECOND_FACTOR: (
        QT_TRANSLATE_NOOP("Kiosk", "One thing more"),
        QT_TRANSLATE_NOOP("Kiosk", "Show your badge or type your PIN, and look at the camera."),
    ),
    Reason.WRONG_CREDENTIAL: (
        QT_TRANSLATE_NOOP("Kiosk", "Badge or PIN not accepted"),
        QT_TRANSLATE_NOOP("Kiosk", "Please try again, or ask reception."),
    ),
    Reason.FACTORS_DISAGREE: (
        QT_TRANSLATE_NOOP("Kiosk", "That is not your badge"),
        QT_TRANSLATE_NOOP("Kiosk", "Use your own badge or PIN, or ask reception."),
    ),
    Reason.THROTTLED: (
        QT_TRANSLATE_NOOP("Kiosk", "Too many tries"),
        QT_TRANSLATE_NOOP("Kiosk", "Please wait a moment, or ask reception."),
    ),
    Reason.NOT_AUDITED: (
        QT_TRANSLATE_NOOP("Kiosk", "Out of order"),
        QT_TRANSLATE_NOOP("Kiosk", "Entries can’t be recorded now, so nobody is let in. Please ask reception."),
    ),
}


def message(view: View) -> Message:
    """The view's state in words, in the application's language."""
    if view.phase is Phase.GRANTED and view.person:
        headline = _translate(_WELCOME_NAME).replace("{name}", isolated(view.person))
        return Message(headline, _translate(_PHASES[Phase.GRANTED][1]))
    headline, detail = _REASONS[view.reason] if view.reason else _PHASES[view.phase]
    return Message(_translate(headline), _translate(detail))


def _translate(text: str) -> str:
    return translate("Kiosk", text)
