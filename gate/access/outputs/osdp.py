"""This gate as a reader on an access panel's line: a match becomes a card read, and the panel decides.

OSDP (IEC 60839-11-5) as a peripheral device, through libosdp, in the secure channel only. The published default key is
refused but in install mode, in which a panel gives the gate its own key and no card is ever sent. A card read that
could not be delivered at once is dropped: nobody stands at the door any more by the time a panel comes back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gate.access.cards import card_read
from gate.access.errors import OutputError
from gate.access.event import AnyEvent, Event
from gate.access.outputs.output import RefusedError
from gate.access.outputs.secrets import key_path, read_secret, write_secret
from gate.access.outputs.serial_port import SerialPort
from gate.access.panel import Buzz, Colour, Light, PanelCommand, Text
from gate.access.settings import OsdpSettings

log = logging.getLogger(__name__)

DEFAULT_KEY = bytes(range(0x30, 0x40))
"""SCBK-D of the standard: known to everybody."""
KEEP_SECONDS = 2.0
DELIVER_SECONDS = 1.0
CONNECT_SECONDS = 3.0
REFRESH_SECONDS = 0.02
"""The standard's panel polls; libosdp wants to be called every 50 ms at least."""

COLOURS: tuple[Colour | None, ...] = (None, "red", "green", "amber", "blue", "magenta", "cyan", "white")
"""By the standard's number."""


