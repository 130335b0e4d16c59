"""Access: groups with their rights, and the weekly schedules that they pass by."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gate.desk.rules import GroupLine, RuleView, ScheduleLine
from gate.ui.admin.page import Context, Page
from gate.ui.admin.pages.schedule_editor import ScheduleEditor
from gate.ui.admin.weeks import schedule_words
from gate.ui.i18n.translate import translate
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.widgets.two_step import TwoStepButton
from gate.ui.work.latest import Latest


class AccessPage(Page):
    """The rules, and the editor of one schedule."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, scrolls=False)
        self._view: RuleView | None = None
        self.note = label("", "quiet", self)
        self.new_group = TextField(parent=self)
        self.add_group = TouchButton("", "plain", self)
        self.add_schedule = TouchButton("", "plain", self)
        self._groups_title = label("", "heading", self)
        self._schedules_title = label("", "heading", self)
        self._groups, self._schedules = QVBoxLayout(), QVBoxLayout()
        self.cards: dict[str, GroupCard | ScheduleCard] = {}
        """What is shown, by the ids of groups and schedules."""
        self.editor = ScheduleEditor(self)
        self._reading = Latest(context.backend)
        self._lay_out()
        self.add_group.clicked.connect(self._add_group)
        self.new_group.entered.connect(self._add_group)
        self.add_schedule.setEnabled(False)  # a schedule is in the zone that the rules name: not before they are there
        self.add_schedule.clicked.connect(lambda: self.edit(None))
        self.editor.left.connect(self.show_rules)
        self.editor.saved.connect(self._save)
        self.retranslate()

    def opened(self, _argument: object = None) -> None:
        """Ask for the rules."""
        self.show_rules()

    def show_rules(self) -> None:
        """The rules as they are now."""
        self._stack.setCurrentIndex(0)
        calls, by = self.context.desk.rules, self.context.by()
        answer = self._reading.ask(lambda: calls.rules(by))
        answer.ready.connect(self._show)
        answer.failed.connect(self._fail)

    def edit(self, line: ScheduleLine | None) -> None:
        """Open the editor; None: for a new schedule."""
        if self._view is not None:
            self.editor.show_schedule(line, self._view.zone)
            self._stack.setCurrentWidget(self.editor)

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("Access", "Access"))
        self._groups_title.setText(translate("Access", "Groups"))
        self._schedules_title.setText(translate("Access", "Schedules"))
        self.new_group.say(translate("Access", "Name of a new group"))
        self.add_group.say(translate("Access", "Add group"))
        self.add_schedule.say(translate("Access", "New schedule"))
        self.editor.retranslate()
        if self._view is not None:
            self._show(self._view)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.new_group, 1)
        row.addWidget(self.add_group)
        column.addWidget(self.note)
        column.addWidget(self._groups_title)
        column.addLayout(self._groups)
        column.addLayout(row)
        column.addWidget(self._schedules_title)
        column.addLayout(self._schedules)
        column.addWidget(self.add_schedule)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(area)
        self._stack.addWidget(self.editor)
        self.body.addWidget(self._stack)

    def _show(self, view: RuleView) -> None:
        self._view = view
        self.add_schedule.setEnabled(True)
        self.note.setText(
            translate("Access", "Whoever is in no group may not pass. People are put into groups on their own card.")
            if view.groups
            else translate("Access", "There is no group: everybody enrolled may pass at any time.")
        )
        for shown in self.cards.values():
            shown.hide()
            shown.setParent(None)
            shown.deleteLater()
        self.cards = {}
        for group in view.groups:
            made = GroupCard(group, view, self)
            self._groups.addWidget(made)
            self.cards[group.id] = made
        for line in view.schedules:
            week = ScheduleCard(line, self)
            self._schedules.addWidget(week)
            self.cards[line.id] = week

    def change(self, call: Callable[[RuleView], RuleView]) -> None:
        """Have something changed, and show what is there then.

        Args:
            call: Given the rules as they were seen; runs beside the screen.
        """
        seen = self._view
        if seen is not None:
            self._reading.forget()  # what was read before must not come after what this makes of it
            answer = self.context.backend.ask(lambda: call(seen))
            answer.ready.connect(self._changed)
            answer.failed.connect(self._fail)

    def _changed(self, view: RuleView) -> None:
        self._stack.setCurrentIndex(0)
        self.new_group.set_text("")
        self._show(view)
        self.context.say(translate("Access", "Saved."), Tone.GOOD)

    def _fail(self, problem: str) -> None:
        if self._stack.currentWidget() is self.editor:
            self.editor.complain(problem)  # what was typed stays
            return
        self.context.say(problem, Tone.BAD)
        calls, by = self.context.desk.rules, self.context.by()
        self._reading.ask(lambda: calls.rules(by)).ready.connect(self._show)

    def _add_group(self) -> None:
        calls, by, name = self.context.desk.rules, self.context.by(), self.new_group.text
        if name:
            self.change(lambda seen: calls.add_group(name, seen, by))

    def _save(self) -> None:
        calls, by = self.context.desk.rules, self.context.by()
        schedule, draft = self.editor.schedule, self.editor.draft()
        self.change(lambda seen: calls.save_schedule(schedule, draft, seen, by))


