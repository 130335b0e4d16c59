"""What every call of an administrator goes through: the role is asked for, and it is recorded who does what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gate.access.audit.row import Kind
from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role, may
from gate.access.store.access import Access
from gate.auditing import action_record, note, open_audit
from gate.home import Home
from gate.witness import open_access


@dataclass(frozen=True, eq=False)
class Operator(Account):
    """Somebody who is logged in. Each call asks the log-in anew: the session may be over, or a password be owed."""

    use: Callable[[Role], None] = field(repr=False, kw_only=True)
    """Raises AccessError; records a refusal."""


def demand(by: Account, role: Role) -> None:
    """Refuse whoever lacks a role.

    Raises:
        AccessError: the account is disabled, or does not cover the role; or who was logged in is so no more.
    """
    if isinstance(by, Operator):
        by.use(role)
    if not may(by, role):
        raise AccessError(f"the account {by.name} lacks the role {role.value}")


def record(
    home: Home, by: Account, role: Role, kind: Kind, action: str, *, subject: str | None = None, **details: Any
) -> None:
    """Ask for the role and record what is about to be done; what can't be recorded is not to be done.

    Args:
        home: The gate's folder.
        by: Who does it.
        role: That it takes.
        kind: "admin", "read" or "export".
        action: What is done.
        subject: Id of the person it is about.
        details: More, without secrets and names of people.

    Raises:
        AccessError: the account lacks the role.
        AuditError: it can't be recorded.
    """
    demand(by, role)
    note(home, kind, action, subject=subject, actor=by.name, **details)


@contextmanager
def changing(
    home: Home, by: Account, role: Role, action: str, *, subject: str | None = None, **details: Any
) -> Iterator[Access]:
    """Open the access rules for a change; it is recorded just before it is made for good.

    Raises:
        AccessError: the account lacks the role, or the change can't be made.
        AuditError: it can't be recorded, so it is not made.
    """
    demand(by, role)
    with open_access(home) as access, open_audit(home) as log, access.change():
        yield access
        revision = access.revision
        details = {**details, "actor": by.name, "policy_revision": revision}
        log.append(action_record("admin", action, subject=subject, **details))
