"""The gate's settings: `HOME/gate.toml`, every key documented here, every value checked before it is used."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gate.access.settings import DoorSettings, OutputsSettings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class SettingsError(Exception):
    """The settings can't be used. The message is one sentence for a person: file, key, and what is expected."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CameraSettings(_Table):
    """`[camera]`."""

    source: str = "usb:0"
    """`usb:0`, `csi:0`, `rtsp://…`, a video file, a folder of images, or `demo`."""


class ModelSettings(_Table):
    """`[models]`."""

    detector: str = "yunet"
    """Built-in name or path of an ONNX file with its card."""
    backend: Literal["cpu", "cuda", "tensorrt"] = "cpu"
    """What must run the networks. Another one is never taken instead."""
    threads: int = Field(default=1, ge=1, le=64)
    """CPU threads inside one network run. More is rarely worth it: other work needs the cores too."""


class RecognitionSettings(_Table):
    """`[recognition]`."""

    model: str = "sface"
    """Built-in name or path of an ONNX file with its card."""
    fmr: float | None = Field(default=None, gt=0, lt=0.1)
    """Wanted false match rate of one comparison; the threshold is the card's operating point at it.
    Left out: the lowest that the card was measured at in all its cells."""
    min_looks: int = Field(default=3, ge=1, le=20)
    """Looks at a face that must agree on one person before the door opens."""
    max_looks: int = Field(default=8, ge=1, le=40)
    """An attempt is judged on its first so many looks; at least `min_looks`."""
    one_face: bool = True
    """Refuse while more than one face is in front of the door."""
    margin: float = Field(default=0.05, ge=0, le=1)
    """By how much the best person's cosine must exceed the runner-up's."""
    min_quality: float = Field(default=0.3, ge=0, le=1)
    """Looks below this quality (0..1) are not compared."""
    enrol_quality: float = Field(default=0.4, ge=0, le=1)
    """Pictures below this quality (0..1) are not enrolled."""
    max_frame_age: float = Field(default=1.0, gt=0, le=10)
    """Seconds after which a frame is too old to decide on."""


class LivenessSettings(_Table):
    """`[liveness]`."""

    mode: Literal["off"] = "off"
    """Presentation attack detection. Only `off` exists in this version; every run says so."""


class UiSettings(_Table):
    """`[ui]`."""

    gate: str = Field(default="Main entrance", min_length=1, max_length=60)
    """The gate's name on the screen and in events."""


class Settings(_Table):
    """The whole file."""

    camera: CameraSettings = CameraSettings()
    models: ModelSettings = ModelSettings()
    recognition: RecognitionSettings = RecognitionSettings()
    liveness: LivenessSettings = LivenessSettings()
    door: DoorSettings = DoorSettings()
    outputs: OutputsSettings = OutputsSettings()
    ui: UiSettings = UiSettings()


def read_settings(path: Path) -> Settings:
    """Read and check `gate.toml`; a missing file gives the defaults.

    Raises:
        SettingsError: the file can't be read, is no TOML, or holds an unknown key or a value out of range.
    """
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"the settings {path} can't be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the settings {path} are no valid TOML: {error}") from None
    except ValidationError as error:
        raise SettingsError(f"the settings {path}: {_explain(error)}") from None


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"{key} = {first['input']!r}: {first['msg']}"
    near = difflib.get_close_matches(key, _keys(Settings()), n=1, cutoff=0.5)
    return f"unknown key {key}" + (f", did you mean {near[0]}?" if near else "")


def _keys(table: BaseModel, prefix: str = "") -> list[str]:
    keys: list[str] = []
    for name, value in _fields(table).items():
        keys.append(prefix + name)
        if isinstance(value, BaseModel):
            keys.extend(_keys(value, f"{prefix}{name}."))
    return keys


def _fields(table: BaseModel) -> dict[str, Any]:
    return {name: getattr(table, name) for name in type(table).model_fields}
