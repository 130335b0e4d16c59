"""What capture hands on, and the protocols of its two ends: where pictures come from, and who reads them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""(height, width, 3), uint8, BGR, C-contiguous."""


class Picture(NamedTuple):
    """What a source gives."""

    image: Image
    media_time: float | None = None
    """Seconds since the start of the recording, never going back; None from a live source."""


Pictures = Generator["Picture | None", None, None]
"""A source's pictures; None is data that came and was no picture. Closing it closes the source."""


class Source(Protocol):
    """Where pictures come from: a small value that can be pickled, for `pictures` runs in another process."""

    @property
    def description(self) -> str:
        """What a person may read anywhere: no credential, nothing that could be one."""
        ...

    @property
    def live(self) -> bool:
        """True: runs by the clock, has no end, and is reopened for ever. False: a recording, with an end."""
        ...

    @property
    def deadlines(self) -> Deadlines:
        """How long this kind of source may stay silent."""
        ...

    def pictures(self) -> Pictures:
        """Open the source and give its pictures until the recording ends.

        May block for ever and may crash: that is what the worker process is for.

        Raises:
            CaptureError: the source can't be opened, or was lost.
        """
        ...


@dataclass(frozen=True)
class Deadlines:
    """Seconds. The defaults are a camera's: each fault is named within 2 s, and mended within 5 s of its end."""

    starting: float = 10.0
    """For the worker process to come up."""
    opening: float = 3.0
    """From opening a source to its first picture."""
    picture: float = 1.5
    """From one picture to the next."""
    black: float = 1.5
    """Of nothing but black."""
    frozen: float = 1.5
    """Of one and the same picture."""
    corrupt: float = 1.0
    """Of data that is mostly no picture; below `picture`, so that it has its own name."""
    reopen_frozen: bool = True
    """Whether reopening may mend a frozen picture: of a sensor, whose noise never repeats. A compressed stream
    of an empty corridor repeats by itself."""
    retry: float = 1.5
    """Between two attempts to open, at the most: they start at a sixth of it and double."""


CAMERA = Deadlines()
"""Of a camera that is plugged in."""

RECORDING = Deadlines(opening=30.0, picture=10.0)
"""Nobody waits at a door for a recording, and giving one up is final."""


class Health(str, Enum):
    """How a source is. Only OK means that a fresh picture can be trusted."""

    STARTING = "starting"
    """No picture yet, and no reason to complain."""
    OK = "ok"
    HUNG = "hung"
    """The source, or its driver, stopped answering."""
    LOST = "lost"
    """It can't be opened, or went away: unplugged, no network."""
    BLACK = "black"
    """Pictures come, and show nothing: a covered lens, no light."""
    FROZEN = "frozen"
    """The same picture comes again and again."""
    CORRUPT = "corrupt"
    """Data comes that is no picture."""
    ENDED = "ended"
    """The recording is over: no fault."""


@dataclass(frozen=True)
class Status:
    """How a source is, and since when."""

    health: Health
    detail: str
    """One sentence for a screen or a log; "" with STARTING, OK and ENDED."""
    size: tuple[int, int] | None = None
    """(width, height) of the newest picture."""
    restarts: int = 0
    """How often the source was opened anew."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture in time."""

    image: Image
    """Read-only."""
    seq: int
    """Counts the source's pictures from 0, those that nobody saw included."""
    time: float
    """Monotonic seconds at capture; with every frame: `media_time`."""
    media_time: float | None = None
    """Seconds since the start of the recording; None from a live source."""


class FrameReader(Protocol):
    """A source being read. `newest` and `frames` belong to one thread; everything else may be called from any."""

    @property
    def description(self) -> str:
        """What is read, without credentials."""
        ...

    @property
    def live(self) -> bool:
        """False: a recording, which ends."""
        ...

    @property
    def status(self) -> Status:
        """How the source is now."""
        ...

    @property
    def health(self) -> Health:
        """`status.health`."""
        ...

    def newest(self, timeout: float) -> Frame | None:
        """The newest frame not yet handed out, waiting up to `timeout` seconds for one; None: there is none.

        A picture identical to its predecessor is no new frame of a live source. With every frame it is the next one.

        Raises:
            CaptureError: a recording can't be read any further. A live source only changes its health.
        """
        ...

    def frames(self) -> Iterator[Frame]:
        """What `newest` gives, until the recording has ended or the reader is closed.

        Raises:
            CaptureError: as `newest`.
        """
        ...

    def close(self) -> None:
        """Stop reading and free everything; calling it twice is allowed."""
        ...

    def __enter__(self) -> FrameReader: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
