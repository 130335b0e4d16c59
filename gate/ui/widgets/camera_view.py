"""A live picture inside a page: mirrored, as people know it, with a frame around the face that is looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QSizePolicy, QWidget

from gate.ui.kiosk.mirror import Box, Mirror, mirrored_box
from gate.ui.theme.apply import scale_now, scheme_now


class CameraView(QWidget):
    """Fills itself with the newest picture, cut to its own shape."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(round(200 * scale_now()), round(150 * scale_now()))
        self._mirror = Mirror()
        self._image: NDArray[np.uint8] | None = None
        self._box: Box | None = None
        self._colour = QColor()

    def show_picture(
        self, image: NDArray[np.uint8] | None, box: Box | None = None, colour: QColor | None = None
    ) -> None:
        """Paint a picture next.

        Args:
            image: (rows, columns, 3) BGR; None: there is none.
            box: Around a face, in pixels of the image.
            colour: Of the frame around it.
        """
        self._image, self._box = image, box
        self._colour = colour or scheme_now().text
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint the picture, or a plain ground while there is none."""
        painter = QPainter(self)
        if self._image is None or self.width() < 2 or self.height() < 2:
            painter.fillRect(self.rect(), scheme_now().surface)
            return
        pixels = self._mirror.pixels(self._image, self.width(), self.height())
        height, width = pixels.shape[:2]
        form = QImage.Format.Format_RGB32
        painted = QImage(pixels.data, width, height, 4 * width, form)  # type: ignore[call-overload]  # takes any buffer
        painter.drawImage(self.rect(), painted)
        if self._box is None:
            return
        x1, y1, x2, y2 = mirrored_box(self._box, self._image.shape, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, max(3.0, 4 * scale_now())))
        radius = (x2 - x1) / 8
        painter.drawRoundedRect(QRectF(x1, y1, x2 - x1, y2 - y1), radius, radius)
