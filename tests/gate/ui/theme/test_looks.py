"""Colours that can be read in every scheme, states told apart by shape as well, and sizes that follow the window."""

from __future__ import annotations

import pytest
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QApplication, QLabel

from gate.ui.theme.apply import apply_theme, scale_now, scheme_now
from gate.ui.theme.looks import LOOKS, State
from gate.ui.theme.sizes import Sizes, touch_scale
from gate.ui.theme.tokens import DARK, LIGHT, SCHEMES, Scheme, Tone


def luminance(colour: QColor) -> float:
    """WCAG 2.2, relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over(colour: QColor, behind: float) -> QColor:
    """A colour that lets a little through, on grey from 0 (black) to 1 (white)."""
    alpha = colour.alphaF()
    return QColor.fromRgbF(*(alpha * c + (1 - alpha) * behind for c in colour.getRgbF()[:3]))


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_words_and_signs_can_be_read_on_any_picture(scheme: Scheme, tone: Tone) -> None:
    colours = scheme.tones[tone]
    for behind in (0, 1):
        ground = over(colours.ground, behind)
        assert contrast(scheme.text, ground) >= 7
        assert contrast(scheme.quiet, ground) >= 4.5
        assert contrast(colours.accent, ground) >= 3


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_controls_can_be_read(scheme: Scheme) -> None:
    for ground in (scheme.background, scheme.background_top, scheme.surface, scheme.raised):
        assert contrast(scheme.text, ground) >= 7
        assert contrast(scheme.quiet, ground) >= 4.5
        assert contrast(scheme.border, ground) >= 2.5
    assert contrast(scheme.on_accent, scheme.accent) >= 4.5
    assert contrast(scheme.tones[Tone.BAD].accent, scheme.background) >= 4.5


def test_every_state_has_a_look_and_a_sign_of_its_own() -> None:
    assert set(LOOKS) == set(State)
    assert len({look.sign for look in LOOKS.values()}) == len(State)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_a_grant_is_never_taken_for_a_refusal(scheme: Scheme) -> None:
    granted = LOOKS[State.WELCOME]
    for state in (State.REFUSED, State.NOT_ALIVE, State.NOT_NOW):
        assert LOOKS[state].framed
        assert LOOKS[state].colours(scheme).accent != granted.colours(scheme).accent
    assert [state for state, look in LOOKS.items() if look.tone is Tone.GOOD] == [State.WELCOME]


def test_in_the_dark_a_grant_is_also_lighter_than_a_refusal() -> None:
    """Where red and green look alike."""
    assert contrast(DARK.tones[Tone.GOOD].accent, DARK.tones[Tone.BAD].accent) > 1.3


def test_sizes_follow_the_shorter_side() -> None:
    small, large = Sizes(480), Sizes(2160)
    assert large.headline == pytest.approx(4.5 * small.headline, abs=3)
    assert small.headline >= 45  # a 7-inch screen has about 5.2 pixels to the millimetre: read at 1.5 m
    assert small.detail >= 24
    assert Sizes(10).share(0.1) == 1


def test_controls_grow_with_a_touch_screen_up_to_a_limit() -> None:
    assert [touch_scale(side) for side in (240, 480, 1080, 2160, 9999)] == [1, 1, 2.25, 4, 4]


def test_another_scheme_dresses_the_windows_that_are_there(app: QApplication) -> None:
    word = QLabel("x")
    word.ensurePolished()
    apply_theme(app, LIGHT, 2.0)
    assert (scheme_now(), scale_now()) == (LIGHT, 2.0)
    word.ensurePolished()
    assert word.palette().windowText().color().name() == LIGHT.text.name()
    assert word.font().pixelSize() == 36
    apply_theme(app, DARK, 1.0)
    word.deleteLater()
