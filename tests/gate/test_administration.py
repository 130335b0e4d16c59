"""The log-in of administrators: who gets in, when they are out again, and that all of it is on record."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate.access.errors import AccessError, AuditError
from gate.access.rules.accounts import Role
from gate.administration import Administration
from gate.auditing import open_audit
from gate.clock import ManualClock
from gate.commands.changing import changing
from gate.home import Home, find_home
from gate.settings import PolicySettings
from tests.gate.commands.conftest import Gate, assert_one_sentence, gate, home, models

__all__ = ["gate", "home", "models"]

PASSWORD = "correct horse battery"
RULES = PolicySettings(admin_idle_seconds=300, admin_session_seconds=1000)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    place = find_home(tmp_path / "place")
    with changing(place, "accounts") as access:
        access.accounts.add("Chief", frozenset({Role.MANAGE, Role.AUDIT}), PASSWORD)
        access.accounts.add("Eve", frozenset({Role.ENROL}), PASSWORD)
    return place


@pytest.fixture
def desk(place: Home, clock: ManualClock) -> Iterator[Administration]:
    with Administration(place, clock, RULES) as desk:
        yield desk


def _actions(place: Home) -> list[tuple[str, Any]]:
    with open_audit(place) as log:
        return [(row.fields["action"], row.fields.get("account")) for row in log.rows() if "action" in row.fields][1:]


def test_a_session_has_its_roles_and_everything_is_on_record(desk: Administration, place: Home) -> None:
    session = desk.log_in("chief", PASSWORD)
    assert desk.use(session, Role.MANAGE).name == "Chief"
    with pytest.raises(AccessError, match="lacks the role enrol"):
        desk.use(session, Role.ENROL)
    desk.log_out(session)
    with pytest.raises(AccessError, match="logged out"):
        desk.use(session, Role.MANAGE)
    assert _actions(place) == [("log in", "Chief"), ("refused", "Chief"), ("log out", "Chief")]


def test_what_was_typed_in_the_place_of_a_name_is_not_written_down(desk: Administration, place: Home) -> None:
    with pytest.raises(AccessError, match="name or the password"):
        desk.log_in(PASSWORD, "chief")
    assert _actions(place) == [("log in refused", None)]
    assert PASSWORD.encode() not in place.audit.read_bytes()


def test_a_session_ends_by_itself(desk: Administration, clock: ManualClock, place: Home) -> None:
    session = desk.log_in("chief", PASSWORD)
    for _ in range(3):
        clock.advance(299)
        assert desk.remaining(session) > 0
        desk.use(session, Role.AUDIT)
    clock.advance(103)  # used all the time, and over all the same
    assert desk.remaining(session) == 0
    with pytest.raises(AccessError, match="logged out"):
        desk.use(session, Role.AUDIT)
    idle = desk.log_in("chief", PASSWORD)
    clock.advance(300)
    with pytest.raises(AccessError, match="logged out"):
        desk.use(idle, Role.AUDIT)
    assert [action for action, _ in _actions(place)].count("logged out by time") == 2


def test_five_failures_lock_the_account_and_another_process_opens_it(
    desk: Administration, clock: ManualClock, place: Home
) -> None:
    for _ in range(5):
        with pytest.raises(AccessError, match="name or the password"):
            desk.log_in("eve", "wrong")
    with pytest.raises(AccessError, match="locked until 300 seconds"):
        desk.log_in("eve", PASSWORD)
    assert desk.log_in("chief", PASSWORD), "nobody else waits"
    with changing(place, "account password") as access:
        access.accounts.set_password("eve", PASSWORD)
    assert desk.log_in("eve", PASSWORD)


@pytest.mark.parametrize("change", ["disabled", "password", "removed", "roles"])
def test_a_change_of_the_account_reaches_the_session(desk: Administration, place: Home, change: str) -> None:
    session = desk.log_in("eve", PASSWORD)
    with changing(place, "change") as access:
        if change == "disabled":
            access.accounts.change("eve", disabled=True)
        elif change == "password":
            access.accounts.set_password("eve", "another one altogether")
        elif change == "removed":
            access.accounts.remove("eve")
        else:
            access.accounts.change("eve", roles=frozenset({Role.AUDIT}))
    with pytest.raises(AccessError, match="lacks the role" if change == "roles" else "changed meanwhile"):
        desk.use(session, Role.ENROL)


def test_a_log_in_that_can_t_be_recorded_is_none(desk: Administration, place: Home) -> None:
    place.audit_key.rename(place.path / "lost")
    with pytest.raises(AuditError, match="missing"):
        desk.log_in("chief", PASSWORD)


def test_the_first_administrator_and_a_lost_password(
    gate: Gate, home: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = gate("admin", "init")
    password = re.search(r"password (\S+)", made.out)[1]
    assert len(password) == 23
    assert_one_sentence(gate("admin", "init"), "administrators already")
    with Administration(find_home(home), clock, RULES) as desk:
        session = desk.log_in("admin", password)
        with pytest.raises(AccessError, match="choose a password of your own"):
            desk.use(session, Role.MANAGE)
        with pytest.raises(AccessError, match="name or the password"):
            desk.change_password(session, "wrong", PASSWORD)
        with pytest.raises(AccessError, match="12 to 256"):
            desk.change_password(session, password, "short")
        with pytest.raises(AccessError, match="the old one"):
            desk.change_password(session, password, password)
        desk.change_password(session, password, PASSWORD)
        assert desk.use(session, Role.ENROL)
        with pytest.raises(AccessError, match="name or the password"):
            desk.log_in("admin", password)
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert_one_sentence(gate("admin", "reset-password", "admin"), "only root")
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        again = re.search(r"password (\S+)", gate("admin", "reset-password", "admin").out)[1]
        with pytest.raises(AccessError, match="changed meanwhile"):
            desk.use(session, Role.ENROL)
        assert desk.log_in("admin", again).must_change
    assert password not in find_home(home).audit.read_bytes().decode("latin1")
