"""About: version, licence, and each model with its digest, licence and limits. The example of a page."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QLabel, QVBoxLayout

from gate.desk.about import About, ModelFacts
from gate.ui.admin.page import Context, Page
from gate.ui.i18n.translate import translate
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import card, label


class AboutPage(Page):
    """Shows an `About`."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._about: About | None = None
        self._program = label("", "plain", self)
        self.body.addWidget(self._program)
        self._cards = QVBoxLayout()
        self.body.addLayout(self._cards)
        self.body.addStretch(1)
        self.retranslate()

    def opened(self, _argument: object = None) -> None:
        """Ask for the facts."""
        answer = self.context.backend.ask(self.context.desk.about.about)
        answer.ready.connect(self._show)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("About", "About this gate"))
        if self._about is not None:
            self._show(self._about)

    def _show(self, about: About) -> None:
        self._about = about
        text = translate("About", "MaskGate {version}, under the licence {licence}")
        self._program.setText(text.replace("{version}", about.version).replace("{licence}", about.licence))
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for model in about.models:
            self._cards.addWidget(_card(model))


def _card(model: ModelFacts) -> QFrame:
    kinds = {
        "detector": translate("About", "Face detector"),
        "recogniser": translate("About", "Face recogniser"),
        "mask_state": translate("About", "Mask classifier"),
        "liveness": translate("About", "Liveness check"),
    }
    frame = card()
    layout = QVBoxLayout(frame)
    layout.addWidget(label(f"{kinds.get(model.kind, model.kind)}: {model.name}", "heading", frame))
    for name, value in (
        (translate("About", "SHA-256"), f"{model.digest[:32]}\n{model.digest[32:]}"),
        (translate("About", "Licence"), model.licence),
        (translate("About", "Source"), model.source),
        (translate("About", "Limits"), model.limits),
    ):
        layout.addWidget(_fact(f"{name}: {value}", frame))
    return frame


def _fact(text: str, parent: QFrame) -> QLabel:
    made = label(text.replace("/", "/\u200b"), "quiet", parent)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setMinimumWidth(1)
    return made
