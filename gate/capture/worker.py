"""The worker process: reads one source and publishes its pictures. Its parent may kill it at any moment.

Everything that can hang or crash, every driver and decoder, runs in here and nowhere else. It speaks to its parent in
lines of one word and, with a fault, a sentence: `opening`, `wait` (nothing is due yet), `frame`, `end`, `lost …`,
`corrupt …`. The process is gone after the last three.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import time
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import closing

import numpy as np

from gate.capture.errors import CaptureError
from gate.capture.process import Order
from gate.capture.triple_buffer import MAX_PIXELS, Record, TripleBuffer
from gate.capture.types import Image, Picture

_PR_SET_PDEATHSIG = 1
_CORRUPT_SHARE, _CORRUPT_COUNT = 1 / 3, 3  # no picture: at least this part of what came lately, and so many
_SIGN_OF_LIFE = 0.5  # seconds
_EVERY_ROW = 16  # the rows that digest and darkness are taken from: all of them would cost more than the copy
_DARK = 20  # of 255; video black, with its noise, stays below
_DARK_SHARE = 0.01  # of the values may be brighter in a dark picture: hot pixels, a time stamp


def main() -> None:
    """Work off the order that comes through standard input; descriptors of buffer and messages are arguments."""
    buffer, messages = TripleBuffer(int(sys.argv[1])), int(sys.argv[2])
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent wrote it
    _die_with(order.parent)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # leave the device in good order, if it lets us

    def say(word: str, sentence: str = "") -> None:
        os.write(messages, f"{word} {' '.join(sentence.split())}\n".encode(errors="backslashreplace"))

    try:
        run(order, buffer, say, lambda: sys.stdin.buffer.read(1) != b"")
    except CaptureError as error:
        say("lost", str(error))
    except Exception as error:  # noqa: BLE001 - whatever a driver raises; its text may hold an address with a password
        say("lost", f"{order.source.description} can't be read ({type(error).__name__})")


def run(order: Order, buffer: TripleBuffer, say: Callable[..., None], wait: Callable[[], bool]) -> None:
    """Read the source to its end, or until it gives no pictures any more.

    Args:
        order: What to read, and how.
        buffer: Where the newest picture goes.
        say: Sends a word and perhaps a sentence to the parent.
        wait: Waits until the parent has taken a picture; False: the parent is gone.

    Raises:
        CaptureError: the source can't be opened or was lost.
    """
    source, seq = order.source, order.first_seq
    say("opening")
    with closing(source.pictures()) as pictures:
        soundness = _Soundness(time.monotonic(), order.corrupt)
        playing_since: float | None = None
        for picture in pictures:
            now = time.monotonic()
            sound = picture is not None and _is_picture(picture.image)
            if soundness.lost(now, sound):
                say("corrupt", f"{source.description} sends data that is no picture")
                return
            if picture is None or not sound:
                continue
            if order.every_frame:
                if seq > order.first_seq and not wait():
                    return
            elif picture.media_time is not None:
                if playing_since is None:
                    playing_since = now - picture.media_time
                now = _sleep_until(playing_since + picture.media_time, say)
            buffer.write(picture.image, _describe(picture, seq, now, source.description))
            say("frame")
            seq += 1
    say("end")


def _describe(picture: Picture, seq: int, now: float, description: str) -> Record:
    height, width = picture.image.shape[:2]
    if height * width > MAX_PIXELS:
        raise CaptureError(f"{description} gives pictures of {width}×{height}: more than 8K, the most we take")
    rows = np.ascontiguousarray(picture.image[::_EVERY_ROW])
    dark = np.count_nonzero(rows > _DARK) <= _DARK_SHARE * rows.size
    return Record(seq, height, width, now, picture.media_time, zlib.crc32(rows.data), bool(dark))


class _Soundness:
    """Counts what was no picture. Decoders make pictures of some noise: a damaged stream need not fail throughout."""

    def __init__(self, began: float, seconds: float) -> None:
        self._began, self._seconds = began, seconds
        self._recent: deque[tuple[float, bool]] = deque()

    def lost(self, now: float, sound: bool) -> bool:
        """Add what has just come; whether too little of late was a picture."""
        self._recent.append((now, sound))
        while self._recent[0][0] < now - self._seconds:
            self._recent.popleft()
        bad = sum(not sound for _, sound in self._recent)
        enough = bad >= max(_CORRUPT_COUNT, _CORRUPT_SHARE * len(self._recent))
        return not sound and enough and now - self._began >= self._seconds  # a sound one may be the source's return


def _is_picture(image: Image) -> bool:
    return image.ndim == 3 and image.shape[2] == 3 and image.dtype == np.uint8 and image.size > 0


def _sleep_until(moment: float, say: Callable[..., None]) -> float:
    while (remaining := moment - time.monotonic()) > 0:
        time.sleep(min(remaining, _SIGN_OF_LIFE))
        say("wait")
    return time.monotonic()


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent (in fact the thread that started it) ends: prctl(2)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        sys.exit()


if __name__ == "__main__":
    main()
