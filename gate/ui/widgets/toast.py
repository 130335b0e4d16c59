"""Messages that come and go by themselves at the lower edge of a window: there are no dialogs."""

from __future__ import annotations

from collections import deque

from PyQt5.QtCore import QEvent, QObject, Qt, QTimer
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QWidget

from gate.ui.theme.apply import scale_now
from gate.ui.theme.tokens import Tone
from gate.ui.widgets.labels import label, restyle

SECONDS = 5.0
"""How long a message stays; one that went wrong stays twice as long. A touch sends it away."""


class Toast(QFrame):
    """Shows one message at a time over its window; others wait their turn."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self._waiting: deque[tuple[str, Tone]] = deque()
        self._label = label("", "plain", self)
        layout = QHBoxLayout(self)
        layout.addWidget(self._label)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        self.hide()
        window.installEventFilter(self)

    def say(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Show a message, after those that wait; one that waits already is not said twice."""
        if (text, tone) in self._waiting or (self.isVisibleTo(self.parentWidget()) and text == self._label.text()):
            return
        self._waiting.append((text, tone))
        if not self._timer.isActive():
            self._next()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Stay at the window's lower edge."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: object) -> None:  # noqa: N802 - Qt's name
        """Go away."""
        self._timer.stop()
        self._next()

    def _next(self) -> None:
        if not self._waiting:
            self.hide()
            return
        text, tone = self._waiting.popleft()
        self._label.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone.value)
        restyle(self)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(round(1000 * SECONDS * (2 if tone is Tone.BAD else 1)))

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        margin = round(24 * scale_now())
        width = min(window.width() - 2 * margin, round(720 * scale_now()))
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(max(1, width))
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((window.width() - width) // 2, window.height() - height - margin, width, height)
