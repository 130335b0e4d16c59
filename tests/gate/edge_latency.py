"""From a grant to the edge on the line, under full CPU load, beside what waking any process takes.

    python -m tests.gate.edge_latency 500

Twice as many processes as cores count without end. The door's path is a grant, the state machine, a packet to the
supervisor, the simulated line's new level. The control is a packet to a process that does nothing but note when it
woke: what it takes is the scheduler's, not ours.
"""  # fmt: skip

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gate.access.door_types import Action, Command, Level
from gate.access.settings import DoorSettings
from gate.clock import SystemClock
from gate.doorway import Doorway
from gate.held_line import HeldLine
from gate.supervise import Report
from tests.gate.control_process import Control

LIMIT = 0.020
"""Seconds at the 99th percentile beyond the control's."""


@dataclass(frozen=True)
class Latency:
    """Seconds, sorted."""

    edge: tuple[float, ...]
    control: tuple[float, ...]

    @property
    def beyond(self) -> float:
        return percentile(self.edge, 99) - percentile(self.control, 99)


def percentile(values: tuple[float, ...], percent: float) -> float:
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


def measure(samples: int) -> Latency:
    edges: list[float] = []
    controls: list[float] = []
    with tempfile.TemporaryDirectory() as folder, _door(Path(folder)) as (doorway, wait), Control() as control, _load():
        for number in range(samples):
            time.sleep(random.uniform(0.002, 0.01))
            begin = time.monotonic()
            assert doorway.let_in(f"person {number}", None) is None
            edges.append(wait() - begin)
            doorway.command(Command(Action.LOCK, "test"))
            wait()
            time.sleep(random.uniform(0.002, 0.01))
            controls.append(control.wake())
    return Latency(tuple(sorted(edges)), tuple(sorted(controls)))


@contextmanager
def _door(folder: Path) -> Iterator[tuple[Doorway, Callable[[], float]]]:
    changed = threading.Condition()
    levels: list[Level] = []

    def report(report: Report) -> None:
        doorway.report(report)
        if isinstance(report, Level):
            with changed:
                levels.append(report)
                changed.notify()

    def wait() -> float:
        with changed:
            assert changed.wait_for(lambda: levels, 10)
            return levels.pop(0).mono

    doorway = Doorway(DoorSettings(pulse=60.0), SystemClock(), lambda _reports: None, gate="test")
    line = HeldLine(DoorSettings(pulse=60.0), folder / "line", report)
    doorway.attach(line)
    line.open()
    try:
        yield doorway, wait
    finally:
        doorway.stop()
        line.close()


@contextmanager
def _load() -> Iterator[None]:
    burners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        time.sleep(0.3)
        yield
    finally:
        for burner in burners:
            burner.send_signal(signal.SIGKILL)
            burner.wait()


def main() -> None:
    latency = measure(int(sys.argv[1]))
    for name, values in (("grant to edge", latency.edge), ("control", latency.control)):
        shown = ", ".join(f"p{p} {percentile(values, p) * 1e3:.2f}" for p in (50, 95, 99))
        print(f"{name:<14} {shown}, longest {values[-1] * 1e3:.2f} ms ({len(values)} samples)")
    print(f"p99 beyond the control: {latency.beyond * 1e3:.2f} ms (promised: {LIMIT * 1e3:.0f} ms)")
    sys.exit(latency.beyond > LIMIT)


if __name__ == "__main__":
    main()
