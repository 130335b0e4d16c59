"""Colours that can be read, told apart by shape as well, and sizes that follow the window."""

from __future__ import annotations

import pytest
from PyQt5.QtGui import QColor

from gate.ui.theme import BACKGROUND_TOP, LOOKS, QUIET_TEXT, TEXT, Look, Sizes
from gate.view import Phase


def luminance(colour: QColor) -> float:
    """WCAG 2.2, relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2, contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over_white(colour: QColor) -> QColor:
    """The worst case behind a card that lets a little light through."""
    alpha = colour.alphaF()
    return QColor.fromRgbF(*(alpha * c + 1 - alpha for c in colour.getRgbF()[:3]))


@pytest.mark.parametrize("look", LOOKS.values(), ids=[phase.value for phase in LOOKS])
def test_words_and_signs_can_be_read_on_any_picture(look: Look) -> None:
    for ground in (over_white(look.ground), BACKGROUND_TOP):
        assert contrast(TEXT, ground) >= 7
        assert contrast(QUIET_TEXT, ground) >= 4.5
    assert contrast(look.accent, over_white(look.ground)) >= 3


def test_every_phase_has_a_look_and_a_sign_of_its_own() -> None:
    assert set(LOOKS) == set(Phase)
    assert len({look.sign for look in LOOKS.values()}) == len(Phase)
    assert len({look.accent.name() for look in LOOKS.values()}) == len(Phase)


def test_a_grant_is_never_taken_for_a_refusal() -> None:
    granted, refused = LOOKS[Phase.GRANTED], LOOKS[Phase.REFUSED]
    assert granted.framed
    assert refused.framed
    assert {phase for phase, look in LOOKS.items() if look.framed} == {Phase.GRANTED, Phase.REFUSED}
    # Also where red and green look alike, one is clearly lighter.
    assert contrast(granted.accent, refused.accent) > 1.3


def test_sizes_follow_the_shorter_side() -> None:
    small, large = Sizes(480), Sizes(2160)
    assert large.headline == pytest.approx(4.5 * small.headline, abs=3)
    assert small.headline >= 45  # a 7-inch screen has about 5.2 pixels to the millimetre: read at 1.5 m
    assert small.detail >= 24
    assert Sizes(10).share(0.1) == 1
