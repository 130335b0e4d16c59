"""Fakes that ship with the room: a camera that misbehaves by script, and a reader that is fed by hand."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from types import TracebackType

import numpy as np

from gate.capture.errors import CaptureError
from gate.capture.types import CAMERA, Deadlines, Frame, Health, Image, Picture, Pictures, Status


class Act(str, Enum):
    """What a scripted camera can do."""

    PLAY = "play"
    PLAY_LARGE = "play_large"
    """As PLAY, twice as wide and high."""
    HANG = "hang"
    """Answer no more, and end for nothing less than SIGKILL."""
    BLACK = "black"
    FREEZE = "freeze"
    CORRUPT = "corrupt"
    GONE = "gone"
    """Can't be opened, and what was open ends."""
    CRASH = "crash"
    """Take the whole process down, as broken decoders do."""


@dataclass(frozen=True)
class ScriptedSource:
    """A live camera that plays its acts by the monotonic clock, over all its reopenings; the last one lasts."""

    acts: tuple[tuple[Act, float], ...]
    """Each with its length in seconds."""
    start: float
    """Moment of the first act, as `time.monotonic()` gives it."""
    size: tuple[int, int] = (64, 48)
    """(width, height)"""
    fps: float = 30.0
    live: bool = True
    deadlines: Deadlines = CAMERA
    description: str = "scripted"

    def pictures(self) -> Pictures:
        """See `Source.pictures`."""
        number = 0
        while True:
            act = self._act()
            if act is Act.HANG:
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
                threading.Event().wait()
            if act is Act.CRASH:
                os.kill(os.getpid(), signal.SIGSEGV)
            if act is Act.GONE:
                raise CaptureError(f"{self.description} is not connected")
            yield None if act is Act.CORRUPT else Picture(self._draw(act, number))
            number += 1
            time.sleep(1 / self.fps)

    def _act(self) -> Act:
        passed = time.monotonic() - self.start
        for act, seconds in self.acts[:-1]:
            if passed < seconds:
                return act
            passed -= seconds
        return self.acts[-1][0]

    def _draw(self, act: Act, number: int) -> Image:
        width, height = self.size
        if act is Act.PLAY_LARGE:
            width, height = 2 * width, 2 * height
        if act is Act.BLACK:
            return np.random.default_rng(number).integers(0, 8, (height, width, 3), np.uint8)
        return np.random.default_rng(0 if act is Act.FREEZE else 1 + number).integers(
            64, 192, (height, width, 3), np.uint8
        )


class FakeReader:
    """A `FrameReader` without a source: `put`, `become` and `end` say what it reads. Safe to feed from any thread."""

    def __init__(
        self, *, live: bool = True, every_frame: bool = False, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with no frame and health STARTING.

        Args:
            live: What `live` says.
            every_frame: Hand out each frame that was put, in order, instead of the newest.
            now: Clock of `Frame.time` where `put` is told no media time.
        """
        self.description = "fake"
        self.live = live
        self.status = Status(Health.STARTING, "")
        self.closed = False
        self._now = now
        self._news = threading.Condition()
        self._frames: deque[Frame] = deque(maxlen=None if every_frame else 1)
        self._next_seq = 0

    def put(self, image: Image, media_time: float | None = None) -> None:
        """Give it a picture; its health becomes OK."""
        time = self._now() if media_time is None else media_time
        with self._news:
            self._frames.append(Frame(image, self._next_seq, time, media_time))
            self._next_seq += 1
        self.become(Health.OK)

    def become(self, health: Health, detail: str = "") -> None:
        """Change its health."""
        with self._news:
            self.status = Status(health, detail)
            self._news.notify_all()

    @property
    def health(self) -> Health:
        """`status.health`."""
        return self.status.health

    def newest(self, timeout: float) -> Frame | None:
        """See `FrameReader.newest`."""
        with self._news:
            self._news.wait_for(lambda: self._frames or self._over, timeout)
            return self._frames.popleft() if self._frames else None

    def frames(self) -> Iterator[Frame]:
        """See `FrameReader.frames`."""
        while self._frames or not self._over:
            if (frame := self.newest(timeout=1.0)) is not None:
                yield frame

    def close(self) -> None:
        """Stop; `closed` tells that it was called."""
        self.closed = True
        self.become(self.health, self.status.detail)

    def __enter__(self) -> FakeReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _over(self) -> bool:
        return self.closed or self.health is Health.ENDED
