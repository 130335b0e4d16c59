"""From the first sight of somebody to the decision, by liveness mode, by the video's clock.

Without liveness a whole gate with its networks sees the bench's clips. With it, generated visits of `gate.pad`, whose
faces' places and owners are known; what the passive networks say is given. Time that a machine takes comes on top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gate.bench.clips import FPS, Clip
from gate.bench.path import play
from gate.capture.demo_head import Portrait
from gate.home import Home
from gate.networks import Networks
from gate.pad.actor import Manner
from gate.pad.living import person
from gate.pad.shots import Chance, Frames, Shot, shape
from gate.pad.trial import run
from gate.vision.liveness.guard import Asked, Guard, Mode
from gate.vision.liveness.orders import Action
from gate.vision.liveness.passive_check import FakePassive, PassiveVerdict

PROCESSED = 10.0
"""Frames a second."""
PROMPT = Manner(reaction=0.6, moving=0.5)
"""Who does at once what is asked."""


@dataclass(frozen=True)
class Sight:
    """What some visits came to."""

    mode: str
    fps: float
    """Processed frames a second."""
    seconds: tuple[float, ...]
    """From the first sight to the grant, of each visit that was granted."""
    visits: int
    after: tuple[float, ...] = ()
    """From the end of the last movement that was asked for to the grant; below 0: the grant came first."""

    def percentile(self, share: float) -> float:
        """Of the seconds."""
        return float(np.percentile(self.seconds, share)) if self.seconds else float("nan")


def without_liveness(clips: Sequence[Clip], home: Home, networks: Networks) -> Sight:
    """A whole gate, as live, on each third frame of clips whose people are all enrolled."""
    sights: list[float] = []
    people = 0
    for clip in clips:
        sights += play(clip, home, networks, sparing=True, every=round(FPS / PROCESSED)).sight_ms
        people += len({one.name for one in clip.people})
    return Sight("off", PROCESSED, tuple(ms / 1e3 for ms in sights), people)


def with_liveness(
    mode: Mode, people: Sequence[Portrait], visits: int, *, steps: int, fps: float = PROCESSED, seed: int = 0
) -> Sight:
    """Visits of prompt people who stand before the camera from the start.

    Args:
        mode: Of liveness.
        people: They come in turn.
        visits: How many.
        steps: Poses of a challenge.
        fps: Processed frames a second.
        seed: Of all chance.
    """
    done, after = [], []
    for number in range(visits):
        random = np.random.default_rng([seed, number])
        heard = _Heard(person(people[number % len(people)], random, shape(random), PROMPT))
        passive = FakePassive(PassiveVerdict(live=True, score=0.9))
        result = run(heard, Guard(lambda: mode, Chance(random), steps=steps, passive=passive), random, fps=fps)
        if result.granted:
            done.append(result.seconds)
            after += [result.seconds - heard.ended] if heard.ended is not None else []
    return Sight(f"{mode}, {steps} poses" if mode == "challenge" else mode, fps, tuple(done), visits, tuple(after))


class _Heard:
    """A visit, and when its last movement is over at the latest."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._step = 0
        self.ended: float | None = None

    def __call__(self, time: float, asked: Asked | None) -> Shot:
        if asked is not None and isinstance(asked.what, Action) and asked.step != self._step:
            self._step, self.ended = asked.step, time + PROMPT.reaction + PROMPT.moving
        return self._frames(time, asked)


def lines(sight: Sight) -> Iterator[str]:
    """Its row of a Markdown table, with the head before it."""
    yield "| liveness | processed frames a second | let in | p50 s | p95 s | after the last movement, p50, p95 s |"
    yield "|" + " --- |" * 6
    after = ", ".join(f"{np.percentile(sight.after, share):.2f}" for share in (50, 95)) if sight.after else "-"
    yield (
        f"| {sight.mode} | {sight.fps:.0f} | {len(sight.seconds)} of {sight.visits} | {sight.percentile(50):.2f} | "
        f"{sight.percentile(95):.2f} | {after} |"
    )
