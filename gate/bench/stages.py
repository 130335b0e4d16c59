"""Where a frame's CPU time goes: the functions of the frame path, timed from outside while a meter is on.

Nothing in the gate knows of it. A stage's time is its own: what it calls and is a stage itself is taken off.
"""

from __future__ import annotations

import importlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

STAGES: dict[str, tuple[str, ...]] = {
    "detector network": ("gate.bench.site:DetectorBackend.run",),
    "recogniser network": ("gate.bench.site:RecogniserBackend.run",),
    "mask network": ("gate.bench.site:MaskBackend.run",),
    "decode": ("gate.bench.clips:Clip.grab",),
    "detect": ("gate.vision.yunet:YuNet.detect", "gate.vision.yunet:YuNet.follow"),
    "align": ("gate.vision.looks:align",),
    "embed": ("gate.vision.embed:Embedder.embed",),
    "track": ("gate.vision.track:Tracker.update",),
    "quality": ("gate.vision.looks:assess", "gate.vision.pipeline:flaws"),
    "mask state": ("gate.vision.mask_state:MaskStateNetwork.read",),
    "liveness": ("gate.vision.liveness.guard:Guard.see",),
    "match": ("gate.gallery.index:Index.search",),
    "decide": ("gate.attempts:Attempts.update", "gate.last_word:LastWord.say"),
    "paint": ("gate.bench.path:paint",),
    "the rest": ("gate.core:Core.process", "gate.screen:Screen.view"),
}
"""Each stage's functions, as module:qualified name. Networks stand apart: their arithmetic is the limit."""

NETWORKS = ("detector network", "recogniser network", "mask network")


class Meter:
    """Sums of thread CPU time and calls, by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()
        self.laps: list[tuple[float, float]] = []
        """For each frame, the seconds of our own and of the networks."""
        self._lapped = (0.0, 0.0)
        self._inner = [0.0]
        """For each function under way, the time that stages inside it took."""

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, on the clock."""

        def on_the_clock(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            start = time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                spent = time.thread_time() - start
                self.seconds[stage] += spent - self._inner.pop()
                self._inner[-1] += spent
                self.calls[stage] += 1

        return on_the_clock

    def lap(self) -> None:
        """A frame is over."""
        now = (self.own, self.networks)
        self.laps.append((now[0] - self._lapped[0], now[1] - self._lapped[1]))
        self._lapped = now

    @property
    def own(self) -> float:
        """Seconds of everything but networks and video decoding."""
        return sum(spent for stage, spent in self.seconds.items() if stage not in (*NETWORKS, "decode"))

    @property
    def networks(self) -> float:
        """Seconds of the networks' own arithmetic."""
        return sum(self.seconds[stage] for stage in NETWORKS)


@contextmanager
def metered(meter: Meter, stages: Mapping[str, tuple[str, ...]] = STAGES) -> Iterator[Meter]:
    """Time stages, of this process, until the block ends; all of a meter's run in one thread."""
    before: list[tuple[object, str, object]] = []
    try:
        for stage, names in stages.items():
            for name in names:
                owner, attribute = _find(name)
                function = vars(owner)[attribute]
                before.append((owner, attribute, function))
                setattr(owner, attribute, meter.timed(stage, function))
        yield meter
    finally:
        for owner, attribute, function in before:
            setattr(owner, attribute, function)


def _find(name: str) -> tuple[object, str]:
    module, _, path = name.partition(":")
    *owners, attribute = path.split(".")
    owner: object = importlib.import_module(module)
    for inner in owners:
        owner = getattr(owner, inner)
    return owner, attribute
