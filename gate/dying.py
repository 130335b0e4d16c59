"""Whether a process is being killed, known before it is gone.

A process that got SIGKILL still has to be given the processor, each of its threads in turn, before the kernel closes
its files: on a busy machine some hundred milliseconds. But its signal is pending, or its memory already gone, from the
first moment on, and /proc says so (proc_pid_status(5): SigPnd, State, VmSize).
"""

from __future__ import annotations

import re
import signal
from pathlib import Path

_PENDING = re.compile(rb"^SigPnd:\s*([0-9a-f]+)", re.MULTILINE)
_KILLED = 1 << signal.SIGKILL - 1


class Watched:
    """One process. Where the system tells nothing of it, it is never taken for dying."""

    def __init__(self, pid: int) -> None:
        """Take its number while it lives."""
        self._status = Path(f"/proc/{pid}/status")
        self._known = b"VmSize:" in self._read()

    def dying(self) -> bool:
        """True: it is being killed, or gone; nothing can stop that any more."""
        if not self._known:
            return False
        status = self._read()
        pending = _PENDING.search(status)
        return b"VmSize:" not in status or (pending is not None and bool(int(pending[1], 16) & _KILLED))

    def _read(self) -> bytes:
        try:
            return self._status.read_bytes()
        except OSError:
            return b""