class GroupCard(QFrame):
    """A group: its rights, one more of them, and its removal."""

    def __init__(self, group: GroupLine, view: RuleView, page: AccessPage) -> None:
        super().__init__(page)
        self.setProperty("kind", "card")
        self._group, self._page = group, page
        calls, by = page.context.desk.rules, page.context.by()
        column = QVBoxLayout(self)
        head = QHBoxLayout()
        count = group.people
        people = translate("Access", "%n people", None, count)
        head.addWidget(label(f"{group.name} · {people}", "heading", self), 1)
        self.remove = TwoStepButton(self)
        last = len(view.groups) == 1
        self.remove.ask(
            translate("Access", "Delete"),
            translate("Access", "Delete? Then everybody may pass") if last else translate("Access", "Really delete?"),
        )
        self.remove.confirmed.connect(lambda: page.change(lambda seen: calls.remove_group(group.id, seen, by)))
        head.addWidget(self.remove)
        column.addLayout(head)
        names = {line.id: line.schedule.name for line in view.schedules}
        self.rights: list[TouchButton] = []
        """One for each right: takes it back."""
        for right in group.rights:
            row = QHBoxLayout()
            where = right.gate or translate("Access", "every gate")
            name = f"{names.get(right.schedule, right.schedule)} · {where}"
            row.addWidget(label(name, "plain", self), 1)
            back = TouchButton("✕", "key", self)
            back.say("✕", translate("Access", "Take back: {right}").replace("{right}", name))
            back.clicked.connect(
                lambda _on, right=right: page.change(
                    lambda seen: calls.disallow(group.id, right.schedule, right.gate, seen, by)
                )
            )
            row.addWidget(back)
            column.addLayout(row)
            self.rights.append(back)
        self.schedule, self.gate = QComboBox(self), QComboBox(self)
        self.schedule.setAccessibleName(translate("Access", "Schedule"))
        self.gate.setAccessibleName(translate("Access", "Gate"))
        for line in view.schedules:
            self.schedule.addItem(line.schedule.name, line.id)
        self.gate.addItem(translate("Access", "every gate"), None)
        if view.gate:
            self.gate.addItem(view.gate, view.gate)
        self.allow = TouchButton(translate("Access", "Allow"), "plain", self)
        self.allow.setEnabled(bool(view.schedules))
        self.allow.clicked.connect(self._allow)
        row = QHBoxLayout()
        for part in (self.schedule, self.gate):
            part.setMinimumWidth(1)
            row.addWidget(part, 1)
        row.addWidget(self.allow)
        column.addLayout(row)

    def _allow(self) -> None:
        calls, by = self._page.context.desk.rules, self._page.context.by()
        group, schedule, gate = self._group.id, self.schedule.currentData(), self.gate.currentData()
        self._page.change(lambda seen: calls.allow(group, schedule, gate, seen, by))


class ScheduleCard(QFrame):
    """A week in words; opens the editor."""

    def __init__(self, line: ScheduleLine, page: AccessPage) -> None:
        super().__init__(page)
        self.setProperty("kind", "card")
        calls, by = page.context.desk.rules, page.context.by()
        row = QHBoxLayout(self)
        words = QVBoxLayout()
        words.addWidget(label(line.schedule.name, "heading", self))
        words.addWidget(label(schedule_words(line.schedule), "quiet", self))
        row.addLayout(words, 1)
        self.edit = TouchButton(translate("Access", "Change"), "plain", self)
        self.edit.clicked.connect(lambda: page.edit(line))
        self.remove = TwoStepButton(self)
        self.remove.ask(translate("Access", "Delete"), translate("Access", "Really delete?"))
        self.remove.confirmed.connect(lambda: page.change(lambda seen: calls.remove_schedule(line.id, seen, by)))
        row.addWidget(self.edit)
        row.addWidget(self.remove)
