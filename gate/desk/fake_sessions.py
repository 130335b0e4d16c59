"""Log-ins without a gate."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role
from gate.administration import End
from gate.desk.sessions import Entrant


@dataclass
class FakeSessions:
    """Accounts in memory; locks after three failures for ten minutes."""

    passwords: dict[str, str] = field(default_factory=lambda: {"Chief": "correct horse battery"})
    roles: dict[str, frozenset[Role]] = field(default_factory=dict)
    """Of an account; all roles where nothing is said."""
    must_change: bool = False
    failures: int = 0
    over: End | None = None
    """What has ended the session."""
    touches: list[float] = field(default_factory=list)
    """What was said of the last touch: seconds before."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """What would be in the audit log: account and action."""

    def nobody_yet(self) -> bool:
        """See `SessionCalls`."""
        return not self.passwords

    def make_first(self, name: str, password: str) -> Entrant:
        """See `SessionCalls`."""
        if self.passwords:
            raise AccessError("there are administrators already: log in")
        if len(password) < 12:
            raise AccessError("a password has at least 12 characters")
        self.passwords[name] = password
        self.notes.append((name, "account add"))
        return Entrant(self._account(name))

    def log_in(self, name: str, password: str) -> Entrant:
        """See `SessionCalls`."""
        if self.failures < 3 and self.passwords.get(name) == password:
            self.failures = 0
            self.notes.append((name, "log in"))
            return Entrant(self._account(name), must_change=self.must_change)
        self.failures += 1
        return Entrant(wait=600.0 if self.failures >= 3 else 0.0)

    def change_password(self, account: Account, old: str, new: str) -> None:
        """See `SessionCalls`."""
        if self.passwords[account.name] != old:
            raise AccessError("the name or the password is wrong")
        self.passwords[account.name] = new
        self.must_change = False
        self.notes.append((account.name, "account password"))

    def touched(self, account: Account, ago: float) -> End | None:
        """See `SessionCalls`."""
        self.touches.append(ago)
        if self.over is None and self.roles.get(account.name, account.roles) != account.roles:
            self.over = End.CHANGED
        return self.over

    def log_out(self, account: Account, why: End) -> None:
        """See `SessionCalls`."""
        self.notes.append((account.name, why.value))

    def _account(self, name: str) -> Account:
        return Account(name, self.roles.get(name, frozenset(Role)))
