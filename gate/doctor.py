"""Looks at everything a gate needs, and names the command that mends what is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Literal

from engines.errors import ModelError
from engines.liveness.known import KNOWN
from engines.registry import Model, resolve
from gate.access.errors import AccessError, AuditError
from gate.access.precautions import precautions
from gate.auditing import open_audit
from gate.capture.errors import CaptureError
from gate.capture.reader import open_source
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.gallery.keys.keyring import read_slots
from gate.home import Home
from gate.kernel_clock import synchronised
from gate.liveness import mode_at
from gate.networks import open_networks, policy_of
from gate.settings import Settings, SettingsError, read_settings
from gate.thresholds import GalleryPolicy, expect
from gate.vault import NO_KEY, open_gallery, unlock
from gate.vision.liveness.passive import installed, open_passive
from gate.witness import open_access

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
    values: dict[str, Any] | None = None
    """The same in numbers, where there are any."""


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
    yield _disk(home)
    yield _checked("detector", lambda: _model(settings.models.detector, home))
    yield _checked("recogniser", lambda: _model(settings.recognition.model, home))
    yield _checked("backend", lambda: open_networks(settings, home).running)
    yield _threshold(settings, home)
    yield _keys(home)
    yield _gallery(settings, home)
    yield _checked("rules", lambda: _rules(home))
    yield _audit(settings, home)
    yield _clock(settings)
    if settings.policy.mask == "must_wear":
        yield Finding(
            "mask", "warning", "policy.mask is must_wear and no mask classifier is fitted: every face is refused"
        )
    yield _opencv()
    yield _screen()
    yield liveness(settings, home)
    yield from _door(settings, home)
    if camera:
        yield _checked("camera", lambda: _camera(settings.camera.source))


def liveness(settings: Settings, home: Home) -> Finding:
    """What the liveness settings and what is installed come to now."""
    there = installed(home.models)
    mode = mode_at(settings.liveness, datetime.now().astimezone(), installed=there)
    if mode == "off":
        return Finding("liveness", "warning", "off: a photograph of an enrolled person opens the door")
    if mode in ("passive", "both"):
        passive = f"{mode}; {', '.join(known.name for known in KNOWN)}"
        try:
            open_passive(home.models, threads=1, threshold=settings.liveness.passive_threshold)
        except ModelError as error:
            return Finding("liveness", "failed", f"{mode} is asked for, and nobody is let in by face: {error}")
        return Finding("liveness", "ok", passive)
    rest = "" if there else "; no passive networks are installed (`gate models add liveness FILE…`)"
    return Finding("liveness", "ok", f"challenge of {settings.liveness.steps} movements{rest}")


def _checked(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, "ok", look())
    except (ModelError, GalleryError, CaptureError, AccessError) as error:
        return Finding(what, "failed", str(error))


def _home(home: Home) -> Finding:
    existing = next(path for path in (home.path, *home.path.parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        return Finding(
            "home", "failed", f"{home.path} can't be written: `chown` it to this user or choose another --home"
        )
    return Finding("home", "ok", str(home.path))


LITTLE_SPACE = 500_000_000
"""Bytes: less, and the log, whose every decision must be written, may soon have no room."""


def _disk(home: Home) -> Finding:
    existing = next(path for path in (home.path, *home.path.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    said = f"{free / 1e9:.1f} GB free at {existing}"
    if free < LITTLE_SPACE:
        return Finding("disk", "warning", f"{said}: once it is full nobody is let in, so make room")
    return Finding("disk", "ok", said)


def _model(name: str, home: Home) -> str:
    model = resolve(name, cache=home.models)
    return f"{model.card.name}, digest {model.card.digest[:12]}…, {model.card.licence}"


def _threshold(settings: Settings, home: Home) -> Finding:
    try:
        model = resolve(settings.recognition.model, kind="recogniser", cache=home.models)
        index = _index(model, settings, home)
        policy = GalleryPolicy(model, settings)(index) if index else policy_of(model, settings, comparisons=0)
        expectation = expect(model, settings, policy, index)
    except (ModelError, GalleryError) as error:
        return Finding("threshold", "failed", str(error))
    measured = not expectation.not_measured and all(cell.status == "measured" for cell in policy.cells)
    return Finding("threshold", "ok" if measured else "warning", "; ".join(expectation.lines()), asdict(expectation))


def _index(model: Model, settings: Settings, home: Home) -> Index | None:
    """The gallery; None where there is none, or none that can be read (which is a finding of its own)."""
    try:
        store, space = unlock(home, settings, ask=False), model.card.template_space
        with open_gallery(home, settings, template_space=space, read_only=True, store=store) as gallery:
            return gallery.index()
    except GalleryError:
        return None


def _keys(home: Home) -> Finding:
    if not home.keyring.exists():
        return Finding("keys", "warning", NO_KEY)
    try:
        slots = read_slots(home.keyring)
    except GalleryError as error:
        return Finding("keys", "failed", str(error))
    opens = "the gallery opens with: " + ", ".join(slot.label for slot in slots)
    if any(slot.kind == "file" for slot in slots):
        return Finding(
            "keys",
            "warning",
            f"{opens}; a stolen disk reveals the templates: `gate keys add --tpm` (or `--passphrase`), then "
            "`gate keys remove` the file",
        )
    return Finding("keys", "ok", opens)


def _gallery(settings: Settings, home: Home) -> Finding:
    if not home.gallery.exists():
        return Finding("gallery", "warning", "nobody is enrolled yet: `gate enrol NAME IMAGE… --consent TEXT`")

    def count() -> str:
        space = resolve(settings.recognition.model, kind="recogniser", cache=home.models).card.template_space
        store = unlock(home, settings, ask=False)
        with open_gallery(home, settings, template_space=space, read_only=True, store=store) as gallery:
            people = gallery.people()
        return f"sealed, {len(people)} people, {sum(person.templates for person in people)} templates"

    return _checked("gallery", count)


def _rules(home: Home) -> str:
    if not home.access.exists():
        return "none: everybody enrolled may pass"
    with open_access(home, read_only=True) as access:
        book = access.rules.rulebook()
    if not book.groups:
        return f"revision {book.revision}, no group: everybody enrolled may pass"
    return f"revision {book.revision}, {len(book.groups)} groups, {len(book.schedules)} schedules"


def _audit(settings: Settings, home: Home) -> Finding:
    if not home.audit.exists():
        return Finding("audit", "ok", "no log yet: it begins with the first `gate run`")
    try:
        with open_audit(home, read_only=True) as log:
            last = log.head().seq
    except AuditError as error:
        return Finding("audit", "failed", str(error))
    rules = settings.audit
    if not rules.anchor_file and not rules.anchor_syslog:
        return Finding("audit", "warning", f"{last} rows, no anchor: set audit.anchor_file to a file on another disk")
    folder = Path(rules.anchor_file).parent
    if rules.anchor_file and folder.exists() and folder.stat().st_dev == home.path.stat().st_dev:
        return Finding("audit", "warning", f"{last} rows, and the anchor {rules.anchor_file} lies on the same disk")
    return Finding("audit", "ok", f"{last} rows, anchored at {rules.anchor_file or rules.anchor_syslog}")


def _clock(settings: Settings) -> Finding:
    if synchronised():
        return Finding("clock", "ok", "kept right")
    effect = "rules trust it anyway" if settings.policy.clock == "trust" else "nobody passes by hours or dates"
    return Finding("clock", "warning", f"the kernel knows of nothing that keeps it right, so {effect}: set up NTP")


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
