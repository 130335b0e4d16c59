"""The access panel's light, words and sound on the kiosk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtWidgets import QApplication

from gate.access.panel import PanelSignal
from gate.ui.kiosk.panel_banner import LIGHTS, PanelBanner
from gate.ui.kiosk.window import Kiosk
from gate.view import Phase
from tests.gate.ui.conftest import a_view, pixels


def _show(kiosk: Kiosk, signal: PanelSignal) -> None:
    kiosk.show_view(replace(a_view(Phase.WAITING, None), panel=signal))


def test_without_a_panel_there_is_no_banner(kiosk: Kiosk) -> None:
    _show(kiosk, PanelSignal())
    assert kiosk.findChild(PanelBanner).isHidden()


@pytest.mark.parametrize("light", LIGHTS)
def test_the_light_is_seen_and_the_words_are_read(kiosk: Kiosk, light: str) -> None:
    _show(kiosk, PanelSignal(light=light, text="Karte bitte ✓"))
    banner = kiosk.findChild(PanelBanner)
    assert not banner.isHidden()
    assert banner.accessibleName() == "Karte bitte ✓"
    strip = pixels(kiosk)[2 : banner.height() - 2, 2:200]
    np.testing.assert_array_equal(strip[5, 5], LIGHTS[light].getRgb()[2::-1])
    assert (pixels(kiosk)[2 : banner.height() - 2].min(axis=2) > 230).any(), "white words"


def test_each_buzz_sounds_once(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    beeps: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))
    for buzzes in (0, 1, 1, 3, 3):
        _show(kiosk, PanelSignal(text="x", buzzes=buzzes))
    assert len(beeps) == 2
