"""The project's own fonts, so that every device shows the same screen (`gate/assets/fonts/README.md`)."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtGui import QFont, QFontDatabase

from gate.ui.errors import UiError

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "fonts"
FAMILY = "Noto Sans"
FALLBACKS = ("Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai")
"""For letters that `FAMILY` lacks; after these the system's own fonts are asked."""


def load_fonts() -> None:
    """Make the fonts known to the running QApplication; a second call does nothing.

    Raises:
        UiError: a font file is missing or damaged.
    """
    if FAMILY in QFontDatabase().families() and QFont.substitutes(FAMILY):
        return
    files = sorted(FOLDER.glob("*.[ot]tf"))
    if not files or any(QFontDatabase.addApplicationFont(str(file)) < 0 for file in files):
        raise UiError(f"the fonts in {FOLDER} are missing or damaged: install MaskGate again")
    QFont.insertSubstitutions(FAMILY, FALLBACKS)


def font(pixels: float, *, bold: bool = False) -> QFont:
    """The screens' font in a size given in pixels, so that it follows the window and not the desktop's settings."""
    made = QFont(FAMILY)
    made.setPixelSize(max(1, round(pixels)))
    made.setBold(bold)
    return made
