"""The frame path on a clip: what it costs a frame and where, how often each network ran, and what was decided when."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from gate.access.event import AnyEvent, Event
from gate.bench.clips import Clip
from gate.bench.paint import Paint, paint
from gate.bench.site import Counted, CountedBackend, bench_settings, counted, gate_at
from gate.bench.stages import Meter, metered
from gate.capture.types import Frame
from gate.clock import ManualClock
from gate.core import Core
from gate.home import Home
from gate.networks import Networks
from gate.vision.types import Image


@dataclass(frozen=True)
class Decided:
    """One decision, as it is compared with another run's."""

    frame: int
    """Number of the frame in which it fell."""
    person: str | None
    granted: bool
    reason: str
    cosine: float | None


@dataclass(frozen=True)
class Play:
    """One run over a clip."""

    frames: int
    cpu_ms: float
    """Of a frame, whole process."""
    own_ms: float
    """Of a frame: everything but networks and video decoding, painting included where there is a window."""
    stages_ms: dict[str, float]
    """CPU time of a frame by stage."""
    laps: list[tuple[float, float]] = field(repr=False)
    """For each frame, the seconds of our own and of the networks."""
    shown_ms: list[float] = field(repr=False)
    """For each frame, from its decoding to its painted view, in CPU time."""
    decided: list[Decided] = field(repr=False)
    runs: dict[str, int]
    """How often each network ran, and on how many pictures and million pixels."""
    sight_ms: list[float]
    """For each grant, from the first frame that shows the person to the one that grants, by the clip's clock."""
    batches: dict[str, list[tuple[int, ...]]] = field(repr=False)
    """What each network was given, for its bare time."""


def play(
    clip: Clip,
    home: Home,
    networks: Networks,
    *,
    window: Paint | None = None,
    sparing: bool = False,
    every: int = 1,
    meter: Meter | None = None,
) -> Play:
    """Send a clip through a whole gate, without liveness; each frame once, on the clip's own clock.

    Args:
        clip: The video.
        home: Its people are enrolled there.
        networks: On one thread each.
        window: Where views are painted; None: nobody looks.
        sparing: Search the whole frame only as often as a live gate does; False: every time, as `--every-frame` does.
        every: Judge only each so many-th frame.
        meter: Takes the stages' times.
    """
    counters, clock, meter = counted(networks), ManualClock(), meter or Meter()
    with gate_at(home, counters.networks, bench_settings(), clock, sparing=sparing) as gate:
        warm_up(gate.core, clip, clock)
        for backend in _backends(counters).values():
            backend.forget()
        shown: list[float] = []
        events: list[tuple[int, AnyEvent]] = []
        with metered(meter):
            start, number = time.process_time(), 0
            for number, (seconds, image) in enumerate(_timed(clip, shown)):
                if number % every == 0:
                    clock.set(1 + seconds)
                    made = gate.core.process(Frame(image, number, 1 + seconds, seconds))
                    events += [(number, event) for event in made]
                    paint(window, gate.core.screen.view(image, clock.mono()))
                    meter.lap()
            spent = time.process_time() - start
        frames = -(-(number + 1) // every)
    return Play(
        frames=frames,
        cpu_ms=1e3 * spent / frames,
        own_ms=1e3 * meter.own / frames,
        stages_ms={stage: 1e3 * meter.seconds[stage] / frames for stage in meter.seconds},
        laps=meter.laps,
        shown_ms=shown,
        decided=[_decided(number, event) for number, event in events if isinstance(event, Event)],
        runs={name: backend.runs for name, backend in _backends(counters).items()}
        | {f"{name}, megapixels": round(backend.pixels / 1e6) for name, backend in _backends(counters).items()},
        sight_ms=_sights(clip, events),
        batches={name: backend.batches for name, backend in _backends(counters).items()},
    )


def warm_up(core: Core, clip: Clip, clock: ManualClock) -> None:
    """Let networks and windows take their memory; afterwards no track is left."""
    image = np.zeros((clip.size[1], clip.size[0], 3), np.uint8)
    for number in range(3):
        clock.set(number / 30)
        core.process(Frame(image, number, clock.mono(), None))


def _timed(clip: Clip, shown: list[float]) -> Iterator[tuple[float, Image]]:
    start = time.thread_time()
    for seconds, image in clip.frames():
        yield seconds, image
        now = time.thread_time()
        shown.append(1e3 * (now - start))
        start = now


def _backends(counters: Counted) -> dict[str, CountedBackend]:
    found: dict[str, CountedBackend] = {"detector": counters.detector, "recogniser": counters.recogniser}
    return found if counters.masks is None else {**found, "mask": counters.masks}


def _decided(number: int, event: Event) -> Decided:
    return Decided(number, event.person, event.granted, str(event.reason.value), event.cosine)


def _sights(clip: Clip, events: list[tuple[int, AnyEvent]]) -> list[float]:
    """A person who comes twice is counted by the earlier coming: the figure errs to the slow side."""
    came: dict[str, float] = {}
    for person, seconds in zip(clip.people, clip.first_seen, strict=True):
        came.setdefault(person.name, seconds)
    granted = {event.person: event for _, event in reversed(events) if isinstance(event, Event) and event.granted}
    return [1e3 * (event.mono - 1 - came[name]) for name, event in granted.items() if name in came]


def bare_ms(networks: Networks, batches: dict[str, list[tuple[int, ...]]], frames: int) -> float:
    """The limit: CPU time a frame of the networks alone, run bare on inputs of the same shapes."""
    backends = {"detector": networks.detector_backend, "recogniser": networks.recogniser.backend}
    if networks.masks is not None:
        backends["mask"] = networks.masks.backend
    inputs = {shape: np.zeros(shape, np.float32) for shapes in batches.values() for shape in shapes}
    for name, shapes in batches.items():
        for shape in set(shapes):
            backends[name].run(inputs[shape])
    start = time.process_time()
    for name, shapes in batches.items():
        for shape in shapes:
            backends[name].run(inputs[shape])
    return 1e3 * (time.process_time() - start) / frames


@dataclass(frozen=True)
class Cost:
    """Several runs over one clip, in milliseconds of CPU time a frame."""

    own: float
    """Frame by frame the median of the runs, then the mean over the frames: what disturbs one run doesn't count."""
    networks: float
    """The same of the networks."""
    runs: tuple[float, ...]
    """The own time of each run as it was."""


def cost(plays: Sequence[Play]) -> Cost:
    """What several runs over one clip come to."""
    laps = 1e3 * np.array([run.laps for run in plays])
    own, networks = np.median(laps, axis=0).mean(axis=0)
    return Cost(float(own), float(networks), tuple(round(run.own_ms, 2) for run in plays))


def steady(decided: Sequence[Decided]) -> list[tuple[int, str | None, bool, str]]:
    """Decisions without their cosines, which are compared within a tolerance."""
    return [(one.frame, one.person, one.granted, one.reason) for one in decided]
