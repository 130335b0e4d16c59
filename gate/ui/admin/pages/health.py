"""Health: everything that the gate needs, what is wrong with it and what mends it; the worst on top."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, QSize
from PyQt5.QtGui import QPainter, QPaintEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gate.doctor import Finding, State
from gate.ui.admin.page import Context, Page
from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scale_now, scheme_now
from gate.ui.theme.looks import Sign
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import label
from gate.ui.widgets.signs import draw_sign
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.work.latest import Latest

_ORDER: tuple[State, ...] = ("failed", "warning", "ok")
_LOOKS: dict[State, tuple[Tone, Sign]] = {
    "failed": (Tone.BAD, Sign.CROSS),
    "warning": (Tone.WARNING, Sign.TRIANGLE),
    "ok": (Tone.GOOD, Sign.TICK),
}


class HealthPage(Page):
    """A card for each finding."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.findings: list[Finding] = []
        self._examination = Latest(context.backend)
        self.summary = label("", "heading", self)
        self.again, self.camera = TouchButton("", "plain", self), TouchButton("", "plain", self)
        row = QHBoxLayout()
        row.addWidget(self.again, 1)
        row.addWidget(self.camera, 1)
        self.body.addWidget(self.summary)
        self.body.addLayout(row)
        self._cards = QVBoxLayout()
        self.body.addLayout(self._cards)
        self.body.addStretch(1)
        self.again.clicked.connect(lambda: self._look(camera=False))
        self.camera.clicked.connect(lambda: self._look(camera=True))
        self.retranslate()

    def opened(self, _argument: object = None) -> None:
        """Look."""
        self._look(camera=False)

    def closed(self) -> None:
        """Wait for no more."""
        self._examination.forget()

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("Health", "Health"))
        self.again.say(translate("Health", "Look again"))
        self.camera.say(translate("Health", "With the camera"))
        self._show()

    def _look(self, *, camera: bool) -> None:
        self.findings = []
        self.again.setEnabled(False)
        self.camera.setEnabled(False)
        calls, by = self.context.desk.health, self.context.by()
        answer = self._examination.ask(lambda: calls.examine(by, camera=camera))
        answer.ready.connect(self._found)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))
        answer.finished.connect(self._finished)
        self._show()

    def _found(self, findings: tuple[Finding, ...]) -> None:
        self.findings = list(findings)

    def _finished(self) -> None:
        self.again.setEnabled(True)
        self.camera.setEnabled(True)
        self._show()

    def _show(self) -> None:
        wrong = sum(finding.state != "ok" for finding in self.findings)
        if self._examination.waiting:
            self.summary.setText(translate("Health", "Looking…"))
        elif wrong:
            self.summary.setText(translate("Health", "%n things need attention", None, wrong))
        else:
            self.summary.setText(translate("Health", "All is well"))
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for finding in sorted(self.findings, key=lambda one: _ORDER.index(one.state)):
            self._cards.addWidget(FindingCard(finding, self))


class FindingCard(QFrame):
    """One finding: sign, name, state in a word, and what there is to say."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        words = QVBoxLayout()
        words.addWidget(label(f"{what_words(finding.what)}: {state_words(finding.state)}", "heading", self))
        detail = label(finding.detail.replace("/", "/\u200b"), "quiet", self)
        detail.setMinimumWidth(1)
        words.addWidget(detail)
        row = QHBoxLayout(self)
        row.addWidget(StateSign(finding.state, self))
        row.addLayout(words, 1)


class StateSign(QWidget):
    """A state's sign in its colour."""

    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as two lines."""
        side = round(40 * scale_now())
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        tone, sign = _LOOKS[self._state]
        colours, scheme = scheme_now().tones[tone], scheme_now()
        draw_sign(QPainter(self), sign, QRectF(self.rect()), colours.accent, scheme.background)


def state_words(state: State) -> str:
    """A state in a word."""
    return {
        "failed": translate("Health", "not working"),
        "warning": translate("Health", "needs attention"),
        "ok": translate("Health", "well"),
    }[state]


def what_words(what: str) -> str:
    """What was looked at; anything new by its own name."""
    return {
        "home": translate("Health", "Folder"),
        "settings": translate("Health", "Settings"),
        "disk": translate("Health", "Disk"),
        "detector": translate("Health", "Face detector"),
        "recogniser": translate("Health", "Face recogniser"),
        "backend": translate("Health", "Engine"),
        "threshold": translate("Health", "Threshold"),
        "keys": translate("Health", "Keys"),
        "gallery": translate("Health", "Gallery"),
        "rules": translate("Health", "Access rules"),
        "audit": translate("Health", "Audit log"),
        "clock": translate("Health", "Clock"),
        "mask": translate("Health", "Masks"),
        "opencv": translate("Health", "OpenCV"),
        "screen": translate("Health", "Screen"),
        "liveness": translate("Health", "Liveness"),
        "door": translate("Health", "Door and outputs"),
        "camera": translate("Health", "Camera"),
    }.get(what, what)
