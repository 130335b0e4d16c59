"""The audit log of a home: how commands and the running gate open it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gate.access.audit.anchor import Anchor, FileAnchor, SyslogAnchor
from gate.access.audit.log import AuditLog
from gate.access.audit.row import Kind, Record
from gate.access.audit.trail import Trail
from gate.clock import Clock, SystemClock
from gate.home import Home
from gate.settings import AuditSettings, Settings, read_settings


def open_audit(home: Home, clock: Clock | None = None, *, gate: str | None = None, read_only: bool = False) -> AuditLog:
    """The log of a home; made, with its key, where there is none.

    Raises:
        AuditError: it can't be opened, or its key is missing or another's.
        SettingsError: the gate's name can't be read.
    """
    name = gate or read_settings(home.settings).ui.gate
    return AuditLog.open(home.audit, home.audit_key, clock=clock or SystemClock(), gate=name, read_only=read_only)


def open_trail(settings: Settings, home: Home, clock: Clock, clock_is_sure: Callable[[], bool], *more: Anchor) -> Trail:
    """The audit of a running gate, as the settings ask for it; `more` anchors are those that need the running gate.

    Raises:
        AuditError: the log can't be opened, or syslog can't be reached.
    """
    rules = settings.audit
    anchors = [*anchors_of(rules), *more]
    return Trail(
        open_audit(home, clock, gate=settings.ui.gate),
        anchors,
        anchor_rows=rules.anchor_rows,
        anchor_seconds=rules.anchor_seconds,
        retention_days=rules.retention_days,
        clock_is_sure=clock_is_sure,
    )


def anchors_of(rules: AuditSettings) -> list[Anchor]:
    """Where the settings want the head of the log written down.

    Raises:
        AuditError: syslog can't be reached.
    """
    anchors: list[Anchor] = [FileAnchor(Path(rules.anchor_file))] if rules.anchor_file else []
    return [*anchors, SyslogAnchor(rules.anchor_syslog)] if rules.anchor_syslog else anchors


def note(home: Home, kind: Kind, action: str, *, subject: str | None = None, **details: Any) -> None:
    """Record what somebody does by command, before it is done: what can't be recorded is not done.

    Args:
        home: The gate's folder.
        kind: "admin", "read" or "export".
        action: What is done.
        subject: Id of the person it is about.
        details: More, without secrets and names.

    Raises:
        AuditError: it can't be recorded.
    """
    with open_audit(home) as log:
        log.append(action_record(kind, action, subject=subject, **details))


def action_record(kind: Kind, action: str, *, subject: str | None = None, **details: Any) -> Record:
    """The row of something that this user does."""
    return Record(kind, {"event": kind, "action": action, "actor": actor(), "subject": subject, **details})


def actor() -> str:
    """Who runs this program, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return "unknown"
