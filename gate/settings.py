"""The gate's settings: `HOME/gate.toml`, every key documented here, every value checked before it is used."""

from __future__ import annotations

import difflib
import sys
from datetime import datetime, time
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from engines.backend import Precision
from gate.access.settings import DoorSettings, OutputsSettings
from gate.host.settings import LogSettings, MetricsSettings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
    backend: Literal["cpu", "cuda", "tensorrt", "onnxruntime-tensorrt"] = "cpu"
    """What must run the networks; another one is never taken instead. `tensorrt`: engines from HOME/engines; the
    others: ONNX Runtime on the CPU, through CUDA, or through its own TensorRT provider."""
    precision: Precision = "fp32"
    """The recogniser's. On ONNX Runtime `fp32` is the model's own file; everything else is made by `build-engine`, lies
    in HOME/engines and is found by what its sidecar says."""
    detector_precision: Precision = "fp32"
    """The detector's."""
    threads: int = Field(default=1, ge=1, le=64)
    """CPU threads inside one network run. More is rarely worth it: other work needs the cores too."""


class RecognitionSettings(_Table):
    """`[recognition]`."""

    model: str = "maskgate-3"
    """Built-in name or path of an ONNX file with its card. `sface` is the base recogniser: less sure of masks, and free
    to use (Apache-2.0), while the default is for non-commercial research."""
    fmr: float | None = Field(default=None, gt=0, lt=0.1)
    """Wanted false match rate of one comparison; the threshold is the card's operating point at it, or the next
    stricter. Left out, like `fpir`: the lowest that the card was measured at in all its cells."""
    fpir: float | None = Field(default=None, gt=0, lt=0.1)
    """Instead of `fmr`: wanted share of strangers' attempts that end in a grant, whoever they are taken for. The more
    people are enrolled, the stricter the threshold; by approximation, see docs/thresholds.md."""
    extrapolated: bool = False
    """Also take operating points that were estimated beyond the data, not measured."""
    strangers_a_day: float = Field(default=10, gt=0, le=1e6)
    """Attempts by strangers, for the expected days between two false opens that `gate doctor` prints."""
    staff_a_day: float | None = Field(default=None, gt=0, le=1e6)
    """Attempts by enrolled people, for the same. Left out: two for everybody enrolled."""
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
    enrol_quality: float = Field(default=0.5, ge=0, le=1)
    """Pictures below this quality (0..1) are not enrolled: every second one like them would match its person."""
    max_frame_age: float = Field(default=1.0, gt=0, le=10)
    """Seconds after which a frame is too old to decide on."""

    @model_validator(mode="after")
    def _one_rate(self) -> RecognitionSettings:
        if self.fmr is not None and self.fpir is not None:
            raise ValueError("fmr and fpir exclude each other, keep one of them")
        return self


LivenessMode = Literal["off", "passive", "challenge", "both"]


