"""One generated attempt, end to end but for the rules and the door: frames, tracks, looks, liveness, decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.access.decision import Decision, Observation, Policy
from gate.access.reasons import Reason
from gate.attempts import Attempts
from gate.gallery.index import Index
from gate.pad.species import Frames
from gate.vision.liveness.active import Trace
from gate.vision.liveness.guard import Asked, Guard, GuardProblem
from gate.vision.pipeline import FacePipeline

LEAD = 0.6
"""Seconds that the face is there before the first frame that is judged counts: the camera has begun earlier."""


@dataclass(frozen=True)
class Result:
    """What came of an attempt."""

    granted: bool
    live: bool
    """The verdict on liveness, whoever was recognised."""
    reason: Reason | None
    """Of the refusal; None: granted, or nothing was decided."""
    problem: GuardProblem | None
    seconds: float
    """Until the decision."""
    traces: tuple[Trace, ...] = field(default=(), repr=False)


def run(
    frames: Frames,
    pipeline: FacePipeline,
    guard: Guard,
    index: Index,
    policy: Policy,
    *,
    fps: float = 15.0,
    seconds: float = 24.0,
    every_track: bool = False,
) -> Result:
    """Play an attempt until it is decided.

    Args:
        frames: The feed.
        pipeline: Fresh.
        guard: Fresh.
        index: Who is enrolled.
        policy: What a grant takes.
        fps: Of the camera.
        seconds: The most that is played.
        every_track: Go on after a refusal, until a grant or the end: for feeds that change faces.
    """
    finals: list[tuple[Decision, Observation]] = []

    def settle(observation: Observation, decision: Decision, _now: float) -> Decision:
        finals.append((decision, observation))
        return decision

    attempts = Attempts("off", settle, guard=guard)
    asked: Asked | None = None
    problem: GuardProblem | None = None
    live, traces, time = False, [], 0.0
    for number in range(round(seconds * fps)):
        time = number / fps
        image = frames(time, asked)
        now = time

        def wants(track: int, now: float = now) -> bool:
            return attempts.wants_look(track, now)

        scene = pipeline.process(image, time, wants)
        guard.see(image, scene)
        asked = None
        for watched in guard.open():
            verdict = guard.verdict(watched)
            asked, problem = verdict.asked or asked, verdict.problem or problem
            live |= verdict.state == "live"
            active = guard.trace(watched)
            if active is not None and active.trace is not None and active.trace.time == time:
                traces.append(active.trace)
        attempts.update(scene, index, policy, time)
        if finals and (finals[-1][0].granted or not every_track):
            break
    granted = any(decision.granted for decision, _ in finals)
    reason = None if granted or not finals else finals[0][0].reason
    return Result(granted, live, reason, problem, time, tuple(traces))
