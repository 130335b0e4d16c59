"""Steps 5 and 6: the gate tries whether it recognises the person, and then it is done."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gate.access.rules.accounts import Account
from gate.desk.enrol import Recognition
from gate.desk.enrol_flow import Flow, Step
from gate.desk.enrol_sitting import Preview
from gate.ui.admin.page import Context
from gate.ui.admin.pages.enrol_watch import AnswerWatch
from gate.ui.i18n.sentences import as_sentence
from gate.ui.i18n.translate import isolated, translate
from gate.ui.widgets.camera_view import CameraView
from gate.ui.widgets.labels import label
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.work.backend import Answer


class TestStep(QWidget):
    """Runs the test and says how it went.

    Signals:
        tested: A `Recognition`, or None: left out.
        next: Somebody else.
    """

    __test__ = False  # no test of pytest's

    tested = pyqtSignal(object)
    next = pyqtSignal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._flow = Flow()
        self._answer: Answer | None = None
        self._problem = ""
        self.said = label("", "heading", self)
        self.outcome = label("", "plain", self)
        self.view = CameraView(self)
        self.skip = TouchButton("", "plain", self)
        self.retry = TouchButton("", "plain", self)
        self.done = TouchButton("", "primary", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.said)
        layout.addWidget(self.outcome)
        layout.addWidget(self.view, 1)
        buttons = QHBoxLayout()
        for button in (self.retry, self.skip, self.done):
            buttons.addWidget(button)
        layout.addLayout(buttons)
        layout.addStretch(0)
        self.skip.clicked.connect(self._leave_out)
        self.retry.clicked.connect(self._try)
        self.done.clicked.connect(self.next)
        self.retranslate()

    def show_flow(self, flow: Flow) -> None:
        """Begin the test, or show how it went."""
        begins = flow.step is Step.TEST
        self._flow, self._problem = flow, ""
        if begins:
            self._try()
        self.retranslate()

    def stop(self) -> None:
        """Let the camera go."""
        if self._answer is not None:
            self._answer.cancel()
        self._answer = None
        self.view.show_picture(None)

    def clear(self) -> None:
        """Forget who it was."""
        self.stop()
        self._flow, self._problem = Flow(), ""

    def retranslate(self) -> None:
        """Set every text."""
        flow = self._flow
        name = isolated(flow.enrolled.name) if flow.enrolled else ""
        self.said.setText(translate("Enrol", "{name} is enrolled, and known at the gate now.").replace("{name}", name))
        self.outcome.setText(self._outcome(name))
        running = self._answer is not None
        self.view.setVisible(running)
        self.view.setAccessibleName(translate("Enrol", "Picture of the camera"))
        self.skip.setVisible(flow.step is Step.TEST)
        self.retry.setVisible(not running)
        self.done.setVisible(flow.step is Step.DONE)
        self.skip.say(translate("Enrol", "Leave the test out"))
        self.retry.say(translate("Enrol", "Test again"))
        self.done.say(translate("Enrol", "Enrol somebody else"))

    def _outcome(self, name: str) -> str:
        if self._problem:
            return self._problem
        if self._answer is not None:
            return translate("Enrol", "Test: look into the camera, {name}.").replace("{name}", name)
        result = self._flow.recognition
        if result is None:
            return translate("Enrol", "The test was left out.")
        if result.recognised:
            text = translate("Enrol", "The gate recognises {name}.")
        elif result.name:
            text = translate("Enrol", "The gate took {name} for {other}: take new pictures of both people.")
        else:
            text = translate("Enrol", "The gate did not recognise {name}: test again in the light of the entrance.")
        if result.threshold:
            text += " " + translate("Enrol", "Likeness {cosine}; {threshold} is needed.")
        text = text.replace("{cosine}", f"{result.cosine:.2f}").replace("{threshold}", f"{result.threshold:.2f}")
        return text.replace("{other}", isolated(result.name)).replace("{name}", name)

    def _try(self) -> None:
        self.stop()
        enrolled = self._flow.enrolled
        if enrolled is None:
            return
        self._problem = ""
        calls, by = self._context.desk.enrol, self._context.account() or Account("", frozenset())
        self._answer = self._context.backend.ask_long(
            lambda answer: calls.recognise(enrolled.person, AnswerWatch(answer), by)
        )
        self._answer.progress.connect(self._on_news)
        self._answer.ready.connect(self._on_tested)
        self._answer.failed.connect(self._on_failed)
        self.retranslate()

    def _on_news(self, watch: AnswerWatch) -> None:
        news = watch.take()
        if isinstance(news, Preview) and self._answer is not None:
            self.view.show_picture(news.image, news.box)

    def _on_tested(self, result: Recognition) -> None:
        self.stop()
        self.tested.emit(result)

    def _on_failed(self, problem: str) -> None:
        self.stop()
        self._problem = as_sentence(problem)
        self.retranslate()

    def _leave_out(self) -> None:
        self.stop()
        self.tested.emit(None)
