"""Messages for outputs, and a broker."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import pytest

from gate.access.door_types import DoorEventKind, DoorState
from gate.access.event import SCHEMA, DoorReport, Event, Notice
from gate.access.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)


def until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def notice(seq: int = 1) -> Notice:
    return Notice(SCHEMA, seq, "Main", "camera", NOW, 1.0, detail="ok")


def door_report(seq: int = 2, state: DoorState = DoorState.LOCKED) -> DoorReport:
    return DoorReport(SCHEMA, seq, "Main", DoorEventKind.LOCKED, NOW, 1.0, state, cause="time")


GRANT = Event(
    schema=SCHEMA,
    seq=3,
    gate="Main",
    event="decision",
    time=NOW,
    mono=1.0,
    track=1,
    person="علياء حسن",
    person_id="p1",
    granted=True,
    reason=Reason.RECOGNISED,
    cosine=0.8,
    runner_up=0.1,
    threshold=0.47,
    fmr=1e-5,
    cell="unmasked-unmasked",
    mask=None,
    liveness="off",
    quality=0.9,
    model="m" * 64,
)
REFUSAL = replace(GRANT, granted=False, reason=Reason.NOT_RECOGNISED, person=None, person_id=None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Broker:
    """A Mosquitto of one's own."""

    program: str
    folder: Path
    port: int
    config: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        file = self.folder / f"{self.port}.conf"
        # Started by root it would give up being root, and could not read its files any more.
        user = "user root\n" if os.getuid() == 0 else ""
        file.write_text(f"{user}listener {self.port} 127.0.0.1\n{self.config}\n")
        self.process = subprocess.Popen(
            [self.program, "-c", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0

        until(listens)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)
        self.process = None


@pytest.fixture
def make_broker(program: Callable[[str], str], tmp_path: Path) -> Iterator[Callable[[str], Broker]]:
    brokers: list[Broker] = []

    def make(config: str = "allow_anonymous true") -> Broker:
        broker = Broker(program("mosquitto"), tmp_path, free_port(), config)
        brokers.append(broker)
        broker.start()
        return broker

    yield make
    for broker in brokers:
        broker.stop()
