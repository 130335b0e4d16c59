"""A process that does nothing but note when it woke: what waking it takes is the scheduler's share, not the gate's."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
import time
from types import TracebackType

_CODE = (
    "import socket, sys, time; channel = socket.socket(fileno=int(sys.argv[1]))\n"
    "while channel.recv(64): channel.send(repr(time.monotonic()).encode())"
)


class Control:
    """Woken by a packet, as the process that holds the line is."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            arguments = [sys.executable, "-c", _CODE, str(theirs.fileno())]
            self._process = subprocess.Popen(arguments, pass_fds=(theirs.fileno(),))
        self._begun = 0.0
        self.wake()

    def begin(self) -> None:
        """Send the packet."""
        self._begun = time.monotonic()
        self._channel.send(b"wake")

    def end(self) -> float:
        """Seconds that it took to wake."""
        assert select.select([self._channel], [], [], 10)[0]
        return float(self._channel.recv(64)) - self._begun

    def wake(self) -> float:
        """Both at once."""
        self.begin()
        return self.end()

    def __enter__(self) -> Control:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()
        self._process.wait(10)
