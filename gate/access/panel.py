"""What an access panel shows on this reader: its LED, text and buzzer commands, turned into one signal. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

Colour = Literal["red", "green", "amber", "blue", "magenta", "cyan", "white"]


@dataclass(frozen=True)
class PanelSignal:
    """What the kiosk shows of it now."""

    light: Colour | None = None
    text: str = ""
    buzzes: int = 0
    """Grows by one each time the panel lets the buzzer sound."""


@dataclass(frozen=True)
class Light:
    """An LED command."""

    colour: Colour | None
    seconds: float | None
    """Then the lasting colour comes back; None: this is the lasting colour."""


@dataclass(frozen=True)
class Text:
    """A text command."""

    text: str
    seconds: float | None
    """Then the lasting text comes back; None: this is the lasting text."""


@dataclass(frozen=True)
class Buzz:
    """A buzzer command."""


PanelCommand = Light | Text | Buzz


@dataclass(frozen=True)
class Panel:
    """What the panel has ordered so far."""

    light: Colour | None = None
    passing_light: tuple[Colour | None, float] = (None, -math.inf)
    """Colour and until when."""
    text: str = ""
    passing_text: tuple[str, float] = ("", -math.inf)
    buzzes: int = 0


def take(panel: Panel, command: PanelCommand, now: float) -> Panel:
    """The panel's orders after one more; `now` in seconds, `Clock.mono`."""
    if isinstance(command, Buzz):
        return replace(panel, buzzes=panel.buzzes + 1)
    if isinstance(command, Light):
        if command.seconds is None:
            return replace(panel, light=command.colour)
        return replace(panel, passing_light=(command.colour, now + command.seconds))
    if command.seconds is None:
        return replace(panel, text=command.text)
    return replace(panel, passing_text=(command.text, now + command.seconds))


def signal_at(panel: Panel, now: float) -> PanelSignal:
    """What is to be seen at a moment."""
    light, light_until = panel.passing_light
    text, text_until = panel.passing_text
    return PanelSignal(
        light=light if now < light_until else panel.light,
        text=text if now < text_until else panel.text,
        buzzes=panel.buzzes,
    )
