"""Log-ins at the desk of a real home: the first administrator, waits, passwords, and what the audit log holds of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.access.errors import AccessError
from gate.auditing import open_audit
from gate.clock import ManualClock
from gate.desk.sessions import HomeSessions
from gate.home import Home
from gate.witness import open_access

PASSWORD = "long enough to be one"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, tmp_path / "models")


@pytest.fixture
def sessions(home: Home) -> Iterator[HomeSessions]:
    made = HomeSessions(home, ManualClock())
    yield made
    made.close()


def actions(home: Home) -> list[tuple[str, str | None]]:
    with open_audit(home, read_only=True) as log:
        rows = [row.fields for row in log.rows()]
    return [(row["action"], row["actor"]) for row in rows if row["kind"] == "admin"]


def test_the_first_administrator_is_made_once(home: Home, sessions: HomeSessions) -> None:
    assert sessions.nobody_yet()
    assert not home.access.exists()
    with pytest.raises(AccessError, match="12"):
        sessions.make_first("Aino", "short")
    assert sessions.nobody_yet()
    entrant = sessions.make_first("Aino", PASSWORD)
    assert entrant.account is not None
    assert len(entrant.account.roles) == 3
    assert not sessions.nobody_yet()
    with pytest.raises(AccessError, match="already"):
        sessions.make_first("Mallory", PASSWORD)
    assert sessions.log_in("aino", PASSWORD).account == entrant.account
    assert actions(home) == [("account add", "Aino"), ("log in", "Aino")]


def test_failures_are_followed_by_a_wait_that_is_told_and_ends(home: Home, sessions: HomeSessions) -> None:
    clock = sessions._clock
    assert isinstance(clock, ManualClock)
    sessions.make_first("Aino", PASSWORD)
    waits = [sessions.log_in("Aino", "wrong").wait for _ in range(5)]
    assert waits == [0, 0, 0, 0, 300]
    clock.advance(100)
    assert sessions.log_in("Aino", PASSWORD).wait == pytest.approx(200)
    clock.advance(200)
    assert sessions.log_in("Aino", PASSWORD).account is not None
    assert sessions.log_in("Nobody", "wrong").wait == 0  # sounds like anybody else
    rows = actions(home)
    assert rows.count(("log in refused", "Aino")) == 6
    assert ("log in refused", None) in rows


def test_a_password_is_changed_by_whoever_knows_the_old_one(sessions: HomeSessions) -> None:
    account = sessions.make_first("Aino", PASSWORD).account
    assert account is not None
    with pytest.raises(AccessError, match="wrong"):
        sessions.change_password(account, "not the old one", "another long one")
    with pytest.raises(AccessError, match="old one"):
        sessions.change_password(account, PASSWORD, PASSWORD)
    sessions.change_password(account, PASSWORD, "another long one")
    assert sessions.log_in("Aino", PASSWORD).account is None
    assert sessions.log_in("Aino", "another long one").account is not None


def test_an_account_that_is_disabled_or_removed_stands_no_more(home: Home, sessions: HomeSessions) -> None:
    account = sessions.make_first("Aino", PASSWORD).account
    assert account is not None
    assert sessions.stands(account)
    accounts = sessions._opened().accounts
    accounts.add("Meri", account.roles, PASSWORD)
    second = sessions.log_in("Meri", PASSWORD).account
    assert second is not None
    accounts.change("Aino", disabled=True)
    assert not sessions.stands(account)
    accounts.remove("Aino")
    assert not sessions.stands(account)
    assert sessions.stands(second)


def test_log_out_is_recorded(home: Home, sessions: HomeSessions) -> None:
    account = sessions.make_first("Aino", PASSWORD).account
    assert account is not None
    sessions.log_out(account, "logged out by time")
    assert actions(home)[-1] == ("logged out by time", "Aino")


def test_what_cannot_be_recorded_lets_nobody_in(home: Home, sessions: HomeSessions) -> None:
    from gate.access.errors import AuditError

    sessions.make_first("Aino", PASSWORD)
    home.audit.write_bytes(b"no log any more")
    with pytest.raises(AuditError):
        sessions.log_in("Aino", PASSWORD)


def test_a_password_that_is_changed_elsewhere_ends_the_session(home: Home, sessions: HomeSessions) -> None:
    account = sessions.make_first("Aino", PASSWORD).account
    assert account is not None
    assert sessions.stands(account)
    sessions.change_password(account, PASSWORD, "another long password")
    assert sessions.stands(account), "one's own change is no surprise"
    with open_access(home) as access, access.change():
        access.accounts.set_password("Aino", "made by the device itself", one_time=True)
    assert not sessions.stands(account)
    assert sessions.log_in("Aino", "made by the device itself").must_change
