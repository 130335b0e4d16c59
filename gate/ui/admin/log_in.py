"""Log-in in the administrators' window: also the first administrator, and a password that has to be replaced."""

from __future__ import annotations

import math
from dataclasses import replace
from enum import Enum

from PyQt5.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gate.access.credentials import MIN_PASSWORD
from gate.desk.sessions import Entrant, SessionCalls
from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scale_now
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.work.backend import Backend


class Mode(Enum):
    """What is asked for."""

    LOG_IN = "log in"
    FIRST = "first"
    """There is no administrator yet: whoever stands here becomes it."""
    CHANGE = "change"
    """A password of one's own."""


class LogIn(QWidget):
    """A form; nothing typed into it is kept.

    Signals:
        entered: Somebody is in: an `Entrant`.
        left: Nobody wants to log in after all.
    """

    entered = pyqtSignal(object)
    left = pyqtSignal()

    def __init__(self, sessions: SessionCalls, backend: Backend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sessions = sessions
        self._backend = backend
        self._mode = Mode.LOG_IN
        self._entrant = Entrant()
        self._wait = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.heading = label("", "title", self)
        self.notice = label("", "quiet", self)
        """Why one is here, if there is something to say."""
        self.name = TextField(parent=self)
        self.password = TextField(secret=True, longest=256, parent=self)
        self.new = TextField(secret=True, longest=256, parent=self)
        self.repeat = TextField(secret=True, longest=256, parent=self)
        self.problem = label("", "problem", self)
        self.submit = TouchButton("", "primary", self)
        self.cancel = TouchButton("", "quiet", self)
        self._lay_out()
        for field in (self.name, self.password, self.new, self.repeat):
            field.entered.connect(self._submit)
            field.changed.connect(lambda _text: self._complain(""))
        self.submit.clicked.connect(self._submit)
        self.cancel.clicked.connect(self._cancel)
        self._show(Mode.LOG_IN)

    def begin(self, notice: str = "") -> None:
        """Ask for name and password, or for the first administrator where there is none.

        Args:
            notice: Why, if it has to be said.
        """
        self._show(Mode.LOG_IN)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        answer = self._backend.ask(self._sessions.nobody_yet)
        answer.ready.connect(lambda nobody: self._show(Mode.FIRST) if nobody else None)
        answer.failed.connect(self._complain)

    def change(self, entrant: Entrant) -> None:
        """Ask somebody who is in for another password."""
        self._entrant = entrant
        self._show(Mode.CHANGE)

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        first, change = self._mode is Mode.FIRST, self._mode is Mode.CHANGE
        self.heading.setText(
            translate("LogIn", "The first administrator")
            if first
            else translate("LogIn", "Choose another password")
            if change
            else translate("LogIn", "Log in")
        )
        self.name.say(translate("LogIn", "Name"))
        self.password.say(translate("LogIn", "Present password") if change else translate("LogIn", "Password"))
        hint = translate("LogIn", "At least {n} characters").replace("{n}", str(MIN_PASSWORD))
        self.new.say(translate("LogIn", "New password") if change else translate("LogIn", "Password"), hint)
        self.repeat.say(translate("LogIn", "The same password again"))
        self.submit.say(
            translate("LogIn", "Begin") if first else translate("LogIn", "Save") if change else self.heading.text()
        )
        self.cancel.say(translate("LogIn", "Cancel"))
        if first:
            self.notice.setText(
                translate("LogIn", "Nobody looks after this gate yet. Whoever goes on here does, with all rights.")
            )
            self.notice.show()
        self._say_wait()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        scale = scale_now()
        form = QWidget(self)
        form.setMaximumWidth(round(560 * scale))
        column = QVBoxLayout(form)
        column.setSpacing(round(8 * scale))
        for part in (self.heading, self.notice, self.name, self.password, self.new, self.repeat, self.problem):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.submit, 1)
        column.addLayout(buttons)
        content = QWidget()
        centre = QHBoxLayout(content)
        centre.addStretch(1)
        centre.addWidget(form, 4, Qt.AlignmentFlag.AlignVCenter)
        centre.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _show(self, mode: Mode) -> None:
        self._mode = mode
        self._stop_waiting()
        self.forget()
        self.name.setVisible(mode is not Mode.CHANGE)
        self.password.setVisible(mode is not Mode.FIRST)
        self.new.setVisible(mode is not Mode.LOG_IN)
        self.repeat.setVisible(mode is not Mode.LOG_IN)
        self.notice.setVisible(mode is Mode.FIRST)
        self._complain("")
        self.retranslate()
        (self.password if mode is Mode.CHANGE else self.name).setFocus()

    def forget(self) -> None:
        """Empty every field."""
        for field in (self.name, self.password, self.new, self.repeat):
            field.set_text("")

    def _submit(self) -> None:
        if not self.submit.isEnabled():
            return
        name, password, new = self.name.text, self.password.edit.text(), self.new.edit.text()
        if self._mode is not Mode.CHANGE and not name:
            self.name.complain(translate("LogIn", "Give a name."))
            return
        if self._mode is not Mode.LOG_IN and (problem := self._unfit(new)):
            self.new.complain(problem)
            return
        if self._mode is not Mode.LOG_IN and new != self.repeat.edit.text():
            self.repeat.complain(translate("LogIn", "The two passwords differ."))
            return
        self.submit.setEnabled(False)
        if self._mode is Mode.CHANGE:
            account = self._entrant.account
            assert account is not None
            answer = self._backend.ask(lambda: self._sessions.change_password(account, password, new))
            answer.ready.connect(lambda _none: self._enter(replace(self._entrant, must_change=False)))
        elif self._mode is Mode.FIRST:
            answer = self._backend.ask(lambda: self._sessions.make_first(name, new))
            answer.ready.connect(self._take)
        else:
            answer = self._backend.ask(lambda: self._sessions.log_in(name, password))
            answer.ready.connect(self._take)
        answer.failed.connect(self._fail)

    @staticmethod
    def _unfit(password: str) -> str:
        if len(password) >= MIN_PASSWORD:
            return ""
        text = translate("LogIn", "A password has at least {n} characters.")
        return text.replace("{n}", str(MIN_PASSWORD))

    def _take(self, entrant: Entrant) -> None:
        if entrant.account is None:
            self.password.set_text("")
            self.password.setFocus()
            self.submit.setEnabled(True)
            self._complain(translate("LogIn", "The name or the password is wrong."))
            if entrant.wait:
                self._wait = entrant.wait
                self.submit.setEnabled(False)
                self._clock.start()
                self._say_wait()
        elif entrant.must_change:
            self._entrant = entrant
            self._show(Mode.CHANGE)
            self.notice.setText(translate("LogIn", "This password was made by the device; choose one of your own."))
            self.notice.show()
        else:
            self._enter(entrant)

    def _enter(self, entrant: Entrant) -> None:
        self._show(Mode.LOG_IN)
        self.entered.emit(entrant)

    def _fail(self, problem: str) -> None:
        self.submit.setEnabled(True)
        self._complain(problem)

    def _cancel(self) -> None:
        self._show(Mode.LOG_IN)
        self.left.emit()

    def _complain(self, problem: str) -> None:
        if self._wait and not problem:
            return
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _tick(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._stop_waiting()
            self._complain("")
        self._say_wait()

    def _stop_waiting(self) -> None:
        self._wait = 0.0
        self._clock.stop()
        self.submit.setEnabled(True)

    def _say_wait(self) -> None:
        if not self._wait:
            return
        if math.isinf(self._wait):
            text = translate("LogIn", "This account is closed; another administrator can open it.")
        else:
            minutes, seconds = divmod(math.ceil(self._wait), 60)
            text = translate("LogIn", "Too many tries: wait {time}.").replace("{time}", f"{minutes}:{seconds:02}")
        self.problem.setText(text)
        self.problem.show()
