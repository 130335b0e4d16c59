"""The gate's log: JSON lines in HOME/logs, bounded in size, and plain lines for the journal.

What happens is logged by an allow-list of fields: no names, no ids of people, no scores. A password in an address is
blotted out of whatever anybody logs.
"""

from __future__ import annotations

import contextlib
import json
import logging
import logging.handlers
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from gate.access.event import AnyEvent, DoorReport, Event, Notice
from gate.host.settings import LogSettings

log = logging.getLogger("gate.events")

_PASSWORD = re.compile(r"(?<=://)[^/\s]*@")
"""User and password of an address."""

_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}
"""Of syslog(3), as the journal takes them in front of a line."""


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and what the record carries in `said`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        time = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "said", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return hide_passwords(json.dumps(line, ensure_ascii=False, default=str))


class PlainLines(logging.Formatter):
    """For a terminal; for the journal (`journal`) with the priority in front, and one line for each of a trace."""

    def __init__(self, *, journal: bool) -> None:
        super().__init__("%(message)s" if journal else "%(asctime)s  %(message)s", datefmt="%H:%M:%S")
        self._journal = journal

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        text = hide_passwords(super().format(record))
        if not self._journal:
            return text
        mark = f"<{_PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(f"{mark}{line}" for line in text.splitlines())


class SturdyFile(logging.handlers.RotatingFileHandler):
    """A rotating file that a full or failing disk does not matter to: what can't be written is counted and left out."""

    lost = 0
    """Lines that could not be written."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - the library's names
        """Leave it out, and begin with an open file the next time."""
        self.lost += 1
        with contextlib.suppress(OSError, ValueError):
            if self.stream:
                self.stream.close()
        self.stream = None  # the library opens it again

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        return os.fdopen(descriptor, self.mode, encoding="utf-8", errors="backslashreplace")


def hide_passwords(text: str) -> str:
    """The text without what stands between `://` and `@` of any address."""
    return _PASSWORD.sub("***@", text)


@contextlib.contextmanager
def logging_to(folder: Path, settings: LogSettings) -> Iterator[SturdyFile]:
    """Write the program's log there."""
    root = logging.getLogger()
    size = settings.megabytes * 1_000_000 // settings.files
    file = SturdyFile(folder / "gate.log", maxBytes=size, backupCount=settings.files - 1, delay=True)
    file.setFormatter(JsonLines())
    before = root.level
    set_level(settings.level)
    try:
        with _added(file):
            yield file
    finally:
        root.setLevel(before)


@contextlib.contextmanager
def logging_to_console() -> Iterator[None]:
    """Write warnings to standard error too; under the journal, everything that is written."""
    journal = "JOURNAL_STREAM" in os.environ
    console = logging.StreamHandler(sys.stderr)
    console.setFormatter(PlainLines(journal=journal))
    if not journal:
        console.setLevel(logging.WARNING)
    with _added(console):
        yield


@contextlib.contextmanager
def _added(handler: logging.Handler) -> Iterator[None]:
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()


def set_level(level: str) -> None:
    """Change the least that is written."""
    logging.getLogger().setLevel(level.upper())


def log_events(events: Sequence[AnyEvent]) -> None:
    """Put events into the log, without a word about who it was."""
    for event in events:
        if event.event in ("track_started", "track_ended"):
            log.debug("%s", event.event, extra={"said": {"track": getattr(event, "track", None)}})
            continue
        name, said = _about(event)
        log.info("%s", name, extra={"said": said})


def _about(event: AnyEvent) -> tuple[str, dict[str, Any]]:
    said: dict[str, Any] = {"seq": event.seq}
    if isinstance(event, Event):
        said |= {"granted": event.granted, "reason": event.reason.value, "track": event.track, "mask": event.mask}
        said["factors"] = sorted(factor.value for factor in event.factors)
        return f"{'granted' if event.granted else 'refused'}: {event.reason.value}", said
    if isinstance(event, DoorReport):
        said |= {"state": event.state.value, "cause": event.cause}
        return event.event.value, said
    assert isinstance(event, Notice)
    said |= {"event": event.event, "track": event.track}
    return ": ".join(filter(None, (event.event, event.detail))), said
