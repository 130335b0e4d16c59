"""People: everybody in a list that is searched as one types; one person's card; the removal with its receipt."""

from __future__ import annotations

from PyQt5.QtWidgets import QStackedWidget

from gate.access.rules.accounts import Account
from gate.desk.people import PeopleCalls, PersonCard, PersonLine, Removal
from gate.ui.admin.page import Context, Page
from gate.ui.admin.pages.person_card import PersonForm
from gate.ui.admin.pages.removal import ReceiptView
from gate.ui.admin.texts import day, state
from gate.ui.i18n.translate import translate
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.search_list import folded
from gate.ui.widgets.search_table import Column, SearchTable, TableRow
from gate.ui.work.latest import Latest


class PeoplePage(Page):
    """The list, and what is opened from it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, scrolls=False)
        self.table = SearchTable(_cells, self)
        self.form = PersonForm(context, self)
        self.receipt = ReceiptView(self)
        self._asked = Latest(context.backend)
        self._stack = QStackedWidget(self)
        for part in (self.table, self.form, self.receipt):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack)
        self.table.chosen.connect(self.open_person)
        self.form.left.connect(self.show_list)
        self.form.removed.connect(self._show_receipt)
        self.receipt.left.connect(self.show_list)
        self.retranslate()

    def opened(self, argument: object = None) -> None:
        """Show the list, or the person whose id is given."""
        self.show_list()
        if isinstance(argument, str):
            self.open_person(argument)

    def closed(self) -> None:
        """Forget everybody."""
        self._asked.forget()
        self.table.show_rows(())
        self.form.forget()
        self.receipt.forget()

    def show_list(self) -> None:
        """Back to the list, as it is now."""
        self._stack.setCurrentWidget(self.table)
        calls, by = self.context.desk.people, self.context.by()
        answer = self._asked.ask(lambda: _rows(calls, by))
        answer.ready.connect(self.table.show_rows)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))

    def open_person(self, person: str) -> None:
        """Show one person's card."""
        calls, by = self.context.desk.people, self.context.by()
        answer = self._asked.ask(lambda: calls.person(person, by))
        answer.ready.connect(self._show_card)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("People", "People"))
        self.table.retranslate()
        self.form.retranslate()
        self.receipt.retranslate()
        self.table.show_columns(
            (
                Column(translate("People", "Name"), 180),
                Column(translate("People", "State"), 130),
                Column(translate("People", "Groups"), 130),
                Column(translate("People", "Last seen"), 110),
                Column(translate("People", "Valid from"), 110),
                Column(translate("People", "Valid until"), 110),
                Column(translate("People", "Templates"), 100),
                Column(translate("People", "Quality"), 80),
            )
        )

    def _show_card(self, card: PersonCard) -> None:
        self.form.show_card(card)
        self._stack.setCurrentWidget(self.form)

    def _show_receipt(self, removal: Removal) -> None:
        self.receipt.show_receipt(removal)
        self._stack.setCurrentWidget(self.receipt)


def _rows(calls: PeopleCalls, by: Account) -> tuple[TableRow, ...]:
    """The list, ready to be searched; runs beside the screen."""
    return tuple(TableRow(line.id, folded(f"{line.name} {' '.join(line.groups)}"), line) for line in calls.people(by))


def _cells(line: PersonLine) -> tuple[str, ...]:
    return (
        line.name,
        state(line.state),
        ", ".join(line.groups),
        day(line.last_seen) or "–",
        day(line.valid_from),
        day(line.valid_until),
        str(line.templates),
        "–" if line.quality is None else f"{line.quality:.2f}",
    )
