"""Step 3: the camera takes its pictures by itself and says what it waits for; or they come from photographs."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gate.access.rules.accounts import Account
from gate.desk.enrol import Signature
from gate.desk.enrol_sitting import Advice, Pose, Preview
from gate.ui.admin.page import Context
from gate.ui.admin.pages.enrol_texts import advice_text, asked_text, pose_text
from gate.ui.admin.pages.enrol_watch import AnswerWatch
from gate.ui.i18n.sentences import as_sentence
from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scheme_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.camera_view import CameraView
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.work.backend import Answer


class CaptureStep(QWidget):
    """Runs the capture.

    Signals:
        captured: A tuple of `Shot`, not empty.
        back: The person would rather not.
    """

    captured = pyqtSignal(object)
    back = pyqtSignal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._signature: Signature | None = None
        self._answer: Answer | None = None
        self._watch: AnswerWatch | None = None
        self._preview = Preview(None, Pose.STRAIGHT, Advice.NOBODY)
        self._problem = ""
        self.view = CameraView(self)
        self.asked = label("", "heading", self)
        self.advice = label("", "plain", self)
        self.taken = label("", "quiet", self)
        self.ready = TouchButton("", "primary", self)
        self.skip = TouchButton("", "plain", self)
        self.retry = TouchButton("", "primary", self)
        self.leave = TouchButton("", "quiet", self)
        self.folder = TextField(longest=1000, parent=self)
        self.use = TouchButton("", "plain", self)
        side = QVBoxLayout()
        for part in (self.asked, self.advice, self.taken):
            side.addWidget(part)
        side.addStretch(1)
        for button in (self.ready, self.retry, self.skip, self.leave):
            side.addWidget(button)
        picture = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        picture.addWidget(self.view, 3)
        picture.addLayout(side, 2)
        photographs = QHBoxLayout()
        photographs.addWidget(self.folder, 1)
        photographs.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(picture, 1)
        layout.addLayout(photographs)
        self.ready.clicked.connect(self._on_ready)
        self.skip.clicked.connect(self._on_skip)
        self.retry.clicked.connect(self._on_retry)
        self.leave.clicked.connect(self._leave)
        self.use.clicked.connect(self._use_photographs)
        self.folder.entered.connect(self._use_photographs)
        self.retranslate()

    def begin(self, signature: Signature) -> None:
        """Start the camera for somebody who has signed."""
        self.stop()
        self._signature, self._problem = signature, ""
        self._preview = Preview(None, Pose.STRAIGHT, Advice.NOBODY)
        calls, by = self._context.desk.enrol, self._context.account() or Account("", frozenset())

        def work(answer: Answer) -> object:
            self._watch = AnswerWatch(answer)
            return calls.capture(signature, tuple(Pose), self._watch, by)

        self._listen(self._context.backend.ask_long(work))
        self.retranslate()

    def stop(self) -> None:
        """Let the camera go; what was taken is forgotten."""
        if self._answer is not None:
            self._answer.cancel()
        self._answer = self._watch = None
        self.view.show_picture(None)

    def clear(self) -> None:
        """Forget everything."""
        self.stop()
        self._signature = None
        self.folder.set_text("")

    def retranslate(self) -> None:
        """Set every text."""
        self.ready.say(translate("Enrol", "Mask is on"))
        self.skip.say(translate("Enrol", "Leave this one out"))
        self.retry.say(translate("Enrol", "Try again"))
        self.leave.say(translate("Enrol", "Back"))
        self.folder.say(translate("Enrol", "Or a folder of photographs"))
        self.use.say(translate("Enrol", "Use photographs"))
        self.view.setAccessibleName(translate("Enrol", "Picture of the camera"))
        self._show()

    def show_preview(self, preview: Preview) -> None:
        """What the camera sees now."""
        self._preview = preview
        self._show()

    def _show(self) -> None:
        preview, pose = self._preview, self._preview.pose
        running = not self._problem
        self.asked.setText(asked_text(pose) if pose and running else "")
        self.advice.setText(self._problem or advice_text(preview.advice))
        taken = [f"{'✓' if one in preview.taken else '–'} {pose_text(one)}" for one in Pose]
        self.taken.setText("   ".join(taken))
        self.skip.setVisible(running and pose not in (None, Pose.STRAIGHT))
        self.ready.setVisible(running and pose is Pose.MASKED and preview.advice is Advice.PUT_MASK_ON)
        self.retry.setVisible(not running)
        tones = scheme_now().tones
        tone = Tone.GOOD if preview.advice in (Advice.HOLD, Advice.DONE) else Tone.ASK
        self.view.show_picture(preview.image if running else None, preview.box, tones[tone].accent)

    def _listen(self, answer: Answer) -> None:
        self._answer = answer
        answer.progress.connect(self._on_news)
        answer.ready.connect(self._on_captured)
        answer.failed.connect(self._on_failed)

    def _on_news(self, watch: AnswerWatch) -> None:
        news = watch.take()
        if watch is self._watch and isinstance(news, Preview):
            self.show_preview(news)

    def _on_captured(self, shots: object) -> None:
        self.stop()
        if shots:
            self.captured.emit(shots)

    def _on_failed(self, problem: str) -> None:
        self.stop()
        self._problem = as_sentence(problem)
        self._show()

    def _on_ready(self) -> None:
        if self._watch is not None:
            self._watch.be_ready()

    def _on_skip(self) -> None:
        if self._watch is not None:
            self._watch.skip()

    def _on_retry(self) -> None:
        if self._signature is not None:
            self.begin(self._signature)

    def _leave(self) -> None:
        self.clear()
        self.back.emit()

    def _use_photographs(self) -> None:
        signature, folder = self._signature, self.folder.text
        if signature is None:
            return
        if not folder:
            self.folder.complain(translate("Enrol", "Name a folder first."))
            return
        self.stop()
        calls, by = self._context.desk.enrol, self._context.account() or Account("", frozenset())
        self._listen(self._context.backend.ask(lambda: calls.photographs(signature, Path(folder).expanduser(), by)))
