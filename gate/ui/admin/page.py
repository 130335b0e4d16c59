"""What a page is, what it is given, and how it is listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gate.access.rules.accounts import Account, Role, may
from gate.desk.desk import Desk
from gate.ui.theme.apply import scale_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import label
from gate.ui.work.backend import Backend


@dataclass(frozen=True)
class Context:
    """All that a page may use."""

    desk: Desk
    """The gate's calls: never call them here, give them to `backend`."""
    backend: Backend
    say: Callable[[str, Tone], None]
    """Shows a message that goes away by itself."""
    go: Callable[[str, object], None]
    """Opens another page by its key, with an argument for its `opened`."""
    account: Callable[[], Account | None]
    """Who is logged in."""
    public: bool = False
    """The window stands on the public side of a kiosk: what moves the door is not offered."""

    def by(self) -> Account:
        """Who is logged in, for a call; nobody's account covers no role."""
        return self.account() or Account("", frozenset())


class Page(QWidget):
    """One page. It is made once and kept; what it shows comes in `opened` and goes in `closed`.

    A subclass puts its widgets into `body`, asks `context.backend` for data in `opened`, and sets every text in
    `retranslate`, which runs once at the end of its own `__init__` and again whenever the language changes.
    """

    def __init__(self, context: Context, *, scrolls: bool = True) -> None:
        """Make an empty page with its title.

        Args:
            context: What it may use.
            scrolls: Whether the body may be higher than the window; a page with a list of its own says False.
        """
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.context = context
        margin = round(20 * scale_now())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(margin, margin, margin, margin)
        self.heading = label("", "title", self)
        """The page's title."""
        outer.addWidget(self.heading)
        content = QWidget()
        self.body = QVBoxLayout(content)
        """Where the page's widgets go."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(round(12 * scale_now()))
        if scrolls:
            area = QScrollArea(self)
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(content)
            outer.addWidget(area)
        else:
            outer.addWidget(content, 1)

    def opened(self, argument: object = None) -> None:
        """The page is in front: ask for what it shows.

        Args:
            argument: From `context.go`, or None.
        """

    def closed(self) -> None:
        """The page is no longer in front, or nobody is logged in: cancel what runs, drop what must not stay."""

    def retranslate(self) -> None:
        """Set every text in the language that is spoken now."""

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


@dataclass(frozen=True)
class Entry:
    """A line of the navigation."""

    key: str
    """What `Context.go` knows the page by."""
    title: Callable[[], str]
    """In the language that is spoken now."""
    make: Callable[[Context], Page]
    role: Role | tuple[Role, ...] | None = None
    """Who may open it, one of several; None: everybody who is logged in."""

    def opens_for(self, account: Account) -> bool:
        """Whether somebody may open it."""
        roles = (self.role,) if isinstance(self.role, Role) else self.role
        return roles is None or any(may(account, role) for role in roles)
