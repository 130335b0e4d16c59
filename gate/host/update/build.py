"""Makes a release: an environment of its own with the program in it, or a copy of a folder that holds one already."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from gate.host.update.errors import UpdateError
from gate.host.update.releases import Releases

BUILD_SECONDS = 1800
ASK_SECONDS = 60


def build(releases: Releases, source: Path, *, extras: str = "", offline: bool = False, system: bool = False) -> int:
    """Make a release and try whether its program answers at all.

    Args:
        releases: Where.
        source: A wheel of MaskGate; a folder with one and all it needs (nothing is fetched then); or a folder with
            `bin/gate`, taken as it is.
        extras: As in `maskgate[door]`: `door`.
        offline: Fetch nothing.
        system: See the system's packages as well: PyQt5 and TensorRT on a Jetson.

    Returns:
        Its number.

    Raises:
        UpdateError: it can't be made or does not answer; nothing is left of it.
    """
    if not source.exists():
        raise UpdateError(f"there is no {source}: name a wheel, or a folder with one")
    releases.tidy()
    number = releases.begin()
    folder = releases.path(number)
    try:
        if (source / "bin" / "gate").exists():
            shutil.copytree(source, folder, symlinks=True, dirs_exist_ok=True)
        else:
            _install(folder, _wheel(source), extras, offline=offline or source.is_dir(), system=system)
        _ask(folder / "bin" / "gate")
        releases.complete(number, source.name)
    except (OSError, shutil.Error, UpdateError) as error:
        releases.discard(number)
        raise UpdateError(f"no release could be made of {source}, nothing was changed: {error}") from None
    except BaseException:
        releases.discard(number)
        raise
    return number


def _wheel(source: Path) -> Path:
    wheels = [source] if source.is_file() else sorted(source.glob("maskgate-*.whl"))
    if len(wheels) != 1:
        raise UpdateError(f"it holds {len(wheels)} wheels of MaskGate and no bin/gate")
    if wheels[0].suffix != ".whl" or not zipfile.is_zipfile(wheels[0]):
        raise UpdateError(f"{wheels[0].name} is no wheel, or a damaged one")
    return wheels[0].resolve()


def _install(folder: Path, wheel: Path, extras: str, *, offline: bool, system: bool) -> None:
    _run([sys.executable, "-m", "venv", *(["--system-site-packages"] if system else []), str(folder)])
    what = f"maskgate{f'[{extras}]' if extras else ''} @ {wheel.as_uri()}"
    options = ["--find-links", str(wheel.parent), *(["--no-index"] if offline else [])]
    _run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *options, what])


def _run(words: list[str]) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS)
    except subprocess.TimeoutExpired:
        raise UpdateError(f"`{words[0]}` did not end within {BUILD_SECONDS} s") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise UpdateError(said[-1] if said else f"`{words[0]}` failed")


def _ask(program: Path) -> None:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=ASK_SECONDS)
    except subprocess.TimeoutExpired:
        raise UpdateError("its `gate --version` does not answer") from None
    if done.returncode:
        raise UpdateError("its `gate --version` fails")
