"""The new release proves itself: it ends the switch once it has worked well for a while.

So an update needs nobody who watches: if whoever began it is killed, the new release still settles it. If it does not
get that far, the update's deadline or systemd's start limit (`OnFailure=`) leads back.
"""

from __future__ import annotations

import logging

from gate.clock import Clock
from gate.home import Home
from gate.host.condition import Condition, Inspect
from gate.host.update.errors import UpdateError
from gate.host.update.pending import read_pending, settle
from gate.host.update.releases import Releases

log = logging.getLogger(__name__)

SECONDS = 20.0
"""So long it must work without a break."""


def proves_itself(condition: Condition) -> bool:
    """Whether a release does what it must. A camera that is lost is not its fault; a recogniser that fails is."""
    works = condition.started and condition.healthy and condition.audit_works and not condition.fault
    return works and condition.gallery_revision is not None and "recogniser" not in condition.lost


class Trial:
    """Of the release that runs, if it is on trial."""

    def __init__(self, home: Home, releases: Releases, clock: Clock) -> None:
        """Look whether it is."""
        self._home = home
        self._clock = clock
        self._since: float | None = None
        self._open = False
        try:
            pending = read_pending(home)
        except UpdateError as error:
            log.error("%s", error)
            return
        self._open = pending is not None and pending.after == releases.current
        if pending is not None and not self._open:
            log.warning("an update to release %d was cut off before it began: nothing has changed", pending.after)
            settle(home)

    def look(self, inspect: Inspect) -> None:
        """Settle the switch when it is time."""
        if not self._open:
            return
        now = self._clock.mono()
        if not proves_itself(inspect()):
            self._since = None
        elif self._since is None:
            self._since = now
        elif now - self._since >= SECONDS:
            settle(self._home)
            self._open = False
            log.warning("this release has proved itself: the update is done")
