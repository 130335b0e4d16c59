"""The demo's live camera draws the lobby, and whoever is asked in: for computers without a camera."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from gate.capture.demo_feed import Stage
from gate.capture.demo_people import ASTRONAUT
from gate.capture.demo_scene import HEIGHT, WIDTH
from gate.capture.demo_visitor import NEAR, Visitor
from gate.capture.types import Frame, Health, Status

FPS = 15.0
_NOISE_FRAMES = 4096
"""After so many the sensor's noise comes again: more than four minutes."""


class DemoCamera:
    """Draws in a thread of its own while somebody may look; any thread may say who comes and what they do."""

    def __init__(self, fps: float = FPS, mono: Callable[[], float] = time.monotonic) -> None:
        """Begin with an empty lobby.

        Args:
            fps: Pictures a second.
            mono: Seconds, of the frames.
        """
        self._period = 1.0 / fps
        self._mono = mono
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._visitor: Visitor | None = None
        self._waiting: Visitor | None = None
        """Comes in once the one before has left."""
        self._frame: Frame | None = None
        self._drawn = threading.Condition()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo camera", daemon=True)
        self._thread.start()

    def invite(self, who: str = ASTRONAUT, *, masked: bool = False, face: float = NEAR) -> None:
        """Let somebody come in, as soon as whoever is there has left; see `Visitor`."""

        def order() -> None:
            if self._visitor is not None:
                self._visitor.leave()
            self._waiting = Visitor(who, self._mono(), masked=masked, face=face)

        self._orders.put(order)

    def tell(self, order: Callable[[Visitor], None]) -> None:
        """Tell whoever is there something; nobody is: nothing happens."""

        def told() -> None:
            if self._visitor is not None:
                order(self._visitor)

        self._orders.put(told)

    def newest(self, after: int, timeout: float) -> Frame | None:
        """The newest picture with a higher number than this, waiting up to `timeout` seconds; None: there is none."""
        with self._drawn:
            self._drawn.wait_for(lambda: self._closing.is_set() or self._has(after), timeout)
            return self._frame if self._has(after) else None

    def close(self) -> None:
        """Stop drawing."""
        self._closing.set()
        with self._drawn:
            self._drawn.notify_all()
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

    def _has(self, after: int) -> bool:
        return self._frame is not None and self._frame.seq > after

    def _run(self) -> None:
        stage = Stage((self,), _NOISE_FRAMES)
        began = due = self._mono()
        for number in itertools.count():
            now = self._mono()
            self._move(now)
            image = stage.frame(number, now - began)
            image.flags.writeable = False
            with self._drawn:
                self._frame = Frame(image, number, now)
                self._drawn.notify_all()
            due = max(due + self._period, self._mono() - self._period)  # a late picture is not made up for
            if self._closing.wait(max(0.0, due - self._mono())):
                return

    def _move(self, now: float) -> None:
        while not self._orders.empty():
            self._orders.get()()
        if self._visitor is not None:
            self._visitor.step(now)
            if self._visitor.gone:
                self._visitor = None
        if self._visitor is None:
            self._visitor, self._waiting = self._waiting, None

    def paint(self, scene: NDArray[np.uint8], now: float) -> None:
        """Whoever is there, for the stage."""
        if self._visitor is not None:
            self._visitor.paint(scene, now)


class DemoReader:
    """A `FrameReader` of the demo's camera; several may read at a time."""

    live = True
    description = "demo camera (generated)"

    def __init__(self, camera: DemoCamera) -> None:
        """Read from now on."""
        self._camera = camera
        self._taken = -1
        self._closed = False

    @property
    def status(self) -> Status:
        """It never fails."""
        if self._camera.closed:
            return Status(Health.ENDED, "")
        return Status(Health.OK if self._taken >= 0 else Health.STARTING, "", (WIDTH, HEIGHT))

    @property
    def health(self) -> Health:
        """`status.health`."""
        return self.status.health

    def newest(self, timeout: float) -> Frame | None:
        """See `FrameReader.newest`."""
        frame = None if self._closed else self._camera.newest(self._taken, timeout)
        if frame is not None:
            self._taken = frame.seq
        return frame

    def frames(self) -> Iterator[Frame]:
        """See `FrameReader.frames`."""
        while not self._closed and self.health is not Health.ENDED:
            if (frame := self.newest(1.0)) is not None:
                yield frame

    def close(self) -> None:
        """Read no more; the camera goes on."""
        self._closed = True

    def __enter__(self) -> DemoReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
