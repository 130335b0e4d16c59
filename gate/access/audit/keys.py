"""The key of an audit log, and the keys for each use of it.

The master key is 32 random bytes in a file that only its owner can read, outside the database. Each use has a key of
its own, HMAC-SHA256 of a label under the master key (NIST SP 800-108, one block in counter mode), so that a value made
for one use never stands for another.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from gate.access.errors import AuditError

KEY_BYTES = 32


@dataclass(frozen=True, repr=False)
class Keys:
    """Derived from one master key; never printed."""

    chain: bytes
    """Links the rows."""
    stub: bytes
    """Signs what retention leaves behind."""
    silent: bytes
    """Marks rows in a way that only the key's holder can read."""
    check: bytes
    """Kept in the log, to tell a wrong key from a changed row."""


def derive(master: bytes) -> Keys:
    """All keys of a master key.

    Raises:
        AuditError: it has another length.
    """
    if len(master) != KEY_BYTES:
        raise AuditError(f"an audit key has {KEY_BYTES} bytes, this one has {len(master)}: restore the right one")

    def use(label: bytes) -> bytes:
        return hmac.digest(master, b"\x00\x00\x00\x01maskgate audit " + label, "sha256")

    return Keys(chain=use(b"chain"), stub=use(b"stub"), silent=use(b"silent"), check=use(b"check"))


def read_keys(path: Path) -> Keys:
    """The keys of a log that exists.

    Raises:
        AuditError: the file is missing, unreadable, or no key.
    """
    try:
        return derive(path.read_bytes())
    except FileNotFoundError:
        raise AuditError(f"the audit key {path} is missing: restore it from a backup") from None
    except OSError as error:
        raise AuditError(f"the audit key {path} can't be read: {error.strerror}") from error


def make_keys(path: Path) -> Keys:
    """The keys of a log; a master key is made where there is none, whole on the disk before it is used.

    Raises:
        AuditError: the file can't be written or read.
    """
    if path.exists():
        return read_keys(path)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename, it never replaces the key that another process has just made
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise AuditError(f"the audit key {path} can't be made: {error.strerror}") from error
    return read_keys(path)
