"""What a frame may cost in fresh memory once its face is settled: a full-frame copy anywhere on its way fails here.

Page faults of fresh memory cost more than the work on it, and unlike times, bytes are the same on a busy machine.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytest

from gate.access.event import Event
from gate.bench.clips import DEMO_PEOPLE, Clip, draw
from gate.bench.paint import open_window, paint
from gate.bench.site import Counted, bench_settings, counted, gate_at, home_with
from gate.capture.types import Frame
from gate.clock import ManualClock
from gate.home import find_home
from gate.vision.types import Image

SIZE = (1280, 720)
FRAME = SIZE[0] * SIZE[1] * 3
"""Bytes."""


@dataclass
class Settled:
    """A whole gate that has let somebody in who is still there."""

    process: Callable[[Image], object]
    images: Iterator[Image]
    counters: Counted

    def peaks(self, frames: int) -> tuple[list[int], list[int]]:
        """Fresh bytes held at one time, of each frame: while followed, while searched."""
        followed, searched = [], []
        tracemalloc.start()
        try:
            for _ in range(frames):
                image, runs = next(self.images), self.counters.detector.runs
                tracemalloc.reset_peak()
                before = tracemalloc.get_traced_memory()[0]
                self.process(image)
                peak = tracemalloc.get_traced_memory()[1] - before
                (searched if self.counters.detector.runs - runs > 1 else followed).append(peak)
        finally:
            tracemalloc.stop()
        return followed, searched


@pytest.fixture(scope="module")
def settled() -> Iterator[Settled]:
    threads, clock, window = cv2.getNumThreads(), ManualClock(), open_window(SIZE)
    cv2.setNumThreads(1)
    images = draw(Clip(Path(), SIZE, 1, DEMO_PEOPLE[:1], (0.0,)), 3.0)
    with home_with(DEMO_PEOPLE[:1], find_home(None).models) as (home, networks):
        counters = counted(networks)
        with gate_at(home, counters.networks, bench_settings(), clock, sparing=True) as gate:

            def process(image: Image) -> list[Event]:
                clock.advance(1 / 30)
                made = gate.core.process(Frame(image, 0, clock.mono(), None))
                paint(window, gate.core.screen.view(image, clock.mono()))
                return [event for event in made if isinstance(event, Event)]

            assert any(event.granted for image in images for event in process(image)), "somebody is let in"
            for image, _ in zip(images, range(6), strict=False):
                process(image)
            yield Settled(process, images, counters)
    cv2.setNumThreads(threads)


def test_a_settled_frame_is_never_copied(settled: Settled) -> None:
    followed, searched = settled.peaks(16)
    assert len(followed) > 2 * len(searched) > 0
    assert max(followed + searched) < 0.1 * FRAME


def test_one_copy_would_be_noticed(settled: Settled) -> None:
    process = settled.process
    settled.process = lambda image: process(image.copy())
    followed, searched = settled.peaks(6)
    settled.process = process
    assert min(followed + searched) >= FRAME
