"""The privacy notice, where people meet the camera."""

from __future__ import annotations

from PyQt5.QtWidgets import QTextBrowser, QWidget

from gate.ui.i18n.translate import translate
from gate.ui.kiosk.sheet_over import SheetOver


class PrivacySheet(SheetOver):
    """What the program does with pictures, and what whoever runs the gate adds."""

    def __init__(self, parent: QWidget, notice: str) -> None:
        super().__init__(parent)
        self._notice = notice
        self.text = QTextBrowser(self)
        """The words, to be scrolled by a finger."""
        bar = self.text.verticalScrollBar()
        if bar is not None:
            bar.valueChanged.connect(self.touch)
        self.body.addWidget(self.text, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self.heading.setText(translate("PrivacySheet", "Privacy"))
        self.close_button.say(translate("PrivacySheet", "Close"))
        self.text.setAccessibleName(translate("PrivacySheet", "Privacy notice"))
        own = (
            translate(
                "PrivacySheet", "This camera compares faces with those of people who have agreed to be enrolled here."
            ),
            translate("PrivacySheet", "No picture is kept, and none leaves this device."),
            translate(
                "PrivacySheet", "Of enrolled people a sealed template is kept, not a photograph, until it is deleted."
            ),
            translate("PrivacySheet", "Each decision is recorded: when, who, and whether the door opened."),
            translate("PrivacySheet", "You need not use your face: ask for a badge or PIN instead."),
        )
        self.text.setPlainText("\n\n".join((*own, self._notice) if self._notice else own))
