"""The demo's remote control, a small window of its own: who walks up to the camera, and what day it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtWidgets import QGridLayout, QWidget

from gate.capture.demo_people import ASTRONAUT
from gate.demo_clock import MONDAY, SATURDAY
from gate.demo_gate import VISITORS, DemoGate
from gate.ui.i18n.languages import locale
from gate.ui.i18n.translate import translate
from gate.ui.kiosk.window import Kiosk
from gate.ui.theme.apply import scale_now
from gate.ui.widgets.labels import label
from gate.ui.widgets.touch_button import TouchButton


class DemoControls(QWidget):
    """No part of a gate: a real one has people before its camera, and a clock that nobody moves."""

    def __init__(self, gate: DemoGate, kiosk: Kiosk) -> None:
        """Make the window.

        Args:
            gate: The demo's.
            kiosk: Shows the demo's time from now on.
        """
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._gate = gate
        kiosk.follow(gate.clock)
        self.who = label("", "quiet", self)
        self.visitors: dict[tuple[str, bool], TouchButton] = {}
        """By person, and whether they come with a mask on."""
        for who in VISITORS:
            for masked in (False, True) if who == ASTRONAUT else (False,):
                self.visitors[who, masked] = self._button(partial(gate.prompter.send, who, masked=masked))
        self.time = label("", "quiet", self)
        self.days = {day: self._button(partial(self._go_on_to, day)) for day in (MONDAY, SATURDAY)}
        """By weekday."""
        grid = QGridLayout(self)
        grid.setSpacing(round(8 * scale_now()))
        grid.addWidget(self.who, 0, 0)
        grid.addWidget(self.time, 0, len(self.visitors))
        for place, button in enumerate((*self.visitors.values(), *self.days.values())):
            grid.addWidget(button, 1, place)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._show_time)
        self._tick.start(1000)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text."""
        self.setWindowTitle(translate("Demo", "MaskGate demo: no part of a gate"))
        self.who.setText(translate("Demo", "Who walks up to the camera?"))
        for (who, masked), button in self.visitors.items():
            name = VISITORS[who]
            button.say(translate("Demo", "{name}, masked").replace("{name}", name) if masked else name)
        self.days[MONDAY].say(translate("Demo", "Next Monday, 10:00"))
        self.days[SATURDAY].say(translate("Demo", "Next Saturday, 10:00"))
        self._show_time()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _button(self, act: Callable[[], None]) -> TouchButton:
        button = TouchButton("", "plain", self)
        button.clicked.connect(lambda _on: act())
        return button

    def _go_on_to(self, day: int) -> None:
        self._gate.clock.go_on_to(day)
        self._show_time()

    def _show_time(self) -> None:
        now = self._gate.clock.utc().astimezone()
        shown = f"{locale().dayName(now.isoweekday())} {now:%Y-%m-%d %H:%M}"
        self.time.setText(translate("Demo", "The demo's clock: {time}").replace("{time}", shown))
