"""Who looks after the gate: the administrators' accounts."""

from __future__ import annotations

from typing import Any, Protocol

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role
from gate.access.store.access import Access
from gate.desk.acting import changing, demand
from gate.home import Home
from gate.witness import open_access


class AccountCalls(Protocol):
    """What the page Administrators asks; all of it takes the role manage.

    Raises, each call: AccessError where the role is missing, the change can't be made (somebody must be left who can
    manage), or the account was changed since it was `seen`; AuditError where it can't be recorded. Nothing is changed
    then.
    """

    def accounts(self, by: Account) -> tuple[Account, ...]:
        """Everybody, by name."""
        ...

    def add(self, name: str, roles: frozenset[Role], password: str, by: Account) -> tuple[Account, ...]:
        """Add an account."""
        ...

    def change(self, seen: Account, wanted: Account, by: Account) -> tuple[Account, ...]:
        """Give an account other roles, or disable or enable it."""
        ...

    def set_password(self, name: str, password: str, by: Account) -> tuple[Account, ...]:
        """Give an account another password; it opens, if it was locked."""
        ...

    def remove(self, seen: Account, by: Account) -> tuple[Account, ...]:
        """Remove an account."""
        ...


class HomeAccounts:
    """Answers from a gate's folder."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def accounts(self, by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        demand(by, Role.MANAGE)
        with open_access(self._home, read_only=True) as access:
            return tuple(access.accounts.all())

    def add(self, name: str, roles: frozenset[Role], password: str, by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        if not roles:
            raise AccessError("an administrator without a role can do nothing: give one")
        with changing(self._home, by, Role.MANAGE, "account add", account=name, roles=roles) as access:
            access.accounts.add(name, roles, password)
        return self.accounts(by)

    def change(self, seen: Account, wanted: Account, by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        said: dict[str, Any] = {"account": seen.name, "roles": wanted.roles, "disabled": wanted.disabled}
        with changing(self._home, by, Role.MANAGE, "account change", **said) as access:
            _unchanged(access, seen)
            access.accounts.change(seen.name, roles=wanted.roles, disabled=wanted.disabled)
        return self.accounts(by)

    def set_password(self, name: str, password: str, by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        with changing(self._home, by, Role.MANAGE, "account password", account=name) as access:
            access.accounts.set_password(name, password)
        return self.accounts(by)

    def remove(self, seen: Account, by: Account) -> tuple[Account, ...]:
        """See `AccountCalls`."""
        with changing(self._home, by, Role.MANAGE, "account remove", account=seen.name) as access:
            _unchanged(access, seen)
            access.accounts.remove(seen.name)
            if not access.accounts.all():  # or whoever comes next to the screen would be the first administrator
                raise AccessError("somebody must be left with the role manage")
        return self.accounts(by)


def _unchanged(access: Access, seen: Account) -> None:
    if access.accounts.get(seen.name) != seen:
        raise AccessError(f"somebody else has changed the account {seen.name} meanwhile: look at it again")
