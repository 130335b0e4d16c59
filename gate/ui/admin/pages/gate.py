"""Gate: the camera with its picture, the door's test, what runs the networks and how fast, the operating point."""

from __future__ import annotations

import threading

from PyQt5.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gate.capture.types import Health
from gate.desk.gate import CameraLook, DoorTest, GateFacts, Latency
from gate.ui.admin.page import Context, Page
from gate.ui.admin.pages.operating_card import OperatingCard
from gate.ui.admin.preview import Preview
from gate.ui.i18n.sentences import in_language
from gate.ui.i18n.translate import translate
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.widgets.two_step import TwoStepButton


class GatePage(Page):
    """One card for each part."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._facts: GateFacts | None = None
        self._latency: Latency | None = None
        self._stop = threading.Event()
        self.camera, self.door, self.engine = PartCard(self), PartCard(self), PartCard(self)
        self.preview = Preview(self)
        self.show_picture = TouchButton("", "plain", self)
        self.test_door = TwoStepButton(self)
        self.password = TextField(secret=True, longest=256, parent=self)
        """Of whoever is logged in, where the running gate asks for it again."""
        self.measure = TouchButton("", "plain", self)
        self.operating = OperatingCard(self, offered=not context.public)
        self.camera.add(self.show_picture)
        self.camera.add_below(self.preview)
        self.door.add(self.test_door)
        self.door.add_below(self.password)
        self.engine.add(self.measure)
        for part in (self.camera, self.door, self.engine, self.operating):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.preview.hide()
        self.test_door.setVisible(not context.public)
        self.password.hide()
        self.show_picture.setCheckable(True)
        self.show_picture.toggled.connect(self._watch)
        self.preview.looked.connect(self._looked)
        self.test_door.confirmed.connect(self._test_door)
        self.measure.clicked.connect(self._measure)
        self.operating.chosen.connect(self._choose)
        self.retranslate()

    def opened(self, _argument: object = None) -> None:
        """Ask for the facts."""
        calls, by = self.context.desk.gate, self.context.by()
        answer = self.context.backend.ask(lambda: calls.facts(by))
        answer.ready.connect(self._show)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))

    def closed(self) -> None:
        """Let go of the camera, and of what was typed."""
        self.show_picture.setChecked(False)
        self.password.set_text("")

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("Gate", "Gate"))
        self.camera.title.setText(translate("Gate", "Camera"))
        self.door.title.setText(translate("Gate", "Door"))
        self.engine.title.setText(translate("Gate", "Model and engine"))
        watching = self.show_picture.isChecked()
        self.show_picture.say(translate("Gate", "Stop") if watching else translate("Gate", "Show picture"))
        self.test_door.ask(translate("Gate", "Test the door"), translate("Gate", "Really unlock it?"))
        self.password.say(translate("Gate", "Your password, which the running gate asks for"))
        self.measure.say(translate("Gate", "Measure"))
        self.operating.retranslate()
        if self._facts is not None:
            self._show(self._facts)

    def _show(self, facts: GateFacts) -> None:
        self._facts = facts
        if not self.show_picture.isChecked():
            self.camera.text.setText(facts.source)
        text = translate("Gate", "{lock}; unlocked for {n} s at a time")
        self.door.text.setText(text.replace("{lock}", facts.lock).replace("{n}", f"{facts.pulse:g}"))
        self.password.setVisible(facts.asks_password and not self.context.public)
        if self._latency is None:
            text = translate("Gate", "{model}, asked of {backend}; measure to see what really runs it")
            self.engine.text.setText(text.replace("{model}", facts.recogniser).replace("{backend}", facts.backend))
        self.operating.show_points(facts)

    def _watch(self, on: bool) -> None:
        self._stop.set()  # of the one before
        self.retranslate()
        if not on:
            self.preview.stop()
            return
        calls, by, stop, put = self.context.desk.gate, self.context.by(), threading.Event(), self.preview.put
        self._stop = stop
        self.preview.start()
        answer = self.context.backend.ask_long(lambda answer: calls.watch(put, _Either(stop, answer.cancelled), by))
        answer.failed.connect(self._no_picture)

    def _looked(self, look: CameraLook) -> None:
        if look.health is Health.OK and look.size is not None:
            text = translate("Gate", "{width}×{height}, {n} pictures a second")
            text = text.replace("{width}", str(look.size[0])).replace("{height}", str(look.size[1]))
            self.camera.text.setText(text.replace("{n}", f"{look.fps:.0f}"))
        elif look.detail:
            self.camera.text.setText(in_language(look.detail))

    def _no_picture(self, problem: str) -> None:
        self.show_picture.setChecked(False)
        self.camera.text.setText(problem)

    def _test_door(self) -> None:
        calls, by = self.context.desk.gate, self.context.by()
        password = self.password.edit.text() if self.password.isVisibleTo(self) else ""
        if self.password.isVisibleTo(self) and not password:
            self.password.complain(translate("Gate", "The running gate asks for your password."))
            return
        self.password.set_text("")
        self.test_door.setEnabled(False)
        self.door.text.setText(translate("Gate", "Testing…"))
        answer = self.context.backend.ask(lambda: calls.test_door(by, password))
        answer.ready.connect(self._tested)
        answer.failed.connect(self.door.text.setText)
        answer.finished.connect(lambda: self.test_door.setEnabled(True))

    def _tested(self, test: DoorTest) -> None:
        if test.unlocked and test.locked_again:
            text = translate("Gate", "Unlocked for {n} s, and locked again.").replace("{n}", f"{test.seconds:.1f}")
        elif test.unlocked:
            text = translate("Gate", "Unlocked, and not seen locking again: look at the door.")
        else:
            text = translate("Gate", "The line did not unlock.")
        self.door.text.setText(text)

    def _measure(self) -> None:
        calls, by = self.context.desk.gate, self.context.by()
        self.measure.setEnabled(False)
        self.engine.text.setText(translate("Gate", "Measuring…"))
        answer = self.context.backend.ask(lambda: calls.measure(by))
        answer.ready.connect(self._measured)
        answer.failed.connect(self.engine.text.setText)
        answer.finished.connect(lambda: self.measure.setEnabled(True))

    def _measured(self, latency: Latency) -> None:
        self._latency = latency
        text = translate("Gate", "{running}. Finding faces {a} ms a picture, recognising {b} ms a face.")
        text = text.replace("{running}", latency.running).replace("{a}", f"{latency.detector_ms:.1f}")
        self.engine.text.setText(text.replace("{b}", f"{latency.recogniser_ms:.1f}"))

    def _choose(self, fmr: float) -> None:
        calls, by = self.context.desk.gate, self.context.by()
        answer = self.context.backend.ask(lambda: calls.choose(fmr, by))
        answer.ready.connect(self._chosen)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))

    def _chosen(self, facts: GateFacts) -> None:
        self._show(facts)
        self.context.say(translate("Gate", "Saved; a running gate takes it when it is started again."), Tone.GOOD)


class _Either(threading.Event):
    """Set when either of two events is: the page was left, or the program ends."""

    def __init__(self, first: threading.Event, second: threading.Event) -> None:
        super().__init__()
        self._first, self._second = first, second

    def is_set(self) -> bool:
        return self._first.is_set() or self._second.is_set()


class PartCard(QFrame):
    """A part's name, what is said of it, and a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.title, self.text = label("", "heading", self), label("", "quiet", self)
        self._column, self._row = QVBoxLayout(self), QHBoxLayout()
        words = QVBoxLayout()
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._row.addLayout(words, 1)
        self._column.addLayout(self._row)

    def add(self, button: QWidget) -> None:
        """Beside the words."""
        self._row.addWidget(button)

    def add_below(self, widget: QWidget) -> None:
        """Under them."""
        self._column.addWidget(widget)
