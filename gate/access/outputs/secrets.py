"""Secrets that outputs need, each in a file of its own: the settings name the file, never the secret."""

from __future__ import annotations

import os
from pathlib import Path

from gate.access.errors import OutputError


def key_path(keys: Path, name: str) -> Path:
    """The file that a setting names: absolute, or in HOME/keys."""
    return keys / name


def read_secret(path: Path, what: str) -> bytes:
    """The file's content without surrounding blanks.

    Raises:
        OutputError: it is not there, empty, or can't be read.
    """
    try:
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        raise OutputError(f"{what} is missing: write it to {path} (mode 600)") from None
    except OSError as error:
        raise OutputError(f"{what} in {path} can't be read: {error.strerror}") from None
    if not secret:
        raise OutputError(f"{what} in {path} is empty")
    return secret


def write_secret(path: Path, secret: bytes) -> None:
    """Replace the file's content, readable by its owner only; the old content stays if anything fails.

    Raises:
        OutputError: it can't be written.
    """
    draft = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, secret)
            os.fsync(file)
        finally:
            os.close(file)
        draft.replace(path)
    except OSError as error:
        raise OutputError(f"the secret {path} can't be written: {error.strerror}") from None
