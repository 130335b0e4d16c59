"""The camera's picture in a page: the newest one wins, and nothing is kept."""

from __future__ import annotations

import threading

from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtGui import QImage, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from gate.desk.gate import CameraLook
from gate.ui.kiosk.mirror import Mirror
from gate.ui.theme.apply import scale_now, scheme_now

POLL_MS = 33


class Preview(QWidget):
    """Shows what `put` was given last; any thread may put.

    Signals:
        looked: Each new look, in the screen's thread.
    """

    looked = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._newest: CameraLook | None = None
        self._lock = threading.Lock()
        self._shown: CameraLook | None = None
        self._mirror = Mirror()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.take)
        self.setFixedHeight(round(260 * scale_now()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def start(self) -> None:
        """Begin to show."""
        self._timer.start()
        self.show()

    def stop(self) -> None:
        """Show nothing any more."""
        self._timer.stop()
        with self._lock:
            self._newest = None
        self._shown = None
        self.hide()

    def put(self, look: CameraLook) -> None:
        """Take a look, in place of one that was not shown yet."""
        with self._lock:
            self._newest = look

    def take(self) -> None:
        """Show what has come, if something has."""
        with self._lock:
            look, self._newest = self._newest, None
        if look is not None:
            if look.image is not None or look.detail:
                self._shown = look
                self.update()
            self.looked.emit(look)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """The picture, mirrored, as large as it fits."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), scheme_now().surface)
        if self._shown is None or self._shown.image is None:
            return
        image = self._shown.image
        rows, columns = image.shape[:2]
        height = self.height()
        width = min(self.width(), max(1, round(height * columns / rows)))
        pixels = self._mirror.pixels(image, width, height)
        form = QImage.Format.Format_RGB32
        whole = QImage(pixels.data, width, height, 4 * width, form)  # type: ignore[call-overload]  # takes any buffer
        painter.drawImage((self.width() - width) // 2, 0, whole)
