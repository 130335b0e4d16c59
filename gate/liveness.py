"""Liveness for one gate: the guard that its settings ask for, its verdicts as the decision and the screen know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engines.errors import ModelError
from gate.access.decision import Liveness
from gate.access.reasons import Reason
from gate.asked_orders import open_asked
from gate.clock import Clock
from gate.home import Home
from gate.settings import LivenessMode, LivenessSettings, Settings
from gate.view import Ask, Prompt
from gate.vision.liveness.guard import Asked, Guard, GuardProblem, Mode, Verdict
from gate.vision.liveness.orders import Action, Dice, SecretDice
from gate.vision.liveness.passive import installed, open_passive
from gate.vision.liveness.passive_check import PassiveCheck

_REASONS: dict[GuardProblem, Reason] = {
    "early": Reason.CHALLENGE_FAILED,
    "wrong": Reason.CHALLENGE_FAILED,
    "late": Reason.CHALLENGE_FAILED,
    "lost": Reason.CHALLENGE_FAILED,
    "flat": Reason.LIVENESS_FAILED,
    "loose": Reason.LIVENESS_FAILED,
    "picture": Reason.LIVENESS_FAILED,
    "passive": Reason.LIVENESS_FAILED,
    "not_judged": Reason.LIVENESS_FAILED,
    "cut": Reason.IDENTITY_CHANGED,
    "identity": Reason.IDENTITY_CHANGED,
    "repeated": Reason.FRAMES_REPEATED,
    "order": Reason.CAMERA_INCONSISTENT,
    "gap": Reason.CAMERA_INCONSISTENT,
    "noise": Reason.CAMERA_INCONSISTENT,
    "unavailable": Reason.LIVENESS_UNAVAILABLE,
}


@dataclass(frozen=True)
class Told:
    """A verdict as the decision takes it."""

    liveness: Liveness
    reason: Reason | None = None
    """With "failed"."""
    ask: Ask | None = None
    """With "unknown": what the person is to do."""


def told(verdict: Verdict) -> Told:
    """A guard's verdict in the words of the decision and the screen."""
    reason = _REASONS[verdict.problem] if verdict.problem else None
    return Told(verdict.state, reason, _ask(verdict.asked) if verdict.asked else None)


def _ask(asked: Asked) -> Ask:
    what = asked.what.value if isinstance(asked.what, Action) else asked.what
    return Ask(Prompt(what), asked.step, asked.steps, asked.seconds_left)


def mode_at(settings: LivenessSettings, local: datetime, *, installed: bool) -> Mode:
    """The mode that holds at a moment.

    Args:
        settings: `[liveness]`.
        local: The moment, in the machine's local time.
        installed: The passive networks are there.
    """
    for hours in settings.schedule:
        if hours.holds(local):
            return hours.mode
    return settings.mode or ("both" if installed else "challenge")


def for_source(settings: Settings, *, moves_door: bool) -> Settings:
    """The settings as they hold for a source: a recording that moves no door is judged without liveness, unless told.

    Args:
        settings: Of the gate.
        moves_door: The source is a camera, or a recording that drives the real door.
    """
    liveness = settings.liveness
    if moves_door or liveness.mode is not None or liveness.schedule:
        return settings
    return settings.model_copy(update={"liveness": liveness.model_copy(update={"mode": "off"})})


@dataclass(frozen=True)
class LivenessLayer:
    """What a gate's settings and disk come to."""

    guard: Guard
    status: str
    """The mode that held at the start and, if it is so, what is missing: for screens and logs."""
    mode: Callable[[], Mode]
    """The mode that holds now."""


def open_liveness(
    settings: LivenessSettings, home: Home, clock: Clock, *, threads: int = 1, dice: Dice | None = None
) -> LivenessLayer:
    """Make the guard. Networks that are asked for and missing leave a guard that fails every attempt (law 1).

    Args:
        settings: `[liveness]`.
        home: Where the networks lie.
        clock: For the schedule.
        threads: CPU threads of a network.
        dice: Chance; None: the operating system's. What was asked by other dice than that is not remembered.
    """
    there = installed(home.models)
    passive: PassiveCheck | None = None
    missing = ""
    modes: set[LivenessMode | None] = {settings.mode, *(hours.mode for hours in settings.schedule)}
    if there or modes & {"passive", "both"}:
        try:
            passive = open_passive(home.models, threads=threads, threshold=settings.passive_threshold)
        except ModelError as error:
            missing = f" (the door stays shut: {error})"

    def mode() -> Mode:
        return mode_at(settings, clock.utc().astimezone(), installed=there)

    before = open_asked(home.asked, settings.steps) if dice is None else None
    guard = Guard(mode, dice or SecretDice(), steps=settings.steps, passive=passive, asked=before)
    now = mode()
    shut = missing if now in ("passive", "both") else ""
    asked = f", {settings.steps} movements" if now in ("challenge", "both") else ""
    return LivenessLayer(guard, f"liveness: {now}{asked}{shut}", mode)
