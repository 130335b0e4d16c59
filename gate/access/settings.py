"""The tables `[door]` and `[outputs]` of `gate.toml`; the drivers take them as they are."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gate.access.errors import LockError
from gate.access.lock import MAX_UNLOCK, Lock, LockType, Wiring
from gate.access.wiegand import encode

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
Contact = Literal["no", "nc"]
"""A contact between an input and ground. `no`: closed while what it stands for is so; `nc`: open while it is so, and
then a cut wire reads the same."""


class Table(BaseModel):
    """A table of the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GpioSettings(Table):
    """`[door.gpio]`: lines of a GPIO chip, by number, or by name as `gpioinfo` shows it."""

    chip: str = "/dev/gpiochip0"
    """The chip's device file."""
    relay: int | str = 0
    """The line that drives the lock."""
    active_low: bool = False
    """The relay board draws on a low level."""
    door: int | str | None = None
    """Door contact."""
    door_contact: Contact = "nc"
    """`nc`: the contact opens as the door opens, so that a cut wire reads as an open door."""
    exit: int | str | None = None
    """Exit button."""
    exit_contact: Contact = "no"
    """Closed while pressed."""
    emergency: int | str | None = None
    """The fire alarm's monitoring contact."""
    emergency_contact: Contact = "nc"
    """Opens in an alarm."""


class ModbusSettings(Table):
    """`[door.modbus]`: a relay board on TCP or on a serial line."""

    address: str = "/dev/ttyUSB0"
    """`HOST:PORT` of a Modbus/TCP board, or the device file of a serial line."""
    baud: int = Field(default=9600, ge=1200, le=921600)
    """Of a serial line; 8 data bits, no parity, 1 stop bit."""
    unit: int = Field(default=1, ge=1, le=247)
    """The board's number."""
    relay: int = Field(default=0, ge=0, le=255)
    """The relay's coil."""
    timed: Literal["no", "flash", "register"] = "no"
    """How the board ends a pulse by itself. `flash`: coil 0x0200 + relay takes tenths of a second (Waveshare's boards);
    `register`: holding register `timed_register` + relay does. `no`: the supervisor alone ends it, and a board that is
    cut off while it is on stays on."""
    timed_register: int = Field(default=0, ge=0, le=65535)
    """First of the registers for `register`."""
    timeout: float = Field(default=0.3, ge=0.05, le=5)
    """Seconds to wait for the board's answer."""
    door: int | None = Field(default=None, ge=0, le=65535)
    """Discrete input of the door contact."""
    door_contact: Contact = "nc"
    """As in `[door.gpio]`."""
    exit: int | None = Field(default=None, ge=0, le=65535)
    """Discrete input of the exit button."""
    exit_contact: Contact = "no"
    """As in `[door.gpio]`."""
    emergency: int | None = Field(default=None, ge=0, le=65535)
    """Discrete input of the fire alarm's monitoring contact."""
    emergency_contact: Contact = "nc"
    """As in `[door.gpio]`."""


class DoorSettings(Table):
    """`[door]`."""

    line: Literal["simulated", "gpio", "modbus"] = "simulated"
    """What drives the lock. `simulated` moves nothing."""
    lock: LockType = "fail_secure"
    """`fail_secure`: locked without power (most strikes); `fail_safe`: unlocked without power (magnets)."""
    wiring: Wiring | None = None
    """Contact of the relay that feeds the lock, `no` or `nc`, or `direct` for a transistor. Left out: `no` for a
    fail-secure lock, `nc` for a fail-safe one. A wiring that rests unlocked is refused."""
    side: Literal["secured", "unsecured"] = "secured"
    """Where this device hangs. On the unsecured side whoever opens it reaches the wires: use OSDP there."""
    pulse: float = Field(default=5.0, ge=0.5, le=MAX_UNLOCK)
    """Seconds that a grant unlocks for."""
    pulses: dict[str, float] = {}
    """Seconds for other classes of people: `pulses = {extended = 15.0}`."""
    classes: dict[str, str] = {}
    """The class of a person, by name or id: `classes = {"Anna Berg" = "extended"}`."""
    relock_on_close: bool = True
    """Lock as soon as the door has closed, even if time remains."""
    held_open: float = Field(default=30.0, ge=0, le=3600)
    """Seconds after which an open door raises an alarm; 0: never."""
    pre_alarm: float = Field(default=10.0, ge=0, le=3600)
    """Seconds of warning before that alarm."""
    forced_alarm: bool = True
    """Raise an alarm when the door opens while locked. Off where people leave by a handle that nothing reports."""
    exit_unlocks: bool = True
    """The exit button's input gives a pulse. Its hard-wired contact releases the lock in any case."""
    recognition_interval: float = Field(default=2.0, ge=0, le=60)
    """Seconds in which the same person is not let in again."""
    anti_passback: Literal["off", "soft", "hard"] = "off"
    """A person who is inside is let in again (`off`), reported (`soft`) or refused (`hard`)."""
    direction: Literal["in", "out"] = "in"
    """Which way people go who are recognised here."""
    passback_reset: float = Field(default=12.0, gt=0, le=168)
    """Hours after which nobody is taken for inside any more."""
    two_person: float = Field(default=0.0, ge=0, le=120)
    """Seconds within which a second person must be recognised before the door opens; 0: one is enough."""
    gpio: GpioSettings = GpioSettings()
    modbus: ModbusSettings = ModbusSettings()

    @model_validator(mode="before")
    @classmethod
    def _moved(cls, table: Any) -> Any:
        if isinstance(table, dict) and "unlock" in table:
            raise ValueError(
                "the hours in which the door stays unlocked have moved to the access rules: take unlock out here, "
                "`gate access schedules add NAME …` and `gate access hours add NAME`"
            )
        return table

    @model_validator(mode="after")
    def _sound(self) -> DoorSettings:
        try:
            _ = self.fitted
        except LockError as error:
            raise ValueError(str(error)) from None
        for name, seconds in self.pulses.items():
            if not 0.5 <= seconds <= MAX_UNLOCK:
                raise ValueError(f"door.pulses.{name} must be 0.5 to {MAX_UNLOCK:g} seconds")
        for person, kind in self.classes.items():
            if kind not in self.pulses:
                raise ValueError(f"door.classes names the class {kind!r} for {person}, which door.pulses does not hold")
        return self

    @property
    def fitted(self) -> Lock:
        """The lock and its wiring."""
        return Lock(self.lock, self.wiring or ("no" if self.lock == "fail_secure" else "nc"))

    def pulse_for(self, *names: str | None) -> float:
        """Seconds for a person, known by name or id."""
        kind = next((self.classes[name] for name in names if name and name in self.classes), None)
        return self.pulses[kind] if kind else self.pulse


