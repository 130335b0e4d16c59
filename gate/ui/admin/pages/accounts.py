"""Administrators: who looks after the gate, with which roles; new ones, new passwords, and who may no longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt5.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gate.access.credentials import MIN_PASSWORD
from gate.access.rules.accounts import Account, Role
from gate.ui.admin.page import Context, Page
from gate.ui.i18n.translate import translate
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import card, label
from gate.ui.widgets.text_field import TextField
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.widgets.two_step import TwoStepButton


class AccountsPage(Page):
    """A card for each account, and one for a new one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._accounts: tuple[Account, ...] = ()
        self.cards: dict[str, AccountCard] = {}
        """By name."""
        self._list = QVBoxLayout()
        self.body.addLayout(self._list)
        self.new = card(self)
        self._new_title = label("", "heading", self.new)
        self.name = TextField(parent=self.new)
        self.password = TextField(secret=True, longest=256, parent=self.new)
        self.roles = RoleTicks(frozenset({Role.ENROL}), self.new)
        self.add = TouchButton("", "primary", self.new)
        column = QVBoxLayout(self.new)
        for part in (self._new_title, self.name, self.password, self.roles, self.add):
            column.addWidget(part)
        self.body.addWidget(self.new)
        self.body.addStretch(1)
        self.add.clicked.connect(self._add)
        self.retranslate()

    def opened(self, _argument: object = None) -> None:
        """Ask for everybody."""
        calls, by = self.context.desk.accounts, self.context.by()
        answer = self.context.backend.ask(lambda: calls.accounts(by))
        answer.ready.connect(self._show)
        answer.failed.connect(lambda problem: self.context.say(problem, Tone.BAD))

    def closed(self) -> None:
        """Forget what was typed."""
        self.name.set_text("")
        self.password.set_text("")

    def retranslate(self) -> None:
        """Set every text."""
        self.heading.setText(translate("Accounts", "Administrators"))
        self._new_title.setText(translate("Accounts", "A new administrator"))
        self.name.say(translate("Accounts", "Name"))
        hint = translate("Accounts", "At least {n} characters").replace("{n}", str(MIN_PASSWORD))
        self.password.say(translate("Accounts", "Password"), hint)
        self.add.say(translate("Accounts", "Add"))
        self.roles.retranslate()
        self._show(self._accounts)

    def change(self, call: Callable[[], tuple[Account, ...]], field: TextField | None = None) -> None:
        """Have something changed, and show who is there then.

        Args:
            call: Runs beside the screen.
            field: Where a refusal is said; None: at the window's edge.
        """
        answer = self.context.backend.ask(call)
        answer.ready.connect(self._changed)
        answer.failed.connect(field.complain if field else self._refused)

    def _show(self, accounts: tuple[Account, ...]) -> None:
        self._accounts = accounts
        for shown in self.cards.values():
            shown.hide()
            shown.setParent(None)
            shown.deleteLater()
        self.cards = {account.name: AccountCard(account, self) for account in accounts}
        for made in self.cards.values():
            self._list.addWidget(made)

    def _changed(self, accounts: tuple[Account, ...]) -> None:
        self._show(accounts)
        self.closed()
        self.context.say(translate("Accounts", "Saved."), Tone.GOOD)

    def _refused(self, problem: str) -> None:
        self.context.say(problem, Tone.BAD)
        self.opened()

    def _add(self) -> None:
        calls, by = self.context.desk.accounts, self.context.by()
        name, roles, password = self.name.text, self.roles.roles, self.password.edit.text()
        self.change(lambda: calls.add(name, roles, password, by), self.name if not name else self.password)


class RoleTicks(QWidget):
    """The three roles."""

    def __init__(self, roles: frozenset[Role], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticks = {role: QCheckBox(self) for role in Role}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for role, tick in self.ticks.items():
            tick.setChecked(role in roles)
            row.addWidget(tick)
        row.addStretch(1)
        self.retranslate()

    @property
    def roles(self) -> frozenset[Role]:
        """Those that are ticked."""
        return frozenset(role for role, tick in self.ticks.items() if tick.isChecked())

    def retranslate(self) -> None:
        """Set every text."""
        names = {
            Role.ENROL: translate("Accounts", "Enrol"),
            Role.MANAGE: translate("Accounts", "Manage"),
            Role.AUDIT: translate("Accounts", "Audit"),
        }
        for role, tick in self.ticks.items():
            tick.setText(names[role])
            tick.setAccessibleName(names[role])


class AccountCard(QFrame):
    """One account."""

    def __init__(self, account: Account, page: AccountsPage) -> None:
        super().__init__(page)
        self.setProperty("kind", "card")
        self._account, self._page = account, page
        calls, by = page.context.desk.accounts, page.context.by()
        state = translate("Accounts", "disabled") if account.disabled else ""
        self.roles = RoleTicks(account.roles, self)
        self.save = TouchButton(translate("Accounts", "Save roles"), "plain", self)
        self.disable = TouchButton(
            translate("Accounts", "Enable") if account.disabled else translate("Accounts", "Disable"), "plain", self
        )
        self.remove = TwoStepButton(self)
        self.remove.ask(translate("Accounts", "Remove"), translate("Accounts", "Really?"))
        self.password = TextField(secret=True, longest=256, bare=True, parent=self)
        self.password.say(translate("Accounts", "New password"))
        self.set_password = TouchButton(translate("Accounts", "Set"), "plain", self)
        column, first, second = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.addWidget(label(f"{account.name}{' · ' if state else ''}{state}", "heading", self))
        column.addWidget(self.roles)
        for button in (self.save, self.disable, self.remove):
            first.addWidget(button)
        second.addWidget(self.password, 1)
        second.addWidget(self.set_password)
        column.addLayout(first)
        column.addLayout(second)
        self.save.clicked.connect(self._save)
        self.disable.clicked.connect(self._disable)
        self.remove.confirmed.connect(lambda: page.change(lambda: calls.remove(account, by)))
        self.set_password.clicked.connect(self._set_password)

    def _save(self) -> None:
        self._write(replace(self._account, roles=self.roles.roles))

    def _disable(self) -> None:
        self._write(replace(self._account, disabled=not self._account.disabled))

    def _write(self, wanted: Account) -> None:
        calls, by = self._page.context.desk.accounts, self._page.context.by()
        self._page.change(lambda: calls.change(self._account, wanted, by))

    def _set_password(self) -> None:
        calls, by = self._page.context.desk.accounts, self._page.context.by()
        name, password = self._account.name, self.password.edit.text()
        self._page.change(lambda: calls.set_password(name, password, by), self.password)
