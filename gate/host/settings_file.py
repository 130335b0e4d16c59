"""Follows `gate.toml`: a changed file, or SIGHUP, is taken over, refused, or left for a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from gate.host.live_settings import Change, compare, take_live
from gate.settings import Settings, SettingsError, read_settings

log = logging.getLogger(__name__)

Apply = Callable[[Settings, Change], None]
"""Takes settings over, with what has changed; raises one of `REFUSALS` if that can't be done, and then nothing is."""


class SettingsFile:
    """What holds now, and what the file says. `Rounds` makes it look."""

    def __init__(
        self,
        path: Path,
        settings: Settings,
        apply: Apply,
        *,
        refusals: tuple[type[Exception], ...] = (),
        on_reload: Callable[[bool], None] = lambda _applied: None,
    ) -> None:
        """Follow.

        Args:
            path: The file.
            settings: As read at the start.
            apply: Takes over.
            refusals: What `apply` raises when it can't.
            on_reload: Told of each changed file, whether it was taken over.
        """
        self.settings = settings
        self.problem: str | None = None
        """Why the file can't be used, in one sentence; None: it can."""
        self.restart: tuple[str, ...] = ()
        """Keys that wait for the next start."""
        self._path = path
        self._apply = apply
        self._refusals: tuple[type[Exception], ...] = (SettingsError, *refusals)
        self._on_reload = on_reload
        self._asked = threading.Event()
        self._seen = self._stamp()
        self._was_there = self._seen is not None

    @property
    def asked(self) -> bool:
        """Whether somebody has asked for a look."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Read the file at the next look, changed or not; a signal handler may call it."""
        self._asked.set()

    def look(self) -> bool:
        """Take over what has changed; whether the file was read."""
        stamp = self._stamp()
        if stamp == self._seen and not self._asked.is_set():
            return False
        self._asked.clear()
        self._seen = stamp
        try:
            if stamp is None and self._was_there:
                raise SettingsError(f"the settings {self._path} have gone")
            self._was_there = stamp is not None
            self._take(read_settings(self._path))
        except self._refusals as error:
            self.problem = str(error)
            log.error("the settings stay as they were: %s", error)
            self._on_reload(False)
        return True

    def _take(self, wanted: Settings) -> None:
        change = compare(self.settings, wanted)
        if change.live:
            settings = take_live(self.settings, wanted)
            self._apply(settings, change)
            self.settings = settings
            log.warning("settings taken over: %s", ", ".join(change.live))
        if change.restart and change.restart != self.restart:
            log.warning("settings that wait for the next start: %s", ", ".join(change.restart))
        self.problem, self.restart = None, change.restart
        self._on_reload(True)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_size, stat.st_mtime_ns
