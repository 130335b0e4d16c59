"""Who may sit at this desk: the first administrator, log-in with its waits, a password of one's own, log-out."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Protocol

from gate.access.errors import AccessError, LogInError
from gate.access.rules.accounts import Account, Role
from gate.administration import Administration, End, Session
from gate.clock import Clock, SystemClock
from gate.desk.acting import Operator
from gate.home import Home
from gate.settings import PolicySettings, settings_or_defaults
from gate.witness import open_access

_DEFAULT = PolicySettings()


@dataclass(frozen=True)
class Entrant:
    """What came of a log-in."""

    account: Account | None = None
    """Who is in; None: refused."""
    wait: float = 0.0
    """Seconds until this account may be tried again; infinite: only another administrator can open it."""
    must_change: bool = False
    """The password was made by the device: another has to be chosen first, and until then every call refuses."""
    idle: float = _DEFAULT.admin_idle_seconds
    """Seconds without a touch or key after which the window logs out."""
    longest: float = _DEFAULT.admin_session_seconds
    """Seconds after which it logs out in any case."""


class SessionCalls(Protocol):
    """What the log-in asks.

    Raises, each call: AccessError where the accounts can't be read; AuditError where it can't be recorded.
    """

    def nobody_yet(self) -> bool:
        """Whether there is no administrator, so that the first one is to be made here."""
        ...

    def make_first(self, name: str, password: str) -> Entrant:
        """Make the first administrator, with all roles, and let them in.

        Raises:
            AccessError: there is one already, or the name or the password can't be used.
            AuditError: it can't be recorded; nothing is made then.
        """
        ...

    def log_in(self, name: str, password: str) -> Entrant:
        """Check a password; takes some tenths of a second."""
        ...

    def change_password(self, account: Account, old: str, new: str) -> None:
        """Choose another password for oneself.

        Raises:
            AccessError: the session is over, the old one is wrong, or the new one too short or the same.
            AuditError: it can't be recorded; nothing is changed then.
        """
        ...

    def touched(self, account: Account, ago: float) -> End | None:
        """Say when the screen was touched last, and hear whether the session is over; that is on record then.

        Args:
            account: Who is in.
            ago: Seconds since the last touch or key.
        """
        ...

    def log_out(self, account: Account, why: End) -> None:
        """End the session, if it is not over."""
        ...


class HomeSessions:
    """Answers from a gate's folder, by its `Administration`: one session for each account that is in."""

    def __init__(self, home: Home, clock: Clock | None = None) -> None:
        """Open nothing yet: a home without administrators stays as it is until the first one is made."""
        self._home = home
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._administration: Administration | None = None
        self._sessions: dict[str, Session] = {}

    def nobody_yet(self) -> bool:
        """See `SessionCalls`."""
        if not self._home.access.exists():
            return True
        with open_access(self._home, read_only=True) as access:
            return not access.accounts.all()

    def make_first(self, name: str, password: str) -> Entrant:
        """See `SessionCalls`."""
        return self._entered(self._opened(anew=True).make_first(name, password))

    def log_in(self, name: str, password: str) -> Entrant:
        """See `SessionCalls`."""
        try:
            return self._entered(self._opened(anew=True).log_in(name, password))
        except LogInError as error:
            return Entrant(wait=error.wait)

    def change_password(self, account: Account, old: str, new: str) -> None:
        """See `SessionCalls`."""
        self._opened().change_password(self._session(account), old, new)

    def touched(self, account: Account, ago: float) -> End | None:
        """See `SessionCalls`."""
        desk, session = self._opened(), self._session(account)
        try:
            if desk.touched(session, ago) != session.account:  # the pages that are shown are those of other roles
                desk.log_out(session, End.CHANGED)
        except AccessError:
            if session.end is None:
                raise
        return session.end

    def log_out(self, account: Account, why: End) -> None:
        """See `SessionCalls`."""
        self._opened().log_out(self._session(account), why)

    def close(self) -> None:
        """Let go of the accounts."""
        with self._lock:
            if self._administration is not None:
                self._administration.close()
                self._administration = None

    def _entered(self, session: Session) -> Entrant:
        name, rules = session.account.name, self._opened().rules
        with self._lock:
            self._sessions[name] = session

        def use(role: Role) -> None:
            # Pages also ask by themselves, so that a call is no sign of life; `touched` tells of a hand.
            self._opened().use(session, role, by_hand=False)

        account = Operator(name, session.account.roles, use=use)
        return Entrant(
            account,
            must_change=session.must_change,
            idle=rules.admin_idle_seconds,
            longest=rules.admin_session_seconds,
        )

    def _session(self, account: Account) -> Session:
        with self._lock:
            if account.name not in self._sessions:
                raise AccessError("you are logged out: log in again")
            return self._sessions[account.name]

    def _opened(self, *, anew: bool = False) -> Administration:
        """The log-in; `anew`: by the settings as they are now."""
        with self._lock:
            if self._administration is None or anew:
                rules = settings_or_defaults(self._home.settings)[0].policy
                if self._administration is None:
                    self._administration = Administration(self._home, self._clock, rules)
                self._administration.rules = rules
            return self._administration
