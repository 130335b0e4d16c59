"""Administrators at rest, and their log-in. Changes belong in `Access.change`."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace

from gate.access.credentials import hash_secret, matches, new_password
from gate.access.errors import AccessError, LogInError
from gate.access.rules.accounts import LOCK_OUT, Account, Role, leaves_a_manager, locked_for
from gate.access.rules.throttle import Failures, failed, restored
from gate.access.store.failures import FailureCounts
from gate.database import Database, Row
from gate.gallery.names import name_key, tidy_name


class Accounts:
    """Administrators, by name. One object lives as long as log-ins are to be counted by the clock."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._counts = FailureCounts(db)
        self._waits: dict[str, Failures] = {}

    def all(self) -> list[Account]:
        """Everybody, by name."""
        return [_account(row) for row in self._db.query("SELECT * FROM accounts ORDER BY name_key")]

    def get(self, name: str) -> Account:
        """One account.

        Raises:
            AccessError: there is none of this name.
        """
        return _account(self._row(name))

    def spelling(self, name: str) -> str | None:
        """An account's name as it is written here; None: there is none of this name, so it may be anything."""
        found = self._db.value("SELECT name FROM accounts WHERE name_key = ?", name_key(name))
        return None if found is None else str(found)

    def password_state(self, name: str) -> tuple[str, bool]:
        """A mark that changes with the password and tells nothing of it; and whether it has to be replaced.

        Raises:
            AccessError: there is no such account.
        """
        row = self._row(name)
        return hashlib.sha256(row["password"].encode()).hexdigest(), bool(row["one_time"])

    def add(self, name: str, roles: frozenset[Role], password: str, *, one_time: bool = False) -> Account:
        """Add an account; the first one must be able to manage.

        Args:
            name: Of the account.
            roles: All that it has.
            password: Its password.
            one_time: It has to be replaced at the first log-in.

        Raises:
            AccessError: the name is taken, the password too short, or nobody could manage.
        """
        account = Account(tidy_name(name), roles)
        self._keep_a_manager({*self.all(), account})
        row = {"name_key": name_key(name), "name": account.name, "roles": _roles(roles)}
        secret = hash_secret(new_password(password))
        self._db.insert("accounts", {**row, "password": secret, "disabled": 0, "one_time": int(one_time)})
        return account

    def set_password(self, name: str, password: str, *, one_time: bool = False) -> None:
        """Give an account another password, and open it if it was locked."""
        self.get(name)
        values = (hash_secret(new_password(password)), int(one_time), name_key(name))
        self._db.execute("UPDATE accounts SET password = ?, one_time = ? WHERE name_key = ?", *values)
        self._succeed(name)

    def change(self, name: str, *, roles: frozenset[Role] | None = None, disabled: bool | None = None) -> Account:
        """Give an account other roles, or disable or enable it.

        Raises:
            AccessError: there is no such account, or nobody could manage any more.
        """
        before = self.get(name)
        account = replace(
            before,
            roles=before.roles if roles is None else roles,
            disabled=before.disabled if disabled is None else disabled,
        )
        self._keep_a_manager({account, *(other for other in self.all() if other.name != account.name)})
        values = (_roles(account.roles), int(account.disabled), name_key(name))
        self._db.execute("UPDATE accounts SET roles = ?, disabled = ? WHERE name_key = ?", *values)
        return account

    def remove(self, name: str) -> None:
        """Remove an account.

        Raises:
            AccessError: there is none, or nobody could manage any more.
        """
        account = self.get(name)
        self._keep_a_manager({other for other in self.all() if other.name != account.name})
        self._db.execute("DELETE FROM accounts WHERE name_key = ?", name_key(name))
        self._succeed(name)

    def log_in(self, name: str, password: str, now: float) -> Account:
        """Let an administrator in, or say only that it was refused: an unknown name takes as long and sounds the same.

        Args:
            name: As typed.
            password: As typed.
            now: `Clock.mono`.

        Raises:
            LogInError: name or password is wrong, the account is disabled, or it waits after failures.
            AccessError: the accounts can't be read.
        """
        key = f"account:{name_key(name)}"
        rows = self._db.query("SELECT * FROM accounts WHERE name_key = ?", name_key(name))
        account = _account(rows[0]) if rows else Account(name, frozenset())
        count = self._counts.count(key)
        failures = self._waits.get(key) or restored(count, LOCK_OUT, now)
        if rows and count < failures.count:  # another process has opened the account
            failures = restored(count, LOCK_OUT, now)
        self._waits[key] = failures
        seconds = locked_for(account, failures, now)
        if seconds:
            until = "an administrator opens it" if math.isinf(seconds) else f"{math.ceil(seconds)} seconds have passed"
            raise LogInError(f"this account is locked until {until}", seconds)
        if not matches(rows[0]["password"] if rows else None, password):
            self._waits[key] = failed(failures, LOCK_OUT, now)
            if rows:  # whoever tries many names must not fill the disk with them
                self._counts.put(key, self._waits[key].count)
            raise LogInError("the name or the password is wrong", locked_for(account, self._waits[key], now))
        self._succeed(name)
        return account

    def _succeed(self, name: str) -> None:
        key = f"account:{name_key(name)}"
        self._waits.pop(key, None)
        self._counts.clear(key)

    def _row(self, name: str) -> Row:
        rows = self._db.query("SELECT * FROM accounts WHERE name_key = ?", name_key(name))
        if not rows:
            raise AccessError(f"there is no account {name.strip()}: see `gate access accounts list`")
        return rows[0]

    def _keep_a_manager(self, accounts: set[Account]) -> None:
        if accounts and not leaves_a_manager(accounts):
            raise AccessError("somebody must be left with the role manage")


def _account(row: Row) -> Account:
    try:
        roles = frozenset(Role(role) for role in row["roles"].split())
    except ValueError:
        raise AccessError(f"the account {row['name']} is damaged: restore a backup, or remove it") from None
    return Account(row["name"], roles, bool(row["disabled"]))


def _roles(roles: frozenset[Role]) -> str:
    return " ".join(sorted(role.value for role in roles))
