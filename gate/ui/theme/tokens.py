"""The three schemes: every colour of the screens by what it is for. A fourth scheme is one more constant here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PyQt5.QtGui import QColor


class Tone(Enum):
    """What a state or message means; its colour follows from it."""

    NEUTRAL = "neutral"
    ASK = "ask"
    """Something is asked of the person."""
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class ToneColours:
    """The two colours of a tone."""

    ground: QColor
    """Behind the words; opaque enough for `Scheme.text` to be readable on any picture."""
    accent: QColor
    """Of the sign, the mark on the face and the frame around the picture."""


@dataclass(frozen=True)
class Scheme:
    """One scheme's colours. Contrasts are tested: words 7:1, quiet words 4.5:1, signs 3:1 (WCAG 2.2)."""

    name: str
    """As `[ui] theme` spells it."""
    background: QColor
    background_top: QColor
    """Where a whole window fades, its upper end."""
    surface: QColor
    """Of cards, lists and fields."""
    raised: QColor
    """Of buttons, and what the pointer is over."""
    border: QColor
    text: QColor
    quiet: QColor
    """Of explanations; still 4.5:1."""
    accent: QColor
    """Of the primary action and what is selected."""
    on_accent: QColor
    """Words on `accent`."""
    shade: QColor
    """Under words that lie on the picture."""
    tones: dict[Tone, ToneColours]
    line: int = 1
    """Thickness of borders, in pixels at scale 1."""


def _tones(*pairs: tuple[str, str]) -> dict[Tone, ToneColours]:
    colours = (ToneColours(QColor(ground), QColor(accent)) for ground, accent in pairs)
    return dict(zip(Tone, colours, strict=True))


DARK = Scheme(
    name="dark",
    background=QColor("#0c131b"),
    background_top=QColor("#1b2836"),
    surface=QColor("#16212d"),
    raised=QColor("#223142"),
    border=QColor("#5d7288"),
    text=QColor("#ffffff"),
    quiet=QColor("#c9d4df"),
    accent=QColor("#8fd0ff"),
    on_accent=QColor("#06233d"),
    shade=QColor(8, 13, 19, 165),
    tones=_tones(
        ("#f0121b25", "#e6edf4"),
        ("#0b4680", "#8fd0ff"),
        ("#056040", "#34d996"),
        ("#f0121b25", "#ffca57"),
        ("#8e1a28", "#ff7468"),
    ),
)

LIGHT = Scheme(
    name="light",
    background=QColor("#e9eef3"),
    background_top=QColor("#f8fafc"),
    surface=QColor("#ffffff"),
    raised=QColor("#eef2f6"),
    border=QColor("#75879a"),
    text=QColor("#0f1c29"),
    quiet=QColor("#3d4f61"),
    accent=QColor("#0b5cad"),
    on_accent=QColor("#ffffff"),
    shade=QColor(255, 255, 255, 190),
    tones=_tones(
        ("#f7fafc", "#33475b"),
        ("#dcecfb", "#0b5cad"),
        ("#d6f3e4", "#00704a"),
        ("#fff2d1", "#7a4b00"),
        ("#fde2e0", "#b01f2e"),
    ),
)

HIGH_CONTRAST = Scheme(
    name="high_contrast",
    background=QColor("#000000"),
    background_top=QColor("#000000"),
    surface=QColor("#000000"),
    raised=QColor("#1c1c1c"),
    border=QColor("#ffffff"),
    text=QColor("#ffffff"),
    quiet=QColor("#ffffff"),
    accent=QColor("#ffe600"),
    on_accent=QColor("#000000"),
    shade=QColor("#000000"),
    tones=_tones(
        ("#000000", "#ffffff"),
        ("#000000", "#55c8ff"),
        ("#000000", "#3dff9a"),
        ("#000000", "#ffe600"),
        ("#000000", "#ff8a80"),
    ),
    line=3,
)

SCHEMES = {scheme.name: scheme for scheme in (DARK, LIGHT, HIGH_CONTRAST)}
