"""Step 2: the consent is read to its end and signed, by finger or by typing the name."""

from __future__ import annotations

from datetime import datetime, timezone

from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from gate.desk.enrol import ConsentText, Signature
from gate.gallery.names import name_key
from gate.ui.admin.pages.enrol_texts import consent_text
from gate.ui.i18n.languages import spoken
from gate.ui.i18n.translate import isolated, translate
from gate.ui.theme.apply import scale_now
from gate.ui.widgets.labels import label
from gate.ui.widgets.signature_pad import SignaturePad
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton


class ConsentStep(QWidget):
    """Shows the text; it can be signed once its end was seen.

    Signals:
        signed: A `Signature`.
        back: Nobody has signed.
    """

    signed = pyqtSignal(object)
    back = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._consent = ConsentText("", "")
        self._name = ""
        self._read = False
        self._laid_out = False
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(round(120 * scale_now()))
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.ask = label("", "quiet", self)
        self.pad = SignaturePad(self)
        self.typed = TextField(longest=1000, parent=self)
        self.agree = TouchButton("", "primary", self)
        self.wipe = TouchButton("", "plain", self)
        self.leave = TouchButton("", "quiet", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.ask)
        ways = QHBoxLayout()
        ways.addWidget(self.pad, 3)
        ways.addWidget(self.typed, 2)
        layout.addLayout(ways)
        buttons = QHBoxLayout()
        for button in (self.leave, self.wipe, self.agree):
            buttons.addWidget(button)
        layout.addLayout(buttons)
        self._settle = QTimer(self)
        """Only a text that is laid out can show its end."""
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._settled)
        bar = self.text.verticalScrollBar()
        assert bar is not None
        self._bar = bar
        bar.valueChanged.connect(self._look)
        bar.rangeChanged.connect(self._look)
        self.pad.signed.connect(self._look)
        self.typed.changed.connect(self._look)
        self.agree.clicked.connect(self._sign)
        self.wipe.clicked.connect(self._wipe)
        self.leave.clicked.connect(self.back)
        self.retranslate()

    def begin(self, consent: ConsentText, name: str) -> None:
        """Show a text to somebody."""
        self._consent, self._name, self._read = consent, name, False
        self._laid_out = False
        self._wipe()
        self.retranslate()
        self._bar.setValue(0)
        self._settle.start()

    def clear(self) -> None:
        """Forget who it was."""
        self._name, self._read = "", False
        self._settle.stop()
        self._wipe()

    def retranslate(self) -> None:
        """Set every text; a text in another language is read anew."""
        text = self._consent.text or consent_text()
        if text != self.text.toPlainText():
            self._read = self._laid_out = False
            self.text.setPlainText(text)
            self._bar.setValue(0)
            self._settle.start()
        self.text.setAccessibleName(translate("Enrol", "Consent"))
        self.pad.setAccessibleName(translate("Enrol", "Signature"))
        self.typed.say(translate("Enrol", "Or type your name"), self._name)
        self.agree.say(translate("Enrol", "I agree"))
        self.wipe.say(translate("Enrol", "Wipe"))
        self.leave.say(translate("Enrol", "I do not agree"))
        self._look()

    def _settled(self) -> None:
        self._laid_out = True
        self._look()

    def _look(self, *_: object) -> None:
        if self._laid_out and self.isVisible():
            self._read = self._read or self._bar.value() >= self._bar.maximum()
        text = translate("Enrol", "{name}, sign here. The signature itself is not kept.")
        if not self._read:
            text = translate("Enrol", "Read the text to its end, then sign.")
        self.ask.setText(text.replace("{name}", isolated(self._name)))
        self.pad.setEnabled(self._read)
        self.typed.setEnabled(self._read)
        self.agree.setEnabled(self._read and (self.pad.is_signed or self._is_typed()))

    def _is_typed(self) -> bool:
        return bool(self._name) and name_key(self.typed.text) == name_key(self._name)

    def _wipe(self) -> None:
        self.pad.clear()
        self.typed.set_text("")

    def _sign(self) -> None:
        own = "" if self._consent.text else f" ({spoken()})"
        version = f"{self._consent.version}{own}"
        self.signed.emit(Signature(version, self.text.toPlainText(), datetime.now(timezone.utc)))
