"""The kiosk's texts, in English; Qt translates them when they are shown. Each is a headline and what to do next."""

from __future__ import annotations

from PyQt5.QtCore import QT_TRANSLATE_NOOP

from gate.access.reasons import Reason
from gate.ui.theme.looks import State
from gate.vision.quality_gate import Flaw

STATES: dict[State, tuple[str, str]] = {
    State.STARTING: (
        QT_TRANSLATE_NOOP("Kiosk", "Starting"),
        QT_TRANSLATE_NOOP("Kiosk", "One moment, please."),
    ),
    State.IDLE: (
        QT_TRANSLATE_NOOP("Kiosk", "Step up to the camera"),
        QT_TRANSLATE_NOOP("Kiosk", "You can keep your mask on."),
    ),
    State.COME_CLOSER: (
        QT_TRANSLATE_NOOP("Kiosk", "Come closer"),
        QT_TRANSLATE_NOOP("Kiosk", "One or two steps towards the screen."),
    ),
    State.STEP_BACK: (
        QT_TRANSLATE_NOOP("Kiosk", "Step back"),
        QT_TRANSLATE_NOOP("Kiosk", "One step away from the screen."),
    ),
    State.TO_THE_MIDDLE: (
        QT_TRANSLATE_NOOP("Kiosk", "To the middle"),
        QT_TRANSLATE_NOOP("Kiosk", "Stand so that your face is in the middle of the picture."),
    ),
    State.LOOK_HERE: (
        QT_TRANSLATE_NOOP("Kiosk", "Look here"),
        QT_TRANSLATE_NOOP("Kiosk", "Face the camera and hold still for a moment."),
    ),
    State.HOLD_STILL: (
        QT_TRANSLATE_NOOP("Kiosk", "Hold still"),
        QT_TRANSLATE_NOOP("Kiosk", "Stand still for a moment and look at the camera."),
    ),
    State.TOO_DARK: (
        QT_TRANSLATE_NOOP("Kiosk", "Too dark"),
        QT_TRANSLATE_NOOP("Kiosk", "Turn towards the light, or use badge or PIN."),
    ),
    State.ONE_AT_A_TIME: (
        QT_TRANSLATE_NOOP("Kiosk", "One at a time"),
        QT_TRANSLATE_NOOP("Kiosk", "Please step up alone; the others wait a few steps back."),
    ),
    State.CHECKING: (
        QT_TRANSLATE_NOOP("Kiosk", "Checking"),
        QT_TRANSLATE_NOOP("Kiosk", "Keep looking at the camera."),
    ),
    State.TURN_LEFT: (
        QT_TRANSLATE_NOOP("Kiosk", "Turn left"),
        QT_TRANSLATE_NOOP("Kiosk", "Turn your head slowly to your left."),
    ),
    State.TURN_RIGHT: (
        QT_TRANSLATE_NOOP("Kiosk", "Turn right"),
        QT_TRANSLATE_NOOP("Kiosk", "Turn your head slowly to your right."),
    ),
    State.LOOK_UP: (
        QT_TRANSLATE_NOOP("Kiosk", "Look up"),
        QT_TRANSLATE_NOOP("Kiosk", "Raise your chin slowly."),
    ),
    State.LOOK_DOWN: (
        QT_TRANSLATE_NOOP("Kiosk", "Look down"),
        QT_TRANSLATE_NOOP("Kiosk", "Lower your chin slowly."),
    ),
    State.TILT_LEFT: (
        QT_TRANSLATE_NOOP("Kiosk", "Tilt your head left"),
        QT_TRANSLATE_NOOP("Kiosk", "Your left ear towards your left shoulder; keep facing the screen."),
    ),
    State.TILT_RIGHT: (
        QT_TRANSLATE_NOOP("Kiosk", "Tilt your head right"),
        QT_TRANSLATE_NOOP("Kiosk", "Your right ear towards your right shoulder; keep facing the screen."),
    ),
    State.WELCOME: (
        QT_TRANSLATE_NOOP("Kiosk", "Welcome"),
        QT_TRANSLATE_NOOP("Kiosk", "Please come in."),
    ),
    State.REFUSED: (
        QT_TRANSLATE_NOOP("Kiosk", "No entry"),
        QT_TRANSLATE_NOOP("Kiosk", "Please ask reception to let you in."),
    ),
    State.NOT_ALIVE: (
        QT_TRANSLATE_NOOP("Kiosk", "Please show your own face"),
        QT_TRANSLATE_NOOP("Kiosk", "Pictures and screens don’t open this door. Step back and try again."),
    ),
    State.NOT_NOW: (
        QT_TRANSLATE_NOOP("Kiosk", "Not at this hour"),
        QT_TRANSLATE_NOOP("Kiosk", "Please come back in your hours, or ask reception."),
    ),
    State.ONE_MORE: (
        QT_TRANSLATE_NOOP("Kiosk", "One thing more"),
        QT_TRANSLATE_NOOP("Kiosk", "Show your badge or type your PIN, and look at the camera."),
    ),
    State.DOOR_HELD: (
        QT_TRANSLATE_NOOP("Kiosk", "Please close the door"),
        QT_TRANSLATE_NOOP("Kiosk", "It has been open for too long."),
    ),
    State.NO_CAMERA: (
        QT_TRANSLATE_NOOP("Kiosk", "No picture"),
        QT_TRANSLATE_NOOP("Kiosk", "The camera will be back by itself. Until then, please ask reception."),
    ),
    State.DEGRADED: (
        QT_TRANSLATE_NOOP("Kiosk", "Badge or PIN only"),
        QT_TRANSLATE_NOOP("Kiosk", "Faces can’t be recognised now. Use your badge or PIN, or ask reception."),
    ),
    State.FAULT: (
        QT_TRANSLATE_NOOP("Kiosk", "Out of order"),
        QT_TRANSLATE_NOOP("Kiosk", "The door stays closed. Please ask reception to let you in."),
    ),
}

