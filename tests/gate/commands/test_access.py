"""`gate access` and `gate verify` as a shell calls them, and what the running gate makes of it."""

from __future__ import annotations

import io
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gate.access.credentials import Badge, Credential, Pin
from gate.access.errors import AccessError
from gate.access.rules.accounts import Role
from gate.access.store.access import Access
from gate.clock import ManualClock
from gate.credential_lines import follow, parse
from gate.gallery.types import Consent, Person, Sample
from gate.home import find_home
from gate.settings import Settings
from gate.vault import open_gallery
from gate.vision.fakes import FakeRecogniser
from gate.vision.types import Template
from tests.gate.commands.conftest import ASTRONAUT, HOPPER, Gate, assert_one_sentence

OFFICE = ("access", "schedules", "add", "office", "--zone", "Europe/Berlin", "--window", "mon-fri 07:00-19:00")


@pytest.fixture
def anna(home: Path) -> Person:
    """Enrolled without a network: a template is only a vector here."""
    vector = FakeRecogniser().embed([__import__("numpy").full((112, 112, 3), 11, "uint8")])[0]
    with open_gallery(find_home(home), Settings(), template_space="fake") as gallery:
        sample = Sample(Template(vector, "fake", 0.9), "m" * 64, "anna.jpg")
        return gallery.add("Anna Berg", [sample], Consent("v1", "ops", ManualClock().utc()))


def _audited(home: Path) -> list[dict[str, Any]]:
    db = sqlite3.connect(home / "audit.db")
    try:
        rows = [json.loads(body) for (body,) in db.execute("SELECT body FROM rows ORDER BY seq")]
        return [row for row in rows if row["kind"] != "revision"]
    finally:
        db.close()


def _type(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_week_in_the_life_of_the_rules(gate: Gate, anna: Person, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gate(*OFFICE, "--window", "sat,holiday 09:00-12:00 both", "--holidays", "DE-BY").code == 0
    assert gate("access", "groups", "add", "staff", "--schedule", "office").code == 0
    assert gate("access", "groups", "allow", "staff", "office", "--gate", "Side door").code == 0
    assert gate("access", "assign", "anna berg", "STAFF").out == "Anna Berg is in STAFF.\n"
    assert gate("access", "badge", "add", "Anna Berg", "04 a2b1").out == "Anna Berg has the badge 04A2B1.\n"
    _type(monkeypatch, "271828\n904417\n")
    pin = gate("access", "pin", "set", "Anna Berg", "--duress", "--from-stdin")
    assert "1001" in pin.out
    assert "duress_syslog" in pin.err
    gate("access", "validity", "Anna Berg", "--from", "2026-12-01", "--until", "2026-12-31", "--zone", "Europe/Berlin")
    gate("access", "suspend", "Anna Berg")
    (shown,) = gate("access", "show", "Anna Berg", "--json").lines
    assert shown == {
        "name": "Anna Berg",
        "groups": ["staff"],
        "valid_from": "2026-11-30T23:00:00+00:00",
        "valid_until": "2026-12-31T23:00:00+00:00",
        "suspended": True,
        "badges": ["04A2B1"],
        "number": "1001",
        "failures": 0,
    }
    (group,) = gate("access", "groups", "list", "--json").lines
    assert group["rights"] == [{"schedule": "office", "gate": None}, {"schedule": "office", "gate": "Side door"}]
    (schedule,) = gate("access", "schedules", "list", "--json").lines
    assert schedule["windows"] == ["mon,tue,wed,thu,fri 07:00-19:00 face", "sat,holiday 09:00-12:00 both"]
    assert schedule["holidays"] == "DE-BY"
    rows = _audited(home)
    assert [row["action"] for row in rows] == [
        *("schedule add", "group add", "group allow", "assign", "badge add", "pin set", "validity", "suspend"),
        "access show",
    ]
    assert {row["subject"] for row in rows[3:]} == {anna.id}
    assert not {"271828", "904417", "Anna"} & set(str(rows).split()), "neither secrets nor names"
    assert "duress" not in str(rows)
    with Access.open(home / "access.db", read_only=True) as access:
        assert access.revision == 8
        assert len(access.rules.rulebook().schedules) == 1


def test_a_removed_persons_credentials_go_with_them(
    gate: Gate, anna: Person, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate("access", "badge", "add", "Anna Berg", "A1")
    gate("access", "suspend", "Anna Berg")
    assert gate("people", "remove", "Anna Berg", "--yes").code == 0
    with Access.open(home / "access.db") as access:
        assert access.credentials.person_of_badge("A1") is None
        assert not access.rules.rulebook().standings
    assert _audited(home)[-1]["action"] == "remove"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("access", "assign", "Nobody", "staff"), "Nobody"),
        (("access", "assign", "Anna Berg", "staff"), "no group staff"),
        (("access", "groups", "add", "staff", "--schedule", "office"), "no schedule office"),
        (("access", "badge", "add", "Anna Berg", "a;b"), "badge number"),
        (("access", "badge", "remove", "A9"), "nobody has this badge"),
        (("access", "validity", "Anna Berg", "--from", "2026-12-02", "--until", "2026-11-01"), "ends before"),
        (("access", "schedules", "add", "x", "--zone", "Mars/Olympus", "--window", "mon 07:00-08:00"), "time zone"),
        (("access", "schedules", "add", "x", "--zone", "UTC", "--window", "mon 07:00-08:00", "--holidays", "XX"), "XX"),
        (("access", "accounts", "remove", "chief"), "no account chief"),
    ],
)
def test_what_can_t_be_done_is_one_sentence_and_changes_nothing(
    gate: Gate, anna: Person, home: Path, words: tuple[str, ...], said: str
) -> None:
    assert_one_sentence(gate(*words), said)
    if (home / "access.db").exists():
        with Access.open(home / "access.db") as access:
            assert access.revision == 0
    assert "badge add" not in str(_audited(home) if (home / "audit.db").exists() else "")


