"""Step 1: who is to be enrolled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from gate.desk.enrol import Identity, Problem
from gate.desk.people import Choice
from gate.ui.admin.group_ticks import GroupTicks
from gate.ui.i18n.sentences import as_sentence
from gate.ui.i18n.translate import translate
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton


class DetailsStep(QWidget):
    """Name, badge, end of validity and groups.

    Signals:
        described: An `Identity`, to be checked.
    """

    described = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.name = TextField(longest=1000, parent=self)
        """As long as it likes: what is too long is said, not cut."""
        self.badge = TextField(parent=self)
        self.expires = TextField(longest=10, parent=self)
        self.groups = GroupTicks(self)
        self.problem = label("", "problem", self)
        self.next = TouchButton("", "primary", self)
        for part in (self.name, self.badge, self.expires, self.groups, self.problem, self.next):
            layout.addWidget(part)
        layout.addStretch(1)
        self.next.clicked.connect(self._describe)
        for entry in (self.name, self.badge, self.expires):
            entry.entered.connect(self._describe)
            entry.changed.connect(lambda _text: self.problem.setText(""))
        self.retranslate()

    def clear(self) -> None:
        """Forget who it was."""
        for entry in (self.name, self.badge, self.expires):
            entry.set_text("")
        self.problem.setText("")
        self.groups.show_choices(())
        self.name.edit.setReadOnly(False)

    def offer(self, groups: Sequence[Choice]) -> None:
        """Let groups be chosen; the only one is, until it is taken away."""
        self.groups.show_choices(groups, {group.id for group in groups} if len(groups) == 1 else frozenset())

    def begin_again(self, name: str) -> None:
        """For somebody known, who keeps name, badge, validity and groups."""
        self.clear()
        self.name.set_text(name)
        self.name.edit.setReadOnly(True)

    def complain(self, problems: tuple[Problem, ...]) -> None:
        """Say each where it belongs."""
        self.next.setEnabled(True)
        fields = {"name": self.name, "badge": self.badge, "expires": self.expires}
        for problem in problems:
            text = as_sentence(problem.text)
            if problem.field in fields:
                fields[problem.field].complain(text)
            else:
                self.problem.setText(text)

    def retranslate(self) -> None:
        """Set every text."""
        self.name.say(translate("Enrol", "Name"))
        self.badge.say(translate("Enrol", "Badge number"), translate("Enrol", "may stay empty"))
        self.expires.say(translate("Enrol", "Remove on (YYYY-MM-DD)"), translate("Enrol", "may stay empty"))
        self.groups.title.setText(translate("Enrol", "Groups"))
        self.next.say(translate("Enrol", "Next"))

    def _describe(self) -> None:
        expires = None
        if self.expires.text:
            try:
                expires = date.fromisoformat(self.expires.text)
            except ValueError:
                self.expires.complain(translate("Enrol", "This is no day: write it as 2027-01-31."))
                return
        self.next.setEnabled(False)
        self.described.emit(Identity(self.name.text, self.badge.text, expires, self.groups.ticked))
