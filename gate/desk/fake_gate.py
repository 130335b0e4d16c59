"""A gate's parts without a gate."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from gate.access.decision import CellThreshold
from gate.access.errors import LockError
from gate.access.rules.accounts import Account
from gate.capture.types import Health
from gate.desk.gate import CameraLook, DoorTest, GateFacts, Latency
from gate.desk.operating import PointLine
from gate.thresholds import Expectation

CELL = CellThreshold("unmasked-unmasked", 0.473, 1e-5, "measured", 8_029_672, (5e-6, 2e-5), "lfw")

EXPECTED = Expectation(
    cells=(CELL,),
    not_measured=("masked-masked",),
    strictest=0.473,
    wanted_fpir=None,
    wanted_fmr=1e-5,
    people=120,
    comparisons=240,
    floor=None,
    fpir=0.0024,
    strangers_a_day=10,
    days_to_false_open=41.7,
    staff_misidentified=0.0024,
    staff_a_day=240,
    days_to_misidentified=1.7,
)

FACTS = GateFacts(
    gate="Main entrance",
    source="usb:0",
    lock="fail_secure, no, gpio",
    pulse=5.0,
    asks_password=False,
    recogniser="sface",
    digest="f" * 64,
    backend="cpu, fp32",
    expectation=EXPECTED,
    points=(
        PointLine(1e-3, 0.351, 0.21, 0.47, False),
        PointLine(1e-4, 0.41, 0.024, 4.2, False),
        PointLine(1e-5, 0.473, 0.0024, 41.7, True),
    ),
)

LATENCY = Latency("yunet and sface: ONNX Runtime 1.20, CPU, fp32", 6.2, 16.4)


@dataclass
class FakeGate:
    """Says what it was given."""

    said: GateFacts = FACTS
    latency: Latency = LATENCY
    looks: list[CameraLook] = field(
        default_factory=lambda: [CameraLook(np.full((480, 640, 3), 90, np.uint8), Health.OK, "", (640, 480), 30.0)]
    )
    door: DoorTest | LockError = field(default_factory=lambda: DoorTest(True, True, 5.01))
    tests: int = 0
    password: str = ""
    """That the last test brought."""

    def facts(self, _by: Account) -> GateFacts:
        """See `GateCalls`."""
        return self.said

    def measure(self, _by: Account) -> Latency:
        """See `GateCalls`."""
        return self.latency

    def watch(self, show: Callable[[CameraLook], None], _stop: threading.Event, _by: Account) -> None:
        """See `GateCalls`; ends by itself."""
        for look in self.looks:
            show(look)

    def test_door(self, by: Account, password: str = "") -> DoorTest:
        """See `GateCalls`."""
        self.password = password
        self.tests += bool(by.roles)
        if isinstance(self.door, LockError):
            raise self.door
        return self.door

    def choose(self, fmr: float, _by: Account) -> GateFacts:
        """See `GateCalls`."""
        points = tuple(replace(point, chosen=point.fmr == fmr) for point in self.said.points)
        self.said = replace(self.said, points=points)
        return self.said
