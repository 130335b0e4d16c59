"""A whole gate beside OpenCV's pair of detector and recogniser, frame by frame in turn, on one clip."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass

import numpy as np

from gate.access.event import Event
from gate.bench.clips import Clip
from gate.bench.path import warm_up
from gate.bench.pieces import OpenCv
from gate.bench.site import bench_settings, counted, gate_at
from gate.capture.types import Frame
from gate.clock import ManualClock
from gate.home import Home
from gate.networks import Networks

LOOKS = 3
"""So many frames in which somebody's face exceeds the threshold make the peer's decision, as they make ours."""


@dataclass(frozen=True)
class Beside:
    """Both on the same frames."""

    frames: int
    ours_ms: float
    """CPU time of a frame, mean; decoding left out."""
    peer_ms: float
    ratio: float
    """Of frame rates: above 1, ours is faster."""
    spread: tuple[float, float]
    """The lowest and highest ratio over half a second of the clip."""
    same: bool
    """Both let the same people in."""
    people: tuple[str, ...]


def beside_opencv(clip: Clip, home: Home, networks: Networks, *, sparing: bool) -> Beside:
    """Judge each frame with both.

    Args:
        clip: The video.
        home: Its people are enrolled there.
        networks: Ours, on one thread each.
        sparing: As a live gate searches; False: every frame in full.
    """
    peer, clock = OpenCv(networks), ManualClock()
    times: list[tuple[float, float]] = []
    granted: set[str] = set()
    seen: Counter[str] = Counter()
    with gate_at(home, counted(networks).networks, bench_settings(), clock, sparing=sparing) as gate:
        warm_up(gate.core, clip, clock)
        index = gate.index()
        gallery = np.concatenate([index.vectors(person)[:1] for person in index.people])
        threshold = gate.threshold
        peer.whole(np.zeros((clip.size[1], clip.size[0], 3), np.uint8), gallery)
        for number, (seconds, image) in enumerate(clip.frames()):
            clock.set(1 + seconds)
            start = time.thread_time()
            events = gate.core.process(Frame(image, number, 1 + seconds, seconds))
            middle = time.thread_time()
            found = peer.whole(image, gallery)
            times.append((middle - start, time.thread_time() - middle))
            granted |= {event.person for event in events if isinstance(event, Event) and event.granted and event.person}
            seen.update(index.name(index.people[row]) for row, cosine in found if cosine >= threshold)
    both = np.array(times)
    chunks = [part.sum(axis=0) for part in np.array_split(both, max(len(both) // 15, 1))]
    ratios = [float(theirs / ours) for ours, theirs in chunks]
    ours_ms, peer_ms = both.mean(axis=0) * 1e3
    theirs_in = {name for name, times_seen in seen.items() if times_seen >= LOOKS}
    return Beside(
        len(both), float(ours_ms), float(peer_ms), float(peer_ms / ours_ms), (min(ratios), max(ratios)),
        granted == theirs_in, tuple(sorted(granted)),
    )  # fmt: skip
