"""The demo's remote control: each button does what it says, and kiosk and window show the demo's time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from PyQt5.QtWidgets import QApplication

from gate.capture.demo_people import ASTRONAUT, GRACE_HOPPER
from gate.demo_clock import DemoClock
from gate.ui.demo_controls import DemoControls
from gate.ui.i18n.languages import speak
from gate.ui.kiosk.window import Kiosk


@dataclass
class Prompter:
    sent: list[tuple[str, bool]] = field(default_factory=list)

    def send(self, who: str, *, masked: bool = False) -> None:
        self.sent.append((who, masked))


@dataclass
class Gate:
    clock: DemoClock = field(default_factory=lambda: DemoClock(datetime(2026, 3, 4, 8, 30)))
    prompter: Prompter = field(default_factory=Prompter)


def test_buttons_send_people_and_move_the_clock(app: QApplication, kiosk: Kiosk) -> None:
    gate = Gate()
    controls = DemoControls(gate, kiosk)  # type: ignore[arg-type]
    controls.show()
    assert kiosk._top.time == "08:30"
    assert controls.time.text() == "The demo's clock: Wednesday 2026-03-04 08:30"
    for button in controls.visitors.values():
        button.click()
    assert gate.prompter.sent == [(ASTRONAUT, False), (ASTRONAUT, True), (GRACE_HOPPER, False)]
    names = [button.text() for button in controls.visitors.values()]
    assert names == ["Eileen Collins", "Eileen Collins, masked", "Grace Hopper"]
    for day, shown in ((5, "Saturday 2026-03-07 10:00"), (0, "Monday 2026-03-09 10:00")):
        controls.days[day].click()
        assert controls.time.text() == f"The demo's clock: {shown}"
    kiosk._top._tick()
    assert kiosk._top.time == "10:00"
    controls.close()
    controls.deleteLater()


@pytest.mark.usefixtures("app")
def test_it_speaks_the_kiosks_language(kiosk: Kiosk) -> None:
    controls = DemoControls(Gate(), kiosk)  # type: ignore[arg-type]
    speak("ja")
    try:
        controls.retranslate()
        assert "土曜日" in controls.days[5].text()
    finally:
        speak("en")
        controls.close()
        controls.deleteLater()
