"""A key in a file on the same disk: it opens without anybody, and whoever takes the disk has it too."""

from __future__ import annotations

import os
from pathlib import Path

from gate.gallery.keys.aead import KEY_BYTES, new_key
from gate.gallery.keys.lock import KeyRefusedError, Parameters


class FileLock:
    """For gates whose disk can't be taken, or that guard nobody: only ever chosen by name."""

    kind = "file"

    def __init__(self, path: Path) -> None:
        """The file; it is made with the key."""
        self.path = path

    def make(self) -> tuple[Parameters, bytes]:
        """Write a new key, readable by its owner alone; a key that is there already is never overwritten."""
        key = new_key()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(key.hex() + "\n")
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            return {}, self.find({})
        except OSError as error:
            self.path.unlink(missing_ok=True)
            raise KeyRefusedError(f"the key file {self.path} can't be written: {error.strerror}") from None
        return {}, key

    def find(self, parameters: Parameters) -> bytes:  # noqa: ARG002 - the file is all
        """Read the key."""
        try:
            key = bytes.fromhex(self.path.read_text(encoding="ascii"))
        except OSError as error:
            raise KeyRefusedError(
                f"the key file {self.path} can't be read ({error.strerror}): put it back, or restore a backup"
            ) from None
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise KeyRefusedError(f"the key file {self.path} is damaged: put a copy back, or restore a backup")
        return key
