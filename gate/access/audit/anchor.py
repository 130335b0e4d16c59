"""The head of the log, written down elsewhere, so that cutting off the newest rows is seen.

An anchor is any callable that takes a head: a file on another disk and syslog are here, MQTT is one more. Nobody can
make a head without the log's key, and it gives away nothing but the number of rows.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gate.access.audit.log import Head
from gate.access.audit.row import plain
from gate.access.errors import AuditError

Anchor = Callable[[Head], None]
"""Raises AuditError or OSError where it can't be written; the gate goes on, and shows it."""

_LINE = re.compile(r"maskgate-audit seq=(\d{1,18}) mac=([0-9a-f]{64}) time=(\S+)")


@dataclass(frozen=True)
class Anchored:
    """A head that was written elsewhere."""

    seq: int
    mac: bytes
    time: str


def line(head: Head) -> str:
    """A head as one line of text, the same wherever it goes."""
    return f"maskgate-audit seq={head.seq} mac={head.mac.hex()} time={plain(head.time)}"


def parse(lines: Iterable[str]) -> Iterator[Anchored]:
    """The heads in a text: an anchor file, or a syslog with other lines between."""
    for text in lines:
        if found := _LINE.search(text):
            yield Anchored(int(found[1]), bytes.fromhex(found[2]), found[3])


def read_anchors(path: Path) -> list[Anchored]:
    """The heads in a file.

    Raises:
        AuditError: it can't be read.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return list(parse(file))
    except OSError as error:
        raise AuditError(f"the anchors {path} can't be read: {error.strerror}") from error


class FileAnchor:
    """Appends to a file, which should lie on another disk or machine than the log."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, head: Head) -> None:
        """Write the head; it is on the disk when this returns."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line(head)}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise AuditError(f"the anchor {self._path} can't be written: {error.strerror}") from error


class SyslogAnchor:
    """Sends to syslog: a local socket, or another machine over UDP."""

    def __init__(self, address: str) -> None:
        """Connect.

        Args:
            address: A socket like `/dev/log`, or `HOST:PORT`.

        Raises:
            AuditError: there is no such socket, or the address is none.
        """
        host, _, port = address.rpartition(":")
        try:
            where = address if address.startswith("/") else (host, int(port))
            self._handler = _Loud(where, facility=logging.handlers.SysLogHandler.LOG_AUTHPRIV)
        except (OSError, ValueError) as error:
            raise AuditError(f"syslog at {address} can't be reached: {error}") from error

    def __call__(self, head: Head) -> None:
        """Send the head; over UDP nobody knows whether it arrived."""
        self._handler.emit(logging.LogRecord("maskgate", logging.INFO, "", 0, line(head), None, None))

    def close(self) -> None:
        """Let go of the socket."""
        self._handler.close()


class _Loud(logging.handlers.SysLogHandler):
    """Raises where the standard library's handler prints."""

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        raise AuditError("syslog does not take the head of the audit log")
