"""How the gate is, at one moment: what metrics, health and the update look at. No name, no id, no score of anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from gate.access.door_types import DoorState
from gate.capture.types import Health


@dataclass(frozen=True)
class OutputCondition:
    """Of one output."""

    name: str
    works: bool
    dropped: int
    """Messages that were never delivered."""


@dataclass(frozen=True)
class Condition:
    """Of one gate."""

    version: str
    uptime: float
    """Seconds."""
    stall: str | None
    """What stands still; None: nothing."""
    lost: tuple[str, ...]
    """What is missing to recognise faces; not empty: the degraded mode."""
    started: bool
    """A picture was judged, or it is known why none can be."""
    camera: Health
    picture_age: float | None
    """Seconds since the newest picture; None: there was none."""
    frame_rate: float
    """Pictures judged in a second, lately."""
    captured: int
    judged: int
    credentials_dropped: int
    fault: bool
    """Pictures come, but the gallery or a network fails; the log says why."""
    clock_sure: bool
    door: DoorState
    outputs: tuple[OutputCondition, ...]
    audit_works: bool
    audit_head: int | None
    """Number of the newest row; None: it can't be read."""
    gallery_revision: int | None
    """None: the gallery can't be read."""
    people: int | None
    key_kinds: tuple[str, ...]
    """What opens the gallery: "tpm", "passphrase", "file"."""
    liveness: str
    model: str
    """SHA-256 of the recogniser's file; empty: there is none."""
    settings_refused: bool
    """The file has changed and can't be used; what was read before holds."""
    restart_needed: tuple[str, ...]
    """Keys that have changed and take effect with the next start."""
    logs_lost: int
    """Log lines that could not be written."""
    warnings: tuple[str, ...] = field(default=())
    """What an operator has to know of this installation."""

    @property
    def healthy(self) -> bool:
        """The gate gets on; a restart would not help."""
        return self.stall is None

    @property
    def ready(self) -> bool:
        """Whoever is enrolled can be let in by their face now."""
        sound = self.audit_works and self.gallery_revision is not None and self.door is not DoorState.FAULT
        return self.healthy and self.started and not self.lost and not self.fault and sound

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        said = asdict(self) | {"camera": self.camera.value, "door": self.door.value}
        return {"healthy": self.healthy, "ready": self.ready, "degraded": bool(self.lost), **said}


Inspect = Callable[[], Condition]

KEY_FILE_WARNING = "a stolen disk reveals the templates: a key file on it opens the gallery"


def own_version() -> str:
    """Of this program; "unknown" where it runs without having been installed."""
    try:
        return version("maskgate")
    except PackageNotFoundError:
        return "unknown"
