"""Judges a presentation as the gate would: the same networks, thresholds and liveness, without rules and door."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gate.access.decision import Decision, Observation, Policy
from gate.access.reasons import LIVENESS, Reason
from gate.attempts import Attempts
from gate.gallery.index import Index
from gate.view import Ask
from gate.vision.liveness.guard import Guard
from gate.vision.pipeline import FacePipeline
from gate.vision.types import Image


@dataclass(frozen=True)
class Judgement:
    """What the gate would have said."""

    live: bool
    """Liveness had nothing against it by the end."""
    granted: bool
    reason: Reason | None
    """Of the refusal; None: granted, or nothing was decided."""
    seconds: float


def judge(
    shown: Iterable[tuple[float, Image]],
    pipeline: FacePipeline,
    guard: Guard,
    index: Index,
    policy: Policy,
    *,
    on_ask: Callable[[Ask | None], None] = lambda _ask: None,
    on_frame: Callable[[Image, float], None] = lambda _image, _time: None,
) -> Judgement:
    """Judge frames until the first attempt is granted, or refused for liveness.

    Args:
        shown: Seconds and pictures, in order.
        pipeline: Fresh.
        guard: Fresh.
        index: Who is enrolled.
        policy: What a grant takes.
        on_ask: Told what the person is to do, whenever that changes.
        on_frame: Told of each frame.
    """
    finals: list[Decision] = []

    def settle(_observation: Observation, decision: Decision, _now: float) -> Decision:
        finals.append(decision)
        return decision

    attempts = Attempts("off", settle, guard=guard)
    live, seconds, asked = False, 0.0, None
    for seconds, image in shown:
        on_frame(image, seconds)
        scene = pipeline.process(image, seconds, _wants(attempts, seconds))
        guard.see(image, scene)
        live |= any(guard.verdict(track).state == "live" for track in guard.open())
        judged = attempts.update(scene, index, policy, seconds)
        live |= any(item.observation.liveness == "live" for item in judged)
        now_asked = next((item.ask for item in judged if item.ask is not None), None)
        if (now_asked and (now_asked.prompt, now_asked.step)) != (asked and (asked.prompt, asked.step)):
            on_ask(now_asked)
        asked = now_asked
        if finals and (finals[-1].granted or finals[-1].reason in LIVENESS):
            break
    granted = any(decision.granted for decision in finals)
    return Judgement(live, granted, None if granted or not finals else finals[-1].reason, seconds)


def _wants(attempts: Attempts, time: float) -> Callable[[int], bool]:
    return lambda track: attempts.wants_look(track, time)
