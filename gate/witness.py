"""Gallery and rules, each held against what the audit log says of their revision: an older file put back is refused."""

from __future__ import annotations

import logging
from contextlib import closing

from gate.access.audit.revisions import Store, reached, revision_record
from gate.access.errors import AccessError, AuditError
from gate.access.store.access import Access
from gate.auditing import actor, open_audit
from gate.gallery.database import Database
from gate.gallery.errors import GalleryError
from gate.gallery.keys.keyring import Keyring
from gate.gallery.sealed_store import SealedStore
from gate.home import Home

log = logging.getLogger(__name__)

ACCEPT = "put the newest one back, or, if it was restored on purpose, run `gate audit accept-restore`"


class WitnessedStore(SealedStore):
    """A sealed store whose gallery's age is kept twice: in the keyring and in the audit log, which is anchored outside.

    Keyring and gallery put back together, both of one moment, agree with each other; the log does not agree with them.
    """

    def __init__(self, keyring: Keyring, home: Home) -> None:
        """Take an unlocked keyring, and the home whose log is asked."""
        super().__init__(keyring)
        self._home = home

    def confirm(self, revision: int) -> None:
        """Note the revision in both places."""
        super().confirm(revision)
        saw(self._home, "gallery", revision)

    def confirmed(self) -> int:
        """The newest revision that either place knows of."""
        return max(super().confirmed(), recorded(self._home, "gallery", GalleryError))


def open_access(home: Home, *, read_only: bool = False, any_thread: bool = False) -> Access:
    """The home's access rules; every change of them is noted in the audit log.

    Raises:
        AccessError: as `Access.open`; or they are older than the log knows them, or gone.
    """
    newest = recorded(home, "access", AccessError)
    if newest and not home.access.exists():
        raise AccessError(f"the access rules {home.access} are gone, they had reached revision {newest}: {ACCEPT}")
    access = Access.open(
        home.access,
        read_only=read_only,
        any_thread=any_thread,
        changed=lambda revision: saw(home, "access", revision),
    )
    if access.revision < newest:
        revision = access.revision
        access.close()
        raise AccessError(
            f"the access rules {home.access} are an old copy (revision {revision}, they had reached {newest}): {ACCEPT}"
        )
    return access


def saw(home: Home, store: Store, revision: int) -> None:
    """Note that a change was made. Where that fails it stands, and a copy from just before it goes unnoticed."""
    try:
        with open_audit(home) as audit:
            audit.append(revision_record(store, revision))
    except AuditError as error:
        log.warning("%s", error)


def recorded(home: Home, store: Store, failure: type[Exception]) -> int:
    """What the log says; 0: nothing.

    Raises:
        Exception: of `failure`: the log can't be read, or was changed; who knows then what was put back?
    """
    if not home.audit.exists():
        return 0
    try:
        with open_audit(home) as audit:
            return reached(audit, store)
    except AuditError as error:
        raise failure(str(error)) from error


def accept(home: Home, reason: str) -> dict[Store, int]:
    """Take gallery and rules as they are now, older or not; on record, with who and why.

    Returns:
        The revisions from which on an older file is refused again.

    Raises:
        AuditError: it can't be recorded; nothing is accepted then.
        GalleryError, AccessError: a file can't be read.
    """
    found: dict[Store, int] = {"gallery": 0, "access": 0}
    if home.gallery.exists():
        with closing(Database(home.gallery, read_only=True)) as gallery:
            found["gallery"] = int(gallery.value("SELECT revision FROM gallery"))
    if home.access.exists():
        with Access.open(home.access) as access:
            found["access"] = access.revision
    with open_audit(home) as audit:
        audit.append(*(revision_record(store, at, accepted_by=actor(), reason=reason) for store, at in found.items()))
    if home.keyring.exists():
        Keyring.accept(home.keyring, found["gallery"])
    return found
