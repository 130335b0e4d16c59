"""A relay board: pymodbus's own TCP server, with the timed coils that boards add, in a thread."""

from __future__ import annotations

import asyncio
import struct
import threading
from typing import Any

from pymodbus.constants import ExcCodes
from pymodbus.pdu import bit_message
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

FLASH = 0x0200
REGISTERS = 100
RELAYS = 8


class _TimedCoil(bit_message.WriteSingleCoilRequest):
    """Function 5 whose value is a time, on the flash addresses; on and off elsewhere."""

    def decode(self, data: bytes) -> None:
        super().decode(data)
        self.value = struct.unpack(">HH", data[:4])[1]

    async def datastore_update(self, context: Any, device_id: int) -> Any:
        if self.address >= FLASH:
            Board.running.flash(self.address - FLASH, self.value)
            return bit_message.WriteSingleCoilResponse(address=self.address, bits=[True], dev_id=self.dev_id)
        return await super().datastore_update(context, device_id)


class Board:
    """Eight relays and eight inputs."""

    running: Board

    def __enter__(self) -> Board:
        Board.running = self
        self.coils = [False] * RELAYS
        self.inputs = [False] * 8
        self.timed: list[tuple[int, int]] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join(10)

    def flash(self, relay: int, tenths: int) -> None:
        self.timed.append((relay, tenths))
        self.coils[relay] = True
        self._loop.call_later(tenths / 10, self.coils.__setitem__, relay, False)

    async def _action(
        self, function: int, _start: int, address: int, count: int, current: list[int], values: Any
    ) -> ExcCodes | None:
        if function == 5 and values is not None:
            self.coils[address] = bool(values[0])
        elif function == 2:
            bits = sum(state << n for n, state in enumerate(self.inputs))
            current[0] = bits
        elif function == 6 and values is not None:
            self.flash(address - REGISTERS, values[0])
        return None

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._run())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _run(self) -> None:
        self._done = asyncio.Event()
        device = SimDevice(
            id=1,
            simdata=(
                [SimData(0, count=8, values=False, datatype=DataType.BITS)],
                [SimData(0, count=8, values=False, datatype=DataType.BITS)],
                [SimData(REGISTERS, count=RELAYS, values=0, datatype=DataType.REGISTERS)],
                [SimData(0, count=1, values=0, datatype=DataType.REGISTERS)],
            ),
            action=self._action,
        )
        server = ModbusTcpServer(device, address=("127.0.0.1", 0), custom_pdu=[_TimedCoil])
        await server.serve_forever(background=True)
        port = server.transport.sockets[0].getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self._ready.set()
        await self._done.wait()
        await server.shutdown()
