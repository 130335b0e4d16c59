"""Reads any source through a worker process that is replaced when it fails, and hands out the newest frame."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType

from gate.capture.errors import CaptureError
from gate.capture.monitor import Monitor
from gate.capture.process import Order, Worker
from gate.capture.triple_buffer import TripleBuffer
from gate.capture.types import Deadlines, Frame, FrameReader, Health, Source, Status
from gate.capture.uri import parse_source

TICK = 0.1
"""Seconds between two looks at the deadlines."""

_log = logging.getLogger(__name__)


def open_source(
    uri: str,
    *,
    every_frame: bool = False,
    fps: float | None = None,
    now: Callable[[], float] = time.monotonic,
) -> FrameReader:
    """Start reading what a URI names.

    Args:
        uri: `usb:0` (also `0`, `/dev/video0`), `csi:0`, `rtsp://…`, a video file, a folder of images, or `demo`.
        every_frame: Hand out each frame of a recording once, as fast as they are taken, at the recording's own times.
        fps: Frames a second of a file or folder, instead of its own.
        now: Clock of `Frame.time`; it must run as fast as the machine's monotonic clock.

    Returns:
        A reader, at work. A live source that isn't there is no error: its health says so until it comes.

    Raises:
        CaptureError: no such source, or one that can't be read in this way.
    """
    return SourceReader(parse_source(uri, fps=fps), every_frame=every_frame, now=now)


class SourceReader:
    """The `FrameReader` of every source. A thread of its own follows the worker and replaces it."""

    def __init__(
        self,
        source: Source,
        *,
        every_frame: bool = False,
        deadlines: Deadlines | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start reading.

        Args:
            source: What to read.
            every_frame: As `open_source`.
            deadlines: How long which fault may last unnamed; the source's own when None.
            now: As `open_source`.

        Raises:
            CaptureError: every frame was asked of a live source.
        """
        if every_frame and source.live:
            raise CaptureError(f"--every-frame is for recordings: {source.description} is live, its frames don't wait")
        self.live = source.live
        self.description = source.description
        self._source = source
        self._every_frame = every_frame
        self._deadlines = deadlines or source.deadlines
        self._now = now
        self._monitor = Monitor(self.description, self._deadlines, live=self.live)
        self._changed = threading.Condition()
        """Guards everything below, and tells `newest` of news."""
        self._worker: Worker | None = None
        self._buffer: TripleBuffer | None = None
        self._seen = self._fresh = self._taken = -1
        """Numbers of the newest picture, of the newest that differs from the one before, and of the last handed out."""
        self._failure: str | None = None
        self._over = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name=f"capture {self.description}", daemon=True)
        self._thread.start()

    @property
    def status(self) -> Status:
        """How the source is now."""
        return self._monitor.status

    @property
    def health(self) -> Health:
        """`status.health`."""
        return self.status.health

    def newest(self, timeout: float) -> Frame | None:
        """The newest frame not yet handed out; see `FrameReader.newest`."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while (frame := self._take()) is None:
                if self._failure is not None:
                    raise CaptureError(self._failure)
                remaining = deadline - time.monotonic()
                if self._over or remaining <= 0:
                    return None
                self._changed.wait(remaining)
            return frame

    def frames(self) -> Iterator[Frame]:
        """What `newest` gives, until the recording has ended or the reader is closed."""
        while True:
            over = self._over  # asked first, or the last frame could slip in between the two questions
            if (frame := self.newest(timeout=1.0)) is not None:
                yield frame
            elif over:
                return

    def close(self) -> None:
        """Stop reading, end the worker and free its memory."""
        self._closing.set()
        self._thread.join()
        self._forget()

    def __enter__(self) -> SourceReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self) -> Frame | None:
        if self._buffer is None or self._fresh <= self._taken or (newest := self._buffer.read()) is None:
            return None
        image, record = newest
        image.flags.writeable = False
        self._taken = record.seq
        if not self._every_frame:
            age = time.monotonic() - record.time
            return Frame(image, record.seq, self._now() - age, record.media_time)
        if self._worker is not None:
            self._worker.proceed()
            self._monitor.expect(time.monotonic())
        assert record.media_time is not None, "a recording knows its times"
        return Frame(image, record.seq, record.media_time, record.media_time)

    def _supervise(self) -> None:
        shortest = pause = self._deadlines.retry / 6
        try:
            while not self._closing.is_set():
                began = time.monotonic()
                well = self._attempt()
                if self.health is Health.ENDED or not self.live:
                    break
                self._forget()  # what nobody took of a source that failed is too old by now
                pause = shortest if well else min(2 * pause, self._deadlines.retry)
                self._closing.wait(max(0.0, began + pause - time.monotonic()))
        except BaseException as error:
            self._monitor.fault(Health.LOST, f"{self.description} is not read any more ({type(error).__name__})")
            raise
        finally:
            with self._changed:
                self._over = True
                if self.health not in (Health.OK, Health.STARTING, Health.ENDED) and not self.live:
                    self._failure = self.status.detail
                self._changed.notify_all()

    def _attempt(self) -> bool:
        """Open the source in a new worker and follow that to its end; whether it was well in between."""
        now = time.monotonic()
        self._monitor.starting(now)
        first = max(self._seen, self._taken) + 1
        try:
            worker = Worker(Order(self._source, self._every_frame, first, self._deadlines.corrupt, os.getpid()))
        except OSError as error:
            self._monitor.fault(Health.LOST, f"{self.description} can't be read: {error.strerror}")
            return False
        with self._changed:
            self._worker, self._buffer = worker, worker.buffer
        try:
            return self._follow(worker)
        finally:
            with self._changed:
                self._worker = None
            worker.stop(at_once=self.health is Health.HUNG)

    def _follow(self, worker: Worker) -> bool:
        well = False
        while not self._closing.is_set():
            messages = worker.messages(TICK)
            with self._changed:
                before, now = self.status, time.monotonic()
                if messages is None:
                    self._monitor.fault(Health.LOST, f"the decoder of {self.description} crashed ({worker.ending()})")
                    goes_on = False
                else:
                    goes_on = all(self._hear(word, sentence, now) for word, sentence in messages)
                    goes_on = goes_on and not self._monitor.must_reopen(now)
                self._changed.notify_all()
            self._log_change(before)
            well = well or self.health is Health.OK
            if not goes_on:
                break
        return well

    def _hear(self, word: str, sentence: str, now: float) -> bool:
        """Take in a message of the worker; False when it was its last."""
        if word == "opening":
            self._monitor.opening(now)
        elif word == "wait":
            self._monitor.expect(now)
        elif word == "frame":
            self._look(now)
        elif word == "end":
            self._monitor.ended()
        else:
            self._monitor.fault(Health(word), sentence)
        return word in ("opening", "wait", "frame")

    def _look(self, now: float) -> None:
        assert self._buffer is not None
        record = self._buffer.peek()
        if record is None or record.seq == self._seen:  # an earlier look went ahead of its message
            return
        self._seen = record.seq
        if self._monitor.picture(now, record):
            self._fresh = record.seq
        if self._every_frame and self._fresh > self._taken:
            self._monitor.rest()

    def _forget(self) -> None:
        with self._changed:
            if self._buffer is not None:
                self._buffer.close()
            self._buffer = None

    def _log_change(self, before: Status) -> None:
        after = self.status
        if after.health is not before.health and after.detail:
            _log.warning("%s", after.detail)
        elif after.health is not before.health:
            _log.info("%s: %s", self.description, after.health.value)
        if self.live and before.size and after.size and after.size != before.size:
            _log.info("%s now gives pictures of %d×%d", self.description, *after.size)
