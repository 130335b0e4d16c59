"""Who starts and stops the gate: systemd, or a child process (the shipped fake)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Protocol

from gate.host.update.errors import UpdateError

UNIT = "maskgate.service"


class Manager(Protocol):
    """Starts `releases/current/bin/gate run`."""

    def check(self) -> None:
        """Look whether it could start and stop the gate, before anything is changed.

        Raises:
            UpdateError: it could not.
        """
        ...

    def restart(self) -> None:
        """End the gate that runs, if one does, and start it; does not wait until it works.

        Raises:
            UpdateError: it can't be started.
        """
        ...

    def stop(self) -> None:
        """End it, and wait until it has gone.

        Raises:
            UpdateError: it can't be stopped.
        """
        ...

    def failed(self) -> bool:
        """Whether it has given up."""
        ...


class Systemd:
    """The unit that `gate install-service` has written."""

    def __init__(self, *, user: bool = False, unit: str = UNIT) -> None:
        self._words = ["systemctl", *(["--user"] if user else [])]
        self._unit = unit

    def check(self) -> None:
        """See `Manager`."""
        if self._call("cat", check=False):
            raise UpdateError(f"systemd knows no {self._unit} here: run `gate install-service` first")

    def restart(self) -> None:
        """See `Manager`."""
        self._call("reset-failed", check=False)
        self._call("restart", "--no-block")

    def stop(self) -> None:
        """See `Manager`."""
        self._call("stop")

    def failed(self) -> bool:
        """See `Manager`."""
        return self._call("is-failed", "--quiet", check=False) == 0

    def _call(self, verb: str, *options: str, check: bool = True) -> int:
        words = [*self._words, verb, *options, self._unit]
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UpdateError(f"`{' '.join(words)}` does not work: {error}") from None
        if check and done.returncode:
            raise UpdateError(f"`{' '.join(words)}` failed: {done.stderr.strip() or done.returncode}")
        return done.returncode


class ChildManager:
    """The shipped fake: the gate is a child process, and is not started again by itself."""

    def __init__(self, program: Path, *arguments: str) -> None:
        self._words = [str(program), *arguments]
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._child is not None and self._child.poll() is None

    def check(self) -> None:
        """See `Manager`."""

    def restart(self) -> None:
        """See `Manager`."""
        self.stop()
        try:
            self._child = subprocess.Popen(self._words, env=dict(os.environ))
        except OSError as error:
            raise UpdateError(f"{self._words[0]} can't be started: {error.strerror}") from None

    def stop(self) -> None:
        """See `Manager`."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

    def failed(self) -> bool:
        """See `Manager`."""
        return self._child is not None and self._child.poll() is not None
