"""The loop of a running gate: frames from the source to the core, events and views to whoever shows or records them.

Live: one thread shows every frame, another judges the newest one; nothing queues up behind a slow step (law 10).
Every-frame: one thread, each frame once, time taken from the frames; the same input gives the same events.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from gate.access.credentials import Credential
from gate.access.event import AnyEvent
from gate.capture.types import Frame, FrameReader, Health
from gate.clock import Clock, ManualClock
from gate.core import Core
from gate.gallery.errors import GalleryError
from gate.view import Phase, View

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
"""How often a loop without frames looks at the camera's health and at the stop signal."""

MAX_WAITING = 100
"""Credentials that may wait: a reader gone mad must not fill the memory."""

OnEvents = Callable[[Sequence[AnyEvent]], None]
OnView = Callable[[View], None]


def run_every_frame(reader: FrameReader, core: Core, clock: ManualClock, on_events: OnEvents, on_view: OnView) -> None:
    """Judge each frame of a finite source once, in order."""
    for frame in reader.frames():
        clock.set(frame.time)
        on_events(core.process(frame))
        on_view(core.screen.view(frame.image, clock.mono()))
    on_events(core.end())


class Service:
    """A gate on a source that plays by the clock."""

    def __init__(self, reader: FrameReader, core: Core, clock: Clock, on_events: OnEvents, on_view: OnView) -> None:
        """Prepare; `run` starts.

        Args:
            reader: The source.
            core: Judges the frames; only this service's inference thread calls it.
            clock: The machine's.
            on_events: Called from the inference thread with new events, in order.
            on_view: Called from the thread that called `run`, for every frame and every change of the camera's health.
        """
        self._reader = reader
        self._core = core
        self._clock = clock
        self._on_events = on_events
        self._on_view = on_view
        self._stop = threading.Event()
        self._newest = _Newest()
        self._fault = False
        self._error: BaseException | None = None

    def run(self) -> None:
        """Run until the source ends or `stop` is called; an error of the inference thread is raised here."""
        worker = threading.Thread(target=self._infer, name="inference", daemon=True)
        worker.start()
        try:
            self._pump()
        finally:
            # A recording is judged to its last frame; a gate that is stopped decides nothing more.
            self._newest.close(drop=self._stop.is_set())
            worker.join()
        if self._error:
            raise self._error

    def present(self, credential: Credential) -> None:
        """Hand in a badge or PIN; any thread may call it, and does not wait."""
        self._newest.put(credential)

    def stop(self) -> None:
        """Ask `run` to return; any thread or signal handler may call it."""
        self._stop.set()

    def _pump(self) -> None:
        health = Health.OK
        while not self._stop.is_set() and not self._error:
            frame = self._reader.newest(POLL_SECONDS)
            if self._reader.health is not health:
                health = self._reader.health
                self._newest.put(health)
            if frame is None and health is Health.ENDED:
                return
            if health not in (Health.OK, Health.ENDED):
                phase = Phase.STARTING if health is Health.STARTING else Phase.NO_CAMERA
                self._on_view(self._core.screen.without_camera(phase))
            elif frame is not None:
                self._newest.put(frame)
                now = self._clock.mono()
                self._on_view(self._core.screen.fault() if self._fault else self._core.screen.view(frame.image, now))

    def _infer(self) -> None:
        try:
            while (item := self._newest.take()) is not None:
                if isinstance(item, Frame):
                    self._judge(item)
                elif isinstance(item, Health):
                    self._on_events([self._core.camera(item.value)])
                else:
                    self._guarded(partial(self._core.present, item))
            self._on_events(self._core.end())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits for us
            self._error = error
            self._stop.set()

    def _judge(self, frame: Frame) -> None:
        self._guarded(partial(self._core.process, frame))

    def _guarded(self, step: Callable[[], Sequence[AnyEvent]]) -> None:
        try:
            self._on_events(step())
            self._fault = False
        except GalleryError as error:
            if not self._fault:
                log.error("%s", error)
            self._fault = True


class _Newest:
    """A place for one frame: a newer one replaces it. Changes of health and credentials are never replaced."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._kept: list[Health | Credential] = []
        self._frame: Frame | None = None
        self._closed = False

    def put(self, item: Frame | Health | Credential) -> None:
        with self._changed:
            if isinstance(item, Frame):
                self._frame = item
            elif isinstance(item, Health):
                self._kept.append(item)
                self._frame = None  # what was seen before the change is stale
            elif len(self._kept) < MAX_WAITING:
                self._kept.append(item)
            self._changed.notify()

    def take(self) -> Frame | Health | Credential | None:
        """Wait for the next item; None once closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._kept or self._frame is not None)
            if self._kept:
                return self._kept.pop(0)
            frame, self._frame = self._frame, None
            return frame

    def close(self, *, drop: bool) -> None:
        """Take nothing more; `drop` also forgets the frame and the credentials that wait."""
        with self._changed:
            self._closed = True
            if drop:
                self._frame = None
                self._kept = [item for item in self._kept if isinstance(item, Health)]
            self._changed.notify()
