"""The administrators' window: the navigation, the pages, and messages that go away by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QResizeEvent
from PyQt5.QtWidgets import QBoxLayout, QLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from gate.administration import End
from gate.desk.desk import Desk
from gate.desk.sessions import Entrant
from gate.ui.admin.idle import IdleWatch
from gate.ui.admin.log_in import LogIn
from gate.ui.admin.page import Context, Entry, Page
from gate.ui.i18n.translate import translate
from gate.ui.theme.apply import scale_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.keyboard import ScreenKeyboard
from gate.ui.widgets.toast import Toast
from gate.ui.widgets.touch_button import TouchButton
from gate.ui.work.backend import Answer, Backend

ASK_AGAIN_MS = 5000
"""How often the log-in is told when the screen was touched last, and asked whether the session is over."""


class AdminWindow(QWidget):
    """Shows the log-in, and then one page at a time: those that the account's roles allow.

    Signals:
        closed: Somebody closed the window.
        left: Somebody has logged out, or was logged out by time.
    """

    closed = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, desk: Desk, backend: Backend, entries: Sequence[Entry], *, public: bool = False) -> None:
        """Make the window without pages; `begin` asks who is there, `log_in` fills it.

        Args:
            desk: The gate's calls.
            backend: Runs them.
            entries: The pages, in order.
            public: It is opened on the public side of a kiosk: some things are not offered there.
        """
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.leaving: Answer | None = None
        """While it is being recorded that somebody has left."""
        self._entrant = Entrant()
        self._entries = entries
        self._pages: dict[str, Page] = {}
        self._open: Page | None = None
        self.toast = Toast(self)
        """Where pages say something."""
        self._desk = desk
        self._backend = backend
        self._context = Context(desk, backend, self.toast.say, self.go, lambda: self._entrant.account, public)
        self.navigation = QListWidget(self)
        """The pages' titles."""
        self.navigation.setObjectName("navigation")
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.navigation.currentItemChanged.connect(self._on_navigation)
        self.leave = TouchButton("", "quiet", self)
        """Logs out."""
        self.leave.clicked.connect(self._on_leave)
        self.password = TouchButton("", "quiet", self)
        """Another password for oneself."""
        self.password.clicked.connect(self._on_password)
        self._idle = IdleWatch(self)
        self._idle.warned.connect(self._on_warned)
        self._idle.over.connect(lambda: self._on_over(End.TIME))
        self._idle.spent.connect(lambda: self._on_over(End.TIME, longest=True))
        self._again = QTimer(self)
        self._again.setInterval(ASK_AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        self._stack = _Stack(self)
        self.log_in_form = LogIn(desk.sessions, backend, self)
        """Where one logs in."""
        self.log_in_form.entered.connect(self.log_in)
        self.log_in_form.left.connect(self._on_given_up)
        self._stack.addWidget(self.log_in_form)
        self._stack.setMinimumHeight(1)
        self._side = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._side.setSpacing(0)
        self._side.addWidget(self.navigation, 1)
        self._own = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._own.addWidget(self.password)
        self._own.addWidget(self.leave)
        self._side.addLayout(self._own)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._layout.setSpacing(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # lying pages must not keep it from standing up
        whole.addLayout(self._layout, 1)
        self.keyboard = ScreenKeyboard(self) if public else None
        """A kiosk has no other one."""
        if self.keyboard is not None:
            whole.addWidget(self.keyboard)
            self.keyboard.installEventFilter(self)
        self._layout.addLayout(self._side)
        self._layout.addWidget(self._stack, 1)
        self._show_navigation(False)
        self.retranslate()
        self.resize(round(1100 * scale_now()), round(700 * scale_now()))

    @property
    def page(self) -> Page | None:
        """The page in front."""
        return self._open

    def begin(self, notice: str = "") -> None:
        """Ask who is there.

        Args:
            notice: Why, if it has to be said.
        """
        self._stack.setCurrentWidget(self.log_in_form)
        self.log_in_form.begin(notice)

    def log_in(self, entrant: Entrant) -> None:
        """Show the pages of this account's roles, until nobody has touched them for a while or the session is over."""
        account = entrant.account
        assert account is not None
        self.log_out()
        self._entrant = entrant
        self._show_navigation(True)
        self._idle.start(entrant.idle, entrant.longest)
        self._again.start()
        for entry in self._entries:
            if entry.opens_for(account):
                item = QListWidgetItem(entry.title())
                item.setData(Qt.ItemDataRole.UserRole, entry.key)
                self.navigation.addItem(item)
        self.navigation.setCurrentRow(0)
        self.navigation.setFocus()  # a field would bring the screen's keyboard along

    def log_out(self) -> None:
        """Show nothing any more; the pages forget what they held."""
        self._idle.stop()
        self._again.stop()
        self._close_page()
        self._entrant = Entrant()
        self.navigation.clear()
        self._show_navigation(False)
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
        self.password.say(translate("AdminWindow", "My password"))
        self.leave.say(translate("AdminWindow", "Log out"))
        if self.keyboard is not None:
            self.keyboard.retranslate()
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

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Make room for the keyboard on a small screen."""
        kinds = (QEvent.Type.Show, QEvent.Type.Hide)
        if watched is self.keyboard and event is not None and event.type() in kinds and not self.navigation.isHidden():
            low = self.height() < round(600 * scale_now())
            for part in (self.password, self.leave):
                part.setVisible(not (low and event.type() == QEvent.Type.Show))
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Put the navigation at the left, or on top of an upright window."""
        super().resizeEvent(event)
        upright, scale = self.height() > self.width(), scale_now()
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.TopToBottom if upright else directions.LeftToRight)
        self._own.setDirection(directions.LeftToRight if upright else directions.TopToBottom)
        self.navigation.setFlow(QListWidget.Flow.LeftToRight if upright else QListWidget.Flow.TopToBottom)
        for part in (self.navigation, self.password, self.leave):
            if upright:
                part.setFixedHeight(round(68 * scale))
                part.setMinimumWidth(0)
                part.setMaximumWidth(self.width())
            else:
                part.setFixedWidth(round(200 * scale))
        if not upright:
            self.navigation.setMinimumHeight(0)
            self.navigation.setMaximumHeight(self.height())

    def closeEvent(self, _event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Forget what was shown, and tell whoever runs the window."""
        try:
            self._note_leaving(End.HAND)
            self.log_out()
        finally:  # a window that has met an error goes all the same, with what it knows
            self._entrant = Entrant()
            self._idle.stop()
            self._again.stop()
            self.log_in_form.forget()
            self.closed.emit()

    def say_fault(self) -> None:
        """Say that the program itself has failed, and go on."""
        self.toast.say(translate("AdminWindow", "Something went wrong; the log says what."), Tone.BAD)

    def _show_navigation(self, shown: bool) -> None:
        self.navigation.setVisible(shown)
        self.leave.setVisible(shown)
        self.password.setVisible(shown)

    def _on_password(self) -> None:
        if self._entrant.account is not None:
            self._stack.setCurrentWidget(self.log_in_form)
            self.log_in_form.change(self._entrant)

    def _on_given_up(self) -> None:
        if self._entrant.account is None or self._open is None:
            self.close()
        else:
            self._stack.setCurrentWidget(self._open)

    def _on_leave(self) -> None:
        self._note_leaving(End.HAND)
        self.log_out()
        self.begin()
        self.left.emit()

    def _on_warned(self) -> None:
        self.toast.say(translate("AdminWindow", "You are about to be logged out: touch the screen to stay."))

    def _ask_again(self) -> None:
        account, ago = self._entrant.account, self._idle.ago
        if account is not None:
            answer = self._backend.ask(lambda: self._desk.sessions.touched(account, ago))
            answer.ready.connect(lambda end: self._on_over(end) if end and account is self._entrant.account else None)

    def _on_over(self, end: End, *, longest: bool = False) -> None:
        self._note_leaving(end)
        self.log_out()
        if end is End.CHANGED:
            text = translate("AdminWindow", "Your account was changed by another administrator: log in again.")
        elif longest:
            text = translate("AdminWindow", "Your session has lasted as long as it may: log in again.")
        else:
            text = translate("AdminWindow", "You were logged out because nothing was done for a while.")
        self.begin(text)
        if end is End.TIME:  # nobody may be there: a kiosk goes on as one
            self.left.emit()

    def _note_leaving(self, why: End) -> None:
        account = self._entrant.account
        if account is not None:
            answer = self._backend.ask(lambda: self._desk.sessions.log_out(account, why))
            answer.failed.connect(lambda problem: self.toast.say(problem, Tone.BAD))
            answer.finished.connect(self._noted)
            self.leaving = answer

    def _noted(self) -> None:
        self.leaving = None

    def _on_navigation(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and self._entrant.account is not None:
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


class _Stack(QStackedWidget):
    """As low as it has to be: the highest page would push the keyboard together."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """No."""
        return False
