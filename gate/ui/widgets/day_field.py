"""A day that may be left open."""

from __future__ import annotations

from datetime import date

from PyQt5.QtCore import QDate, pyqtSignal
from PyQt5.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QWidget

from gate.ui.i18n.translate import translate
from gate.ui.widgets.touch_button import TouchButton


class DayField(QWidget):
    """A tick and a day; without the tick there is none.

    Signals:
        changed: By hand.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tick = QCheckBox(self)
        self.edit = QDateEdit(self)
        self.edit.setDisplayFormat("yyyy-MM-dd")
        self.edit.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        self.less, self.more = TouchButton("−", "key", self), TouchButton("+", "key", self)
        for step, button in ((-1, self.less), (1, self.more)):
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _checked, step=step: self.edit.setDate(self.edit.date().addDays(step)))
        self._enable(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick, 1)
        for part in (self.less, self.edit, self.more):
            row.addWidget(part)
        self.tick.toggled.connect(self._enable)
        self.tick.toggled.connect(lambda _on: self.changed.emit())
        self.edit.dateChanged.connect(lambda _day: self.changed.emit())

    @property
    def day(self) -> date | None:
        """The day; None: left open."""
        found = self.edit.date()
        return date(found.year(), found.month(), found.day()) if self.tick.isChecked() else None

    def show_day(self, day: date | None, otherwise: date) -> None:
        """Show a day.

        Args:
            day: None: left open.
            otherwise: Where one begins who ticks it then.
        """
        shown = day or otherwise
        for part in (self.tick, self.edit):
            part.blockSignals(True)
        self.edit.setDate(QDate(shown.year, shown.month, shown.day))
        self.tick.setChecked(day is not None)
        self._enable(day is not None)
        for part in (self.tick, self.edit):
            part.blockSignals(False)

    def say(self, name: str) -> None:
        """Label it."""
        self.tick.setText(name.replace("&", "&&"))
        self.tick.setAccessibleName(name)
        self.edit.setAccessibleName(name)
        earlier, later = translate("DayField", "a day earlier"), translate("DayField", "a day later")
        self.less.say("−", f"{name}: {earlier}")
        self.more.say("+", f"{name}: {later}")

    def _enable(self, on: bool) -> None:
        for part in (self.less, self.edit, self.more):
            part.setEnabled(on)
