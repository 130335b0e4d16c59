"""A process that is being killed is known before it is gone."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from gate.dying import Watched
from tests.gate.access.outputs.conftest import until


def _sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])


def test_alive_stopped_killed_and_gone() -> None:
    with _sleeper() as process:
        watched = Watched(process.pid)
        assert not watched.dying()
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.05)
        assert not watched.dying(), "stopped is not killed"
        process.kill()
        until(watched.dying)
        process.wait()
        assert watched.dying()


def test_another_signal_is_no_end() -> None:
    with _sleeper() as process:
        process.send_signal(signal.SIGSTOP)
        until(lambda: "State:\tT" in Path(f"/proc/{process.pid}/status").read_text())
        process.send_signal(signal.SIGUSR1)  # pending: sent earlier, it would come before the stop
        watched = Watched(process.pid)
        assert not watched.dying()
        process.kill()


def test_a_process_that_nobody_knows_is_never_taken_for_dying() -> None:
    assert not Watched(2**22 + 1).dying()
