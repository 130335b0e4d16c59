"""One generated attempt: frames, tracks, looks, liveness, decision. Detector and recogniser are stood in for.

Where the eyes are, and whose face it is, is known of a generated frame; finding it out again by networks would take
most of the time and belongs to other measurements. The detector's error is imitated; identities are taken for certain.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gate.access.decision import Decision, Observation, Policy
from gate.access.reasons import LIVENESS, Reason
from gate.attempts import Attempts
from gate.gallery.index import Index
from gate.pad.shots import VICTIM, Frames, Shot
from gate.vision.liveness.active import Trace
from gate.vision.liveness.guard import Asked, Guard, GuardProblem
from gate.vision.mask_state import MaskReading, MaskState
from gate.vision.pipeline import Scene, Track, WantsLook
from gate.vision.types import Face, Template, Vector

SPACE = "generated"
_RECHECK = 1.0
"""Seconds after which the pipeline looks at a settled track again."""
_DETECTOR = 0.015
"""Standard deviation of a landmark, in distances between the eyes."""


@dataclass(frozen=True)
class Result:
    """What came of an attempt."""

    granted: bool
    live: bool
    """The verdict on liveness, whoever was recognised."""
    reason: Reason | None
    """Of the first refusal; None: granted, or nothing was decided."""
    problem: GuardProblem | None
    seconds: float
    """Until the decision."""
    traces: tuple[Trace, ...] = field(default=(), repr=False)


class KnownFaces:
    """Stands in for the pipeline: one face, whose place and owner are known."""

    def __init__(self, random: np.random.Generator, *, masked: bool = False) -> None:
        self._random = random
        self._mask = MaskReading(MaskState.WORN if masked else MaskState.NONE, 1.0)
        self._track, self._who, self._looked = 1, -1, -np.inf

    def see(self, shot: Shot, time: float, wants_look: WantsLook) -> Scene:
        """The scene of a shot."""
        look = wants_look(self._track) or time - self._looked >= _RECHECK
        if look:
            if self._who not in (-1, shot.who):
                self._track += 1
            self._who, self._looked = shot.who, time
        face = self._face(shot)
        template = Template(owner_vector(shot.who), SPACE, 0.9) if look else None
        track = Track(self._track, face, True, None, (), template, 1, template, self._mask, settled=True)
        return Scene(time, (face,), (track,))

    def _face(self, shot: Shot) -> Face:
        left, right = shot.eyes
        unit = float(np.linalg.norm(right - left))
        down = np.array([left[1] - right[1], right[0] - left[0]]) / unit
        middle = (left + right) / 2
        mouth = middle + 1.05 * unit * down
        across = (right - left) * 0.4
        points = np.array([left, right, middle + 0.6 * unit * down, mouth - across, mouth + across])
        points += self._random.normal(0, _DETECTOR * unit, points.shape)
        box = (*(middle - unit * np.array([1.0, 0.9])), *(middle + unit * np.array([1.0, 1.75])))
        return Face(np.array(box, np.float32), points.astype(np.float32), 0.95)


def owner_vector(who: int) -> Vector:
    """Templates of two people who are nothing like each other."""
    return np.asarray(np.eye(8, dtype=np.float32)[who])


def enrolled() -> Index:
    """A gallery that knows the victim."""
    return Index(
        revision=1, template_space=SPACE, names={VICTIM: "Victim"}, owners=[VICTIM], vectors=owner_vector(0)[None]
    )


def policy() -> Policy:
    """What a grant takes; identity is no obstacle."""
    return Policy(SPACE, threshold=0.5, fmr=1e-5, cell="unmasked-unmasked", max_attempt=60.0)


def run(
    frames: Frames,
    guard: Guard,
    random: np.random.Generator,
    *,
    fps: float,
    seconds: float = 30.0,
    masked: bool = False,
) -> Result:
    """Play an attempt until it is granted, or refused as not live.

    Args:
        frames: The feed.
        guard: Fresh.
        random: Chance, of the detector's error.
        fps: Of the camera.
        seconds: The most that is played.
        masked: Whoever is shown wears a mask.
    """
    finals: list[tuple[Decision, Observation]] = []

    def settle(observation: Observation, decision: Decision, _now: float) -> Decision:
        finals.append((decision, observation))
        return decision

    attempts, faces, index, rules = (
        Attempts("off", settle, guard=guard),
        KnownFaces(random, masked=masked),
        enrolled(),
        policy(),
    )
    asked: Asked | None = None
    problem: GuardProblem | None = None
    live, time = False, 0.0
    traces: list[Trace] = []
    for number in range(round(seconds * fps)):
        time = number / fps
        shot = frames(time, asked)
        scene = faces.see(shot, time, _wants(attempts, time))
        guard.see(shot.image, scene)
        asked = None
        for track in guard.open():
            verdict = guard.verdict(track)
            asked, problem = verdict.asked or asked, problem or verdict.problem
            live |= verdict.state == "live"
            active = guard.challenge(track)
            if active is not None and active.trace is not None and active.trace.time == time:
                traces.append(active.trace)
        attempts.update(scene, index, rules, time)
        if finals and (finals[-1][0].granted or finals[-1][0].reason in LIVENESS):
            break
    granted = any(decision.granted for decision, _ in finals)
    reason = None if granted or not finals else finals[-1][0].reason
    return Result(granted, live, reason, problem, time, tuple(traces))


def _wants(attempts: Attempts, time: float) -> WantsLook:
    return lambda track: attempts.wants_look(track, time)
