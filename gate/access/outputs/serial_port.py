"""A serial line as libosdp wants it: raw bytes, never waiting."""

from __future__ import annotations

import os
import termios
import tty

from gate.access.errors import OutputError


class SerialPort:
    """An open serial device, 8 data bits, no parity, 1 stop bit."""

    def __init__(self, device: str, baud: int) -> None:
        """Open it.

        Raises:
            OutputError: it is not there, not ours, or no serial line of this speed.
        """
        self.id = 0
        self.problem: str | None = None
        """Why it has stopped working."""
        try:
            self._fd = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise OutputError(
                f"the serial line {device} can't be opened ({error.strerror}): is it plugged in, "
                "and is the gate's user in the group dialout?"
            ) from None
        try:
            tty.setraw(self._fd, termios.TCSANOW)
            attributes = termios.tcgetattr(self._fd)
            attributes[4] = attributes[5] = getattr(termios, f"B{baud}")
            termios.tcsetattr(self._fd, termios.TCSANOW, attributes)
        except termios.error as error:
            os.close(self._fd)
            raise OutputError(f"{device} is no serial line for {baud} baud ({error.args[-1]})") from None

    def read(self, count: int) -> bytes:
        """What has come so far, at most so many bytes."""
        try:
            return os.read(self._fd, count)
        except BlockingIOError:
            return b""
        except OSError as error:
            self.problem = error.strerror or "gone"
            return b""

    def write(self, data: bytes) -> int:
        """Send; the number of bytes that were taken."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            self.problem = error.strerror or "gone"
            return -1

    def flush(self) -> None:
        """Drop what came before, as libosdp asks when it starts anew."""
        try:
            termios.tcflush(self._fd, termios.TCIFLUSH)
        except termios.error:
            self.problem = "gone"

    def close(self) -> None:
        """Let go of the device."""
        os.close(self._fd)
