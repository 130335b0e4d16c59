"""Tells systemd how the gate is: the datagrams of sd_notify(3), and how often its watchdog wants to hear from us."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import MutableMapping


class Notifier:
    """One end of NOTIFY_SOCKET; without one, everything is said to nobody."""

    def __init__(self, address: str | None = None, watchdog_seconds: float | None = None) -> None:
        """Take an address as systemd gives it.

        Args:
            address: A path, or `@name` for an abstract socket; None: nobody listens.
            watchdog_seconds: Without a word in so long systemd ends the gate; None: it does not watch.
        """
        self._address = address
        self.watchdog_seconds = watchdog_seconds

    @classmethod
    def from_environment(cls, environment: MutableMapping[str, str] = os.environ) -> Notifier:
        """Who started us, by NOTIFY_SOCKET and WATCHDOG_USEC; both are taken out, so that no child speaks for us."""
        address = environment.pop("NOTIFY_SOCKET", None)
        microseconds = environment.pop("WATCHDOG_USEC", "")
        ours = environment.pop("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        watched = ours and microseconds.isdecimal() and int(microseconds) > 0
        return cls(address or None, int(microseconds) / 1e6 if watched else None)

    @property
    def heard(self) -> bool:
        """Whether somebody listens."""
        return self._address is not None

    def ready(self, status: str) -> None:
        """The gate works."""
        self._send("READY=1", f"STATUS={_line(status)}")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={_line(text)}")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def reloading(self, mono: float) -> None:
        """The settings are being read again, since this moment of CLOCK_MONOTONIC; `ready` ends it."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={int(mono * 1e6)}")

    def stopping(self) -> None:
        """The gate ends."""
        self._send("STOPPING=1")

    def _send(self, *lines: str) -> None:
        if self._address is None:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)  # a manager that does not read must not stop a gate
            channel.sendto("\n".join(lines).encode(), address)


def _line(text: str) -> str:
    return " ".join(text.split())
