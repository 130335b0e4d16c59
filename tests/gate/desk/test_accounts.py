"""Accounts at the desk of a real home: who may what, two administrators, and somebody must be left to manage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.access.errors import AccessError
from gate.access.rules.accounts import Account, Role
from gate.desk.accounts import HomeAccounts
from gate.desk.sessions import HomeSessions
from gate.home import Home
from tests.gate.desk.conftest import AUDITOR, CHIEF, rows

PASSWORD = "long enough to be one"
EERO = Account("Eero", frozenset({Role.ENROL}))


@pytest.fixture
def accounts(home: Home) -> HomeAccounts:
    """Aino is there already."""
    sessions = HomeSessions(home)
    sessions.make_first("Aino", PASSWORD)
    sessions.close()
    return HomeAccounts(home)


def test_an_account_is_added_changed_and_removed_on_record(home: Home, accounts: HomeAccounts) -> None:
    assert accounts.add("Eero", EERO.roles, PASSWORD, CHIEF) == (CHIEF, EERO)
    wanted = replace(EERO, roles=frozenset({Role.AUDIT}), disabled=True)
    assert accounts.change(EERO, wanted, CHIEF)[1] == wanted
    accounts.set_password("Eero", "another long one", CHIEF)
    with pytest.raises(AccessError, match="somebody else"):
        accounts.change(EERO, EERO, CHIEF)
    with pytest.raises(AccessError, match="somebody else"):
        accounts.remove(EERO, CHIEF)
    assert accounts.remove(wanted, CHIEF) == (CHIEF,)
    said = [row for row in rows(home) if row["kind"] == "admin"]
    assert [row["action"] for row in said[1:]] == [
        *("account add", "account change", "account password", "account remove")
    ]
    assert "long" not in str(said)


def test_somebody_is_left_who_can_manage(accounts: HomeAccounts) -> None:
    for refused in (
        lambda: accounts.remove(CHIEF, CHIEF),
        lambda: accounts.change(CHIEF, replace(CHIEF, disabled=True), CHIEF),
        lambda: accounts.change(CHIEF, replace(CHIEF, roles=frozenset({Role.AUDIT})), CHIEF),
    ):
        with pytest.raises(AccessError, match="must be left"):
            refused()
    assert accounts.accounts(CHIEF) == (CHIEF,)


def test_what_makes_no_sense_is_refused(accounts: HomeAccounts) -> None:
    with pytest.raises(AccessError, match="12"):
        accounts.add("Eero", EERO.roles, "short", CHIEF)
    with pytest.raises(AccessError, match="without a role"):
        accounts.add("Eero", frozenset(), PASSWORD, CHIEF)
    with pytest.raises(AccessError, match="already"):
        accounts.add("aino", EERO.roles, PASSWORD, CHIEF)
    with pytest.raises(AccessError, match="role manage"):
        accounts.accounts(AUDITOR)
