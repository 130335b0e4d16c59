"""The screen at the door: the live picture, one large state, one small line. It only paints what it is given."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QResizeEvent
from PyQt5.QtWidgets import QLabel, QWidget

from gate.ui.kiosk.panel_banner import PanelBanner
from gate.ui.kiosk.picture import Picture
from gate.ui.kiosk.state_panel import StatePanel
from gate.ui.kiosk.texts import message
from gate.ui.theme.fonts import font
from gate.ui.theme.sizes import Sizes
from gate.view import Phase, View


class Kiosk(QWidget):
    """The kiosk's window; works from 800×480 to 4K, in landscape and portrait.

    Signals:
        closed: somebody closed the window.
    """

    closed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("MaskGate")
        self.setMinimumSize(320, 240)
        self._has_picture = False
        self._picture = Picture(self)
        self._panel = StatePanel(self)
        self._status = QLabel(self)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._status.setWordWrap(True)
        self._banner = PanelBanner(self)
        self.resize(1280, 720)
        self.show_view(View(Phase.STARTING, None))

    def show_view(self, view: View) -> None:
        """Show this view from now on. Call it in the screen's thread; others go through `ViewBridge`."""
        self._picture.show_view(view)
        self._panel.show_state(view.phase, message(view))
        self._banner.show_signal(view.panel)
        self._status.setText(view.status)
        if self._has_picture != (view.image is not None):
            self._has_picture = view.image is not None
            self._arrange()

    def resizeEvent(self, _event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Place everything for the new size."""
        self._arrange()

    def closeEvent(self, _event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Tell whoever runs the window."""
        self.closed.emit()

    def _arrange(self) -> None:
        sizes = Sizes(min(self.width(), self.height()))
        whole, margin = self.rect(), sizes.margin
        self._picture.setGeometry(whole)
        if self._has_picture:
            tall = sizes.share(31 if self.width() > self.height() else 61)
            self._panel.setGeometry(margin, whole.height() - tall - margin, whole.width() - 2 * margin, tall)
        else:
            self._panel.setGeometry(whole.adjusted(margin, margin, -margin, -margin))
        self._panel.set_form(sizes, card=self._has_picture)
        self._banner.setGeometry(0, 0, whole.width(), sizes.share(9))
        self._status.setFont(font(sizes.status))
        self._status.setGeometry(margin, round(0.8 * margin), whole.width() - 2 * margin, sizes.share(12))
