"""One person: what is written about them, to be changed; what is held about them; suspension and removal."""

from __future__ import annotations

from datetime import date

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gate.access.rules.accounts import Role, may
from gate.desk.people import Outcome, PersonCard, Written
from gate.ui.admin.group_ticks import GroupTicks
from gate.ui.admin.page import Context
from gate.ui.admin.pages.removal import RemovalPanel
from gate.ui.admin.texts import day, moment, state
from gate.ui.i18n.translate import isolated, translate
from gate.ui.theme.apply import scale_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.day_field import DayField
from gate.ui.widgets.labels import card, label
from gate.ui.widgets.touch_button import TouchButton


class PersonForm(QWidget):
    """A card that is edited in place. What was typed stays until it is saved or given up.

    Signals:
        left: Back to the list.
        removed: The person is gone: a `Removal`.
    """

    left = pyqtSignal()
    removed = pyqtSignal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._card: PersonCard | None = None
        self.name = label("", "heading", self)
        self.facts = label("", "quiet", self)
        self.problem = label("", "problem", self)
        self.first, self.last = DayField(self), DayField(self)
        self.groups = GroupTicks(self)
        self.held = label("", "quiet", self)
        self.back = TouchButton("", "quiet", self)
        self.save = TouchButton("", "primary", self)
        self.suspend = TouchButton("", "plain", self)
        self.remove = TouchButton("", "danger", self)
        self.theirs = TouchButton("", "plain", self)
        """Give up what was typed here, where somebody else was first."""
        self.removal = RemovalPanel(self)
        self._lay_out()
        self.back.clicked.connect(self.left)
        self.save.clicked.connect(lambda: self._write(self._suspended()))
        self.suspend.clicked.connect(lambda: self._write(not self._suspended()))
        self.theirs.clicked.connect(self._take_theirs)
        self.remove.clicked.connect(self._ask_removal)
        self.removal.confirmed.connect(self._remove)
        self.retranslate()

    def show_card(self, shown: PersonCard) -> None:
        """Show a person as they are now; forgets what was typed about another."""
        self._card = shown
        self.problem.hide()
        self.theirs.hide()
        self.removal.hide()
        today = date.today()
        self.first.show_day(shown.line.valid_from, today)
        self.last.show_day(shown.line.valid_until, today)
        self.groups.show_choices(shown.choices, shown.standing.groups)
        self.retranslate()
        by = self._context.by()
        for part in (self.save, self.suspend, self.first, self.last, *self.groups.ticks.values()):
            part.setEnabled(may(by, Role.MANAGE))
        self.remove.setEnabled(may(by, Role.ENROL))

    def forget(self) -> None:
        """Hold nobody's data any more."""
        self._card = None
        for part in (self.name, self.facts, self.held, self.problem):
            part.setText("")
        self.removal.forget()

    def retranslate(self) -> None:
        """Set every text."""
        self.first.say(translate("Person", "Valid from"))
        self.last.say(translate("Person", "Valid until, that day included"))
        self.groups.title.setText(translate("Person", "Groups"))
        self.back.say(translate("Person", "Back"))
        self.save.say(translate("Person", "Save"))
        self.suspend.say(
            translate("Person", "Lift suspension") if self._suspended() else translate("Person", "Suspend")
        )
        self.remove.say(translate("Person", "Delete…"))
        self.theirs.say(translate("Person", "Show theirs"))
        self.removal.retranslate()
        if self._card is not None:
            self.name.setText(self._card.line.name)
            self.facts.setText(_facts(self._card))
            self.held.setText(_held(self._card))

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(10 * scale_now()))
        self.name.setMinimumWidth(1)
        frame: QFrame = card(content)
        inside = QVBoxLayout(frame)
        for part in (self.first, self.last, self.groups):
            inside.addWidget(part)
        buttons = QHBoxLayout()
        for button in (self.back, self.suspend, self.remove, self.save):
            buttons.addWidget(button)
        for widget in (self.name, self.facts, frame, self.held):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        conflict = QHBoxLayout()
        conflict.addWidget(self.problem, 1)
        conflict.addWidget(self.theirs)
        whole.addLayout(conflict)
        whole.addWidget(self.removal)
        self.problem.hide()
        self.theirs.hide()
        whole.addLayout(buttons)

    def _suspended(self) -> bool:
        return self._card is not None and self._card.standing.suspended

    def _write(self, suspended: bool) -> None:
        shown, by = self._card, self._context.by()
        if shown is None:
            return
        written = Written(self.groups.ticked, self.first.day, self.last.day, suspended)
        calls = self._context.desk.people
        answer = self._context.backend.ask(lambda: calls.change(shown.line.id, shown.standing, written, by))
        answer.ready.connect(self._written)
        answer.failed.connect(self._complain)

    def _written(self, outcome: Outcome) -> None:
        if outcome.saved:
            self.show_card(outcome.card)
            self._context.say(translate("Person", "Saved."), Tone.GOOD)
            return
        # What was typed stays; the next save is measured against what is there now.
        self._card = outcome.card
        self.retranslate()
        text = translate("Person", "Somebody else has changed this person meanwhile: {now}.")
        hint = translate("Person", "Nothing of yours is saved yet; save again to replace theirs.")
        self._complain(f"{text.replace('{now}', _standing(outcome.card))} {hint}")
        self.theirs.show()

    def _take_theirs(self) -> None:
        if self._card is not None:
            self.show_card(self._card)

    def _complain(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.show()

    def _ask_removal(self) -> None:
        if self._card is not None:
            self.removal.ask(self._card.line)

    def _remove(self) -> None:
        shown, by = self._card, self._context.by()
        if shown is None:
            return
        calls = self._context.desk.people
        answer = self._context.backend.ask(lambda: calls.remove(shown.line.id, by))
        answer.ready.connect(self.removed)
        answer.failed.connect(self._complain)


def _facts(shown: PersonCard) -> str:
    line = shown.line
    said = [
        state(line.state),
        translate("Person", "enrolled {day}").replace("{day}", day(shown.created.astimezone().date())),
        translate("Person", "last seen {day}").replace("{day}", day(line.last_seen))
        if line.last_seen
        else translate("Person", "never let in yet"),
    ]
    if shown.expires:
        said.append(translate("Person", "removed on {day}").replace("{day}", day(shown.expires)))
    return " · ".join(said)


def _standing(shown: PersonCard) -> str:
    line = shown.line
    said = [translate("Person", "suspended") if shown.standing.suspended else ""]
    said.append(", ".join(isolated(group) for group in line.groups) or translate("Person", "in no group"))
    if line.valid_from:
        said.append(translate("Person", "from {day}").replace("{day}", day(line.valid_from)))
    if line.valid_until:
        said.append(translate("Person", "until {day}").replace("{day}", day(line.valid_until)))
    return ", ".join(filter(None, said))


def _held(shown: PersonCard) -> str:
    masks = {
        "masked": translate("Person", "with a mask"),
        "unmasked": translate("Person", "without a mask"),
    }
    lines = [translate("Person", "%n templates", None, len(shown.templates))]
    for record in shown.templates:
        worn = masks.get(record.mask or "", translate("Person", "mask unknown"))
        text = translate("Person", "quality {quality}, {mask}, from {source}, {time}")
        text = text.replace("{quality}", f"{record.quality:.2f}").replace("{mask}", worn)
        text = text.replace("{source}", isolated(record.source)).replace("{time}", moment(record.created))
        aside = translate("Person", "set aside: {why}").replace("{why}", record.aside) if record.aside else ""
        lines.append(f"   {text}{'; ' if aside else ''}{aside}")
    lines.append(translate("Person", "%n consents", None, len(shown.consents)))
    for consent in shown.consents:
        text = translate("Person", "{text}, for {purpose}, recorded by {operator}, {time}")
        text = text.replace("{text}", isolated(consent.text)).replace("{purpose}", isolated(consent.purpose))
        text = text.replace("{operator}", isolated(consent.operator)).replace("{time}", moment(consent.given))
        lines.append(f"   {text}")
    return "\n".join(lines)
