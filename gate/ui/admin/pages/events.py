"""Events: the newest as they come, earlier ones by day and kind, why somebody was refused, and export."""

from __future__ import annotations

from datetime import date

from PyQt5.QtCore import QTimer
from PyQt5.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gate.desk.events import MOST, EventFilter, EventLine, What
from gate.ui.admin.page import Context, Page
from gate.ui.admin.pages.event_detail import EventDetail, what_words
from gate.ui.admin.texts import moment
from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scale_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.day_field import DayField
from gate.ui.widgets.search_list import folded
from gate.ui.widgets.search_table import Column, SearchTable, TableRow
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.work.latest import Latest

LIVE_MS = 1000
"""How often a live list looks for news."""


class EventsPage(Page):
    """A list that goes on by itself, and one event's explanation."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, scrolls=False)
        self.what = QComboBox(self)
        for _ in What:
            self.what.addItem("")
        self.more = TouchButton("", "plain", self)
        """Shows days and export."""
        self.more.setCheckable(True)
        self.first, self.last = DayField(self), DayField(self)
        self.folder = TextField(longest=4096, bare=True, parent=self)
        self.export = TouchButton("", "plain", self)
        self.table = SearchTable(_cells, self)
        self.detail = EventDetail(self)
        self._rows: tuple[TableRow, ...] = ()
        self._newest = 0
        self._list = Latest(context.backend)
        self._timer = QTimer(self)
        self._timer.setInterval(LIVE_MS)
        self._timer.timeout.connect(self._follow)
        self._lay_out()
        today = date.today()
        for field in (self.first, self.last):
            field.show_day(None, today)
            field.changed.connect(self.ask)
        self.what.activated.connect(lambda _place: self.ask())
        self.more.toggled.connect(self._open_drawer)
        self.export.clicked.connect(self._export)
        self.table.chosen.connect(self._open)
        self.detail.left.connect(lambda: self._stack.setCurrentIndex(0))
        self.retranslate()

    def opened(self, _argument: object = None) -> None:
        """Show the newest, and go on."""
        self._stack.setCurrentIndex(0)
        if not self.folder.text:
            answer = self.context.backend.ask(self.context.desk.events.export_folder)
            answer.ready.connect(self.folder.set_text)
        self.ask()
        self._timer.start()

    def closed(self) -> None:
        """Stop, and forget."""
        self._timer.stop()
        self._list.forget()
        self._show(())
        self.detail.forget()

    def ask(self) -> None:
        """Ask for the list anew."""
        calls, by, wanted = self.context.desk.events, self.context.by(), self._wanted()
        answer = self._list.ask(lambda: _made(calls.events(wanted, by)))
        answer.ready.connect(self._show)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("Events", "Events"))
        names = (
            translate("Events", "All events"),
            translate("Events", "Let in"),
            translate("Events", "Refused"),
            translate("Events", "Door"),
            translate("Events", "Alarms"),
            translate("Events", "Administration"),
        )
        for place, name in enumerate(names):
            self.what.setItemText(place, name)
        self.what.setAccessibleName(translate("Events", "Which events"))
        self.more.say(translate("Events", "Days and export"))
        self.first.say(translate("Events", "From"))
        self.last.say(translate("Events", "Until"))
        self.folder.say(translate("Events", "Folder"))
        self.export.say(translate("Events", "Export CSV"))
        self.table.retranslate()
        self.detail.retranslate()
        self.table.show_columns(
            (
                Column(translate("Events", "Event"), 170),
                Column(translate("Events", "Time"), 200),
                Column(translate("Events", "Person"), 170),
                Column(translate("Events", "Likeness"), 90),
                Column(translate("Events", "Threshold"), 100),
                Column(translate("Events", "By"), 120),
            )
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.what, 1)
        top.addWidget(self.more)
        self._drawer = QWidget(self)
        grid = QGridLayout(self._drawer)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.first, 0, 0, 1, 2)
        grid.addWidget(self.last, 1, 0, 1, 2)
        grid.addWidget(self.folder, 2, 0)
        grid.addWidget(self.export, 2, 1)
        grid.setRowStretch(3, 1)
        self._drawer.hide()
        history = QWidget(self)
        column = QVBoxLayout(history)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self._drawer)
        column.addWidget(self.table, 1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(history)
        self._stack.addWidget(self.detail)
        self.body.addWidget(self._stack)

    def _open_drawer(self, on: bool) -> None:
        self._drawer.setVisible(on)
        self.table.setVisible(not on or self.height() > round(600 * scale_now()))  # a small screen shows one of them

    def _wanted(self) -> EventFilter:
        return EventFilter(list(What)[self.what.currentIndex()], self.first.day, self.last.day)

    def _show(self, rows: tuple[TableRow, ...]) -> None:
        self._rows = rows
        self._newest = rows[0].item.seq if rows else 0
        self.table.show_rows(rows)

    def _follow(self) -> None:
        if self._list.waiting:
            return  # a slow log gets no second question before the first is answered
        calls, by, wanted, after = self.context.desk.events, self.context.by(), self._wanted(), self._newest
        self._list.ask(lambda: _made(calls.after(after, wanted, by))).ready.connect(self._append)

    def _append(self, rows: tuple[TableRow, ...]) -> None:
        fresh = tuple(row for row in rows if row.item.seq > self._newest)
        if fresh:
            self._show((*fresh, *self._rows)[:MOST])

    def _open(self, key: str) -> None:
        line = next((row.item for row in self._rows if row.key == key), None)
        if line is not None:
            self.detail.show_event(line)
            self._stack.setCurrentWidget(self.detail)

    def _export(self) -> None:
        calls, by, wanted, folder = self.context.desk.events, self.context.by(), self._wanted(), self.folder.text
        self.export.setEnabled(False)
        answer = self.context.backend.ask(lambda: calls.export(wanted, folder, by))
        answer.ready.connect(self._exported)
        answer.failed.connect(self.folder.complain)
        answer.finished.connect(lambda: self.export.setEnabled(True))

    def _exported(self, file: str) -> None:
        self.context.say(translate("Events", "Written: {file}").replace("{file}", file), Tone.GOOD)


def _made(lines: tuple[EventLine, ...]) -> tuple[TableRow, ...]:
    """The list, ready to be searched; runs beside the screen."""
    return tuple(
        TableRow(
            str(line.seq), folded(f"{line.person or ''} {line.event} {line.actor or ''} {line.detail or ''}"), line
        )
        for line in lines
    )


def _cells(line: EventLine) -> tuple[str, ...]:
    return (
        what_words(line),
        moment(line.time),
        line.person or "–",
        "–" if line.cosine is None else f"{line.cosine:.3f}",
        "–" if line.threshold is None else f"{line.threshold:.3f}",
        line.actor or "",
    )