class WebhookSettings(Table):
    """`[outputs.webhook]`: every event as a signed HTTP request."""

    url: str = Field(pattern=r"^https?://[^\s/]+")
    """`https://…`; plain `http://` only to this machine."""
    secret_file: str = "webhook.key"  # noqa: S105 - a file's name
    """File of the signing secret, absolute or in HOME/keys; at least 16 bytes."""
    timeout: float = Field(default=5.0, ge=0.1, le=60)
    """Seconds to wait for an answer."""
    keep: float = Field(default=3600.0, ge=1, le=604800)
    """Seconds for which an event that was not taken is tried again."""

    @model_validator(mode="after")
    def _private(self) -> WebhookSettings:
        address = urlsplit(self.url)
        if address.scheme == "http" and address.hostname not in LOOPBACK:
            raise ValueError(f"outputs.webhook.url must be https:// to another machine ({address.hostname})")
        return self


class MqttSettings(Table):
    """`[outputs.mqtt]`: state and events on a broker."""

    host: str
    """The broker's name or address."""
    port: int = Field(default=8883, ge=1, le=65535)
    """8883 with TLS, 1883 without."""
    tls: bool = True
    """Off only for a broker on this machine; credentials and commands refuse to go without it elsewhere."""
    ca_file: str | None = None
    """Certificate that signed the broker's; left out: those that the system trusts."""
    user: str | None = None
    """To sign in with; left out: anonymous."""
    password_file: str = "mqtt.key"  # noqa: S105 - a file's name
    """File of the password, absolute or in HOME/keys."""
    topic: str = Field(default="maskgate/gate", pattern=r"^[^#+\x00]+$")
    """Everything is published below it."""
    commands: bool = False
    """Take `LOCK`, `UNLOCK`, `OPEN` and emergencies from `<topic>/command`. Needs `user`, and whoever may write that
    topic opens the door: restrict it on the broker."""
    discovery: str | None = None
    """Home Assistant's prefix, `homeassistant`; left out: nothing is announced."""

    @model_validator(mode="after")
    def _authenticated(self) -> MqttSettings:
        if self.commands and self.user is None:
            raise ValueError("outputs.mqtt.commands needs outputs.mqtt.user: nobody anonymous opens a door")
        if not self.tls and (self.user or self.commands) and self.host not in LOOPBACK:
            raise ValueError(f"outputs.mqtt.tls must be on to sign in to another machine ({self.host})")
        return self


class OsdpSettings(Table):
    """`[outputs.osdp]`: this gate as a reader on a panel's RS-485 line; the panel decides and owns the lock."""

    device: str = "/dev/ttyUSB0"
    """The serial line."""
    baud: Literal[9600, 19200, 38400, 57600, 115200, 230400] = 9600
    """As the panel's."""
    address: int = Field(default=0, ge=0, le=126)
    """This reader's number on the line."""
    key_file: str = "osdp.key"
    """File of the secure channel's key, 32 hexadecimal digits, absolute or in HOME/keys."""
    install: bool = False
    """Take a new key from a panel that speaks the published default key. Only while it is being installed."""
    format: Literal[26, 34, 37] = 26
    """Bits of the Wiegand format of a card read."""
    facility: int = Field(default=0, ge=0)
    """Facility code of the card reads, where a badge names none; the 37-bit format has none."""

    @model_validator(mode="before")
    @classmethod
    def _moved(cls, table: Any) -> Any:
        if isinstance(table, dict) and "cards" in table:
            raise ValueError(
                "card numbers have moved to the access rules: take cards out here, and give each person their number "
                "as a badge, `gate access badge add NAME 4711`"
            )
        return table

    @model_validator(mode="after")
    def _fits(self) -> OsdpSettings:
        encode(self.format, facility=self.facility, card=0)
        return self


class OutputsSettings(Table):
    """`[outputs]`: who is told; any of them, several at once."""

    webhook: WebhookSettings | None = None
    mqtt: MqttSettings | None = None
    osdp: OsdpSettings | None = None
