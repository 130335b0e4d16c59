"""The loop of a running gate: frames from the source to the core, events and views to whoever shows or records them.

Live: one thread shows every frame, another judges the newest one; nothing queues up behind a slow step (law 10).
Every-frame: one thread, each frame once, time taken from the frames; the same input gives the same events.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from engines.errors import ModelError
from gate.access.credentials import Credential
from gate.access.event import AnyEvent
from gate.capture.types import Frame, FrameReader, Health
from gate.clock import Clock, ManualClock
from gate.core import Core
from gate.gallery.errors import GalleryError
from gate.host.progress import Progress
from gate.view import Phase, View

log = logging.getLogger(__name__)

POLL_SECONDS = 0.25
"""How often a loop without frames looks at the camera's health and at the stop signal."""

RETRY_SECONDS = 1.0
"""A recogniser that failed is tried again so often: the other pictures cost nothing then."""

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

    def __init__(
        self,
        reader: FrameReader,
        core: Core,
        clock: Clock,
        on_events: OnEvents,
        on_view: OnView,
        progress: Progress | None = None,
    ) -> None:
        """Prepare; `run` starts.

        Args:
            reader: The source.
            core: Judges the frames; only this service's inference thread calls it.
            clock: The machine's.
            on_events: Called from the inference thread with new events, in order.
            on_view: Called from the thread that called `run`, for every frame and every change of the camera's health.
            progress: Told what the two loops have done.
        """
        self._reader = reader
        self._core = core
        self._clock = clock
        self._on_events = on_events
        self._on_view = on_view
        self._stop = threading.Event()
        self._newest = _Newest()
        self._progress = progress or Progress(clock.mono())
        self._fault: str | None = None
        self._retry_at = 0.0
        self._error: BaseException | None = None

    @property
    def fault(self) -> str | None:
        """Why no face is judged although there are pictures, in one sentence; None: nothing is wrong."""
        return self._fault

    @property
    def dropped_credentials(self) -> int:
        """Badges and PINs that came while too many waited."""
        return self._newest.dropped

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
            now = self._clock.mono()
            self._progress.turned(now)
            if self._reader.health is not health:
                health = self._reader.health
                self._newest.put(health)
            if frame is None and health is Health.ENDED:
                return
            if health not in (Health.OK, Health.ENDED):
                phase = Phase.STARTING if health is Health.STARTING else Phase.NO_CAMERA
                self._on_view(self._core.screen.without_faces(phase, now))
            elif frame is not None:
                self._progress.picture(now)
                self._newest.put(frame)
                screen = self._core.screen
                faulty = self._fault is not None
                self._on_view(screen.without_faces(Phase.FAULT, now) if faulty else screen.view(frame.image, now))

    def _infer(self) -> None:
        try:
            while (item := self._newest.take()) is not None:
                self._progress.begin(self._clock.mono())
                judged = self._take_in(item)
                taken = item.time if isinstance(item, Frame) and judged else None
                self._progress.finish(self._clock.mono(), judged=taken)
            self._on_events(self._core.end())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits for us
            self._error = error
            self._stop.set()

    def _take_in(self, item: Frame | Health | Credential) -> bool:
        """Judge a picture or credential, or pass on the camera's health; whether a picture was judged."""
        if isinstance(item, Health):
            self._on_events(self._core.camera(item.value))
        elif isinstance(item, Frame):
            return self._judge(item)
        else:
            try:
                self._on_events(self._core.present(item))
                if "recogniser" not in self._core.lost:
                    self._fault = None
            except GalleryError as error:
                self._say(str(error))
        return False

    def _judge(self, frame: Frame) -> bool:
        if self._clock.mono() < self._retry_at:
            return False
        try:
            self._on_events(self._core.process(frame))
            self._fault = None
        except GalleryError as error:
            self._say(str(error))
        except ModelError as error:
            self._say(str(error))
            self._progress.fail()
            self._retry_at = self._clock.mono() + RETRY_SECONDS
            self._on_events(self._core.recogniser_failed())
            return False
        return True

    def _say(self, fault: str) -> None:
        if self._fault is None:
            log.error("%s", fault)
        self._fault = fault


class _Newest:
    """A place for one frame: a newer one replaces it. Changes of health and credentials are never replaced."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._kept: list[Health | Credential] = []
        self._frame: Frame | None = None
        self._closed = False
        self.dropped = 0
        """Credentials for which there was no room."""

    def put(self, item: Frame | Health | Credential) -> None:
        with self._changed:
            if isinstance(item, Frame):
                self._frame = item
            elif isinstance(item, Health):
                self._kept.append(item)
                self._frame = None  # what was seen before the change is stale
            elif len(self._kept) < MAX_WAITING:
                self._kept.append(item)
            else:
                self.dropped += 1
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
