"""A key from a passphrase: argon2id, RFC 9106."""

from __future__ import annotations

import os
import unicodedata

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from gate.gallery.keys.aead import KEY_BYTES
from gate.gallery.keys.lock import KeyRefusedError, Parameters

MIN_LENGTH = 12
"""Characters. Whoever has the disk may guess as long as they like, so it has to be longer than a password at a desk."""
_COST = {"iterations": "3", "lanes": "4", "memory_kib": "65536"}
"""RFC 9106, section 4: the second recommended choice, for machines that can't spare 2 GiB."""
_MOST = {"iterations": 64, "lanes": 64, "memory_kib": 4 * 1024 * 1024}
"""A keyring or backup that asks for more was not written by us, and would keep this machine busy for days."""


class PassphraseLock:
    """Asked for when the gate starts, and kept nowhere."""

    kind = "passphrase"

    def __init__(self, passphrase: str) -> None:
        """Take it as typed; how its accents are composed makes no difference."""
        self._secret = unicodedata.normalize("NFC", passphrase).encode()

    def make(self) -> tuple[Parameters, bytes]:
        """A key under a new salt; too short a passphrase is refused."""
        self.refuse_short()
        parameters = {"salt": os.urandom(16).hex(), **_COST}
        return parameters, self.find(parameters)

    def refuse_short(self) -> None:
        """Refuse a passphrase that could be guessed.

        Raises:
            KeyRefusedError: it has fewer than `MIN_LENGTH` characters.
        """
        length = len(self._secret.decode())
        if length < MIN_LENGTH:
            raise KeyRefusedError(f"the passphrase has {length} characters: use at least {MIN_LENGTH}, best some words")

    def find(self, parameters: Parameters) -> bytes:
        """The key of this passphrase, right or wrong."""
        try:
            cost = {name: int(parameters[name]) for name in _COST}
            if any(cost[name] > most for name, most in _MOST.items()):
                raise ValueError(cost)
            argon2 = Argon2id(
                salt=bytes.fromhex(parameters["salt"]),
                length=KEY_BYTES,
                iterations=cost["iterations"],
                lanes=cost["lanes"],
                memory_cost=cost["memory_kib"],
            )
            return argon2.derive(self._secret)
        except (KeyError, TypeError, ValueError, OverflowError, MemoryError):
            raise KeyRefusedError("what was stored beside the passphrase is damaged: restore a backup") from None
