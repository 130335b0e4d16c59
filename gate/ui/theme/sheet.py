"""The one style sheet of the application, made of a scheme's tokens. Widgets carry no style of their own.

A widget says what it is by its class, its object name, or the property `kind`: `primary`, `danger`, `quiet` buttons;
`title`, `heading`, `quiet`, `problem` labels; `card` frames.
"""

from __future__ import annotations

from PyQt5.QtGui import QColor

from gate.ui.theme.sizes import TOUCH
from gate.ui.theme.tokens import Scheme, Tone


def style_sheet(scheme: Scheme, scale: float) -> str:
    """The rules for a scheme.

    Args:
        scheme: The tokens.
        scale: 1 for a desk or a small kiosk; all lengths are multiplied by it.
    """

    def px(length: float) -> str:
        return f"{max(1, round(length * scale))}px"

    good, bad = scheme.tones[Tone.GOOD], scheme.tones[Tone.BAD]
    line = f"{px(scheme.line)} solid {_css(scheme.border)}"
    focus = f"{px(max(2, scheme.line))} solid {_css(scheme.accent)}"
    return f"""
QMainWindow, QStackedWidget, QScrollArea, #page, #overlay {{ background: {_css(scheme.background)}; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QLabel {{ color: {_css(scheme.text)}; background: transparent; font-size: {px(18)}; }}
QLabel:disabled {{ color: {_css(scheme.quiet)}; }}
QLabel[kind="title"] {{ font-size: {px(30)}; font-weight: bold; }}
QLabel[kind="heading"] {{ font-size: {px(21)}; font-weight: bold; }}
QLabel[kind="quiet"] {{ color: {_css(scheme.quiet)}; font-size: {px(16)}; }}
QLabel[kind="problem"] {{ color: {_css(bad.accent)}; font-size: {px(16)}; font-weight: bold; }}
QFrame[kind="card"] {{ background: {_css(scheme.surface)}; border: {line}; border-radius: {px(12)}; }}
QPushButton {{
  background: {_css(scheme.raised)}; color: {_css(scheme.text)}; border: {line}; border-radius: {px(12)};
  min-height: {px(TOUCH)}; padding: 0 {px(20)}; font-size: {px(20)};
}}
QPushButton:hover, QPushButton:checked {{ border-color: {_css(scheme.accent)}; }}
QPushButton:pressed {{ background: {_css(scheme.accent)}; color: {_css(scheme.on_accent)}; }}
QPushButton:focus {{ border: {focus}; }}
QPushButton:disabled {{ color: {_css(scheme.border)}; background: {_css(scheme.surface)}; }}
QPushButton[kind="primary"] {{
  background: {_css(scheme.accent)}; color: {_css(scheme.on_accent)}; font-weight: bold; border-color: transparent;
}}
QPushButton[kind="primary"]:focus {{ border: {px(3)} solid {_css(scheme.text)}; }}
QPushButton[kind="primary"]:disabled {{ background: {_css(scheme.raised)}; color: {_css(scheme.border)}; }}
QPushButton[kind="danger"] {{ background: {_css(bad.ground)}; border-color: {_css(bad.accent)}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {_css(scheme.text)}; }}
QPushButton[kind="quiet"]:focus {{ border: {focus}; }}
QPushButton[kind="foot"] {{ padding: 0 {px(4)}; font-size: {px(18)}; }}
QPushButton[kind="key"] {{ font-size: {px(28)}; font-weight: bold; min-width: {px(TOUCH)}; padding: 0; }}
QPushButton[kind="day"] {{ font-size: {px(17)}; min-width: {px(24)}; padding: 0 {px(2)}; }}
QPushButton[kind="day"]:checked {{
  background: {_css(scheme.accent)}; color: {_css(scheme.on_accent)}; font-weight: bold;
}}
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit {{
  background: {_css(scheme.surface)}; color: {_css(scheme.text)}; border: {line}; border-radius: {px(10)};
  padding: {px(6)} {px(12)}; min-height: {px(TOUCH - 16)}; font-size: {px(20)};
  selection-background-color: {_css(scheme.accent)}; selection-color: {_css(scheme.on_accent)};
}}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus,
QTimeEdit:focus {{ border: {focus}; }}
QLineEdit[wrong="true"] {{ border: {px(2)} solid {_css(bad.accent)}; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ color: {_css(scheme.quiet)}; background: {_css(scheme.background)}; }}
QCheckBox, QRadioButton {{
  color: {_css(scheme.text)}; font-size: {px(18)}; min-height: {px(TOUCH - 12)}; spacing: {px(10)};
}}
QCheckBox::indicator, QRadioButton::indicator {{ width: {px(26)}; height: {px(26)}; }}
QCheckBox::indicator:unchecked {{
  border: {px(2)} solid {_css(scheme.border)}; border-radius: {px(5)}; background: {_css(scheme.surface)};
}}
QCheckBox:focus, QRadioButton:focus {{ color: {_css(scheme.accent)}; }}
QListView, QTreeView, QTableView, QTextBrowser {{
  background: {_css(scheme.surface)}; color: {_css(scheme.text)}; border: {line}; border-radius: {px(10)};
  alternate-background-color: {_css(scheme.raised)}; font-size: {px(18)}; outline: 0; padding: {px(4)};
}}
QListView:focus, QTreeView:focus, QTableView:focus, QTextBrowser:focus {{ border: {focus}; }}
QListView::item {{ min-height: {px(TOUCH - 8)}; padding: 0 {px(10)}; border-radius: {px(8)}; }}
QTreeView::item, QTableView::item {{ min-height: {px(TOUCH - 16)}; padding: 0 {px(8)}; }}
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{
  background: {_css(scheme.accent)}; color: {_css(scheme.on_accent)};
}}
QHeaderView::section {{
  background: {_css(scheme.raised)}; color: {_css(scheme.text)}; border: none; padding: {px(8)}; font-size: {px(16)};
}}
#navigation {{ border: none; border-radius: 0; background: {_css(scheme.surface)}; font-size: {px(20)}; }}
QProgressBar {{
  background: {_css(scheme.raised)}; color: {_css(scheme.text)}; border: none; border-radius: {px(8)};
  min-height: {px(16)}; text-align: center; font-size: {px(14)};
}}
QProgressBar::chunk {{ background: {_css(scheme.accent)}; border-radius: {px(8)}; }}
QScrollBar:vertical {{ background: transparent; width: {px(18)}; margin: 0; }}
QScrollBar::handle:vertical {{
  background: {_css(scheme.border)}; border-radius: {px(7)}; min-height: {px(48)}; margin: {px(2)};
}}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: transparent; border: none; height: 0; width: 0;
}}
QToolTip {{ background: {_css(scheme.raised)}; color: {_css(scheme.text)}; border: {line}; font-size: {px(16)}; }}
#toast {{ background: {_css(scheme.raised)}; border: {line}; border-radius: {px(14)}; }}
#toast[tone="good"] {{ background: {_css(good.ground)}; border-color: {_css(good.accent)}; }}
#toast[tone="bad"] {{ background: {_css(bad.ground)}; border-color: {_css(bad.accent)}; }}
"""


def _css(colour: QColor) -> str:
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {colour.alpha()})"