class LivenessHours(_Table):
    """`[[liveness.schedule]]`: hours with a mode of their own; the first that holds counts."""

    mode: LivenessMode
    """See `liveness.mode`."""
    days: frozenset[Day] = frozenset(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    """`["mon", "tue", …]`"""
    start: time = time(0)
    """Local time of the machine, `08:00:00`."""
    end: time = time(0)
    """Local time; at or before `start`: on the next day."""

    def holds(self, local: datetime) -> bool:
        """Whether a moment, in the machine's local time, lies in these hours."""
        today, yesterday = DAYS[local.weekday()], DAYS[(local.weekday() - 1) % 7]
        now = local.time()
        if self.start < self.end:
            return today in self.days and self.start <= now < self.end
        return (today in self.days and now >= self.start) or (yesterday in self.days and now < self.end)


class LivenessSettings(_Table):
    """`[liveness]`: whether what the camera shows is a live face. It can only deny."""

    mode: LivenessMode | None = None
    """`challenge` asks for movements; `passive` has networks look at one picture (`gate models add liveness`); `both`
    wants both; `off` lets a photograph open the door. Left out: `both` where the networks are installed, else
    `challenge`; `off` for a recording that moves no door."""
    steps: int = Field(default=4, ge=2, le=5)
    """Movements of a challenge. A video of an earlier visit meets them by chance once in 28 (2), 116 (3), 700 (4) or
    3684 (5); each takes about a second."""
    passive_threshold: float = Field(default=0.5, gt=0, lt=1)
    """Mean probability of a live face, of both networks, that is enough."""
    schedule: tuple[LivenessHours, ...] = ()
    """Hours with another mode."""


class MaskSettings(_Table):
    """`[mask]`."""

    model: str = "mask_state"
    """What tells bare faces from masked ones: built-in name or path of an ONNX file with its card. Empty: nothing
    does, and every face is judged at the strictest threshold unless an operator has said what it wears."""


class PrivacySettings(_Table):
    """`[privacy]`."""

    key: Literal["tpm", "passphrase", "file"] | None = None
    """What guards the gallery's key when the gate makes one by itself: `tpm` opens unattended and only on this machine,
    `passphrase` is asked for at every start, `file` lies on the same disk, so that a stolen disk reveals the templates.
    Left out: nothing is enrolled before `gate keys init` was told."""
    consent_version: str = Field(default="1", min_length=1, max_length=60)
    """Of the text that people sign on the screen when they are enrolled; it is kept with their consent."""
    consent_text: str = Field(default="", max_length=8000)
    """What they read and sign. Empty: the program's own, which says what is kept, why, and that it can be deleted."""
    tpm_pcrs: str = Field(default="", pattern=r"^(sha\d+:\d+(,\d+)*)?$")
    """State of the boot that a TPM's key is bound to, like `sha256:7` (Secure Boot); empty: to the machine alone."""
    retention_days: int | None = Field(default=None, ge=1, le=3650)
    """People are removed so many days after they were last let in (or enrolled, if never): by the running gate, and by
    `gate people purge`, whose `--dry-run` shows whom it would be. Left out: nobody is."""


class PolicySettings(_Table):
    """`[policy]`: what holds for everybody. Groups, schedules and people are in `access.db` (`gate access`)."""

    requirement: Literal["face", "credential", "any", "badge_and_pin", "both"] = "face"
    """What everybody enrolled must show while no group exists; from the first group on, windows of schedules say it."""
    claims_first: bool = False
    """Compare faces with nobody until a badge or PIN has said whose they are to be (1:1 instead of 1:N)."""
    claim_fmr: float | None = Field(default=None, gt=0, lt=0.1)
    """Wanted false match rate of a face that is compared with one claimed person (1:1).
    Left out: `recognition.fmr`."""
    credential_seconds: float = Field(default=10.0, ge=1, le=120)
    """How long a badge or PIN waits for its face, and a face for its badge or PIN."""
    mask: Literal["must_wear", "remind", "dont_care"] = "dont_care"
    """`must_wear` refuses every face on which a mask is not certain; `remind` lets in and asks for one."""
    clock: Literal["strict", "trust"] = "strict"
    """`strict`: while the clock is in doubt (not synchronised, or it has jumped), nobody passes by a rule that depends
    on the time, and every window's requirement is asked for. `trust`: take the clock as it is."""
    camera_lost: Literal["closed", "credential", "badge_and_pin"] = "closed"
    """What stands in for the face while there is no picture or no working recogniser; `closed`: nothing. Otherwise the
    gate also starts, and works, without a recogniser."""
    pin_digits: int = Field(default=6, ge=4, le=12)
    """The fewest digits of a new PIN."""
    failures: int = Field(default=5, ge=1, le=10)
    """Wrong PINs, or faces that are not the badge's, in a row; from then on each one is followed by a wait."""
    failure_seconds: float = Field(default=30.0, ge=1, le=3600)
    """That wait. Only the claimed person's badge and PIN wait."""
    disable_after: int = Field(default=100, ge=10, le=100)
    """Failures in a row after which a person's badge and PIN stay closed until `gate access unlock`."""
    alarm_failures: int = Field(default=10, ge=2, le=1000)
    """Refusals, whoever's, within `alarm_seconds` that raise an alarm."""
    alarm_seconds: float = Field(default=60.0, ge=1, le=3600)
    """See `alarm_failures`."""
    passage_seconds: float = Field(default=5.0, ge=0, le=60)
    """A second face within so long after a grant is put on record (tailgating); 0: never."""
    admin_idle_seconds: float = Field(default=300.0, ge=30, le=3600)
    """An administrator who does nothing for so long is logged out."""
    admin_session_seconds: float = Field(default=28800.0, ge=60, le=86400)
    """An administrator is logged out after so long in any case."""
    door_accounts: bool = False
    """`gate door` takes orders only with the name and password of an administrator who has the role manage."""
    duress_syslog: str = ""
    """`HOST:PORT` that a duress PIN is reported to, by syslog over UDP. Empty: not so."""
    duress_outputs: tuple[Literal["mqtt", "webhook"], ...] = ()
    """Outputs that a duress PIN is reported to: MQTT under `<topic>/duress`, the webhook as an event of its own.
    Neither screen nor open log nor any other output shows it."""


class AuditSettings(_Table):
    """`[audit]`."""

    anchor_file: str = ""
    """A file on another disk or machine that the head of the log is appended to. Empty: none."""
    anchor_syslog: str = ""
    """A socket like `/dev/log`, or `HOST:PORT` (UDP), that the head of the log is sent to. Empty: none."""
    anchor_mqtt: bool = False
    """Publish the head on `<topic>/audit` of `[outputs.mqtt]`, retained."""
    anchor_rows: int = Field(default=100, ge=1)
    """The head is written down after so many new rows."""
    anchor_seconds: float = Field(default=60.0, ge=1)
    """Or after so many seconds, if there are new rows."""
    retention_days: int | None = Field(default=None, ge=1)
    """Rows older than this are removed and leave a signed stub. Left out: rows stay."""


class UiSettings(_Table):
    """`[ui]`."""

    gate: str = Field(default="Main entrance", min_length=1, max_length=60)
    """The gate's name on the screen and in events."""
    theme: Literal["dark", "light", "high_contrast"] = "dark"
    """Colours of all screens."""
    language: str = Field(default="en", pattern=r"^(auto|[a-z]{2,3})$")
    """Of all screens at their start: `en`, `ja`, or another of gate/assets/translations; `auto`: the system's."""
    languages: tuple[str, ...] = ("en", "ja")
    """What a visitor may choose at the kiosk; with one or none there is nothing to choose."""
    pin_pad: bool = False
    """Offer badge numbers and PINs to be typed at the kiosk."""
    reception: str = Field(default="", max_length=40)
    """How reception is reached from the gate, shown with every refusal: a telephone number, a bell. Empty: not said."""
    privacy_notice: str = Field(default="", max_length=4000)
    """Shown at the kiosk on request, beside what the program itself does with pictures: who is responsible, why, and
    whom to ask."""
    sound: bool = True
    """Short tones with what the screen says, where the machine can play them."""
    dim_seconds: float = Field(default=60.0, ge=0, le=86400)
    """The screen dims after so long without anybody before it; 0: never."""


class Settings(_Table):
    """The whole file."""

    camera: CameraSettings = CameraSettings()
    models: ModelSettings = ModelSettings()
    recognition: RecognitionSettings = RecognitionSettings()
    liveness: LivenessSettings = LivenessSettings()
    mask: MaskSettings = MaskSettings()
    privacy: PrivacySettings = PrivacySettings()
    policy: PolicySettings = PolicySettings()
    audit: AuditSettings = AuditSettings()
    door: DoorSettings = DoorSettings()
    outputs: OutputsSettings = OutputsSettings()
    metrics: MetricsSettings = MetricsSettings()
    logs: LogSettings = LogSettings()
    ui: UiSettings = UiSettings()

    @model_validator(mode="after")
    def _outputs_there(self) -> Settings:
        if self.audit.anchor_mqtt and self.outputs.mqtt is None:
            raise ValueError("audit.anchor_mqtt needs a broker: [outputs.mqtt]")
        for name in self.policy.duress_outputs:
            if getattr(self.outputs, name) is None:
                raise ValueError(f"policy.duress_outputs names {name}, which [outputs.{name}] does not set up")
        return self


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
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"the settings {path} are no valid TOML: {error}") from None
    except ValidationError as error:
        raise SettingsError(f"the settings {path}: {_explain(error)}") from None


def settings_or_defaults(path: Path) -> tuple[Settings, str | None]:
    """The settings, or the defaults with what is wrong: a screen starts anyway, and says so.

    The defaults move no lock (`door.line` is `simulated`), so that nobody is let in by rules that nobody wrote.
    """
    try:
        return read_settings(path), None
    except SettingsError as error:
        return Settings(), str(error)


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "value_error":
        return f"{key}: {first['ctx']['error']}"
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