WELCOME_NAME = QT_TRANSLATE_NOOP("Kiosk", "Welcome, {name}")

NO_ENTRY = STATES[State.REFUSED]
"""Whoever stands behind a suspended person in the queue need not know."""

REASONS: dict[Reason, tuple[str, str]] = {
    Reason.RECOGNISED: STATES[State.WELCOME],
    Reason.VERIFIED: STATES[State.WELCOME],
    Reason.CREDENTIAL: STATES[State.WELCOME],
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
    Reason.CHALLENGE_FAILED: (
        QT_TRANSLATE_NOOP("Kiosk", "Please try once more"),
        QT_TRANSLATE_NOOP("Kiosk", "Wait for each movement that the screen asks for, then make it."),
    ),
    Reason.IDENTITY_CHANGED: (
        QT_TRANSLATE_NOOP("Kiosk", "One person, please"),
        QT_TRANSLATE_NOOP("Kiosk", "Another face came into the picture. Step up alone and try again."),
    ),
    Reason.FRAMES_REPEATED: (
        QT_TRANSLATE_NOOP("Kiosk", "The picture repeats"),
        QT_TRANSLATE_NOOP("Kiosk", "This gate’s camera needs a look. Please ask reception to let you in."),
    ),
    Reason.CAMERA_INCONSISTENT: (
        QT_TRANSLATE_NOOP("Kiosk", "The picture is not steady"),
        QT_TRANSLATE_NOOP("Kiosk", "Please try again, or ask reception to let you in."),
    ),
    Reason.LIVENESS_UNAVAILABLE: (
        QT_TRANSLATE_NOOP("Kiosk", "Out of order"),
        QT_TRANSLATE_NOOP("Kiosk", "The check for live faces is not installed. Please ask reception to let you in."),
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
    Reason.CAMERA_LOST: STATES[State.NO_CAMERA],
    Reason.FAULT: STATES[State.FAULT],
    Reason.SUSPENDED: NO_ENTRY,
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

ADVICE: dict[Flaw, str] = {
    Flaw.TOO_FAR: QT_TRANSLATE_NOOP("Kiosk", "Please come closer."),
    Flaw.AT_EDGE: QT_TRANSLATE_NOOP("Kiosk", "Step to the middle of the picture."),
    Flaw.TURNED: QT_TRANSLATE_NOOP("Kiosk", "Turn your face to the camera."),
    Flaw.TILTED: QT_TRANSLATE_NOOP("Kiosk", "Hold your head upright."),
    Flaw.TOO_DARK: QT_TRANSLATE_NOOP("Kiosk", "Your face is too dark: turn it to the light."),
    Flaw.TOO_BRIGHT: QT_TRANSLATE_NOOP("Kiosk", "Your face is too bright: step out of the light."),
    Flaw.FLAT: QT_TRANSLATE_NOOP("Kiosk", "The camera sees you as in a fog. Come closer and hold still."),
    Flaw.BLURRED: QT_TRANSLATE_NOOP("Kiosk", "Please hold still for a moment."),
    Flaw.COVERED: QT_TRANSLATE_NOOP("Kiosk", "Take your hand or scarf away from your face; a mask may stay."),
    Flaw.SEVERAL: REASONS[Reason.SEVERAL_FACES][1],
    Flaw.UNCLEAR: REASONS[Reason.LOW_QUALITY][1],
}

CONTACT = QT_TRANSLATE_NOOP("Kiosk", "Reception: {how}")
STEP = QT_TRANSLATE_NOOP("Kiosk", "Step {step} of {steps}")
