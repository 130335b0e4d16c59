"""Where a passphrase comes from: a file that somebody names, systemd's credentials, or the keyboard."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from gate.gallery.keys.lock import KeyRefusedError
from gate.gallery.keys.passphrase import PassphraseLock

CREDENTIAL = "maskgate-passphrase"
"""Name for `LoadCredentialEncrypted=` in a systemd unit."""


def read_passphrase(what: str, *, new: bool = False, file: Path | None = None, ask: bool = True) -> PassphraseLock:
    """Take it from `file`, `GATE_PASSPHRASE_FILE`, systemd's credential, or ask; a new one is asked for twice.

    Args:
        what: What it opens, for the prompt.
        new: It is being chosen.
        file: Named on the command line; the environment is not looked at then.
        ask: Ask at the keyboard, if there is one.

    Raises:
        KeyRefusedError: nobody can be asked, or the file can't be read.
    """
    found = file or _from_environment()
    if found:
        try:
            return PassphraseLock(found.read_text(encoding="utf-8").rstrip("\r\n"))
        except (OSError, UnicodeDecodeError):
            raise KeyRefusedError(f"the passphrase file {found} can't be read as text") from None
    if not ask or not sys.stdin.isatty():
        raise KeyRefusedError(
            f"the passphrase of {what} is needed and nobody can be asked: name a file with it in GATE_PASSPHRASE_FILE, "
            f"or give systemd the credential {CREDENTIAL}"
        )
    prompt = f"{'New passphrase' if new else 'Passphrase'} of {what}"
    return PassphraseLock(click.prompt(prompt, hide_input=True, confirmation_prompt=new, err=True))


def _from_environment() -> Path | None:
    if named := os.environ.get("GATE_PASSPHRASE_FILE"):
        return Path(named)
    credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere")) / CREDENTIAL
    return credential if credential.exists() else None
