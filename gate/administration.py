"""Log-in of administrators for whoever has a screen: sessions that end by themselves, roles, and a row for everything.

A screen calls `log_in`, then `use` before each thing it does, `touched` now and then, and `log_out` at the end.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Any

from gate.access.audit.row import Record
from gate.access.errors import AccessError, LogInError
from gate.access.rules.accounts import Account, Role, may
from gate.auditing import open_audit
from gate.clock import Clock
from gate.home import Home
from gate.settings import PolicySettings
from gate.witness import open_access

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for others."""


class End(str, Enum):
    """What has ended a session, as the audit log says it."""

    HAND = "log out"
    TIME = "logged out by time"
    CHANGED = "logged out, the account was changed"
    """By another administrator, or by root."""


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
    end: End | None = None
    """Why it is over."""


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
        self.rules = rules
        """How long a session lasts from now on."""
        self._lock = threading.Lock()
        self._access = open_access(home, any_thread=True)

    def make_first(self, name: str, password: str) -> Session:
        """Make the first administrator, with all roles, and let them in.

        Raises:
            AccessError: there is one already, or the name or the password can't be used.
            AuditError: it can't be recorded; nothing is made then.
        """
        with self._lock:
            with self._access.change():
                if self._access.accounts.all():
                    raise AccessError("there are administrators already: log in")
                account = self._access.accounts.add(name, frozenset(Role), password)
                self._note("account add", account.name, roles=sorted(role.value for role in Role))
            return self._begin(account)

    def log_in(self, name: str, password: str) -> Session:
        """Let somebody in.

        Raises:
            LogInError: name or password is wrong, or the account is locked; which of the first two is not said.
            AccessError: the accounts can't be read.
            AuditError: it can't be recorded; nobody is let in then.
        """
        with self._lock:
            self._access.follow()
            try:
                account = self._access.accounts.log_in(name, password, self._clock.mono())
            except LogInError:
                self._note("log in refused", self._access.accounts.spelling(name))
                raise
            self._note("log in", account.name)
            return self._begin(account)

    def use(self, session: Session, role: Role, *, by_hand: bool = True) -> Account:
        """Before something is done: is the session still good, and does the account cover it?

        Args:
            session: Whose.
            role: That it takes.
            by_hand: Somebody has asked for it; False: a screen has by itself, and the session lasts no longer for it.

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
            if by_hand:
                session.used = self._clock.mono()
            return account

    def touched(self, session: Session, ago: float) -> Account:
        """Somebody has touched the screen; and is the session still good?

        Args:
            session: Whose.
            ago: Seconds since then.

        Returns:
            The account as it is now.

        Raises:
            AccessError: the session is over.
        """
        with self._lock:
            account = self._current(session)
            session.used = max(session.used, self._clock.mono() - ago)
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
        session.end = End.HAND
        return account.name

    def remaining(self, session: Session) -> float:
        """Seconds until the session ends by itself, if nothing is done; 0: it is over."""
        if session.end:
            return 0.0
        return max(0.0, self._ends(session) - self._clock.mono())

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

    def log_out(self, session: Session, why: End = End.HAND) -> None:
        """End a session; one that is over stays as it is.

        Raises:
            AuditError: it can't be recorded; it is over all the same.
        """
        with self._lock:
            if not session.end:
                self._end(session, why)

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

    def _begin(self, account: Account) -> Session:
        stamp, one_time = self._access.accounts.password_state(account.name)
        now = self._clock.mono()
        return Session(account, one_time, stamp, begun=now, used=now)

    def _ends(self, session: Session) -> float:
        idle, longest = self.rules.admin_idle_seconds, self.rules.admin_session_seconds
        return min(session.used + idle, session.begun + longest)

    def _current(self, session: Session) -> Account:
        if not session.end and self.remaining(session) <= 0:
            self._end(session, End.TIME)
        if session.end:
            raise AccessError("you are logged out: log in again")
        self._access.follow()
        try:
            account = self._access.accounts.get(session.account.name)
            stamp, _ = self._access.accounts.password_state(account.name)
        except AccessError:
            account, stamp = session.account, ""
        if stamp != session.stamp or account.disabled:
            self._end(session, End.CHANGED)
            raise AccessError("the account was changed meanwhile: log in again")
        return account

    def _end(self, session: Session, why: End) -> None:
        session.end = why
        self._note(why.value, session.account.name)

    def _note(self, action: str, account: str | None, **details: Any) -> None:
        said = {"event": "admin", "action": action, "actor": account, "account": account, **details}
        with open_audit(self._home, self._clock) as log:
            log.append(Record("admin", said))


def new_password() -> str:
    """A password that a device makes: 20 letters and digits, about 99 bits, in groups that can be typed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
