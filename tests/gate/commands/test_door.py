"""`gate door` and a running gate: who may, what is recorded, and that nothing else gets in."""

from __future__ import annotations

import io
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.access.door_types import Action, DoorState
from gate.access.errors import LockError
from gate.access.outputs.simulated import look
from gate.access.rules.accounts import Role
from gate.auditing import open_audit
from gate.clock import SystemClock
from gate.commands.changing import changing
from gate.door_socket import LONGEST, ask, parse_request
from gate.home import find_home
from tests.gate.access.outputs.conftest import until
from tests.gate.commands.conftest import Gate, assert_one_sentence
from tests.torture.site import SETTINGS, Site, build

PASSWORD = "correct horse battery"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Deeper than a socket's address is long."""
    home = tmp_path / ("deep" * 20) / "home"
    build(home)
    return home


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    with Site(find_home(home), SystemClock()) as site:
        until(lambda: site.entrance.doorway.state is DoorState.LOCKED)
        yield site


def _rows(home: Path) -> list[dict[str, object]]:
    with open_audit(find_home(home)) as log:
        return [row.fields for row in log.rows() if row.fields.get("event") == "door order"]


def _unlocked(home: Path) -> bool:
    level = look(home / "door.line")
    return level is not None and level[0]


def test_orders_move_the_line_and_are_on_record_first(gate: Gate, site: Site, home: Path) -> None:
    assert gate("door", "status").out == "Main entrance: locked, the line locked\n"
    for word, state in (("unlock", "unlocked"), ("lock", "locked"), ("open", "unlocked")):
        (said,) = gate("door", word, "--json").lines
        assert said["state"] == state
        assert said["unlocked"] == (state == "unlocked"), "the answer tells of the line after the order"
        until(lambda: _unlocked(home) == (state == "unlocked"))  # noqa: B023
    for word, state in (
        ("emergency-lock", "emergency_locked"),
        ("emergency-end", "locked"),
        ("emergency-unlock", "emergency_unlocked"),
        ("emergency-end", "locked"),
    ):
        (said,) = gate("door", word, "--json").lines
        assert (said["state"], said["unlocked"]) == (state, state == "emergency_unlocked")
    rows = _rows(home)
    assert [row["action"] for row in rows][:3] == ["door unlock", "door lock", "door open"]
    assert len(rows) == 7
    assert all(row["actor"] for row in rows)


def test_without_a_gate_it_is_one_sentence(gate: Gate) -> None:
    assert_one_sentence(gate("door", "open"), "no gate runs in")


def test_the_socket_is_for_its_user_alone_and_goes_with_the_gate(site: Site, home: Path) -> None:
    place = find_home(home).door_socket
    assert place.stat().st_mode & 0o777 == 0o600
    site._stack.close()
    assert not place.exists()
    assert look(home / "door.line") is None


@pytest.mark.skipif(os.getuid() != 0, reason="needs another user to be")
def test_another_user_is_refused_even_with_the_file_open_to_all(site: Site, home: Path) -> None:
    place = find_home(home).door_socket
    place.chmod(0o666)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            folder = os.open(home, os.O_RDONLY)
            os.fchdir(folder)
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.connect(place.name)
                connection.sendall(b'{"order": "open"}\n')
                code = 0 if "refused" in connection.makefile().readline() else 2
        except PermissionError:
            code = 0  # the way to it is closed already
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0
    assert not _unlocked(home)
    assert not _rows(home)


def test_what_can_not_be_recorded_does_not_open_but_locks(
    gate: Gate, site: Site, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate("door", "unlock")
    until(lambda: _unlocked(home))
    import sqlite3

    db = sqlite3.connect(home / "audit.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    assert gate("door", "lock").code == 0
    until(lambda: not _unlocked(home))
    assert_one_sentence(gate("door", "open"), "can't be recorded")
    assert not _unlocked(home)
    assert gate("door", "emergency-unlock").code == 0, "people get out in any case"
    until(lambda: _unlocked(home))
    db.rollback()
    db.close()


def test_events_are_followed(site: Site, home: Path) -> None:
    seen: list[dict[str, object]] = []

    def follow() -> None:
        seen.extend(ask(find_home(home).door_socket, "events"))

    thread = threading.Thread(target=follow)
    thread.start()
    until(lambda: site.entrance._socket and site.entrance._socket._readers)
    list(ask(find_home(home).door_socket, "unlock"))
    until(lambda: _unlocked(home))
    site._stack.close()
    thread.join(10)
    assert not thread.is_alive()
    assert [said["event"] for said in seen[1:]][:1] == ["door_unlocked"]


def test_accounts_where_they_are_asked_for(gate: Gate, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = find_home(home)
    text = SETTINGS.replace("[policy]", "[policy]\ndoor_accounts = true")
    place.settings.write_text(text.format(anchors=home / "anchors"))
    with changing(place, "accounts") as access:
        access.accounts.add("chief", frozenset({Role.MANAGE}), PASSWORD)
        access.accounts.add("eve", frozenset({Role.AUDIT}), PASSWORD)
    with Site(place, SystemClock()) as site:
        until(lambda: site.entrance.doorway.state is DoorState.LOCKED)
        for account, password, said in (
            (None, None, "name and password"),
            ("chief", "wrong", "name or the password"),
            ("nobody", PASSWORD, "name or the password"),
            ("eve", PASSWORD, "lacks the role manage"),
        ):
            with pytest.raises(LockError, match=said):
                list(ask(place.door_socket, "open", account=account, password=password))
        assert not _unlocked(home)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: PASSWORD)
        assert gate("door", "open", "--account", "chief").code == 0
        until(lambda: _unlocked(home))
    assert [str(row["actor"]).split()[0] for row in _rows(home)] == ["chief"]


@given(
    st.one_of(st.binary(max_size=300), st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
)
def test_whatever_comes_is_an_order_or_none(data: bytes) -> None:
    said = parse_request(data)
    assert said is None or said["order"] in {"status", "events", *(action.value for action in Action)}


@pytest.mark.parametrize(
    "line",
    [b"", b"open\n", b"[" * 4000, b'{"order": "sesame"}', b'{"order": ["open"]}', b'{"order": "open", "by": "me"}',
     b'{"order": null}', b'{"order": "open", "password": 7}', b"x" * (LONGEST + 100)],
)  # fmt: skip
def test_nonsense_moves_nothing(site: Site, home: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        folder = os.open(home, os.O_PATH)
        connection.connect(f"/proc/self/fd/{folder}/door.sock")
        os.close(folder)
        connection.sendall(line + b"\n")
        answer = connection.makefile().readline()
    assert "refused" in json.loads(answer)
    assert not _unlocked(home)
    assert not _rows(home)


def test_a_silent_caller_keeps_nobody_waiting(gate: Gate, site: Site, home: Path) -> None:
    folder = os.open(home, os.O_PATH)
    silent = [socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(3)]
    for connection in silent:
        connection.connect(f"/proc/self/fd/{folder}/door.sock")
    begin = time.monotonic()
    assert gate("door", "status").code == 0
    assert time.monotonic() - begin < 4
    for connection in silent:
        connection.close()
    os.close(folder)
