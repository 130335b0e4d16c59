"""A long day in a short time: people come and go, are enrolled and removed, and nothing may grow or slow down.

The whole gate with its networks on small pictures, on the video's own clock: 1,280 times 720 pixels would take the time
of the networks and show nothing else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from gate.access.event import Event
from gate.bench.clips import Clip, Person, draw
from gate.bench.search import resident
from gate.bench.site import bench_settings, counted, gate_at
from gate.capture.types import Frame
from gate.clock import ManualClock
from gate.enrolment import enrol_photographs
from gate.home import Home
from gate.networks import Networks
from gate.vault import open_gallery
from gate.vision.decode import DIVISOR
from gate.vision.types import Image

FPS = 10.0
SIZE = (426, 240)
"""Of the pictures."""
STAYS, EMPTY = 24, 14
"""Frames that somebody stays, and that nobody is there: longer than a track lives."""
WARM_UP = 0.25
"""Share of the time after which memory, threads and handles are counted from."""


@dataclass(frozen=True)
class Point:
    """The gate at one moment of a soak."""

    video: float
    """Seconds of video so far."""
    resident: int
    """Bytes."""
    threads: int
    handles: int
    frame_ms: float
    """Median CPU time of a frame since the last point."""
    control_ms: float
    """Median CPU time of the detector alone on a picture of the same size, now: how fast the machine is."""


@dataclass(frozen=True)
class Soak:
    """What came of it."""

    points: tuple[Point, ...]
    frames: int
    granted: int
    refused: int
    changes: int
    """Enrolments and removals."""

    @property
    def grown(self) -> float:
        """Share by which the memory has grown after the warm-up: the last quarter's median over the first's."""
        return self._drift([point.resident for point in self.points])

    @property
    def slower(self) -> float:
        """The same of a frame's CPU time, over that of the control."""
        return self._drift([point.frame_ms / point.control_ms for point in self.points])

    def _drift(self, values: list[float] | list[int]) -> float:
        late = values[int(WARM_UP * len(values)) :]
        quarter = max(len(late) // 4, 1)
        return float(np.median(late[-quarter:]) / np.median(late[:quarter]) - 1)

    @property
    def leaks(self) -> tuple[int, int]:
        """Threads and handles at the end, less those after the warm-up."""
        first, last = self.points[int(WARM_UP * len(self.points))], self.points[-1]
        return last.threads - first.threads, last.handles - first.handles


def soak(
    home: Home,
    networks: Networks,
    people: tuple[Person, ...],
    *,
    seconds: float,
    told: Callable[[Point], None] = lambda _point: None,
) -> Soak:
    """Run through so many seconds of video, as fast as the machine allows.

    Args:
        home: The people are enrolled there.
        networks: On one thread each.
        people: Who comes; the last one is removed and enrolled again, and so is let in every second time.
        seconds: Of video.
        told: Hears of each point, about sixty in all.
    """
    cv2.setNumThreads(1)
    settings, clock = bench_settings(), ManualClock()
    visits = [_visit(person) for person in people]
    visits.append(visits[-1])
    picture = home.path / "enrolled.png"
    portrait = cv2.imread(str(people[-1].enrolled[0]))
    assert portrait is not None
    cv2.imwrite(str(picture), portrait)
    points: list[Point] = []
    events: list[Event] = []
    spent: list[float] = []
    granted = refused = changes = frames = 0
    with gate_at(home, counted_once(networks), settings, clock, sparing=True) as gate:
        while (elapsed := clock.mono()) < seconds:
            for image in visits[changes % len(visits)]:
                start = time.thread_time()
                clock.advance(1 / FPS)
                made = gate.core.process(Frame(image, frames, clock.mono(), None))
                gate.core.screen.view(image, clock.mono())
                spent.append(time.thread_time() - start)
                events = [event for event in made if isinstance(event, Event)]
                granted += sum(event.granted for event in events)
                refused += sum(not event.granted for event in events)
                frames += 1
            _change(home, networks, people[-1], picture, clock)
            changes += 1
            if elapsed >= len(points) * seconds / 60:
                handles = sum(1 for _ in Path("/proc/self/fd").iterdir())
                frame_ms = 1e3 * float(np.median(spent))
                control_ms = _control_ms(networks)
                points.append(Point(clock.mono(), resident(), threading.active_count(), handles, frame_ms, control_ms))
                told(points[-1])
                spent = []
    return Soak(tuple(points), frames, granted, refused, changes)


def counted_once(networks: Networks) -> Networks:
    """A detector and recogniser of the soak's own; they count nothing, as what is counted would grow."""
    own = counted(networks)
    for backend in (own.detector, own.recogniser, own.masks):
        if backend is not None:
            backend.remember = False
    return own.networks


def _control_ms(networks: Networks) -> float:
    batch, spent = np.zeros((1, 3, -(-SIZE[1] // DIVISOR) * DIVISOR, -(-SIZE[0] // DIVISOR) * DIVISOR), np.float32), []
    for _ in range(20):
        start = time.thread_time()
        networks.detector_backend.run(batch)
        spent.append(time.thread_time() - start)
    return 1e3 * float(np.median(spent))


def _visit(person: Person) -> list[Image]:
    """Somebody comes and goes."""
    clip = Clip(Path(), SIZE, 1, (person,), (0.0,))
    shown = [image for number, image in enumerate(draw(clip, 3 * STAYS / 30)) if number % 3 == 0]
    nobody = next(draw(Clip(Path(), SIZE, 0, (), ()), 0.1))
    return shown + [nobody] * EMPTY


def _change(home: Home, networks: Networks, person: Person, picture: Path, clock: ManualClock) -> None:
    """Remove the person, or enrol them again."""
    settings = bench_settings()
    with open_gallery(home, settings, template_space=networks.recogniser.template_space) as gallery:
        known = gallery.find(person.name)
        if known is not None:
            gallery.remove(known)
            return
        enrol_photographs(
            gallery, person.name, [picture], networks, settings,
            consent="bench", operator="gate bench", clock=clock, allow_lookalike=True,
        )  # fmt: skip
