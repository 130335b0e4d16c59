"""The hours in which a running gate's door stays unlocked, as the access rules say, followed as they change."""

from __future__ import annotations

import logging
import threading

from gate.access.errors import AccessError
from gate.access.first_in import UnlockHours
from gate.access.rules.rulebook import Rulebook
from gate.clock import Clock
from gate.home import Home
from gate.witness import open_access

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class FollowedHours:
    """Looks at the rules once a second; while they can't be read there are no hours."""

    def __init__(self, home: Home, gate: str, clock: Clock) -> None:
        """Open the rules.

        Raises:
            AccessError: they can't be used.
        """
        self._gate = gate
        self._clock = clock
        self._lock = threading.Lock()
        self._access = open_access(home, any_thread=True)
        self._book = self._access.rules.rulebook()
        self._hours = hours_of(self._book, gate)
        self._looked = clock.mono()
        self._failing = False

    def __call__(self) -> tuple[UnlockHours, ...]:
        """The hours of this gate's door now; any thread may ask."""
        with self._lock:
            now = self._clock.mono()
            if now - self._looked >= LOOK_SECONDS:
                self._looked = now
                self._look()
            return self._hours

    def close(self) -> None:
        """Let go of the rules: no hours any more."""
        with self._lock:
            self._hours = ()
            self._looked = float("inf")
            self._access.close()

    def _look(self) -> None:
        try:
            self._access.follow()
            revision = self._access.revision
            if revision < self._book.revision:
                raise AccessError("the access rules are an old copy: no hours in which the door stays unlocked")
            if revision != self._book.revision or self._failing:
                self._book = self._access.rules.rulebook()
                self._hours = hours_of(self._book, self._gate)
            self._failing = False
        except AccessError as error:
            if not self._failing:
                log.error("%s", error)
            self._failing, self._hours = True, ()


def hours_of(book: Rulebook, gate: str) -> tuple[UnlockHours, ...]:
    """What the rules say about the door of one gate."""
    return tuple(
        UnlockHours(book.schedules[one.schedule], one.first_person_in)
        for one in book.unlocking
        if one.gate in (None, gate)
    )
