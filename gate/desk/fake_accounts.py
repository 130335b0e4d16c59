"""Accounts without a gate."""

from __future__ import annotations

from dataclasses import dataclass, field

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role, leaves_a_manager


@dataclass
class FakeAccounts:
    """Accounts in memory."""

    held: list[Account] = field(
        default_factory=lambda: [
            Account("Chief", frozenset(Role)),
            Account("Eero", frozenset({Role.ENROL})),
            Account("Outi", frozenset({Role.AUDIT}), disabled=True),
        ]
    )
    passwords: dict[str, str] = field(default_factory=dict)

    def accounts(self, _by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        return tuple(self.held)

    def add(self, name: str, roles: frozenset[Role], password: str, _by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        if any(account.name == name for account in self.held):
            raise AccessError("the access rules hold this name or number already")
        return self._keep([*self.held, Account(name, roles)], name, password)

    def change(self, seen: Account, wanted: Account, _by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        if seen not in self.held:
            raise AccessError(f"somebody else has changed the account {seen.name} meanwhile: look at it again")
        return self._keep([wanted if account == seen else account for account in self.held])

    def set_password(self, name: str, password: str, _by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        return self._keep(self.held, name, password)

    def remove(self, seen: Account, _by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        return self._keep([account for account in self.held if account != seen])

    def _keep(self, held: list[Account], name: str = "", password: str = "") -> tuple[Account, ...]:
        if not leaves_a_manager(set(held)):
            raise AccessError("somebody must be left with the role manage")
        self.held = held
        if name:
            self.passwords[name] = password
        return tuple(held)