class Osdp:
    """One reader."""

    name = "osdp"
    keep = KEEP_SECONDS

    def __init__(
        self,
        settings: OsdpSettings,
        keys: Path,
        *,
        on_command: Callable[[PanelCommand], None],
        badges_of: Callable[[str], Sequence[str]] = lambda _person: (),
    ) -> None:
        """Nothing is opened until `open`.

        Args:
            settings: Of this output.
            keys: The folder of secrets.
            on_command: Takes the panel's LED, text and buzzer commands, from a thread of this object.
            badges_of: Gives the badge numbers of a person, by id; raises AccessError where it can't.
        """
        self._settings = settings
        self._key_file = key_path(keys, settings.key_file)
        self._on_command = on_command
        self._badges_of = badges_of
        self._port: SerialPort | None = None
        self._device: Any = None
        self._sent = threading.Event()
        self._calling = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Open the line, and wait for the panel's secure channel."""
        if self._port is not None and self._port.problem:
            self.close()
        if self._device is None:
            self._device = self._make()
            self._stop.clear()
            self._thread = threading.Thread(target=self._refresh, name="osdp", daemon=True)
            self._thread.start()
        end = time.monotonic() + CONNECT_SECONDS
        while not self._secure():
            if time.monotonic() > end or self._stop.wait(REFRESH_SECONDS):
                raise OutputError(f"no panel speaks to this reader in the secure channel on {self._settings.device}")

    def send(self, message: AnyEvent) -> None:
        """Send the card read of a grant; nothing else concerns a panel."""
        if not self._secure():
            self.open()
        if not isinstance(message, Event) or not message.granted:
            return
        badges = self._badges_of(message.person_id) if message.person_id else ()
        read = card_read(badges, self._settings.format, facility=self._settings.facility)
        if read is None:
            raise RefusedError(
                f"no badge of {message.person_id} is a card number of this panel's: `gate access badge add NAME 4711`"
            )
        if self._settings.install:
            raise RefusedError("in install mode no card is sent: turn [outputs.osdp] install off")
        self._read_card(read)

    def close(self) -> None:
        """Leave the line."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        if self._port is not None:
            self._port.close()
        self._device, self._port, self._thread = None, None, None

    def _make(self) -> Any:
        try:
            import osdp
        except ImportError:
            raise OutputError("the OSDP output needs libosdp: `pip install 'maskgate[door]'`") from None
        settings = self._settings
        key = self._key()
        flags = [osdp.LibFlag.InstallMode] if key is None else [osdp.LibFlag.EnforceSecure]
        self._port = SerialPort(settings.device, settings.baud)
        capability = osdp.Capability
        return osdp.PeripheralDevice(
            osdp.PDInfo(settings.address, self._port, scbk=key, flags=flags, name="maskgate"),
            osdp.PDCapabilities(
                [
                    (capability.CommunicationSecurity, 1, 1),
                    (capability.CardDataFormat, 1, 1),
                    (capability.LEDControl, 1, 1),
                    (capability.AudibleControl, 1, 1),
                    (capability.TextOutput, 1, 1),
                ]
            ),
            log_level=osdp.LogLevel.Emergency,
            command_handler=self._command,
            event_completion_handler=lambda _event, status: self._sent.set() if status == 0 else None,
        )

    def _key(self) -> bytes | None:
        """The secure channel's key; None: to be given by a panel, in install mode.

        Raises:
            OutputError: there is none, or it is the default one.
        """
        if self._settings.install and not self._key_file.exists():
            return None
        text = read_secret(self._key_file, "the key of the OSDP secure channel")
        try:
            key = bytes.fromhex(text.decode("ascii"))
        except ValueError:
            key = b""
        if len(key) != 16:
            raise OutputError(f"the OSDP key in {self._key_file} is not 32 hexadecimal digits")
        if key == DEFAULT_KEY:
            raise OutputError(
                f"the OSDP key in {self._key_file} is the published default key: remove the file, set [outputs.osdp] "
                "install = true, and let the panel give the reader a key of its own"
            )
        return key

    def _secure(self) -> bool:
        if self._device is None or self._port is None or self._port.problem:
            return False
        with self._calling:
            return bool(self._device.is_online() and self._device.is_sc_active())

    def _read_card(self, data: bytes) -> None:
        import osdp

        self._sent.clear()
        read = {
            "event": osdp.Event.CardRead,
            "reader_no": 0,
            "direction": 0,
            "format": osdp.CardFormat.Wiegand,
            "length": int(self._settings.format),
            "data": data,
        }
        with self._calling:
            taken = self._device.ctx.submit_event(read)
        if not taken or not self._sent.wait(DELIVER_SECONDS):
            with self._calling:
                self._device.ctx.flush_events()  # or it would open the door whenever the panel comes back
            raise OutputError("the panel did not take a card read")

    def _refresh(self) -> None:
        while not self._stop.wait(REFRESH_SECONDS):
            with self._calling:
                self._device.ctx.refresh()

    def _command(self, command: dict[str, Any]) -> tuple[int, None]:
        """A command of the panel's, from within `refresh`; anything but 0 refuses it."""
        self._device.get_command(timeout=-1)  # the library keeps every one until it is fetched
        try:
            return self._obey(command), None
        except Exception:
            log.exception("the panel's command could not be carried out")
            return -1, None

    def _obey(self, command: dict[str, Any]) -> int:
        import osdp

        kind = command["command"]
        if kind == osdp.Command.Keyset:
            return self._take_key(bytes(command["data"]))
        order = panel_command(command)
        if order is None:
            return -1
        self._on_command(order)
        return 0

    def _take_key(self, key: bytes) -> int:
        if len(key) != 16 or key == DEFAULT_KEY:
            log.warning("the panel's new OSDP key is refused: it is the published default key")
            return -1
        write_secret(self._key_file, key.hex().encode())
        log.warning("the panel has given this reader a new OSDP key")
        return 0


def panel_command(command: dict[str, Any]) -> PanelCommand | None:
    """A command as libosdp gives it, in our words; None: not one of ours.

    Times are in tenths of a second, those of texts in seconds (IEC 60839-11-5: LED, BUZ and TEXT commands).
    """
    import osdp

    kind = command.get("command")
    if kind == osdp.Command.LED:
        number = command["on_color"] or command["off_color"]
        colour = COLOURS[number] if 0 <= number < len(COLOURS) else None
        if not command.get("temporary"):
            return Light(colour, None)
        cancelled = command.get("control_code") == 1
        return Light(None, 0.0) if cancelled else Light(colour, command.get("timer_count", 0) / 10)
    if kind == osdp.Command.Text:
        passing = command.get("control_code") in (3, 4)
        return Text(str(command["data"]), float(command["temp_time"]) if passing else None)
    if kind == osdp.Command.Buzzer:
        return Buzz()
    return None
