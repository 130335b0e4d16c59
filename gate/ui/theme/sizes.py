"""Lengths: of the kiosk, which follow its window, and of controls, which follow a scale."""

from __future__ import annotations

from dataclasses import dataclass

TOUCH = 56
"""Height of a control at scale 1, in pixels: 11 mm on a 7-inch 800×480 screen, enough for a gloved finger."""


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


def touch_scale(short_side: int) -> float:
    """How much larger than at scale 1 a full-screen window's controls are: 1 at 480 pixels, 4 at most."""
    return min(max(short_side / 480, 1.0), 4.0)
