"""The kiosk's window off the screen, painted once for each view, as a display would have it."""

from __future__ import annotations

import os
from collections.abc import Callable

from gate.view import View

Paint = Callable[[View], None]


def open_window(size: tuple[int, int] = (1280, 720)) -> Paint | None:
    """A window of a size that paints what it is given; None where there is no PyQt5."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gate.ui.errors import UiError

    try:
        from gate.ui.application import open_application
        from gate.ui.kiosk.window import Kiosk

        open_application()
    except UiError:
        return None
    kiosk = Kiosk()
    kiosk.resize(*size)
    kiosk.show()

    def show(view: View) -> None:
        kiosk.show_view(view)
        kiosk.repaint()

    return show


def paint(window: Paint | None, view: View) -> None:
    """Paint a view, where there is a window."""
    if window is not None:
        window(view)
