"""A whole gate beside others, some frames of one clip at a time in turn."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from engines.backend import FloatArray
from gate.access.event import Event
from gate.bench.clips import Clip
from gate.bench.path import warm_up
from gate.bench.peers import Peer
from gate.bench.site import bench_settings, counted, gate_at
from gate.capture.types import Frame
from gate.clock import ManualClock
from gate.gallery.index import Index
from gate.home import Home
from gate.networks import Networks
from gate.vision.types import Image

LOOKS = 3
"""So many frames in which somebody's face exceeds the threshold make a peer's decision, as they make ours."""
TURN = 15
"""Frames that one side judges before the next one's turn: half a second."""


@dataclass(frozen=True)
class Beside:
    """We and a peer on the same frames."""

    peer: str
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


def beside(
    clip: Clip, home: Home, networks: Networks, peers: Sequence[Peer], *, sparing: bool, frames: int
) -> Iterator[Beside]:
    """Judge frames of a clip with all.

    Args:
        clip: The video.
        home: Its people are enrolled there.
        networks: Ours, on one thread each.
        peers: The others.
        sparing: As a live gate searches; False: every frame in full.
        frames: So many, from the first one on.
    """
    clock, ours = ManualClock(), list[float]()
    theirs: dict[str, list[float]] = {peer.name: [] for peer in peers}
    seen: dict[str, Counter[str]] = {peer.name: Counter() for peer in peers}
    granted: set[str] = set()
    shown = islice(enumerate(clip.frames()), frames)
    count = 0
    with gate_at(home, counted(networks).networks, bench_settings(), clock, sparing=sparing) as gate:
        warm_up(gate.core, clip, clock)
        while turn := list(islice(shown, TURN)):
            start = time.thread_time()
            for number, (seconds, image) in turn:
                clock.set(1 + seconds)
                events = gate.core.process(Frame(image, number, 1 + seconds, seconds))
                granted |= {one.person for one in events if isinstance(one, Event) and one.granted and one.person}
            ours.append(time.thread_time() - start)
            images: list[Image] = [image for _, (_, image) in turn]
            count += len(images)
            for peer in peers:
                spent, vectors = peer.take(images)
                theirs[peer.name].append(spent)
                for frame in vectors:
                    seen[peer.name].update(_known(frame, gate.index(), gate.threshold))
    for peer in peers:
        ratios = [their / our for our, their in zip(ours, theirs[peer.name], strict=True)]
        ours_ms, peer_ms = (1e3 * sum(spent) / count for spent in (ours, theirs[peer.name]))
        let_in = {name for name, times_seen in seen[peer.name].items() if times_seen >= LOOKS}
        yield Beside(
            peer.name, count, ours_ms, peer_ms, peer_ms / ours_ms, (min(ratios), max(ratios)),
            granted == let_in, tuple(sorted(granted)),
        )  # fmt: skip


def _known(vectors: Sequence[FloatArray], index: Index, threshold: float) -> Iterator[str]:
    """Who of the enrolled people is seen, by the best one's first template."""
    gallery = np.concatenate([index.vectors(person)[:1] for person in index.people])
    for vector in vectors:
        cosines = gallery @ vector
        if cosines.max() >= threshold:
            yield index.name(index.people[int(cosines.argmax())])
