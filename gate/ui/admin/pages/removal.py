"""A removal: asked for in the window, confirmed by typing a few digits, and ended by a receipt."""

from __future__ import annotations

import hashlib

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gate.desk.people import PersonLine, Removal
from gate.ui.admin.texts import led, moment, short
from gate.ui.i18n.translate import isolated, translate
from gate.ui.widgets.labels import card, label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton


def confirmation(person: str) -> str:
    """The digits that confirm a person's removal: on every keyboard, in every language, and another's are others."""
    return f"{int(hashlib.sha256(person.encode()).hexdigest(), 16) % 10_000:04}"


class RemovalPanel(QFrame):
    """Asks whether somebody is really to be removed.

    Signals:
        confirmed: The digits were typed and the button pressed.
    """

    confirmed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._line: PersonLine | None = None
        self._question = label("", "plain", self)
        self.typed = TextField(longest=8, parent=self)
        self.keep = TouchButton("", "plain", self)
        self.delete = TouchButton("", "danger", self)
        column = QVBoxLayout(self)
        column.addWidget(self._question)
        row = QHBoxLayout()
        row.addWidget(self.typed, 1)
        for button in (self.keep, self.delete):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        self.typed.changed.connect(self._on_typed)
        self.typed.entered.connect(self._on_delete)
        self.keep.clicked.connect(self.forget)
        self.delete.clicked.connect(self._on_delete)
        self.forget()
        self.retranslate()

    def ask(self, line: PersonLine) -> None:
        """Ask about a person."""
        self._line = line
        self.typed.set_text("")
        self._on_typed("")
        self.retranslate()
        self.show()
        self.typed.setFocus()

    def forget(self) -> None:
        """Ask about nobody."""
        self._line = None
        self._question.setText("")
        self.hide()

    def retranslate(self) -> None:
        """Set every text."""
        self.keep.say(translate("Removal", "Keep"))
        self.delete.say(translate("Removal", "Delete for good"))
        if self._line is not None:
            text = translate("Removal", "{name} is deleted with all that is held about them, for good.")
            self._question.setText(led(text.replace("{name}", isolated(short(self._line.name)))))
            label_text = translate("Removal", "Type {digits} to confirm")
            self.typed.say(label_text.replace("{digits}", confirmation(self._line.id)))

    def _on_typed(self, text: str) -> None:
        self.delete.setEnabled(self._line is not None and text.strip() == confirmation(self._line.id))

    def _on_delete(self) -> None:
        if self.delete.isEnabled() and self._line is not None:
            self.delete.setEnabled(False)
            self.confirmed.emit()


class ReceiptView(QWidget):
    """What was removed, by whom, when, and where nothing of it is left.

    Signals:
        left: Back to the list.
    """

    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._removal: Removal | None = None
        self.title = label("", "heading", self)
        self.text = label("", "plain", self)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.back = TouchButton("", "primary", self)
        frame = card(self)
        inside = QVBoxLayout(frame)
        inside.addWidget(self.title)
        inside.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        column.addStretch(1)
        column.addWidget(self.back)
        self.back.clicked.connect(self.left)
        self.retranslate()

    def show_receipt(self, removal: Removal) -> None:
        """Show a receipt."""
        self._removal = removal
        self.retranslate()

    def forget(self) -> None:
        """Hold it no more."""
        self._removal = None
        self.text.setText("")

    def retranslate(self) -> None:
        """Set every text."""
        self.title.setText(translate("Removal", "Receipt"))
        self.back.say(translate("Removal", "Back to the list"))
        if (removal := self._removal) is None:
            return
        templates, consents = removal.templates, removal.consents
        lines = [
            led(translate("Removal", "{name} is deleted.").replace("{name}", isolated(short(removal.name, 80)))),
            translate("Removal", "By {who}, {time}")
            .replace("{who}", isolated(removal.by))
            .replace("{time}", moment(removal.time)),
            translate("Removal", "Person {id}, gallery revision {revision}")
            .replace("{id}", removal.person)
            .replace("{revision}", str(removal.revision)),
            translate("Removal", "The key is destroyed; %n templates are deleted.", None, templates),
            translate("Removal", "%n consents are deleted.", None, consents),
            translate("Removal", "Searched, and nothing found: {files}").replace(
                "{files}", ", ".join(removal.searched)
            ),
            translate("Removal", "A running gate forgets within a second. Backups still hold the person."),
        ]
        self.text.setText("\n".join(lines))
