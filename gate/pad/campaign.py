"""Many generated attempts, each species' numbered; what is done is kept, so that a long run can be taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from gate.capture.demo_head import Portrait
from gate.pad.evidence import FORGIVING, Evidence, evidence, forgiving
from gate.pad.shots import Cast, Chance
from gate.pad.species import SPECIES
from gate.pad.trial import run
from gate.vision.liveness.asked_before import AskedBefore
from gate.vision.liveness.challenge import advance
from gate.vision.liveness.guard import Guard
from gate.vision.liveness.limits import LIMITS

_RATES = (8.0, 10.0, 12.5)
"""Frames a second: what a small machine manages."""
_NUMBERS = {name: place for place, name in enumerate(SPECIES)}


@dataclass(frozen=True)
class Setting:
    """How attempts are played."""

    people: Sequence[Portrait]
    """At least four."""
    steps: int
    """Movements of a challenge."""
    masked: bool = False
    """They wear masks, and the gate knows."""
    measuring: bool = False
    """Nothing is refused for what it shows: see `gate.pad.evidence`."""
    seed: int = 0
    """Of all chance, beside species and number: another one, and nothing has been seen before."""


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
    evidence: Evidence


def play(setting: Setting, task: tuple[str, int]) -> Attempt:
    """One attempt. Even numbers are played by people with even places and odd ones by the others.

    Args:
        setting: How.
        task: Species and number; with the setting's seed they are the seed of all chance.
    """
    cv2.setNumThreads(1)
    species, number = task
    random = np.random.default_rng([number, _NUMBERS[species], setting.steps, setting.seed])
    half = [person for place, person in enumerate(setting.people) if place % 2 == number % 2]
    victim, other = random.choice(len(half), 2, replace=False)
    asked = AskedBefore(setting.steps)
    chance = Chance(random, asked, setting.masked)
    frames = SPECIES[species](Cast(half[victim], half[other]), chance, setting.steps)
    limits, judge = (FORGIVING, forgiving) if setting.measuring else (LIMITS, advance)
    guard = Guard(lambda: "challenge", chance, steps=setting.steps, asked=asked, limits=limits, advance=judge)
    result = run(frames, guard, random, fps=float(random.choice(_RATES)), masked=setting.masked)
    return Attempt(
        species,
        number,
        result.granted,
        result.live,
        result.reason.value if result.reason else None,
        result.problem,
        round(result.seconds, 2),
        evidence(result.traces, guard.alike),
    )


def campaign(tasks: Sequence[tuple[str, int]], setting: Setting, jobs: int, kept: Path | None) -> Iterator[Attempt]:
    """Play what is not yet kept; each outcome as it comes, those that were kept first.

    Args:
        tasks: Species and numbers.
        setting: How they are played.
        jobs: Processes.
        kept: JSON lines; read first, appended to. None: nothing is kept.
    """
    wanted = set(tasks)
    before = [attempt for attempt in read(kept) if (attempt.species, attempt.number) in wanted] if kept else []
    yield from before
    done = {(attempt.species, attempt.number) for attempt in before}
    played = _played([task for task in tasks if task not in done], setting, jobs)
    if kept is None:
        yield from played
        return
    if kept.is_file() and not kept.read_bytes().endswith(b"\n"):
        with kept.open("a") as file:  # a crash cut a line short
            file.write("\n")
    with kept.open("a", encoding="utf-8") as file:
        for attempt in played:
            file.write(json.dumps(asdict(attempt)) + "\n")
            file.flush()
            yield attempt


def _played(tasks: Sequence[tuple[str, int]], setting: Setting, jobs: int) -> Iterator[Attempt]:
    if jobs == 1:
        yield from map(partial(play, setting), tasks)
        return
    context = get_context("spawn")  # OpenCV's threads don't survive a fork
    with ProcessPoolExecutor(jobs, context, initializer=_set, initargs=(setting,)) as pool:
        for future in as_completed([pool.submit(_play_here, task) for task in tasks]):
            yield future.result()


_HERE: list[Setting] = []
"""Of this process of a pool: portraits are too large to send with every task."""


def _set(setting: Setting) -> None:
    _HERE[:] = [setting]


def _play_here(task: tuple[str, int]) -> Attempt:
    return play(_HERE[0], task)


def read(kept: Path) -> list[Attempt]:
    """What is kept of earlier runs; a line cut short by a crash is left out."""
    if not kept.is_file():
        return []
    attempts = []
    for line in kept.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
            attempts.append(Attempt(**{**said, "evidence": Evidence(**said["evidence"])}))
        except (json.JSONDecodeError, TypeError, KeyError):
            continue
    return attempts
