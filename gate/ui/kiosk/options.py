"""What one kiosk offers, as its settings say."""

from __future__ import annotations

from dataclasses import dataclass

from gate.settings import UiSettings


@dataclass(frozen=True)
class KioskOptions:
    """Everything but theme and first language, which are the application's."""

    gate: str = ""
    """The gate's name."""
    languages: tuple[str, ...] = ("en", "ja")
    """What a visitor may choose from."""
    pin_pad: bool = False
    reception: str = ""
    """How it is reached."""
    privacy_notice: str = ""
    """Of whoever runs the gate, after the program's own."""
    sound: bool = True
    dim_seconds: float = 60.0
    """0: never."""


def kiosk_options(settings: UiSettings) -> KioskOptions:
    """The options of `[ui]`."""
    return KioskOptions(
        gate=settings.gate,
        languages=settings.languages,
        pin_pad=settings.pin_pad,
        reception=settings.reception,
        privacy_notice=settings.privacy_notice,
        sound=settings.sound,
        dim_seconds=settings.dim_seconds,
    )
