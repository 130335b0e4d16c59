"""A gate as it runs at a door: a camera's process at 30 frames a second, judging, the kiosk's window painted.

Measured once somebody has been let in and stays: what the gate's process takes then, in shares of one core. On a busy
machine CPU time tells more than the frames a second of wall clock; beside them stands a control that only waits for
each thirtieth of a second.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from gate.access.event import AnyEvent, Event
from gate.assembly import Assembly
from gate.bench.clips import FPS, Clip
from gate.bench.site import bench_settings, counted
from gate.bench.stages import Meter, metered
from gate.capture.reader import open_source
from gate.clock import SystemClock
from gate.entrance import Entrance
from gate.home import Home
from gate.host.progress import Progress
from gate.networks import Networks
from gate.service import Service
from gate.view import View

CLIP_SECONDS = 20.0
SETTLES = 1.5
"""Seconds from the first grant to the measurement."""
SECONDS = 12.0
"""Of the measurement."""
_INFERENCE = {"detector network": ("gate.bench.site:DetectorBackend.run",), "gate": ("gate.core:Core.process",)}


@dataclass(frozen=True)
class Kiosk:
    """One settled face, seconds of CPU time for each of wall clock: shares of one core."""

    window: tuple[int, int]
    """Pixels that were painted."""
    seconds: float
    captured: float
    """Frames a second, of wall clock."""
    judged: float
    painted: float
    control: float
    """Thirtieths of a second, of 30, that a process met that only waited for them."""
    share: float
    """Everything in the gate's process but the detector's network: judging, painting, threads."""
    frame_ms: float
    """The same a judged frame, ..."""
    share_at_30: float
    """... and at 30 of them a second."""
    detector: float
    """The detector's network."""
    capture: float
    """The camera's process: video decoding, a copy to shared memory."""
    searches: int
    """Runs of the detector's network."""


@dataclass(frozen=True)
class _Now:
    wall: float
    cpu: float
    detector: float
    capture: float
    captured: int
    judged: int
    painted: int
    searches: int


def kiosk(clip: Clip, home: Home, networks: Networks) -> Kiosk:
    """Let a gate run on a clip of one person, longer than both times above together.

    Args:
        clip: The video.
        home: The person is enrolled there.
        networks: On one thread each.

    Raises:
        UiError: no PyQt5.
        RuntimeError: nobody was let in in time.
    """
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gate.ui.app import run_kiosk

    cv2.setNumThreads(1)
    meter, sizes, points = Meter(), list[tuple[int, int]](), list[_Now]()
    settings, clock, counters = bench_settings(), SystemClock(), counted(networks)
    progress, granted_at = Progress(clock.mono()), float("inf")

    def on_events(events: Sequence[AnyEvent]) -> None:
        nonlocal granted_at
        if any(isinstance(event, Event) and event.granted for event in events):
            granted_at = min(granted_at, time.monotonic())

    def look() -> None:
        due = granted_at + SETTLES if not points else points[0].wall + SECONDS
        if len(points) < 2 and time.monotonic() >= due:
            runs = meter.calls["detector network"]
            counts = progress.captured, progress.judged, len(sizes), runs
            spent = time.process_time(), meter.seconds["detector network"], _children_seconds()
            points.append(_Now(time.monotonic(), *spent, *counts))

    with open_source(str(clip.path)) as reader:
        entrance = Entrance(settings, home, clock, on_events, real=False)
        with Assembly(settings, home, clock, counters.networks, reader, entrance, sparing=True) as gate, entrance:

            def make(on_view: Callable[[View], None]) -> Service:
                def shown(view: View) -> None:
                    on_view(view)
                    look()

                return Service(reader, gate.core, clock, on_events, shown, progress)

            with metered(meter, _INFERENCE), _painted(sizes):
                run_kiosk(make)
    if len(points) < 2:
        raise RuntimeError("the clip was over before somebody who was let in had stayed long enough")
    return _between(points[0], points[1], sizes[-1], _control(SECONDS / 2))


def _between(first: _Now, last: _Now, window: tuple[int, int], control: float) -> Kiosk:
    wall, judged = last.wall - first.wall, last.judged - first.judged
    detector = last.detector - first.detector
    own = last.cpu - first.cpu - detector
    return Kiosk(
        window=window,
        seconds=wall,
        captured=(last.captured - first.captured) / wall,
        judged=judged / wall,
        painted=(last.painted - first.painted) / wall,
        control=control,
        share=own / wall,
        frame_ms=1e3 * own / judged,
        share_at_30=30 * own / judged,
        detector=detector / wall,
        capture=(last.capture - first.capture) / wall,
        searches=last.searches - first.searches,
    )


@contextmanager
def _painted(sizes: list[tuple[int, int]]) -> Iterator[None]:
    """Note each painting of the picture: its size."""
    from gate.ui.kiosk.picture import Picture

    before = vars(Picture)["paintEvent"]

    def paint(self: Any, event: Any) -> None:
        sizes.append((self.width(), self.height()))
        before(self, event)

    setattr(Picture, "paintEvent", paint)  # noqa: B010 - a type checker minds the plain way
    try:
        yield
    finally:
        setattr(Picture, "paintEvent", before)  # noqa: B010


def _children_seconds() -> float:
    """CPU time of the processes that this one has started and that still run."""
    ticks = 0
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            fields = Path("/proc", child, "stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _control(seconds: float) -> float:
    """Thirtieths of a second that were met, each within itself, in a second: 30 where the machine is idle."""
    begun, met, total = time.monotonic(), 0, round(seconds * FPS)
    for number in range(1, total + 1):
        due = begun + number / FPS
        time.sleep(max(0.0, due - time.monotonic()))
        met += time.monotonic() < due + 1 / FPS
    return float(np.round(met / seconds, 1))
