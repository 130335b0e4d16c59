"""A running gate's slow duties, beside the door: notes who was let in, and removes whose time is over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date
from types import TracebackType

from gate.access.errors import AccessError, AuditError
from gate.auditing import note
from gate.clock import Clock
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.retention import due, is_trusted
from gate.gallery.types import Person
from gate.home import Home
from gate.witness import open_access

log = logging.getLogger(__name__)

FLUSH_SECONDS = 60.0
"""A kill loses at most so much of who was let in."""
PURGE_SECONDS = 6 * 3600.0


class Caretaker:
    """A thread with its own connection to the gallery; whatever fails is logged and tried again."""

    def __init__(
        self,
        opened: Callable[[], Gallery],
        clock: Clock,
        retention_days: int | None,
        leaves: Callable[[Person], None] = lambda _person: None,
    ) -> None:
        """Start.

        Args:
            opened: Opens the gallery for writing.
            clock: Of the days.
            retention_days: As in the settings.
            leaves: Called before somebody is removed.
        """
        self._leaves = leaves
        self._opened = opened
        self._clock = clock
        self._days = retention_days
        self._seen: dict[str, date] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)
        self._thread.start()

    def saw(self, person: str) -> None:
        """Somebody (by id) was let in; returns at once."""
        with self._lock:
            self._seen[person] = self._clock.utc().date()

    def close(self) -> None:
        """Write what is noted, and stop."""
        self._stop.set()
        self._thread.join()

    def __enter__(self) -> Caretaker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        next_purge = self._clock.mono()
        stopping = False
        while not stopping:
            if self._clock.mono() >= next_purge:
                next_purge = self._clock.mono() + PURGE_SECONDS
                self._try(self.purge)
            stopping = self._stop.wait(FLUSH_SECONDS)
            self._try(self._flush)

    def _flush(self) -> None:
        with self._lock:
            seen, self._seen = self._seen, {}
        if not seen:
            return
        try:
            with self._opened() as gallery:
                gallery.note_seen(seen)
        except GalleryError:
            with self._lock:
                self._seen = seen | self._seen
            raise

    def purge(self) -> int:
        """Remove whose time is over, if the clock can be trusted; how many."""
        now = self._clock.utc()
        with self._opened() as gallery:
            found = due(gallery.people(), gallery.last_seen(), now.date(), self._days)
            looked = gallery.looked()
            trusted = is_trusted(now, looked)
            if trusted or looked is None or not found:  # or the next look would take the jumped clock for the usual one
                gallery.note_looked(now)
            if found and not trusted:
                log.warning(
                    "by the clock the time of %d people is over, but it has moved too far since this gate last looked: "
                    "if it is right, run `gate people purge`",
                    len(found),
                )
                return 0
            for item in found:
                self._leaves(item.person)
                gallery.remove(item.person)
        if found:
            log.info("%d people were removed, whose time was over", len(found))
        return len(found)

    def _try(self, duty: Callable[[], object]) -> None:
        try:
            duty()
        except (GalleryError, AccessError, AuditError) as error:
            log.warning("%s", error)


def farewell(home: Home, person: Person) -> None:
    """What precedes a removal from the gallery: it is recorded, and badges, PINs and rights go.

    Raises:
        AuditError, AccessError: it can't be; then nobody is to be removed.
    """
    note(home, "admin", "remove", subject=person.id)
    if home.access.exists():
        with open_access(home) as access, access.change():
            access.forget(person.id)
