"""One event in full: for a decision, why it came out so, with every number that it rests on."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gate.desk.events import EventLine
from gate.ui.admin.reasons import reason_words
from gate.ui.admin.texts import moment
from gate.ui.i18n.translate import isolated, translate
from gate.ui.widgets.labels import card, label
from gate.ui.widgets.touch_button import TouchButton


class EventDetail(QWidget):
    """Explains an event.

    Signals:
        left: Back to the list.
    """

    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: EventLine | None = None
        self.title = label("", "heading", self)
        self.why = label("", "plain", self)
        self.facts = label("", "quiet", self)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.back = TouchButton("", "primary", self)
        frame = card(self)
        inside = QVBoxLayout(frame)
        for part in (self.title, self.why, self.facts):
            inside.addWidget(part)
        inside.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(frame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addWidget(self.back)
        self.back.clicked.connect(self.left)
        self.retranslate()

    def show_event(self, line: EventLine) -> None:
        """Explain this one."""
        self._line = line
        self.retranslate()

    def forget(self) -> None:
        """Hold it no more."""
        self._line = None
        for part in (self.title, self.why, self.facts):
            part.setText("")

    def retranslate(self) -> None:
        """Set every text."""
        self.back.say(translate("EventDetail", "Back to the list"))
        if (line := self._line) is None:
            return
        who = f" · {isolated(line.person)}" if line.person else ""
        self.title.setText(f"{what_words(line)} · {moment(line.time)}{who}")
        self.why.setText(reason_words(line.reason) if line.reason else line.event)
        self.facts.setText("\n".join(_facts(line)))


def what_words(line: EventLine) -> str:
    """What happened, in a word or two."""
    if line.granted is not None:
        return translate("EventDetail", "Let in") if line.granted else translate("EventDetail", "Refused")
    kinds = {
        "start": translate("EventDetail", "Start"),
        "door": translate("EventDetail", "Door"),
        "alarm": translate("EventDetail", "Alarm"),
        "clock": translate("EventDetail", "Clock"),
        "admin": translate("EventDetail", "Administration"),
        "read": translate("EventDetail", "Read"),
        "export": translate("EventDetail", "Export"),
        "retention": translate("EventDetail", "Old rows removed"),
    }
    kind = kinds.get(line.kind, line.kind)
    return f"{kind}: {line.event.replace('_', ' ')}" if line.event != line.kind else kind


def _facts(line: EventLine) -> list[str]:
    said = []
    if line.cosine is not None and line.threshold is not None:
        text = translate("EventDetail", "Likeness {cosine}, the threshold was {threshold}: {gap}")
        gap = line.cosine - line.threshold
        by = (
            translate("EventDetail", "above it by {n}") if gap >= 0 else translate("EventDetail", "below it by {n}")
        ).replace("{n}", f"{abs(gap):.3f}")
        text = text.replace("{cosine}", f"{line.cosine:.3f}").replace("{threshold}", f"{line.threshold:.3f}")
        said.append(text.replace("{gap}", by))
    elif line.threshold is not None:
        text = translate("EventDetail", "Nothing was compared; the threshold was {threshold}")
        said.append(text.replace("{threshold}", f"{line.threshold:.3f}"))
    if line.runner_up is not None:
        text = translate("EventDetail", "Likeness to the next person: {value}")
        said.append(text.replace("{value}", f"{line.runner_up:.3f}"))
    if line.fmr is not None:
        text = translate("EventDetail", "False match rate at that threshold: {value}, measured for {cell}")
        said.append(text.replace("{value}", f"{line.fmr:g}").replace("{cell}", line.cell or "–"))
    for name, value in (
        (translate("EventDetail", "Quality"), None if line.quality is None else f"{line.quality:.2f}"),
        (translate("EventDetail", "Liveness"), line.liveness),
        (translate("EventDetail", "Mask"), line.mask),
        (translate("EventDetail", "Shown"), ", ".join(line.factors) or None),
        (translate("EventDetail", "Done by"), line.actor and isolated(line.actor)),
        (translate("EventDetail", "Person"), line.person_id),
        (translate("EventDetail", "More"), line.detail and isolated(line.detail)),
        (translate("EventDetail", "Model"), line.model and line.model[:16]),
    ):
        if value:
            said.append(f"{name}: {value}")
    said.append(translate("EventDetail", "Row {n} of the audit log").replace("{n}", str(line.seq)))
    return said
