"""How the screens look: every colour and proportion, for the whole application."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication

from gate.ui.fonts import font, load_fonts
from gate.view import Phase

TEXT = QColor("#ffffff")
QUIET_TEXT = QColor("#c9d4df")
BACKGROUND_TOP = QColor("#1b2836")
BACKGROUND_BOTTOM = QColor("#0c131b")
SHADE, SHADE_END = QColor(8, 13, 19, 165), QColor(8, 13, 19, 0)
"""Under the small line at the upper edge, fading out."""
OUTLINE = QColor(0, 0, 0, 60)
"""Around a mark, so that it shows on a bright picture too."""


class Sign(Enum):
    """The shape that carries a state for those who don't see its colour."""

    DOTS = "dots"
    PERSON = "person"
    VIEWFINDER = "viewfinder"
    TICK = "tick"
    CROSS = "cross"
    CAMERA = "camera"
    TRIANGLE = "triangle"


@dataclass(frozen=True)
class Look:
    """One state's looks."""

    ground: QColor
    """Behind the text; opaque enough for `TEXT` to be readable on any picture."""
    accent: QColor
    """Of the sign, the mark on the face and the frame around the picture."""
    sign: Sign
    framed: bool = False
    """Whether the whole picture is framed in the accent: only an outcome is."""


_SLATE = QColor(18, 27, 37, 240)

LOOKS: dict[Phase, Look] = {
    Phase.STARTING: Look(_SLATE, QColor("#9fb4c8"), Sign.DOTS),
    Phase.WAITING: Look(_SLATE, QColor("#e6edf4"), Sign.PERSON),
    Phase.LOOK_HERE: Look(QColor("#0b4680"), QColor("#8fd0ff"), Sign.VIEWFINDER),
    Phase.GRANTED: Look(QColor("#056040"), QColor("#34d996"), Sign.TICK, framed=True),
    Phase.REFUSED: Look(QColor("#8e1a28"), QColor("#ff7468"), Sign.CROSS, framed=True),
    Phase.NO_CAMERA: Look(_SLATE, QColor("#ffca57"), Sign.CAMERA),
    Phase.FAULT: Look(_SLATE, QColor("#ff9a5c"), Sign.TRIANGLE),
}


@dataclass(frozen=True)
class Sizes:
    """Lengths in pixels for one window; all follow its shorter side, so that a kiosk reads alike at any resolution."""

    short_side: int

    def share(self, percent: float) -> int:
        """A percentage of the shorter side, at least one pixel."""
        return max(1, round(self.short_side * percent / 100))

    @property
    def headline(self) -> int:
        """Readable at 1.5 m on a 7-inch screen: capitals about 7 mm high."""
        return self.share(9.6)

    @property
    def detail(self) -> int:
        """Font size of the sentence below the headline."""
        return self.share(5.0)

    @property
    def status(self) -> int:
        """Font size of the small line."""
        return self.share(2.5)

    @property
    def margin(self) -> int:
        """Around the card and inside it."""
        return self.share(3.6)

    @property
    def radius(self) -> int:
        """Of the card's corners."""
        return self.share(3.0)


def apply_theme(app: QApplication) -> None:
    """Load the fonts and dress the application: the one place where style, palette and font are set."""
    load_fonts()
    app.setStyle("Fusion")
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, BACKGROUND_BOTTOM)
    palette.setColor(QPalette.ColorRole.WindowText, TEXT)
    palette.setColor(QPalette.ColorRole.Base, BACKGROUND_TOP)
    palette.setColor(QPalette.ColorRole.Text, TEXT)
    app.setPalette(palette)
    app.setFont(font(16))
