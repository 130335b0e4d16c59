"""The administrators' window: the navigation, the pages, and messages that go away by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QResizeEvent
from PyQt5.QtWidgets import QBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from gate.access.rules.accounts import Account, may
from gate.desk.desk import Desk
from gate.ui.admin.page import Context, Entry, Page
from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scale_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.toast import Toast
from gate.ui.work.backend import Backend


class AdminWindow(QWidget):
    """Shows one page at a time: those that the account's roles allow.

    Signals:
        closed: Somebody closed the window.
    """

    closed = pyqtSignal()

    def __init__(self, desk: Desk, backend: Backend, entries: Sequence[Entry]) -> None:
        """Make the window without pages; `log_in` fills it.

        Args:
            desk: The gate's calls.
            backend: Runs them.
            entries: The pages, in order.
        """
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._account: Account | None = None
        self._entries = entries
        self._pages: dict[str, Page] = {}
        self._open: Page | None = None
        self.toast = Toast(self)
        """Where pages say something."""
        self._context = Context(desk, backend, self.toast.say, self.go, lambda: self._account)
        self.navigation = QListWidget(self)
        """The pages' titles."""
        self.navigation.setObjectName("navigation")
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.navigation.currentItemChanged.connect(self._on_navigation)
        self._stack = QStackedWidget(self)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.navigation)
        self._layout.addWidget(self._stack, 1)
        self.retranslate()
        self.resize(round(1100 * scale_now()), round(700 * scale_now()))

    @property
    def page(self) -> Page | None:
        """The page in front."""
        return self._open

    def log_in(self, account: Account) -> None:
        """Show the pages of this account's roles."""
        self.log_out()
        self._account = account
        for entry in self._entries:
            if entry.role is None or may(account, entry.role):
                item = QListWidgetItem(entry.title())
                item.setData(Qt.ItemDataRole.UserRole, entry.key)
                self.navigation.addItem(item)
        self.navigation.setCurrentRow(0)

    def log_out(self) -> None:
        """Show nothing any more; the pages forget what they held."""
        self._close_page()
        self._account = None
        self.navigation.clear()
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.setParent(None)  # out of sight now; deleted with the next turn of the loop
            page.deleteLater()
        self._pages = {}

    def go(self, key: str, argument: object = None) -> None:
        """Open a page; without the role for it nothing happens."""
        for row in range(self.navigation.count()):
            item = self.navigation.item(row)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == key:
                self.navigation.blockSignals(True)
                self.navigation.setCurrentRow(row)
                self.navigation.blockSignals(False)
                self._show_page(key, argument)

    def retranslate(self) -> None:
        """Take the texts of the language that is spoken now."""
        self.setWindowTitle(translate("AdminWindow", "MaskGate administration"))
        self.navigation.setAccessibleName(translate("AdminWindow", "Pages"))
        titles = {entry.key: entry.title for entry in self._entries}
        for row in range(self.navigation.count()):
            item = self.navigation.item(row)
            if item is not None:
                item.setText(titles[item.data(Qt.ItemDataRole.UserRole)]())

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Put the navigation at the left, or on top of an upright window."""
        super().resizeEvent(event)
        upright, scale = self.height() > self.width(), scale_now()
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.TopToBottom if upright else directions.LeftToRight)
        self.navigation.setFlow(QListWidget.Flow.LeftToRight if upright else QListWidget.Flow.TopToBottom)
        self.navigation.setFixedSize(
            *((self.width(), round(68 * scale)) if upright else (round(190 * scale), self.height()))
        )

    def closeEvent(self, _event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Forget what was shown, and tell whoever runs the window."""
        self.log_out()
        self.closed.emit()

    def say_fault(self) -> None:
        """Say that the program itself has failed, and go on."""
        self.toast.say(translate("AdminWindow", "Something went wrong; the log says what."), Tone.BAD)

    def _on_navigation(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and self._account is not None:
            self._show_page(item.data(Qt.ItemDataRole.UserRole), None)

    def _show_page(self, key: str, argument: object) -> None:
        self._close_page()
        if key not in self._pages:
            entry = next(entry for entry in self._entries if entry.key == key)
            self._pages[key] = entry.make(self._context)
            self._stack.addWidget(self._pages[key])
        self._open = self._pages[key]
        self._stack.setCurrentWidget(self._open)
        self._open.opened(argument)

    def _close_page(self) -> None:
        page, self._open = self._open, None
        if page is not None:
            page.closed()
