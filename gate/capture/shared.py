"""One source, several who look: its owner reads it, and onlookers are handed the frames that the owner has taken.

A camera can't be opened twice, and a gate that runs must not wait for anybody: an onlooker misses what it is too slow
for, and sees nothing while the owner reads nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import TracebackType

from gate.capture.types import Frame, FrameReader, Health, Status


class SharedReader:
    """The owner's end, in place of the reader that it wraps."""

    def __init__(self, reader: FrameReader) -> None:
        """Wrap a reader; whoever has opened it closes it, after this one."""
        self.description = reader.description
        self.live = reader.live
        self._reader = reader
        self._news = threading.Condition()
        self._frame: Frame | None = None
        self._closed = False

    @property
    def status(self) -> Status:
        """How the source is now."""
        return self._reader.status

    @property
    def health(self) -> Health:
        """`status.health`."""
        return self._reader.health

    def newest(self, timeout: float) -> Frame | None:
        """The newest frame; see `FrameReader.newest`. Onlookers see it from now on."""
        frame = self._reader.newest(timeout)
        if frame is not None:
            with self._news:
                self._frame = frame
                self._news.notify_all()
        return frame

    def frames(self) -> Iterator[Frame]:
        """What `newest` gives, until the recording has ended or the reader is closed."""
        for frame in self._reader.frames():
            with self._news:
                self._frame = frame
                self._news.notify_all()
            yield frame

    def onlooker(self) -> Onlooker:
        """Another reader of the same frames, from the next one on; any thread may ask for one."""
        return Onlooker(self)

    def close(self) -> None:
        """Let onlookers wait no longer."""
        with self._news:
            self._closed = True
            self._frame = None
            self._news.notify_all()

    def __enter__(self) -> SharedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def after(self, seen: Frame | None, timeout: float) -> Frame | None:
        """The newest frame, if it is another than `seen` or becomes so in time."""
        with self._news:
            self._news.wait_for(lambda: self._closed or self._frame is not seen, timeout)
            return None if self._frame is seen else self._frame

    @property
    def over(self) -> bool:
        """Whether no frame will come any more."""
        return self._closed or self.health is Health.ENDED

    @property
    def current(self) -> Frame | None:
        """The frame that was taken last."""
        return self._frame


class Onlooker:
    """A `FrameReader` of what somebody else reads."""

    def __init__(self, shared: SharedReader) -> None:
        """Look on from now; use `SharedReader.onlooker`."""
        self.description = shared.description
        self.live = shared.live
        self._shared = shared
        self._seen = shared.current
        self._closed = False

    @property
    def status(self) -> Status:
        """How the source is now."""
        return self._shared.status

    @property
    def health(self) -> Health:
        """`status.health`."""
        return self._shared.health

    def newest(self, timeout: float) -> Frame | None:
        """See `FrameReader.newest`."""
        if self._closed:
            return None
        if self._shared.over:
            time.sleep(min(timeout, 0.05))  # whoever asks on and on is not to spin
        frame = self._shared.after(self._seen, timeout)
        self._seen = frame or self._seen
        return frame

    def frames(self) -> Iterator[Frame]:
        """What `newest` gives, until the recording has ended or the reader is closed."""
        while not self._closed and not self._shared.over:
            if (frame := self.newest(timeout=0.25)) is not None:
                yield frame

    def close(self) -> None:
        """Look on no more; the owner goes on."""
        self._closed = True

    def __enter__(self) -> Onlooker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
