"""Log-ins at the desk of a real home: the first administrator, waits, passwords, and what the audit log holds of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.access.errors import AccessError
from gate.access.rules.accounts import Role
from gate.administration import End
from gate.auditing import open_audit
from gate.clock import ManualClock
from gate.desk.people_home import HomePeople
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


@pytest.mark.parametrize("change", ["disabled", "removed", "roles", "password"])
def test_an_account_that_is_changed_elsewhere_is_out_once_and_on_record(
    home: Home, sessions: HomeSessions, change: str
) -> None:
    account = sessions.make_first("Aino", PASSWORD).account
    assert account is not None
    assert sessions.touched(account, 0) is None
    with open_access(home) as access, access.change():
        access.accounts.add("Meri", account.roles, PASSWORD)
        if change == "removed":
            access.accounts.remove("Aino")
        elif change == "password":
            access.accounts.set_password("Aino", "another long one")
        else:
            roles = frozenset({Role.AUDIT}) if change == "roles" else None
            access.accounts.change("Aino", roles=roles, disabled=change == "disabled")
    assert sessions.touched(account, 0) is End.CHANGED
    sessions.log_out(account, End.HAND)
    assert sessions.touched(account, 0) is End.CHANGED
    assert [one for one in actions(home) if "out" in one[0]] == [("logged out, the account was changed", "Aino")]
    with pytest.raises(AccessError, match="logged out"):
        HomePeople(home).people(account)


@pytest.mark.parametrize("why", End)
def test_log_out_is_recorded_with_its_reason(home: Home, sessions: HomeSessions, why: End) -> None:
    account = sessions.make_first("Aino", PASSWORD).account
    assert account is not None
    sessions.log_out(account, why)
    assert actions(home)[-1] == (why.value, "Aino")


def test_a_session_ends_by_the_settings_whatever_the_window_does(home: Home, sessions: HomeSessions) -> None:
    clock = sessions._clock
    assert isinstance(clock, ManualClock)
    sessions.make_first("Aino", PASSWORD)
    home.settings.write_text("[policy]\nadmin_idle_seconds = 60\nadmin_session_seconds = 200\n", encoding="utf-8")
    people = HomePeople(home)
    entrant = sessions.log_in("Aino", PASSWORD)
    account = entrant.account
    assert account is not None
    assert (entrant.idle, entrant.longest) == (60, 200)
    for _ in range(3):
        clock.advance(55)
        assert sessions.touched(account, 1) is None
        assert people.people(account) == ()
    clock.advance(36)  # touched all the time, and over all the same
    with pytest.raises(AccessError, match="logged out"):
        people.people(account)
    assert sessions.touched(account, 1) is End.TIME
    account = sessions.log_in("Aino", PASSWORD).account
    assert account is not None
    clock.advance(50)
    assert people.people(account) == ()  # asked for by the page itself, perhaps: no sign of anybody
    clock.advance(11)
    assert sessions.touched(account, 61) is End.TIME
    assert actions(home).count(("logged out by time", "Aino")) == 2


def test_a_password_that_the_device_made_opens_nothing_but_its_change(home: Home, sessions: HomeSessions) -> None:
    with open_access(home) as access, access.change():
        access.accounts.add("Aino", frozenset(Role), PASSWORD, one_time=True)
    entrant = sessions.log_in("Aino", PASSWORD)
    assert entrant.must_change
    assert entrant.account is not None
    with pytest.raises(AccessError, match="choose a password"):
        HomePeople(home).people(entrant.account)
    sessions.change_password(entrant.account, PASSWORD, "another long one")
    assert HomePeople(home).people(entrant.account) == ()


def test_a_role_that_is_lacking_is_refused_on_record(home: Home, sessions: HomeSessions) -> None:
    sessions.make_first("Aino", PASSWORD)
    with open_access(home) as access, access.change():
        access.accounts.add("Outi", frozenset({Role.AUDIT}), PASSWORD)
    auditor = sessions.log_in("Outi", PASSWORD).account
    assert auditor is not None
    with pytest.raises(AccessError, match="lacks the role manage"):
        HomePeople(home).people(auditor)
    assert actions(home)[-1] == ("refused", "Outi")


def test_what_cannot_be_recorded_lets_nobody_in(home: Home, sessions: HomeSessions) -> None:
    from gate.access.errors import AuditError

    sessions.make_first("Aino", PASSWORD)
    home.audit.write_bytes(b"no log any more")
    with pytest.raises(AuditError):
        sessions.log_in("Aino", PASSWORD)


def test_a_password_that_is_changed_elsewhere_ends_the_session(home: Home, sessions: HomeSessions) -> None:
    account = sessions.make_first("Aino", PASSWORD).account
    assert account is not None
    sessions.change_password(account, PASSWORD, "another long password")
    assert sessions.touched(account, 0) is None, "one's own change is no surprise"
    with open_access(home) as access, access.change():
        access.accounts.set_password("Aino", "made by the device itself", one_time=True)
    assert sessions.touched(account, 0) is End.CHANGED
    assert sessions.log_in("Aino", "made by the device itself").must_change
