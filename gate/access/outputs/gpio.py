"""A lock's line and its contacts on a GPIO chip, through the kernel's character device (libgpiod 2).

The kernel gives the lines to one process; when that ends, however it ends, they are free again and the board's resistor
decides. Which level that gives is wiring, not software: see `docs/door.md`.
"""

from __future__ import annotations

import contextlib
from typing import Any

from gate.access.errors import LockError
from gate.access.lock import Inputs
from gate.access.settings import GpioSettings

POLL_SECONDS = 0.02
CONSUMER = "maskgate"


class GpioLine:
    """One output line, up to three inputs with the chip's pull-up."""

    def __init__(self, settings: GpioSettings) -> None:
        """Nothing is taken until `open`."""
        self._settings = settings
        self._contacts = {
            name: (line, contact)
            for name, line, contact in (
                ("door_open", settings.door, settings.door_contact),
                ("exit_pressed", settings.exit, settings.exit_contact),
                ("emergency", settings.emergency, settings.emergency_contact),
            )
            if line is not None
        }
        self.poll = POLL_SECONDS if self._contacts else None
        self._request: Any = None
        self._level: bool | None = None

    def open(self, level: bool) -> None:
        """Request the lines; the output gets its level in the same call, so that it never shows another."""
        try:
            import gpiod
            from gpiod.line import Bias, Direction, Value
        except ImportError:
            raise LockError("the GPIO line needs gpiod: `pip install 'maskgate[door]'`") from None
        settings = self._settings
        output = gpiod.LineSettings(
            direction=Direction.OUTPUT,
            active_low=settings.active_low,
            output_value=Value.ACTIVE if level else Value.INACTIVE,
        )
        config: dict[Any, Any] = {settings.relay: output}
        for line, contact in self._contacts.values():
            # With the pull-up an open contact reads high: active for one that opens, inactive for one that closes.
            config[line] = gpiod.LineSettings(direction=Direction.INPUT, bias=Bias.PULL_UP, active_low=contact == "no")
        try:
            self._request = gpiod.request_lines(settings.chip, config=config, consumer=CONSUMER)
        except (OSError, ValueError) as error:
            self._request = None
            raise LockError(
                f"the lines of {settings.chip} can't be had ({error}): `gpioinfo` shows who holds them; "
                "the gate's user must be in the chip's group"
            ) from None
        self._level = level

    def set(self, level: bool, _seconds: float | None = None, /) -> None:
        """Set the level; nothing on the chip could time it."""
        if level == self._level:
            return
        from gpiod.line import Value

        request = self._requested()
        try:
            request.set_value(self._settings.relay, Value.ACTIVE if level else Value.INACTIVE)
        except OSError as error:
            raise LockError(f"{self._settings.chip} line {self._settings.relay} can't be set: {error}") from None
        self._level = level

    def read(self) -> Inputs:
        """All contacts at once."""
        lines = [line for line, _ in self._contacts.values()]
        request = self._requested()
        try:
            values = request.get_values(lines) if lines else []
        except OSError as error:
            raise LockError(f"the contacts on {self._settings.chip} can't be read: {error}") from None
        return Inputs(**{name: bool(value) for name, value in zip(self._contacts, values, strict=True)})

    def close(self) -> None:
        """Release the lines to their resistors."""
        if self._request is not None:
            with contextlib.suppress(OSError):
                self._request.release()
        self._request, self._level = None, None

    def _requested(self) -> Any:
        if self._request is None:
            raise LockError(f"the lines of {self._settings.chip} are not open")
        return self._request
