"""Dresses the application: the one place where style, palette, font and style sheet are set."""

from __future__ import annotations

from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QApplication

from gate.ui.theme.fonts import font, load_fonts
from gate.ui.theme.sheet import style_sheet
from gate.ui.theme.tokens import DARK, SCHEMES, Scheme

_SCHEME = "maskgate_scheme"
_SCALE = "maskgate_scale"


def apply_theme(app: QApplication, scheme: Scheme = DARK, scale: float = 1.0) -> None:
    """Dress the application; calling it again changes the clothes of every window.

    Args:
        app: the application.
        scheme: its colours.
        scale: of the controls (`touch_scale` for a full screen).

    Raises:
        UiError: damaged fonts.
    """
    load_fonts()
    if (app.property(_SCHEME), app.property(_SCALE)) == (scheme.name, scale):
        return
    app.setProperty(_SCHEME, scheme.name)
    app.setProperty(_SCALE, scale)
    app.setStyle("Fusion")
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, scheme.background),
        (QPalette.ColorRole.WindowText, scheme.text),
        (QPalette.ColorRole.Base, scheme.surface),
        (QPalette.ColorRole.AlternateBase, scheme.raised),
        (QPalette.ColorRole.Text, scheme.text),
        (QPalette.ColorRole.Button, scheme.raised),
        (QPalette.ColorRole.ButtonText, scheme.text),
        (QPalette.ColorRole.BrightText, scheme.text),
        (QPalette.ColorRole.Highlight, scheme.accent),
        (QPalette.ColorRole.HighlightedText, scheme.on_accent),
        (QPalette.ColorRole.Link, scheme.accent),
        (QPalette.ColorRole.PlaceholderText, scheme.quiet),
        (QPalette.ColorRole.ToolTipBase, scheme.raised),
        (QPalette.ColorRole.ToolTipText, scheme.text),
    ):
        palette.setColor(role, colour)
    app.setPalette(palette)
    app.setFont(font(18 * scale))
    app.setStyleSheet(style_sheet(scheme, scale))


def scheme_now() -> Scheme:
    """The scheme that the application wears; painted widgets take their colours from it."""
    app = QApplication.instance()
    return SCHEMES.get(str(app.property(_SCHEME)), DARK) if app is not None else DARK


def scale_now() -> float:
    """The scale of the application's controls."""
    app = QApplication.instance()
    scale = app.property(_SCALE) if app is not None else None
    return float(scale) if scale else 1.0
