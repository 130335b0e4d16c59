"""Writes the units where systemd looks for them, and takes them away again."""

from __future__ import annotations

import grp
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engines.files import write_atomically
from gate.host.errors import HostError
from gate.host.units import GROUPS, SERVICE, TOUCH_GROUP, Installation, account_file, units


@dataclass(frozen=True)
class Places:
    """Where files go; tests take a folder of their own."""

    units: Path
    accounts: Path | None
    """Of systemd-sysusers; None: no account is made."""

    @classmethod
    def of_system(cls, root: Path = Path("/")) -> Places:
        """For a unit of the machine."""
        return cls(root / "etc/systemd/system", root / "etc/sysusers.d")

    @classmethod
    def of_user(cls) -> Places:
        """For a unit of this user."""
        config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        return cls(Path(config) / "systemd" / "user", None)


Call = Callable[[list[str]], None]
"""Runs a program; raises HostError where it fails."""


def files(installation: Installation, places: Places) -> dict[Path, str]:
    """Everything that is written, by path."""
    wanted = {places.units / name: text for name, text in units(installation).items()}
    if places.accounts is not None:
        wanted[places.accounts / "maskgate.conf"] = account_file(installation)
    return wanted


def install(installation: Installation, places: Places, call: Call) -> list[Path]:
    """Write what is not there as it should be, and have systemd read it; nothing is started.

    Returns:
        The files that were written; none where all was as it should be.

    Raises:
        HostError: no permission, or a program fails.
    """
    written = []
    for path, text in files(installation, places).items():
        try:
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            write_atomically(path, text.encode())
        except OSError as error:
            raise HostError(f"{path} can't be written: {error.strerror}") from error
        written.append(path)
    if places.accounts is not None and places.accounts / "maskgate.conf" in written:
        call(["systemd-sysusers", str(places.accounts / "maskgate.conf")])
    if written:
        call([*_systemctl(installation), "daemon-reload"])
    return written


def uninstall(installation: Installation, places: Places, call: Call) -> list[Path]:
    """Stop the gate, take its units away; its account and HOME stay.

    Returns:
        The files that were removed.

    Raises:
        HostError: no permission, or a program fails.
    """
    found = [path for path in files(installation, places) if path.exists()]
    if places.units / SERVICE in found:
        call([*_systemctl(installation), "disable", "--now", SERVICE])
    for path in found:
        try:
            path.unlink()
        except OSError as error:
            raise HostError(f"{path} can't be removed: {error.strerror}") from error
    if found:
        call([*_systemctl(installation), "daemon-reload"])
    return found


def groups_here(window: str | None = None) -> tuple[str, ...]:
    """Those of the groups that the gate needs for its devices, and this system has."""
    known = {group.gr_name for group in grp.getgrall()}
    wanted = (*GROUPS, TOUCH_GROUP) if window == "eglfs" else GROUPS
    return tuple(name for name in wanted if name in known)


def call(words: list[str]) -> None:
    """Run a program of systemd.

    Raises:
        HostError: it is missing or fails.
    """
    if shutil.which(words[0]) is None:
        raise HostError(f"{words[0]} is missing: this machine is not run by systemd")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise HostError(f"`{' '.join(words)}` failed: {(done.stderr or done.stdout).strip() or done.returncode}")


def _systemctl(installation: Installation) -> list[str]:
    return ["systemctl", *([] if installation.account else ["--user"])]
