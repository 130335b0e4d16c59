"""Looks at everything a gate needs, and names the command that mends what is missing."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Literal

from engines.errors import ModelError
from engines.registry import resolve
from gate.access.precautions import precautions
from gate.capture.errors import CaptureError
from gate.capture.reader import open_source
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.home import Home
from gate.networks import open_networks, policy_of
from gate.settings import Settings, SettingsError, read_settings

CAMERA_SECONDS = 8.0
"""How long a camera may take to give its first picture."""

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    state: State
    detail: str
    """What was found and, where it is not well, the command or step that mends it."""


def examine(home: Home, *, camera: bool) -> Iterator[Finding]:
    """Look at one thing after the other; a failed one does not hide the rest.

    Args:
        home: The gate's folder.
        camera: Also open the camera and wait for a picture.
    """
    yield _home(home)
    try:
        settings = read_settings(home.settings)
        yield Finding("settings", "ok", str(home.settings) if home.settings.exists() else "defaults (no gate.toml)")
    except SettingsError as error:
        yield Finding("settings", "failed", str(error))
        settings = Settings()
    yield _checked("detector", lambda: _model(settings.models.detector, home))
    yield _checked("recogniser", lambda: _model(settings.recognition.model, home))
    yield _checked("backend", lambda: open_networks(settings, home).running)
    yield _checked("threshold", lambda: _threshold(settings, home))
    yield _gallery(settings, home)
    yield _opencv()
    yield _screen()
    if settings.liveness.mode == "off":
        yield Finding("liveness", "warning", "off: a photograph of an enrolled person opens the door")
    yield from _door(settings, home)
    if camera:
        yield _checked("camera", lambda: _camera(settings.camera.source))


def _checked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, "ok", look())
    except (ModelError, GalleryError, CaptureError) as error:
        return Finding(what, "failed", str(error))


def _home(home: Home) -> Finding:
    existing = next(path for path in (home.path, *home.path.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        return Finding(
            "home", "failed", f"{home.path} can't be written: `chown` it to this user or choose another --home"
        )
    return Finding("home", "ok", str(home.path))


def _model(name: str, home: Home) -> str:
    model = resolve(name, cache=home.models)
    return f"{model.card.name}, digest {model.card.digest[:12]}…, {model.card.licence}"


def _threshold(settings: Settings, home: Home) -> str:
    model = resolve(settings.recognition.model, kind="recogniser", cache=home.models)
    policy = policy_of(model, settings)
    return f"cosine {policy.threshold:.3f} at FMR {policy.fmr:g} ({policy.cell})"


def _gallery(settings: Settings, home: Home) -> Finding:
    if not home.gallery.exists():
        return Finding("gallery", "warning", "nobody is enrolled yet: `gate enrol NAME IMAGE… --consent TEXT`")

    def count() -> str:
        space = resolve(settings.recognition.model, kind="recogniser", cache=home.models).card.template_space
        with Gallery.open(home.gallery, template_space=space, read_only=True) as gallery:
            people = gallery.people()
        return f"{len(people)} people, {sum(person.templates for person in people)} templates"

    return _checked("gallery", count)


def _opencv() -> Finding:
    installed = sorted({d.name for d in distributions() if d.name.lower().startswith("opencv")})
    if {"opencv-python", "opencv-contrib-python"} & set(installed):
        return Finding(
            "opencv",
            "failed",
            f"{' and '.join(installed)} bring a Qt that breaks the kiosk: "
            "`pip uninstall opencv-python opencv-contrib-python`, then "
            "`pip install --force-reinstall opencv-python-headless`",
        )
    return Finding("opencv", "ok", ", ".join(installed) or "from the system")


def _screen() -> Finding:
    if importlib.util.find_spec("PyQt5") is None:
        return Finding("screen", "warning", "no PyQt5, so only --headless runs: `apt install python3-pyqt5`")
    return Finding("screen", "ok", "PyQt5")


def _door(settings: Settings, home: Home) -> Iterator[Finding]:
    lock = settings.door.fitted
    yield Finding("door", "ok", f"{lock.type} lock, wiring {lock.wiring}, line {settings.door.line}")
    for sentence in precautions(settings.door, settings.outputs):
        yield Finding("door", "warning", sentence)
    packages = {"gpio": "gpiod", "modbus": "pymodbus", "mqtt": "paho", "osdp": "osdp"}
    wanted = {settings.door.line, *(name for name, table in settings.outputs if table is not None)}
    for name in sorted(wanted & packages.keys()):
        if importlib.util.find_spec(packages[name]) is None:
            yield Finding("door", "failed", f"{name} needs {packages[name]}: `pip install 'maskgate[door]'`")
    for path in sorted((home.path / "keys").glob("*.key")):
        if path.stat().st_mode & 0o077:
            yield Finding("door", "warning", f"{path} can be read by others: `chmod 600 {path}`")


def _camera(source: str) -> str:
    if Path(source).exists():
        return f"{source} is a file or folder"
    with open_source(source) as reader:
        frame = reader.newest(CAMERA_SECONDS)
        if frame is None:
            raise CaptureError(
                f"{reader.description} gives no picture ({reader.status.detail or reader.health.value}): "
                "check the cable, or name another camera in gate.toml, [camera] source"
            )
        height, width = frame.image.shape[:2]
        return f"{reader.description}, {width}×{height}"
