"""The switch to a release, and the way back.

Nothing here is done in a moment in which a kill would leave the gate without a release: the pending switch is written
down first, the link is exchanged in one rename, and a gate runs all the time but for its restart.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from gate.access.errors import AuditError
from gate.auditing import note
from gate.home import Home
from gate.host.update.copies import Copies
from gate.host.update.errors import UpdateError
from gate.host.update.manager import Manager
from gate.host.update.pending import Pending, read_pending, settle, write_pending
from gate.host.update.releases import Releases
from gate.settings import SettingsError

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2


def switch(home: Home, releases: Releases, number: int, manager: Manager, *, deadline: float) -> None:
    """Run another release; if it has not proved itself by the deadline, return to the one before.

    Args:
        home: The gate's folder.
        releases: Its releases.
        number: The new one.
        manager: Starts and stops the gate.
        deadline: Seconds.

    Raises:
        UpdateError: it was not done, or the old release runs again; the message says which.
    """
    before = releases.current
    if read_pending(home) is not None:
        raise UpdateError("an update has not proved itself yet: wait for it, or end it with `gate rollback`")
    if before is None:  # the first release: no unit runs it yet, and there is nothing to go back to
        releases.switch(number)
        return
    manager.check()
    note(home, "admin", "update", release=number, before=before)
    Copies.of(home, number).make()
    write_pending(home, Pending(before, number))
    releases.switch(number)
    try:
        manager.restart()
        proved = _proves_itself(home, manager, deadline)
    except UpdateError as error:
        log.error("%s", error)
        proved = False
    if not proved:
        roll_back(home, releases, manager, why="it did not prove itself in time")
        raise UpdateError(f"release {number} did not work, so release {before} runs again")


def roll_back(home: Home, releases: Releases, manager: Manager, *, why: str, with_data: bool = False) -> int:
    """Return to the release before: of a pending switch, or of the current release.

    Args:
        home: The gate's folder.
        releases: Its releases.
        manager: Starts and stops the gate.
        why: For the audit log.
        with_data: After a switch that has proved itself: also put databases back whose layout has changed since, which
            sets aside what was committed since then.

    Returns:
        The release that runs now.

    Raises:
        UpdateError: there is none to return to, or a database would lose what was committed.
    """
    manager.check()
    pending = read_pending(home) or _last_switch(releases)
    copies = Copies.of(home, pending.after)
    moved_on = copies.changed() if copies.folder.exists() else []
    if read_pending(home) is None and moved_on and not with_data:
        raise UpdateError(
            f"release {pending.before} can't read {', '.join(moved_on)} any more; `--with-data` puts the copies of "
            f"{copies.folder} back, and what was committed since is only in files set aside then"
        )
    if moved_on:
        copies.refuse_lost_people()
    manager.stop()
    aside = copies.put_back() if moved_on else []
    releases.back(pending.before)
    _note(home, pending, why, [path.name for path in aside])
    settle(home)
    manager.restart()
    return pending.before


def _last_switch(releases: Releases) -> Pending:
    current = releases.current
    before = releases.previous
    if current is None or before is None or before not in releases.all():
        raise UpdateError("there is no release to go back to")
    return Pending(before, current)


def _note(home: Home, pending: Pending, why: str, aside: list[str]) -> None:
    """On record in the log that goes on; one that can't be written must not keep an old release from starting."""
    try:
        note(home, "admin", "rollback", release=pending.before, failed=pending.after, why=why, set_aside=aside)
    except (AuditError, SettingsError) as error:
        log.error("the rollback is not on record: %s", error)


def _proves_itself(home: Home, manager: Manager, deadline: float, now: Callable[[], float] = time.monotonic) -> bool:
    end = now() + deadline
    while now() < end:
        if read_pending(home) is None:
            return True
        if manager.failed():
            return False
        time.sleep(LOOK_SECONDS)
    return False
