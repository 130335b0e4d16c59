"""The parent's side of the worker process: starts it, listens to it, and ends it whatever state it is in."""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass

from gate.capture.triple_buffer import MAX_PIXELS, TripleBuffer
from gate.capture.types import Source

GRACE = 0.5
"""Seconds to leave the device in good order before the worker is killed."""

_ENVIRONMENT = {
    # OpenCV and FFmpeg print addresses with their passwords; what they have to say comes as a message.
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(MAX_PIXELS),
}


@dataclass(frozen=True)
class Order:
    """What the worker is to do. It travels through a pipe: command lines are public, and addresses hold passwords."""

    source: Source
    every_frame: bool
    """True: each picture waits until the one before it was taken. False: at its own rate, the newest wins."""
    first_seq: int
    corrupt: float
    """`Deadlines.corrupt`."""
    parent: int
    """Process id."""


class Worker:
    """One running worker process and the buffer it writes to."""

    def __init__(self, order: Order) -> None:
        """Start the process.

        Raises:
            OSError: the machine has no process, memory or descriptor left.
        """
        self.buffer = TripleBuffer.create()
        self._messages, theirs = os.pipe()
        self._unread = b""
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gate.capture.worker", str(self.buffer.fd), str(theirs)],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(self.buffer.fd, theirs),
                start_new_session=True,  # a Ctrl-C in the terminal is for the parent, which ends the worker in order
                cwd="/",  # or modules that lie in the folder of the day would be imported in place of ours
                env=os.environ | _ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            )
        except OSError:
            os.close(self._messages)
            self.buffer.close()
            raise
        finally:
            os.close(theirs)
        self._tell(pickle.dumps(order))

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def proceed(self) -> None:
        """Let the worker give the next picture; only with every frame."""
        self._tell(b"+")

    def messages(self, timeout: float) -> list[tuple[str, str]] | None:
        """What the worker has said, as (word, sentence), waiting up to `timeout` seconds; None: it is gone."""
        poll = select.poll()
        poll.register(self._messages, select.POLLIN)
        if not poll.poll(timeout * 1000):
            return []
        data = os.read(self._messages, 65536)
        if not data:
            return None
        *lines, self._unread = (self._unread + data).split(b"\n")
        return [(word, sentence) for word, _, sentence in (line.decode().partition(" ") for line in lines)]

    def ending(self) -> str:
        """How a worker that is gone has ended, in words."""
        try:
            status = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "inside a driver"
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def stop(self, *, at_once: bool) -> None:
        """End the process and free everything but the buffer, which may hold a picture that nobody took yet.

        Args:
            at_once: Don't give it time to leave the device in good order: it doesn't answer anyway.
        """
        assert self._process.stdin is not None
        if not at_once:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE)
        self._process.kill()
        # Inside a broken driver a process can't even be killed: the kernel ends it when it can, nobody waits here.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        self._process.stdin.close()
        os.close(self._messages)

    def _tell(self, data: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it is gone, as `messages` will tell
            self._process.stdin.write(data)
