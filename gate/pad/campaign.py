"""Many generated attempts, each species' numbered; what is done is kept, so that a long run can be taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from gate.capture.demo_head import Portrait
from gate.pad.species import ATTACKS, Cast, Chance, genuine
from gate.pad.trial import Result, run
from gate.vision.liveness.active import Trace
from gate.vision.liveness.guard import Guard

GENUINE = "genuine"
SPECIES = (GENUINE, *ATTACKS)
_RATES = (10.0, 12.5, 15.0)


@dataclass(frozen=True)
class Attempt:
    """One attempt's outcome, as it is kept."""

    species: str
    number: int
    granted: bool
    live: bool
    reason: str | None
    problem: str | None
    seconds: float
    relief: float | None = None
    """Least relief in the asked direction where a movement was judged, as far as there was one."""
    glued: float = 0.0
    drift: float = 0.0
    """The background's extremes."""


def play(people: Sequence[Portrait], steps: int, task: tuple[str, int]) -> Attempt:
    """One attempt. Even numbers are played by people with even places and odd ones by the others.

    Args:
        people: At least four.
        steps: Movements of a challenge.
        task: Species and number; together they are the seed of all chance.
    """
    cv2.setNumThreads(1)
    species, number = task
    random = np.random.default_rng([number, SPECIES.index(species), steps])
    half = [person for place, person in enumerate(people) if place % 2 == number % 2]
    victim, other = random.choice(len(half), 2, replace=False)
    chance = Chance(random)
    make = genuine if species == GENUINE else ATTACKS[species]
    frames = make(Cast(half[victim], half[other]), chance, steps)
    guard = Guard(lambda: "challenge", chance, steps=steps)
    return _kept(species, number, run(frames, guard, random, fps=float(random.choice(_RATES))))


def campaign(
    tasks: Sequence[tuple[str, int]], people: Sequence[Portrait], steps: int, jobs: int, kept: Path
) -> Iterator[Attempt]:
    """Play what is not yet kept; each outcome as it comes.

    Args:
        tasks: Species and numbers.
        people: Portraits.
        steps: Movements of a challenge.
        jobs: Processes.
        kept: JSON lines; read first, appended to.
    """
    done = {(attempt.species, attempt.number) for attempt in read(kept)}
    if kept.is_file() and not kept.read_bytes().endswith(b"\n"):
        with kept.open("a") as file:  # a crash cut a line short
            file.write("\n")
    left = [task for task in tasks if task not in done]
    with kept.open("a", encoding="utf-8") as file:
        for attempt in _played(left, partial(play, people, steps), jobs):
            file.write(json.dumps(attempt.__dict__) + "\n")
            file.flush()
            yield attempt


def _played(
    tasks: Sequence[tuple[str, int]], play: Callable[[tuple[str, int]], Attempt], jobs: int
) -> Iterator[Attempt]:
    if jobs == 1:
        yield from map(play, tasks)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:  # OpenCV's threads don't survive a fork
        for future in as_completed([pool.submit(play, task) for task in tasks]):
            yield future.result()


def read(kept: Path) -> list[Attempt]:
    """What is kept of earlier runs; a line cut short by a crash is left out."""
    if not kept.is_file():
        return []
    attempts = []
    for line in kept.read_text(encoding="utf-8").splitlines():
        try:
            attempts.append(Attempt(**json.loads(line)))
        except (json.JSONDecodeError, TypeError):
            continue
    return attempts


def _kept(species: str, number: int, result: Result) -> Attempt:
    reliefs = [relief for trace in result.traces if (relief := _relief(trace)) is not None]
    return Attempt(
        species,
        number,
        result.granted,
        result.live,
        result.reason.value if result.reason else None,
        result.problem,
        round(result.seconds, 2),
        relief=round(min(reliefs), 3) if reliefs else None,
        glued=round(max((trace.glued for trace in result.traces), default=0.0), 3),
        drift=round(max((trace.drift for trace in result.traces), default=0.0), 4),
    )


def _relief(trace: Trace) -> float | None:
    """The relief along the stronger axis, where a movement was asked for and is large enough to be judged."""
    turn = trace.turn
    if turn is None or trace.phase != "asked" or turn.size < 0.22:
        return None
    sideways = abs(turn.x) >= abs(turn.y)
    along, relief = (turn.x, turn.relief_x) if sideways else (turn.y, turn.relief_y)
    return relief if along > 0 else -relief
