"""What administrators may do, and when an account is locked."""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from gate.access.rules.throttle import Failures, ThrottleRules, wait


class Role(str, Enum):
    """One area of work; an account may have several. Nobody who changes things needs to read the log of it."""

    ENROL = "enrol"
    """Enrol, re-enrol and remove people."""
    MANAGE = "manage"
    """Groups, schedules, credentials, accounts, settings."""
    AUDIT = "audit"
    """Read, verify and export the log."""


LOCK_OUT = ThrottleRules(failures=5, seconds=300.0, disable_after=100)
"""Of administrators: fewer tries than at the door."""


@dataclass(frozen=True)
class Account:
    """An administrator."""

    name: str
    roles: frozenset[Role]
    disabled: bool = False


def may(account: Account, role: Role) -> bool:
    """Whether an account covers a role; a disabled one covers none."""
    return not account.disabled and role in account.roles


def locked_for(account: Account, failures: Failures, now: float, rules: ThrottleRules = LOCK_OUT) -> float:
    """Seconds until somebody may log in; infinite: only another administrator can open the account."""
    return math.inf if account.disabled else wait(failures, rules, now)


def leaves_a_manager(accounts: AbstractSet[Account]) -> bool:
    """Whether somebody is left who can manage: the last one may not be removed, disabled or demoted."""
    return any(may(account, Role.MANAGE) for account in accounts)
