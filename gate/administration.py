"""Log-in of administrators for whoever has a screen: sessions that end by themselves, roles, and a row for everything.

A screen calls `log_in`, then `use` before each thing it does and `log_out` at the end; nothing else is asked of it.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from gate.access.audit.row import Record
from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role, may
from gate.auditing import open_audit
from gate.clock import Clock
from gate.home import Home
from gate.settings import PolicySettings
from gate.witness import open_access

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for others."""


@dataclass(eq=False)
class Session:
    """Somebody is logged in."""

    account: Account
    must_change: bool
    """The password was made by the device: nothing may be done with it but choosing another."""
    stamp: str = field(repr=False)
    """Of the password: the session ends when that is changed elsewhere."""
    begun: float
    """`Clock.mono`."""
    used: float
    """When it was used last, `Clock.mono`."""
    over: bool = False


class Administration:
    """The log-in of one gate. Any thread may call it; a call that checks a password takes some tenths of a second."""

    def __init__(self, home: Home, clock: Clock, rules: PolicySettings) -> None:
        """Open the accounts.

        Args:
            home: The gate's folder.
            clock: Of waits and sessions.
            rules: How long a session lasts.

        Raises:
            AccessError: they can't be used.
        """
        self._home = home
        self._clock = clock
        self._idle = rules.admin_idle_seconds
        self._longest = rules.admin_session_seconds
        self._lock = threading.Lock()
        self._access = open_access(home, any_thread=True)

    def log_in(self, name: str, password: str) -> Session:
        """Let somebody in.

        Raises:
            AccessError: name or password is wrong, or the account is locked; which of the first two is not said.
            AuditError: it can't be recorded.
        """
        with self._lock:
            now = self._clock.mono()
            try:
                account = self._access.accounts.log_in(name, password, now)
            except AccessError:
                self._note("log in refused", self._access.accounts.spelling(name))
                raise
            self._note("log in", account.name)
            stamp, one_time = self._access.accounts.password_state(account.name)
            return Session(account, one_time, stamp, begun=now, used=now)

    def use(self, session: Session, role: Role) -> Account:
        """Before something is done: is the session still good, and does the account cover it?

        Returns:
            The account as it is now.

        Raises:
            AccessError: the session is over, the account lacks the role, or a password must be chosen first.
        """
        with self._lock:
            account = self._current(session)
            if session.must_change:
                raise AccessError("choose a password of your own first")
            if not may(account, role):
                self._note("refused", account.name, role=role)
                raise AccessError(f"the account {account.name} lacks the role {role.value}")
            session.used = self._clock.mono()
            return account

    def manager(self, name: str | None, password: str | None) -> str:
        """Check one request of somebody who may manage, without a session.

        Returns:
            The account's name.

        Raises:
            AccessError: there is no name or password, they are wrong, or the role is missing.
            AuditError: it can't be recorded.
        """
        if name is None or password is None:
            raise AccessError("this takes an administrator's name and password: --account NAME")
        session = self.log_in(name, password)
        account = self.use(session, Role.MANAGE)
        session.over = True
        return account.name

    def remaining(self, session: Session) -> float:
        """Seconds until the session ends by itself, if nothing is done; 0: it is over."""
        if session.over:
            return 0.0
        return max(0.0, min(session.used + self._idle, session.begun + self._longest) - self._clock.mono())

    def change_password(self, session: Session, old: str, new: str) -> None:
        """Choose another password for oneself.

        Raises:
            AccessError: the session is over, the old one is wrong, or the new one is too short or the same.
            AuditError: it can't be recorded; nothing is changed then.
        """
        with self._lock:
            account = self._current(session)
            now = self._clock.mono()
            self._access.accounts.log_in(account.name, old, now)
            if old == new:
                raise AccessError("the new password is the old one")
            with self._access.change():
                self._access.accounts.set_password(account.name, new)
                self._note("account password", account.name)
            session.stamp, session.must_change = self._access.accounts.password_state(account.name)
            session.used = now

    def log_out(self, session: Session) -> None:
        """End a session."""
        with self._lock:
            if not session.over:
                session.over = True
                self._note("log out", session.account.name)

    def close(self) -> None:
        """Let go of the accounts."""
        with self._lock:
            self._access.close()

    def __enter__(self) -> Administration:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _current(self, session: Session) -> Account:
        if not session.over and self.remaining(session) <= 0:
            session.over = True
            self._note("logged out by time", session.account.name)
        if session.over:
            raise AccessError("you are logged out: log in again")
        self._access.follow()
        try:
            account = self._access.accounts.get(session.account.name)
            stamp, _ = self._access.accounts.password_state(account.name)
        except AccessError:
            account, stamp = session.account, ""
        if stamp != session.stamp or account.disabled:
            session.over = True
            self._note("logged out, the account was changed", session.account.name)
            raise AccessError("the account was changed meanwhile: log in again")
        return account

    def _note(self, action: str, account: str | None, **details: Any) -> None:
        said = {"event": "admin", "action": action, "actor": account, "account": account, **details}
        with open_audit(self._home, self._clock) as log:
            log.append(Record("admin", said))


def new_password() -> str:
    """A password that a device makes: 20 letters and digits, about 99 bits, in groups that can be typed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
