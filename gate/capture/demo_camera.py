"""The demo's live camera draws the lobby, and whoever is asked in: for computers without a camera.

Its time waits for whoever looks: on a slow computer, too, every picture is looked at, and nobody is too late.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_feed import Stage
from gate.capture.demo_people import ASTRONAUT
from gate.capture.demo_scene import HEIGHT, WIDTH
from gate.capture.demo_visitor import NEAR, Visitor
from gate.capture.types import Frame, Health, Status

FPS = 12.0
_NOISE_FRAMES = 4096
"""After so many the sensor's noise comes again: more than five minutes."""
_PATIENCE = 3.0
"""Seconds of the machine for which a picture waits for those who look at the one before."""


class Time(Protocol):
    """That can be held."""

    def mono(self) -> float:
        """Seconds."""
        ...

    def allow(self, seconds: float) -> None:
        """Go on for so long, and stand still then until the next call."""
        ...


class DemoCamera:
    """Draws in a thread of its own; any thread may say who comes and what they do."""

    def __init__(self, clock: Time, fps: float = FPS) -> None:
        """Begin with an empty lobby.

        Args:
            clock: Of the pictures; this camera lets it go on.
            fps: Pictures a second, at the most.
        """
        self._clock = clock
        self._period = 1.0 / fps
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._visitor: Visitor | None = None
        self._waiting: Visitor | None = None
        """Comes in once the one before has left."""
        self._frame: Frame | None = None
        self._judged = 0.0
        self._readers: set[DemoReader] = set()
        self._changed = threading.Condition()
        """Guards the three above."""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo camera", daemon=True)
        self._thread.start()

    def invite(self, who: str = ASTRONAUT, *, masked: bool = False, face: float = NEAR) -> None:
        """Let somebody come in, as soon as whoever is there has left; see `Visitor`."""

        def order() -> None:
            if self._visitor is not None:
                self._visitor.leave()
            self._waiting = Visitor(who, self._clock.mono(), masked=masked, face=face)

        self._orders.put(order)

    def tell(self, order: Callable[[Visitor], None]) -> None:
        """Tell whoever is there something; nobody is: nothing happens."""

        def told() -> None:
            if self._visitor is not None:
                order(self._visitor)

        self._orders.put(told)

    def judged(self, time: float) -> None:
        """The gate has judged the picture of this time."""
        with self._changed:
            self._judged = time
            self._changed.notify_all()

    def reader(self) -> DemoReader:
        """Somebody more who looks; several may, and each is waited for."""
        made = DemoReader(self)
        with self._changed:
            self._readers.add(made)
        return made

    def close(self) -> None:
        """Stop drawing."""
        self._closing.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join()

    @property
    def closed(self) -> bool:
        """Whether it draws no more."""
        return self._closing.is_set()

    def __enter__(self) -> DemoCamera:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def paint(self, scene: NDArray[np.uint8], now: float) -> None:
        """Whoever is there, for the stage."""
        if self._visitor is not None:
            self._visitor.paint(scene, now)

    def take(self, reader: DemoReader, timeout: float) -> Frame | None:
        """See `DemoReader.newest`."""
        with self._changed:
            reader.asks = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.closed or self._has_for(reader), timeout)
            if not self._has_for(reader):
                return None
            reader.asks = False
            assert self._frame is not None
            reader.taken = self._frame.seq
            return self._frame

    def forget(self, reader: DemoReader) -> None:
        """Wait for this one no more."""
        with self._changed:
            self._readers.discard(reader)
            self._changed.notify_all()

    def _has_for(self, reader: DemoReader) -> bool:
        return self._frame is not None and self._frame.seq > reader.taken and reader in self._readers

    def _run(self) -> None:
        stage = Stage((self,), _NOISE_FRAMES)
        began = self._clock.mono()
        for number in itertools.count():
            now = self._clock.mono()
            self._move(now)
            image = stage.frame(number, now - began)
            image.flags.writeable = False
            with self._changed:
                self._frame = Frame(image, number, now)
                self._clock.allow(self._period)
                self._changed.notify_all()
                self._changed.wait_for(self._may_go_on, _PATIENCE)
            if self._closing.wait(max(0.0, now + self._period - self._clock.mono())):
                return

    def _may_go_on(self) -> bool:
        assert self._frame is not None
        looked = all(reader.asks and reader.taken == self._frame.seq for reader in self._readers)
        return self.closed or (looked and self._judged >= self._frame.time)

    def _move(self, now: float) -> None:
        while not self._orders.empty():
            self._orders.get()()
        if self._visitor is not None:
            self._visitor.step(now)
            if self._visitor.gone:
                self._visitor = None
        if self._visitor is None:
            self._visitor, self._waiting = self._waiting, None


class DemoReader:
    """A `FrameReader` of the demo's camera."""

    live = True
    description = "demo camera (generated)"

    def __init__(self, camera: DemoCamera) -> None:
        """Made by `DemoCamera.reader`."""
        self._camera = camera
        self.taken = -1
        """Number of the picture that was handed out last."""
        self.asks = False
        """Done with that one: waits for the next."""

    @property
    def status(self) -> Status:
        """It never fails."""
        if self._camera.closed:
            return Status(Health.ENDED, "")
        return Status(Health.OK if self.taken >= 0 else Health.STARTING, "", (WIDTH, HEIGHT))

    @property
    def health(self) -> Health:
        """`status.health`."""
        return self.status.health

    def newest(self, timeout: float) -> Frame | None:
        """See `FrameReader.newest`."""
        return self._camera.take(self, timeout)

    def frames(self) -> Iterator[Frame]:
        """See `FrameReader.frames`."""
        while self.health is not Health.ENDED:
            if (frame := self.newest(1.0)) is not None:
                yield frame

    def close(self) -> None:
        """Read no more; the camera goes on."""
        self._camera.forget(self)

    def __enter__(self) -> DemoReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
