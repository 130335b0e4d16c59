"""Opens the sealed gallery of a home, and makes its keys: the only way to a gallery for the rest of the gate."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from engines.files import write_atomically
from gate.clock import SystemClock
from gate.gallery.archive import ArchiveKeys, write_archive
from gate.gallery.errors import GalleryError
from gate.gallery.file import kept_in
from gate.gallery.gallery import Gallery
from gate.gallery.keys.key_file import FileLock
from gate.gallery.keys.keyring import Keyring, read_slots
from gate.gallery.keys.lock import KeyRefusedError, Lock
from gate.gallery.keys.tpm import Tpm2Tools, TpmLock
from gate.gallery.sealed_store import SealedStore
from gate.home import Home
from gate.passphrase import read_passphrase
from gate.settings import Settings
from gate.witness import WitnessedStore

log = logging.getLogger(__name__)

KINDS = ("tpm", "passphrase", "file")
LABELS = {"tpm": "TPM of this machine", "passphrase": "passphrase", "file": "key file on this disk"}

FIRST_SETTINGS = """\
# Made with this gate's first gallery. What may stand here: gate/settings.py.
[privacy]
# The templates are sealed with a key file on the same disk, so a stolen disk reveals them. Better for a gate in use:
# `gate keys init --tpm` or `gate keys init --passphrase` in a new home, or `gate keys add` in this one.
key = "file"
"""

NO_KEY = (
    "this gate has no key for its templates yet: choose what guards it, `gate keys init --tpm` (opens unattended, on "
    "this machine only), `--passphrase` (asked for at every start) or `--file` (a stolen disk reveals the templates)"
)


def open_gallery(
    home: Home,
    settings: Settings,
    *,
    template_space: str | None,
    read_only: bool = False,
    store: SealedStore | None = None,
) -> Gallery:
    """Open the home's gallery with its keys; a gallery of the first version, unsealed, is sealed first.

    Args:
        home: The gate's folder.
        settings: As for `unlock`.
        template_space: As for `Gallery.open`.
        read_only: As for `Gallery.open`.
        store: From `unlock`, if it was called already.

    Raises:
        KeyRefusedError: there is no key yet, or it can't be had.
        GalleryError: as `Gallery.open`.
    """
    if read_only and not home.gallery.exists():
        raise GalleryError(f"there is no gallery at {home.gallery} yet: enrol somebody with `gate enrol`")
    store = store or unlock(home, settings, make=not read_only)
    if home.gallery.exists() and kept_in(home.gallery) == "plain":
        if read_only:
            raise GalleryError(f"the templates in {home.gallery} are not sealed yet: run `gate keys init`")
        if store.confirmed():
            raise GalleryError(
                f"{home.gallery} is not sealed, although this gate's gallery was: it was put there by something else; "
                "take it away and `gate restore` a backup"
            )
        seal_gallery(home, store, SystemClock().utc())
    return Gallery.open(home.gallery, template_space=template_space, store=store, read_only=read_only)


def unlock(home: Home, settings: Settings, *, make: bool = False, ask: bool = True) -> SealedStore:
    """The home's keys, opened by TPM, file or passphrase, whichever it has, in this order.

    Args:
        home: The gate's folder.
        settings: `[privacy] key` says how keys are made where there are none.
        make: Make them.
        ask: Ask for a passphrase at the keyboard, if it takes one.

    Raises:
        KeyRefusedError: there are none, or they can't be opened.
    """
    if not home.keyring.exists():
        if not make:
            raise KeyRefusedError(NO_KEY)
        return WitnessedStore(make_keys(home, settings, settings.privacy.key or _name_the_key(home)), home)
    refusal = KeyRefusedError(f"no key in {home.keyring} is of a kind that this version knows: update it")
    kinds = {slot.kind for slot in read_slots(home.keyring)}
    for kind in (kind for kind in ("tpm", "file", "passphrase") if kind in kinds):
        try:  # one after the other, so that nobody is asked while a chip or a file answers
            lock = lock_of(kind, home, settings, new=False, ask=ask)
            return WitnessedStore(Keyring.unlock(home.keyring, [lock]), home)
        except KeyRefusedError as error:
            refusal = error
    raise refusal


def _name_the_key(home: Home) -> str:
    """Write the settings of a home that has none yet, and in them the key that it begins with.

    A gate has to work at once for somebody who tries it; whoever has written settings has to choose.

    Raises:
        KeyRefusedError: the home has settings, which name no key; or none can be written.
    """
    if home.settings.exists() or home.gallery.exists():
        raise KeyRefusedError(NO_KEY)
    try:
        write_atomically(home.settings, FIRST_SETTINGS.encode())
    except OSError as error:
        raise KeyRefusedError(f"the settings {home.settings} can't be written: {error.strerror}") from None
    log.warning("templates are sealed with a key file on this disk, so a stolen disk reveals them: see `gate keys`")
    return "file"


def make_keys(home: Home, settings: Settings, kind: str, *, passphrase_file: Path | None = None) -> Keyring:
    """Make the home's keyring.

    Raises:
        GalleryError: there is one, or its gallery was sealed with keys that are gone.
    """
    if home.keyring.exists():
        raise GalleryError(f"this gate has keys already, in {home.keyring}: see `gate keys list`, `gate keys add`")
    if home.gallery.exists() and kept_in(home.gallery) not in ("plain", ""):
        raise GalleryError(
            f"the gallery {home.gallery} was sealed with keys that are missing: put {home.keyring} back, or move the "
            "gallery away and `gate restore` a backup"
        )
    lock = lock_of(kind, home, settings, passphrase_file=passphrase_file)
    return Keyring.create(home.keyring, lock, label=LABELS[kind], created=SystemClock().utc())


def lock_of(
    kind: str,
    home: Home,
    settings: Settings,
    *,
    passphrase_file: Path | None = None,
    new: bool = True,
    ask: bool = True,
) -> Lock:
    """A lock of a kind.

    Raises:
        KeyRefusedError: it needs a passphrase, which nobody gives.
    """
    if kind == "tpm":
        return TpmLock(Tpm2Tools(), pcrs=settings.privacy.tpm_pcrs)
    if kind == "file":
        return FileLock(home.key_file)
    return read_passphrase("the gallery", new=new, file=passphrase_file, ask=ask)


def seal_gallery(home: Home, store: SealedStore, now: datetime) -> Path | None:
    """Seal a gallery that was kept unsealed; a backup of it is left, sealed with the same keys.

    Returns:
        The backup; None if nobody was enrolled.

    Raises:
        GalleryError: nothing has changed.
    """
    with Gallery.open(home.gallery, template_space=None) as gallery:
        people = gallery.people()
        if not people:
            return None
        store.admit([person.id for person in people], store.current())
        backup = home.backups / f"before-sealing-{now:%Y%m%dT%H%M%SZ}.archive"
        write_archive(gallery, ArchiveKeys.of(store.keys), backup, now)
        gallery.reencode(store)
    return backup
