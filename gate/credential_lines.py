"""Badges and PINs as lines of text: from a reader that types like a keyboard, a named pipe, or another program.

A line is `badge NUMBER`, `pin NUMBER DIGITS`, `pin DIGITS` (of whom the badge or face has named), or a badge number
alone.
"""

from __future__ import annotations

import logging
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from gate.access.credentials import Badge, Credential, Pin
from gate.access.errors import AccessError

log = logging.getLogger(__name__)

LONGEST = 200
"""Characters of a line; what is longer is no credential."""


def parse(line: str) -> Credential | None:
    """The credential in a line; None: there is none."""
    words = line.split()
    if not words or len(line) > LONGEST:
        return None
    match words:
        case ["badge", number]:
            return Badge(number)
        case ["pin", digits]:
            return Pin(digits)
        case ["pin", number, digits]:
            return Pin(digits, number)
        case [number]:
            return Badge(number)
    return None


def follow(source: str, present: Callable[[Credential], None]) -> None:
    """Hand in every credential of a source from now on, from a thread that ends with the program.

    Args:
        source: A file or named pipe; `-` is standard input.
        present: Takes each one, at once.

    Raises:
        AccessError: there is no such file.
    """
    if source == "-":
        threading.Thread(target=_read, args=(sys.stdin, present), name="credentials", daemon=True).start()
        return
    path = Path(source)
    try:
        pipe = stat.S_ISFIFO(path.stat().st_mode)
    except OSError as error:
        raise AccessError(f"credentials can't be read from {source}: {error.strerror}") from error
    threading.Thread(target=_follow, args=(path, pipe, present), name="credentials", daemon=True).start()


def _follow(path: Path, pipe: bool, present: Callable[[Credential], None]) -> None:
    while True:
        try:
            with path.open(encoding="utf-8", errors="replace") as stream:  # of a pipe: once somebody writes to it
                _read(stream, present)
        except OSError as error:
            log.error("credentials can't be read from %s any more: %s", path, error.strerror)
            return
        if not pipe:
            return


def _read(stream: TextIO, present: Callable[[Credential], None]) -> None:
    whole = True
    while line := stream.readline(LONGEST + 1):
        begun, whole = whole, line.endswith("\n")
        if begun and (credential := parse(line)):
            present(credential)
