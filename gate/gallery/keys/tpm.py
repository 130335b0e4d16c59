"""A key that only this machine's TPM 2.0 gives out (tpm2-tools), if wished only in the same state of its boot."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Protocol

from gate.gallery.keys.aead import new_key
from gate.gallery.keys.lock import KeyRefusedError, Parameters

TIMEOUT_SECONDS = 30.0


class Tpm(Protocol):
    """Seals a few bytes so that only the same chip opens them."""

    def seal(self, secret: bytes, pcrs: str) -> tuple[bytes, bytes]:
        """Public and private part of the sealed object; `pcrs` as in `sha256:7`, or empty for no condition.

        Raises:
            KeyRefusedError: no TPM, or it does not want to.
        """
        ...

    def unseal(self, public: bytes, private: bytes, pcrs: str) -> bytes:
        """The secret again.

        Raises:
            KeyRefusedError: another TPM, another state of the boot, or none.
        """
        ...


class TpmLock:
    """The wrapping key is sealed by the TPM; what is on the disk opens nothing elsewhere."""

    kind = "tpm"

    def __init__(self, tpm: Tpm, *, pcrs: str = "") -> None:
        """Take the chip, and the PCRs a new key is bound to."""
        self._tpm = tpm
        self._pcrs = pcrs

    def make(self) -> tuple[Parameters, bytes]:
        """Seal a new key."""
        key = new_key()
        public, private = self._tpm.seal(key, self._pcrs)
        return {"public": public.hex(), "private": private.hex(), "pcrs": self._pcrs}, key

    def find(self, parameters: Parameters) -> bytes:
        """Ask the TPM for the key."""
        try:
            public, private = bytes.fromhex(parameters["public"]), bytes.fromhex(parameters["private"])
            pcrs = parameters["pcrs"]
        except (KeyError, ValueError):
            raise KeyRefusedError("what was stored for the TPM is damaged: restore a backup") from None
        return self._tpm.unseal(public, private, pcrs)


class Tpm2Tools:
    """The programs of tpm2-tools. The secret passes through pipes only, never a file or an argument."""

    def seal(self, secret: bytes, pcrs: str) -> tuple[bytes, bytes]:
        """Under a primary key that the TPM derives anew each time."""
        with tempfile.TemporaryDirectory(prefix="maskgate-tpm-") as name:
            folder = Path(name)
            condition: list[str] = []
            if pcrs:
                _run("createpolicy", "--policy-pcr", "-l", pcrs, "-L", "pcr.policy", folder=folder)
                condition = ["-L", "pcr.policy", "-a", "fixedtpm|fixedparent"]
            _run("createprimary", "-C", "o", "-c", "primary.ctx", folder=folder)
            _run(
                *("create", "-C", "primary.ctx", "-i", "-", "-u", "public", "-r", "private", *condition),
                folder=folder,
                stdin=secret,
            )
            return (folder / "public").read_bytes(), (folder / "private").read_bytes()

    def unseal(self, public: bytes, private: bytes, pcrs: str) -> bytes:
        """Load the object under the same primary key and read it."""
        with tempfile.TemporaryDirectory(prefix="maskgate-tpm-") as name:
            folder = Path(name)
            (folder / "public").write_bytes(public)
            (folder / "private").write_bytes(private)
            _run("createprimary", "-C", "o", "-c", "primary.ctx", folder=folder)
            _run("load", "-C", "primary.ctx", "-u", "public", "-r", "private", "-c", "key.ctx", folder=folder)
            condition = ["-p", f"pcr:{pcrs}"] if pcrs else []
            return _run("unseal", "-c", "key.ctx", *condition, folder=folder)


class FakeTpm:
    """A chip in memory: opens what it sealed itself, while its boot state is the same."""

    def __init__(self, state: str = "as shipped") -> None:
        self.state = state
        self._sealed: dict[bytes, tuple[bytes, str]] = {}

    def seal(self, secret: bytes, pcrs: str) -> tuple[bytes, bytes]:
        """Remember the secret under a handle."""
        handle = new_key()
        self._sealed[handle] = (secret, self.state if pcrs else "")
        return b"fake", handle

    def unseal(self, public: bytes, private: bytes, pcrs: str) -> bytes:  # noqa: ARG002 - as a real one
        """Give it back, unless the handle or the state is another."""
        secret, state = self._sealed.get(private, (b"", ""))
        if not secret or (state and state != self.state):
            raise KeyRefusedError(_REFUSED)
        return secret


_REFUSED = (
    "the TPM does not give out the gallery's key: another machine, a reset TPM, or another state of its boot; "
    "open the gallery with another of its keys, or restore a backup"
)


def _run(word: str, *arguments: str, folder: Path, stdin: bytes = b"") -> bytes:
    program = shutil.which(f"tpm2_{word}")
    if program is None:
        raise KeyRefusedError("tpm2-tools are not installed: `apt install tpm2-tools`")
    try:
        done = _call([program, *arguments], folder, stdin)
        # the chip has room for three objects; the kernel's resource manager empties it, a bare one keeps them
        _call([program.replace(f"tpm2_{word}", "tpm2_flushcontext"), "-t"], folder, b"")
    except subprocess.TimeoutExpired:
        raise KeyRefusedError(f"the TPM did not answer within {TIMEOUT_SECONDS:.0f} s: try again") from None
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace")
    if "TCTI" in said.upper() or "/dev/tpm" in said:
        raise KeyRefusedError(
            "no TPM 2.0 answers: is there one, and is this user in the group `tss`? "
            "Otherwise keep the key by passphrase"
        )
    raise KeyRefusedError(_REFUSED)


def _call(command: list[str], folder: Path, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=stdin, cwd=folder, capture_output=True, check=False, timeout=TIMEOUT_SECONDS)
