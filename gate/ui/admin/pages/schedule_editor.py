"""One schedule: its windows, its time zone, its holidays. Begins with weekdays from 8 to 18."""

from __future__ import annotations

from datetime import time

from PyQt5.QtCore import QTime, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QTimeEdit, QVBoxLayout, QWidget

from gate.access.rules.factors import Requirement
from gate.access.rules.schedule import DAYS, Window
from gate.desk.rules import Draft, ScheduleLine, draft_of
from gate.ui.admin.weeks import day_name, requirement_words
from gate.ui.i18n.translate import translate
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton

WEEKDAYS = Window(frozenset(range(5)), time(8), time(18))


class ScheduleEditor(QWidget):
    """A form.

    Signals:
        saved: To be saved: see `schedule` and `draft`.
        left: Given up.
    """

    saved = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.schedule: str | None = None
        """Id of the one that is changed; None: a new one."""
        self.name, self.zone = TextField(parent=self), TextField(parent=self)
        self.holidays, self.extra, self.working = (TextField(longest=2000, parent=self) for _ in range(3))
        self.windows: list[WindowForm] = []
        self.add = TouchButton("", "plain", self)
        self.problem = label("", "problem", self)
        self.save, self.cancel = TouchButton("", "primary", self), TouchButton("", "quiet", self)
        self._forms = QVBoxLayout()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.name)
        column.addLayout(self._forms)
        for part in (self.add, self.zone, self.holidays, self.extra, self.working):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save, 1)
        whole.addLayout(buttons)
        self.add.clicked.connect(lambda: self._add(WEEKDAYS))
        self.save.clicked.connect(self.saved)
        self.cancel.clicked.connect(self.left)
        self.complain("")
        self.retranslate()

    def show_schedule(self, line: ScheduleLine | None, zone: str) -> None:
        """Fill it in.

        Args:
            line: What is changed; None: a new one.
            zone: Of a new one.
        """
        self.schedule = line.id if line else None
        draft = draft_of(line.schedule) if line else Draft("", zone, (WEEKDAYS,))
        for field, text in (
            (self.name, draft.name),
            (self.zone, draft.zone),
            (self.holidays, draft.holidays),
            (self.extra, draft.extra),
            (self.working, draft.working),
        ):
            field.set_text(text)
        for form in list(self.windows):
            self._remove(form)
        for window in draft.windows:
            self._add(window)
        self.complain("")

    def draft(self) -> Draft:
        """What is typed now."""
        windows = tuple(window for form in self.windows if (window := form.hours()) is not None)
        return Draft(self.name.text, self.zone.text, windows, self.holidays.text, self.extra.text, self.working.text)

    def complain(self, problem: str) -> None:
        """Say what is wrong; empty: nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def retranslate(self) -> None:
        """Set every text."""
        self.name.say(translate("Schedule", "Name"))
        self.zone.say(translate("Schedule", "Time zone"), "Europe/Berlin")
        self.holidays.say(translate("Schedule", "Holidays of country or region"), "DE-BY")
        self.extra.say(translate("Schedule", "More holidays"), "2026-12-24 2026-12-31")
        self.working.say(translate("Schedule", "No holidays here"), "2026-12-08")
        self.add.say(translate("Schedule", "Add hours"))
        self.save.say(translate("Schedule", "Save"))
        self.cancel.say(translate("Schedule", "Cancel"))
        for form in self.windows:
            form.retranslate()

    def _add(self, window: Window) -> None:
        form = WindowForm(window, self)
        form.remove.clicked.connect(lambda: self._remove(form))
        self._forms.addWidget(form)
        self.windows.append(form)

    def _remove(self, form: WindowForm) -> None:
        self.windows.remove(form)
        form.hide()
        form.setParent(None)
        form.deleteLater()


class WindowForm(QFrame):
    """Some hours on some days."""

    def __init__(self, window: Window, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.days = [TouchButton("", "key", self) for _ in DAYS]
        for day, button in enumerate(self.days):
            button.setProperty("kind", "day")
            button.setCheckable(True)
            button.setChecked(day in window.days)
        self.start, self.end = QTimeEdit(self), QTimeEdit(self)
        for edit, hour in ((self.start, window.start), (self.end, window.end)):
            edit.setDisplayFormat("HH:mm")
            edit.setButtonSymbols(QTimeEdit.ButtonSymbols.NoButtons)
            edit.setTime(QTime(hour.hour, hour.minute))
        self.requirement = QComboBox(self)
        for one in Requirement:
            self.requirement.addItem("", one.value)
        self.requirement.setCurrentIndex(list(Requirement).index(window.requirement))
        self.requirement.setMinimumWidth(1)
        self.remove = TouchButton("✕", "key", self)
        column = QVBoxLayout(self)
        days, row = QHBoxLayout(), QHBoxLayout()
        for button in self.days:
            days.addWidget(button)
        self._to = label("–", "plain", self, wrap=False)
        for part in (self.start, self._to, self.end):
            row.addWidget(part)
        row.addWidget(self.requirement, 1)
        row.addWidget(self.remove)
        column.addLayout(days)
        column.addLayout(row)
        self.retranslate()

    def hours(self) -> Window | None:
        """The hours; None: no day is chosen."""
        days = frozenset(day for day, button in enumerate(self.days) if button.isChecked())
        start, end = [time(edit.time().hour(), edit.time().minute()) for edit in (self.start, self.end)]
        return Window(days, start, end, Requirement(self.requirement.currentData())) if days else None

    def retranslate(self) -> None:
        """Set every text."""
        for day, button in enumerate(self.days):
            button.say(day_name(day))
        for place, one in enumerate(Requirement):
            self.requirement.setItemText(place, requirement_words(one))
        self.requirement.setAccessibleName(translate("Schedule", "What has to be shown"))
        self.start.setAccessibleName(translate("Schedule", "From"))
        self.end.setAccessibleName(translate("Schedule", "Until"))
        self.remove.say("✕", translate("Schedule", "Remove these hours"))
