"""What systemd hears, by both kinds of socket."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from gate.host.notify import Notifier
from tests.gate.host.conftest import Manager


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_every_word_arrives(kind: str, tmp_path: Path) -> None:
    address = f"@maskgate-test-{os.getpid()}-{time.monotonic_ns()}" if kind == "abstract" else str(tmp_path / "socket")
    manager = Manager(address)
    notifier = Notifier(address)
    notifier.ready("recognises\nfaces")
    notifier.alive()
    notifier.reloading(12.5)
    notifier.stopping()
    said = ["READY=1", "STATUS=recognises faces", "WATCHDOG=1", "RELOADING=1", "MONOTONIC_USEC=12500000", "STOPPING=1"]
    assert manager.hear() == said
    manager.close()


def test_the_environment_is_read_and_emptied() -> None:
    environment = {"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid()), "A": "b"}
    notifier = Notifier.from_environment(environment)
    assert (notifier.heard, notifier.watchdog_seconds) == (True, 30.0)
    assert environment == {"A": "b"}, "a child would speak for the gate"


@pytest.mark.parametrize(
    "said", [{"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}, {}]
)
def test_no_watchdog_of_ours(said: dict[str, str]) -> None:
    assert Notifier.from_environment(said).watchdog_seconds is None


def test_nobody_listens(tmp_path: Path) -> None:
    Notifier(None).alive()
    Notifier(str(tmp_path / "nothing")).alive()


def test_a_manager_that_does_not_read_stops_no_gate(tmp_path: Path) -> None:
    deaf = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    deaf.bind(str(tmp_path / "deaf"))
    notifier, began = Notifier(str(tmp_path / "deaf")), time.monotonic()
    for _ in range(2000):
        notifier.alive()
    assert time.monotonic() - began < 5
    deaf.close()
