"""Step 4: is it somebody who is enrolled already, one person's pictures, too close to another."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from gate.desk.enrol_flow import Flow
from gate.ui.admin.pages.enrol_texts import finding_text
from gate.ui.i18n.translate import isolated, translate
from gate.ui.widgets.labels import label
from gate.ui.widgets.touch_button import TouchButton


class ChecksStep(QWidget):
    """Says what was found.

    Signals:
        told_apart: Whether somebody says that those who look alike are two people.
        store: It is to be stored.
        back: New pictures, please.
    """

    told_apart = pyqtSignal(bool)
    store = pyqtSignal()
    back = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._flow = Flow()
        self.number = label("", "plain", self)
        self.found = label("", "plain", self)
        self.problem = label("", "problem", self)
        self.two_people = QCheckBox(self)
        self.more = label("", "quiet", self)
        self.save = TouchButton("", "primary", self)
        self.again = TouchButton("", "plain", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.number, self.found, self.two_people, self.more, self.problem):
            layout.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addWidget(self.save)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self.two_people.toggled.connect(self.told_apart)
        self.save.clicked.connect(self.store)
        self.again.clicked.connect(self.back)
        self.retranslate()

    def show_flow(self, flow: Flow, problem: str = "") -> None:
        """Show what is known.

        Args:
            flow: At this step.
            problem: Why it could not be stored.
        """
        self._flow = flow
        self.problem.setText(problem)
        self.retranslate()

    def clear(self) -> None:
        """Forget who it was."""
        self.two_people.setChecked(False)
        self.show_flow(Flow())

    def retranslate(self) -> None:
        """Set every text."""
        flow, findings = self._flow, self._flow.findings
        name = isolated(flow.identity.name) if flow.identity else ""
        text = translate("Enrol", "{name}: %n pictures", None, len(flow.shots))
        self.number.setText(text.replace("{name}", name) if flow.shots else "")
        if findings is None:
            self.found.setText(translate("Enrol", "Comparing with everybody enrolled …"))
        elif findings:
            self.found.setText("\n\n".join(finding_text(finding) for finding in findings))
        else:
            self.found.setText(
                translate("Enrol", "The pictures are one person's, and nobody enrolled looks too much like them.")
            )
        alike = bool(findings) and not any(finding.blocks for finding in findings or ())
        self.two_people.setVisible(alike)
        self.more.setVisible(alike)
        self.two_people.setText(translate("Enrol", "I have looked: they are two people"))
        self.more.setText(
            translate("Enrol", "The gate will then ask for a clearer likeness of these two, and may refuse both.")
        )
        self.save.say(translate("Enrol", "Enrol"))
        self.save.setEnabled(flow.may_store)
        self.again.say(translate("Enrol", "Take new pictures"))
