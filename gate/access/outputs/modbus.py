"""A lock's relay on a Modbus board, TCP or serial. Where the board can, it ends the pulse by itself.

Coils: Modbus Application Protocol V1.1b3, functions 1, 2, 5 and 6. The timed coil of `flash` is function 5 on address
0x0200 + relay with tenths of a second as its value, as Waveshare publishes it for its boards.
"""

from __future__ import annotations

import contextlib
import math
import struct
from typing import Any

from gate.access.errors import LockError
from gate.access.lock import Inputs
from gate.access.settings import ModbusSettings

POLL_SECONDS = 0.1
FLASH = 0x0200
MAX_TENTHS = 0x7FFF


class ModbusLine:
    """One coil, up to three discrete inputs."""

    def __init__(self, settings: ModbusSettings) -> None:
        """Nothing is connected until `open`."""
        self._settings = settings
        self._contacts = {
            name: (address, contact)
            for name, address, contact in (
                ("door_open", settings.door, settings.door_contact),
                ("exit_pressed", settings.exit, settings.exit_contact),
                ("emergency", settings.emergency, settings.emergency_contact),
            )
            if address is not None
        }
        self.poll = POLL_SECONDS if self._contacts else None
        self._client: Any = None

    def open(self, level: bool) -> None:
        """Connect and set the level."""
        self._client = self._connect()
        if not self._client.connect():
            self.close()
            raise LockError(f"the Modbus board at {self._settings.address} does not answer: check power and cable")
        try:
            self.set(level)
        except LockError:
            self.close()
            raise

    def set(self, level: bool, seconds: float | None = None, /) -> None:
        """Write the coil; with `seconds`, to a board that times it, the timed one. An active level alone is timed."""
        settings = self._settings
        if not level or seconds is None or settings.timed == "no":
            self._ask(lambda client: client.write_coil(settings.relay, level, device_id=settings.unit))
            return
        tenths = min(math.ceil(seconds * 10), MAX_TENTHS)
        if settings.timed == "register":
            register = settings.timed_register + settings.relay
            self._ask(lambda client: client.write_register(register, tenths, device_id=settings.unit))
        else:
            self._ask(lambda client: client.execute(False, _flash(settings, tenths)))

    def read(self) -> Inputs:
        """One request for each contact: boards differ in what they take at once."""
        state = {}
        for name, (address, contact) in self._contacts.items():
            answer = self._ask(
                lambda client, address=address: client.read_discrete_inputs(
                    address, count=1, device_id=self._settings.unit
                )
            )
            state[name] = bool(answer.bits[0]) == (contact == "no")
        return Inputs(**state)

    def close(self) -> None:
        """Disconnect; the coil stays as it was last set."""
        if self._client is not None:
            with contextlib.suppress(Exception):
                self._client.close()
        self._client = None

    def _connect(self) -> Any:
        settings = self._settings
        try:
            from pymodbus import client as modbus
        except ImportError:
            raise LockError("the Modbus board needs pymodbus: `pip install 'maskgate[door]'`") from None
        host, colon, port = settings.address.rpartition(":")
        if not settings.address.startswith("/") and colon and port.isdecimal():
            return modbus.ModbusTcpClient(host, port=int(port), timeout=settings.timeout, retries=1)
        try:
            return modbus.ModbusSerialClient(
                settings.address, baudrate=settings.baud, timeout=settings.timeout, retries=1
            )
        except RuntimeError:
            raise LockError("a serial Modbus board needs pyserial: `pip install 'maskgate[door]'`") from None

    def _ask(self, request: Any) -> Any:
        from pymodbus import ModbusException

        if self._client is None:
            raise LockError(f"the Modbus board at {self._settings.address} is not connected")
        try:
            answer = request(self._client)
        except (ModbusException, OSError) as error:
            raise LockError(f"the Modbus board at {self._settings.address} does not answer ({error})") from None
        if answer.isError():
            raise LockError(f"the Modbus board at {self._settings.address} refuses: {answer}")
        return answer


def _flash(settings: ModbusSettings, tenths: int) -> Any:
    """Function 5 with a time in place of on and off."""
    from pymodbus.pdu.bit_message import WriteSingleCoilRequest

    class Flash(WriteSingleCoilRequest):
        def encode(self) -> bytes:
            return struct.pack(">HH", self.address, tenths)

    return Flash(address=FLASH + settings.relay, bits=[True], dev_id=settings.unit)
