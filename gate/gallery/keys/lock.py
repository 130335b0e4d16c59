"""What guards the gallery key: one small protocol, so that a TPM, a passphrase and a file are the same to a keyring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gate.gallery.errors import GalleryError

Parameters = Mapping[str, str]
"""What a lock needs, beside its secret, to find its key again. Kept in the open."""


class KeyRefusedError(GalleryError):
    """The key can't be had: wrong passphrase, another TPM, no file. Nothing was opened, nothing changed."""


class Lock(Protocol):
    """Gives a 32-byte wrapping key that nobody else can find."""

    @property
    def kind(self) -> str:
        """`tpm`, `passphrase` or `file`."""
        ...

    def make(self) -> tuple[Parameters, bytes]:
        """A new wrapping key, and what finds it again.

        Raises:
            KeyRefusedError: it can't be kept.
        """
        ...

    def find(self, parameters: Parameters) -> bytes:
        """The wrapping key again; a wrong secret may give a wrong key, which then opens nothing.

        Raises:
            KeyRefusedError: it can't be had.
        """
        ...


@dataclass(frozen=True)
class Slot:
    """One way to open a keyring. A second device, or a second person, gets a slot of its own."""

    id: str
    kind: str
    label: str
    created: datetime
    """Aware, UTC."""
    parameters: Parameters
