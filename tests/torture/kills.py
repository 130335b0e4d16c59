"""SIGKILL at random moments of the scripted day; after each one everything is looked at."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from gate.access.outputs.simulated import look
from tests.gate.control_process import Control
from tests.gate.kill_campaign import LIMIT, gone
from tests.torture import day
from tests.torture.site import build
from tests.torture.whole import Ledger, check

START_SECONDS = 60.0
AT_START = 0.1
"""Share of the kills that come while the gate starts."""
WITH_SUPERVISOR = 0.3
LONGEST = 1.5
"""Seconds of the day that a process lives at the most, once it runs."""
IDLE_SECONDS = 3.0


@dataclass(frozen=True)
class Kill:
    number: int
    both: bool
    """The process that holds the line too."""
    starting: bool
    unlocked: bool
    """The line's level when the signal was sent."""
    idle_after: float
    """Seconds; 0: it was locked already."""
    control: float
    """Seconds that waking another process took in the same moment."""
    problems: tuple[str, ...]

    @property
    def late(self) -> bool:
        return self.idle_after > LIMIT + self.control


def campaign(folder: Path, kills: int, seed: int, tell: Callable[[str], None] = lambda _line: None) -> list[Kill]:
    """Kill so many times; one that was interrupted goes on where it was.

    Args:
        folder: Of this campaign: the gate's home and the record of what was done.
        kills: How many, those that are on record included.
        seed: Of the moments.
        tell: Takes a line about each kill.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record, state = folder / f"kills-{seed}.jsonl", folder / f"ledger-{seed}.json"
    done = _read(record)
    ledger = _load(state)
    home = folder / f"home-{seed}"
    if not done:
        build(home)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.day"])
    with Control() as control, record.open("a") as file:
        for number in range(len(done), kills):
            kill = _kill_once(context, home, number, random.Random(f"{seed}/{number}"), ledger, control)
            done.append(kill)
            state.write_text(_dump(ledger))
            file.write(json.dumps(asdict(kill)) + "\n")
            file.flush()
            tell(_line(kill, done))
    return done


def heard(folder: Path, seed: int) -> Counter[str]:
    """How often the day has said what, over the whole campaign."""
    return _load(folder / f"ledger-{seed}.json").said


def _kill_once(context: Any, home: Path, number: int, chance: random.Random, ledger: Ledger, control: Control) -> Kill:
    ours, theirs = context.Pipe(duplex=False)
    free = [one for one in range(1, day.STRANGER) if one not in ledger.ids]
    chance.shuffle(free)
    starting, both = chance.random() < AT_START, chance.random() < WITH_SUPERVISOR
    arguments = (home, theirs, chance.randrange(1 << 30), list(ledger.ids), free)
    process = context.Process(target=day.live, args=arguments, daemon=True)
    process.start()
    theirs.close()
    holder: int | None = None
    if not starting:
        if not ours.poll(START_SECONDS):
            raise AssertionError("the gate does not start")
        holder = int(ours.recv()[1])
    time.sleep(chance.uniform(0, LONGEST))
    seen = look(home / "door.line")
    control.begin()
    begin = time.monotonic()
    process.kill()
    if both and holder:
        os.kill(holder, signal.SIGKILL)
    idle_after = _idle_after(home / "door.line", begin)
    delay = control.end()
    process.join()
    messages = []
    with contextlib.suppress(EOFError, OSError), ours:
        while True:
            messages.append(ours.recv())
    for words in messages:
        if words[0] == "ready":
            holder = int(words[1])
        else:
            ledger.hear(words)
    if holder:
        gone(holder)
    else:
        _released(home / "door.line")
    unlocked = seen is not None and seen[0]
    return Kill(
        number=number,
        both=both and not starting,
        starting=starting,
        unlocked=unlocked,
        idle_after=idle_after,
        control=delay,
        problems=tuple(check(home, ledger)),
    )


def _idle_after(path: Path, begin: float) -> float:
    while (now := time.monotonic()) - begin < IDLE_SECONDS:
        level = look(path)
        if level is None or not level[0]:
            return now - begin
        time.sleep(0.001)
    return float("inf")


def _released(path: Path) -> None:
    """A supervisor that nobody knows the number of has let go of the line."""
    end = time.monotonic() + 10
    quiet = 0
    while quiet < 5:
        assert time.monotonic() < end, "the line is still held"
        quiet = quiet + 1 if look(path) is None else 0
        time.sleep(0.05)


def _line(kill: Kill, done: list[Kill]) -> str:
    worst = max(done, key=lambda one: one.idle_after)
    bad = sum(bool(one.problems) or one.late for one in done)
    return (
        f"{len(done)} kills; idle after {kill.idle_after * 1e3:.1f} ms (longest {worst.idle_after * 1e3:.1f} ms, "
        f"control {worst.control * 1e3:.1f} ms); violations: {bad} {'; '.join(kill.problems)}"
    )


def _read(record: Path) -> list[Kill]:
    if not record.exists():
        return []
    names = {one.name for one in fields(Kill)}
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    return [Kill(**{**line, "problems": tuple(line["problems"])}) for line in lines if line.keys() == names]


def _load(state: Path) -> Ledger:
    if not state.exists():
        return Ledger()
    said = json.loads(state.read_text())
    return Ledger(
        ids={int(number): person for number, person in said["ids"].items()},
        badged=set(said["badged"]),
        gone=said["gone"],
        revision=said["revision"],
        said=Counter(said["said"]),
    )


def _dump(ledger: Ledger) -> str:
    kept = {"ids": ledger.ids, "badged": sorted(ledger.badged), "gone": ledger.gone}
    return json.dumps({**kept, "revision": ledger.revision, "said": ledger.said})