@pytest.mark.parametrize(
    "window", ["", "mon", "mo 07:00-08:00", "fri-mon 07:00-08:00", "mon 7-8", "mon 07:00-25:00", "mon 07:00-08:00 all"]
)
def test_a_window_that_is_none_is_usage(gate: Gate, window: str) -> None:
    result = gate("access", "schedules", "add", "x", "--zone", "UTC", "--window", window)
    assert result.code == 2
    assert "is no window" in result.err


@pytest.mark.parametrize(("typed", "said"), [("123456\n", "easy to guess"), ("27\n", "6 to 12"), ("", "6 to 12")])
def test_a_pin_that_may_not_be_set(
    gate: Gate, anna: Person, monkeypatch: pytest.MonkeyPatch, typed: str, said: str
) -> None:
    _type(monkeypatch, typed)
    assert_one_sentence(gate("access", "pin", "set", "Anna Berg", "--from-stdin"), said)


def test_the_duress_pin_is_another_one(gate: Gate, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    _type(monkeypatch, "271828\n271828\n")
    assert_one_sentence(gate("access", "pin", "set", "Anna Berg", "--duress", "--from-stdin"), "another one")


def test_a_change_that_can_t_be_recorded_is_not_made(gate: Gate, anna: Person, home: Path) -> None:
    gate("access", "suspend", "Anna Berg")
    key = home / "keys" / "audit.key"
    key.rename(home / "lost.key")
    assert_one_sentence(gate("access", "unsuspend", "Anna Berg"), "audit key", "missing")
    (home / "lost.key").rename(key)
    db = sqlite3.connect(home / "audit.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    assert_one_sentence(gate("access", "unsuspend", "Anna Berg"), "audit log", "in use")
    assert_one_sentence(gate("people", "remove", "Anna Berg", "--yes"), "audit log", "in use")
    db.rollback()
    db.close()
    assert gate("access", "show", "Anna Berg", "--json").lines[0]["suspended"] is True


def test_accounts_and_their_lock(gate: Gate, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(name: str, role: str, password: str = "correct horse battery\n") -> Any:
        _type(monkeypatch, password)
        return gate("access", "accounts", "add", name, "--role", role, "--from-stdin")

    assert_one_sentence(add("eve", "audit"), "role manage")
    assert_one_sentence(add("chief", "manage", "short\n"), "12 to 256")
    assert add("chief", "manage").code == 0
    assert add("eve", "audit").code == 0
    assert_one_sentence(add("Chief", "enrol"), "hold this name")
    assert_one_sentence(gate("access", "accounts", "disable", "chief"), "role manage")
    assert_one_sentence(gate("access", "accounts", "roles", "chief", "--role", "audit"), "role manage")
    assert_one_sentence(gate("access", "accounts", "remove", "chief"), "role manage")
    assert gate("access", "accounts", "list", "--json").lines[1] == {
        "name": "eve",
        "roles": ["audit"],
        "disabled": False,
    }
    with Access.open(home / "access.db") as access:
        accounts = access.accounts
        assert accounts.log_in("EVE", "correct horse battery", 0.0).roles == {Role.AUDIT}
        for now in range(5):
            with pytest.raises(AccessError, match="name or the password"):
                accounts.log_in("eve", "wrong", float(now))
        with pytest.raises(AccessError, match="locked until 300 seconds"):
            accounts.log_in("eve", "correct horse battery", 4.0)
        with pytest.raises(AccessError, match="name or the password"):
            accounts.log_in("nobody", "correct horse battery", 4.0)
        assert accounts.log_in("eve", "correct horse battery", 304.0)
    gate("access", "accounts", "disable", "eve")
    with Access.open(home / "access.db") as access, pytest.raises(AccessError, match="locked"):
        access.accounts.log_in("eve", "correct horse battery", 0.0)


@pytest.mark.parametrize("content", [b"nothing like a database" * 200, b""])
def test_rules_that_are_none(gate: Gate, home: Path, content: bytes) -> None:
    (home / "access.db").write_bytes(content)
    result = gate("access", "groups", "list")
    assert_one_sentence(result, "access rules")


def test_verify_compares_with_one_person_alone(enrolled: Gate, home: Path) -> None:
    right = enrolled("verify", "eileen", ASTRONAUT, "--json")
    assert right.code == 0
    assert right.lines[0]["verified"] is True
    assert right.lines[0]["fmr"] == 1e-5
    wrong = enrolled("verify", "Eileen", HOPPER)
    assert wrong.code == 1
    assert "not verified: not_recognised" in wrong.out
    (home / "gate.toml").write_text("[policy]\nclaim_fmr = 1e-3\n")
    assert enrolled("verify", "Eileen", ASTRONAUT, "--json").lines[0]["fmr"] == 1e-3
    assert_one_sentence(enrolled("verify", "Ben", ASTRONAUT), "Ben")
    assert _audited(home)[-1]["action"] == "verify"


def test_a_suspended_person_is_not_let_in_by_the_running_gate(enrolled: Gate, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.jpg").write_bytes(ASTRONAUT.read_bytes())
    enrolled("access", "suspend", "Eileen")
    run = ("run", "--source", folder, "--every-frame", "--fps", "10", "--headless", "--json")
    result = enrolled(*run)
    (decision,) = [event for event in result.lines if event["event"] == "decision"]
    assert (decision["granted"], decision["reason"], decision["person"]) == (False, "suspended", None)
    enrolled("access", "unsuspend", "Eileen")
    (decision,) = [event for event in enrolled(*run).lines if event["event"] == "decision"]
    assert decision["granted"]
    kinds = [row["kind"] for row in _audited(home) if row["kind"] != "door"]
    assert kinds[-2:] == ["start", "decision"]
    assert enrolled("audit", "verify").code == 0


# --- credentials as lines


@pytest.mark.parametrize(
    ("line", "credential"),
    [
        ("badge 04A2B1\n", Badge("04A2B1")),
        ("04A2B1\n", Badge("04A2B1")),
        ("pin 271828\n", Pin("271828")),
        ("pin 1001 271828\n", Pin("271828", "1001")),
        ("\n", None),
        ("pin 1 2 3\n", None),
        ("x" * 300, None),
    ],
)
def test_a_line_is_a_credential_or_nothing(line: str, credential: Credential | None) -> None:
    assert parse(line) == credential


@pytest.mark.parametrize("pipe", [True, False])
def test_lines_of_a_file_or_pipe_are_handed_in(tmp_path: Path, pipe: bool) -> None:
    path, taken = tmp_path / "reader", list[Credential]()
    text = "A1\n" + "x" * 500 + "\npin 271828\n"
    if pipe:
        os.mkfifo(path)
    else:
        path.write_text(text)
    follow(str(path), taken.append)
    if pipe:
        path.write_text(text)
    _wait(lambda: len(taken) == 2)
    assert taken == [Badge("A1"), Pin("271828")]
    with pytest.raises(AccessError, match="can't be read"):
        follow(str(tmp_path / "nothing"), taken.append)


def _wait(condition: Callable[[], bool]) -> None:
    import time

    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
