"""Who may sit at this desk: the first administrator, log-in with its waits, a password of one's own, log-out."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from typing import Any, Protocol

from gate.access.audit.row import Record
from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role
from gate.access.store.access import Access
from gate.auditing import open_audit
from gate.clock import Clock, SystemClock
from gate.home import Home
from gate.settings import settings_or_defaults
from gate.witness import open_access

IDLE_SECONDS = 300.0
"""An administrator who does nothing for so long is logged out."""


@dataclass(frozen=True)
class Entrant:
    """What came of a log-in."""

    account: Account | None = None
    """Who is in; None: refused."""
    wait: float = 0.0
    """Seconds until this account may be tried again; infinite: only another administrator can open it."""
    must_change: bool = False
    """The password was made by the device: another has to be chosen first."""
    idle: float = IDLE_SECONDS
    """Seconds without a touch or key after which the window logs out."""


class SessionCalls(Protocol):
    """What the log-in asks."""

    def nobody_yet(self) -> bool:
        """Whether there is no administrator, so that the first one is to be made here.

        Raises:
            AccessError: the accounts can't be read.
        """
        ...

    def make_first(self, name: str, password: str) -> Entrant:
        """Make the first administrator, with all roles, and let them in.

        Raises:
            AccessError: there is one already, or the name or the password can't be used.
            AuditError: it can't be recorded; nothing is made then.
        """
        ...

    def log_in(self, name: str, password: str) -> Entrant:
        """Check a password; takes some tenths of a second.

        Raises:
            AccessError: the accounts can't be read.
            AuditError: it can't be recorded; nobody is let in then.
        """
        ...

    def change_password(self, account: Account, old: str, new: str) -> None:
        """Choose another password for oneself.

        Raises:
            AccessError: the old one is wrong, or the new one too short or the same.
            AuditError: it can't be recorded; nothing is changed then.
        """
        ...

    def stands(self, account: Account) -> bool:
        """Whether account and password are still as they were at log-in: another administrator may have changed them.

        Raises:
            AccessError: the accounts can't be read.
        """
        ...

    def log_out(self, account: Account, why: str) -> None:
        """Record that somebody has left: `log out`, `logged out by time`, or `logged out, the account was changed`.

        Raises:
            AuditError: it can't be recorded.
        """
        ...


class HomeSessions:
    """Answers from a gate's folder. One object counts the failures of all log-ins at this desk."""

    def __init__(self, home: Home, clock: Clock | None = None) -> None:
        self._home = home
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._access: Access | None = None
        self._stamps: dict[str, str] = {}
        """Of the password that each account came in with: one that is changed elsewhere ends the session."""

    def nobody_yet(self) -> bool:
        """See `SessionCalls`."""
        if not self._home.access.exists():
            return True
        with open_access(self._home, read_only=True) as access:
            return not access.accounts.all()

    def make_first(self, name: str, password: str) -> Entrant:
        """See `SessionCalls`."""
        with self._lock, self._opened().change():
            accounts = self._opened().accounts
            if accounts.all():
                raise AccessError("there are administrators already: log in")
            account = accounts.add(name, frozenset(Role), password)
            self._note("account add", account.name, roles=sorted(role.value for role in Role))
        self._remember(account.name)
        return Entrant(account, idle=self._idle())

    def log_in(self, name: str, password: str) -> Entrant:
        """See `SessionCalls`."""
        with self._lock:
            accounts, now = self._opened().accounts, self._clock.mono()
            known = {account.name for account in accounts.all()}
            try:
                account = accounts.log_in(name, password, now)
            except AccessError:
                wait = accounts.waits(name, self._clock.mono())
                self._note("log in refused", name if name in known else None, wait=None if math.isinf(wait) else wait)
                return Entrant(wait=wait)
            self._note("log in", account.name)
            one_time = self._remember(account.name)
        return Entrant(account, must_change=one_time, idle=self._idle())

    def change_password(self, account: Account, old: str, new: str) -> None:
        """See `SessionCalls`."""
        with self._lock:
            accounts = self._opened().accounts
            accounts.log_in(account.name, old, self._clock.mono())
            if old == new:
                raise AccessError("the new password is the old one")
            with self._opened().change():
                accounts.set_password(account.name, new)
                self._note("account password", account.name)
            self._remember(account.name)

    def stands(self, account: Account) -> bool:
        """See `SessionCalls`."""
        with open_access(self._home, read_only=True) as access:
            if account not in access.accounts.all():
                return False
            return access.accounts.password_state(account.name)[0] == self._stamps.get(account.name)

    def log_out(self, account: Account, why: str) -> None:
        """See `SessionCalls`."""
        self._note(why, account.name)

    def close(self) -> None:
        """Let go of the accounts."""
        with self._lock:
            if self._access is not None:
                self._access.close()
                self._access = None

    def _remember(self, name: str) -> bool:
        """Keep the password's mark; whether the password has to be replaced."""
        self._stamps[name], one_time = self._opened().accounts.password_state(name)
        return one_time

    def _idle(self) -> float:
        return settings_or_defaults(self._home.settings)[0].policy.admin_idle_seconds

    def _opened(self) -> Access:
        if self._access is None:
            self._access = open_access(self._home, any_thread=True)
        return self._access

    def _note(self, action: str, account: str | None, **details: Any) -> None:
        said = {"event": "admin", "action": action, "actor": account, "account": account, **details}
        with open_audit(self._home, self._clock) as log:
            log.append(Record("admin", said))
