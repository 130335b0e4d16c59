"""What one mask looks like, and how often each look is drawn: sampling, apart from drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from colorsys import hsv_to_rgb
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, TypeVar, get_args

import numpy as np

from trainer.errors import TrainerError
from trainer.masks.dress import Finish
from trainer.masks.prints import Print

Kind = Literal["surgical", "kn95", "cloth", "patterned", "duckbill", "cup", "pleated", "black"]
"""surgical: three pleats; kn95: flat FFP2 with a vertical fold; cloth: two panels with a seam; patterned: the same,
printed; duckbill: FFP2 with a horizontal fold; cup: a moulded respirator; pleated: sewn at home; black: stretch."""
Coverage = Literal["high", "medium", "low", "nose"]
"""How far up it is worn: to the bridge of the nose, half-way, just over the tip; or with the nose left out."""
Family = Literal["a", "b"]
Straps = Literal["ears", "head", "wide", "none"]
Colour = tuple[int, int, int]
"""R, G, B, 0..255."""

KINDS: tuple[Kind, ...] = get_args(Kind)
COVERAGES: tuple[Coverage, ...] = get_args(Coverage)
FAMILIES: Mapping[Family, tuple[Kind, ...]] = {
    "a": ("surgical", "kn95", "cloth", "patterned"),
    "b": ("duckbill", "cup", "pleated", "black"),
}
"""Two families that share neither cut nor pattern: train on one and validate on the other."""

TOP: Mapping[Coverage, tuple[float, float]] = {
    "high": (0.20, 0.30),
    "medium": (0.32, 0.42),
    "low": (0.44, 0.52),
    "nose": (0.84, 1.00),
}
"""Where the upper edge crosses the nose, in the head's units below the eyes (the tip is at 0.62): lowest, highest."""

_WHITE, _BLACK = (236, 238, 240), (26, 26, 29)
_SURGICAL = ((150, 195, 226), (172, 214, 222), _WHITE, (236, 196, 206), (143, 196, 180), (40, 40, 46), (196, 184, 218))
_FFP = (_WHITE, _WHITE, (226, 226, 220), (30, 30, 34), (120, 126, 134), (214, 190, 200), (60, 150, 170))
_CLOTH = (_BLACK, (44, 54, 84), (120, 34, 46), (96, 100, 104), (214, 204, 186), (60, 92, 70), (90, 60, 110))
_DARK = (_BLACK, _BLACK, (18, 18, 20), (52, 54, 60), (36, 40, 60))

CUT_WITHIN = 160
"""Cloth is cut from rolls of 256 pixels: no piece starts further in than this."""
_CHANCES = 40
"""Random numbers that one look takes at most: drawn at once, because each call costs as much as many numbers."""


@dataclass(frozen=True)
class Look:
    """What a kind of mask usually comes as."""

    palette: tuple[Colour, ...]
    straps: tuple[Straps, ...]
    prints: tuple[Print, ...] = ()
    printed: float = 0.0
    """Share that carries a print."""
    wire: float = 1.0
    """Share with a nose wire."""
    folds: tuple[float, float] = (0.7, 1.7)
    wrinkles: tuple[float, float] = (0.2, 0.8)
    contrast: float = 0.3
    """Share whose trim has a colour of its own."""


LOOKS: Mapping[Kind, Look] = {
    "surgical": Look(_SURGICAL, ("ears", "ears", "ears", "none"), wrinkles=(0.2, 0.9), contrast=0.4),
    "kn95": Look(_FFP, ("ears",), ("lettering",), 0.4, wrinkles=(0.05, 0.4)),
    "cloth": Look(_CLOTH, ("ears", "wide"), ("lettering",), 0.15, 0.4, wrinkles=(0.2, 1.0)),
    "patterned": Look(_CLOTH, ("ears", "wide"), ("stripes", "dots", "camouflage", "floral"), 1.0, 0.4),
    "duckbill": Look(_FFP, ("head", "ears"), ("lettering",), 0.4, wrinkles=(0.05, 0.5)),
    "cup": Look(_FFP, ("head",), ("lettering",), 0.6, wrinkles=(0.0, 0.15)),
    "pleated": Look(_CLOTH, ("ears", "head"), ("checks", "zigzag", "clouds", "stars"), 0.6, 0.6, wrinkles=(0.3, 1.0)),
    "black": Look(_DARK, ("wide", "wide", "ears"), ("lettering",), 0.15, 0.1, wrinkles=(0.1, 0.5)),
}


@dataclass(frozen=True)
class MaskMix:
    """How often each kind and coverage is drawn (weights, of any sum) and how freely.

    Raises:
        TrainerError: an unknown kind or coverage, a weight below zero, none above it, or a share out of its range.
    """

    kinds: Mapping[Kind, float] = field(
        default_factory=lambda: {
            "surgical": 3.0,
            "kn95": 2.0,
            "cloth": 1.5,
            "patterned": 1.5,
            "duckbill": 1.0,
            "cup": 1.0,
            "pleated": 1.0,
            "black": 1.5,
        }
    )
    coverages: Mapping[Coverage, float] = field(
        default_factory=lambda: {"high": 0.3, "medium": 0.4, "low": 0.2, "nose": 0.1}
    )
    any_colour: float = 0.35
    """Share of masks of a colour drawn from all hues instead of the kind's own."""
    jitter: float = 1.0
    """How much fit, folds and light vary, 0..2; 0: every mask sits alike, 1: as people wear them."""

    def __post_init__(self) -> None:
        _check_weights("kind of mask", self.kinds, KINDS)
        _check_weights("coverage", self.coverages, COVERAGES)
        if not 0 <= self.any_colour <= 1 or not 0 <= self.jitter <= 2:
            raise TrainerError("in a mix of masks, any_colour must lie in 0..1 and jitter in 0..2")

    @classmethod
    def family(cls, family: Family) -> MaskMix:
        """The kinds of one family, equally often.

        Raises:
            TrainerError: there is no such family.
        """
        if family not in FAMILIES:
            raise TrainerError(f"there is no family of masks {family!r}: choose from {', '.join(FAMILIES)}")
        return cls(kinds=dict.fromkeys(FAMILIES[family], 1.0))


@dataclass(frozen=True)
class Fit:
    """How a mask sits. Lengths in the head's units."""

    top: float
    """Height of the upper edge at the nose, below the eyes."""
    length: float
    """Factor on how far the lower edge hangs down."""
    width: float
    """Factor."""
    shift: float
    """Sideways, to the right."""
    tilt: float
    """Radians, clockwise."""
    loose: float
    """How far the cloth stands off the face; 1 is usual."""


@dataclass(frozen=True)
class MaskSpec:
    """One mask: all that chance decides, so that drawing is a pure function."""

    kind: Kind
    coverage: Coverage
    cloth: Colour
    second: Colour
    """Colour of a print."""
    trim: Colour
    """Colour of edges, straps and a print's smaller shapes."""
    print: Print | None
    print_at: tuple[int, int]
    """Where the cloth was cut from the printed roll."""
    fit: Fit
    wire: bool
    straps: Straps
    reach: float
    """Share of the straps that shows before hair or ear hides them, 0..1."""
    folds: float
    """Strength of pleats, folds and seams; 1 is usual."""
    wrinkles: float
    wrinkles_at: tuple[int, int]
    brightness: float
    """Factor on the light that falls on the cloth."""
    shine: float
    """How strongly light and shade show on it."""
    finish: Finish


def sample_spec(rng: np.random.Generator, mix: MaskMix | None = None) -> MaskSpec:
    """Draw one look. The same generator state and mix give the same look."""
    mix = mix or _usual()
    chance = iter(rng.random(_CHANCES).tolist()).__next__
    kind, coverage = _pick(chance(), mix.kinds), _pick(chance(), mix.coverages)
    look = LOOKS[kind]
    strange, printed, contrast = chance(), chance(), chance()
    own, any_one, second, third = _one(chance(), look.palette), _hue(chance), _hue(chance), _hue(chance)
    cloth = any_one if strange < mix.any_colour else own

    def between(low: float, high: float) -> float:
        share: float = chance()
        return 0.5 * (low + high) + mix.jitter * (share - 0.5) * (high - low)

    def cut() -> tuple[int, int]:
        return int(CUT_WITHIN * chance()), int(CUT_WITHIN * chance())

    return MaskSpec(
        kind=kind,
        coverage=coverage,
        cloth=cloth,
        second=second,
        trim=third if contrast < 0.3 * look.contrast else _WHITE if contrast < look.contrast else cloth,
        print=_one(chance(), look.prints) if printed < look.printed else None,
        print_at=cut(),
        fit=Fit(
            top=between(*TOP[coverage]),
            length=between(0.96, 1.14),
            width=between(0.94, 1.08),
            shift=between(-0.04, 0.04),
            tilt=between(-0.05, 0.05),
            loose=between(0.7, 1.6),
        ),
        wire=chance() < look.wire,
        straps=_one(chance(), look.straps),
        reach=between(0.45, 1.0),
        folds=between(*look.folds),
        wrinkles=between(*look.wrinkles),
        wrinkles_at=cut(),
        brightness=between(0.85, 1.12),
        shine=between(0.7, 1.5),
        finish=Finish(shadow=between(0.1, 0.45), softness=between(0.0, 0.03), noise=between(0.0, 4.0), noise_at=cut()),
    )


@cache
def _usual() -> MaskMix:
    return MaskMix()


def any_colour(rng: np.random.Generator) -> Colour:
    """Any hue, from pale to deep."""
    return _hue(rng.random)


def _hue(chance: Callable[[], float]) -> Colour:
    r, g, b = (int(255 * c) for c in hsv_to_rgb(chance(), chance(), 0.15 + 0.83 * chance()))
    return r, g, b


_Key = TypeVar("_Key", bound=str)
_Item = TypeVar("_Item")


def _pick(chance: float, weights: Mapping[_Key, float]) -> _Key:
    """A key, by weight; the last resort is against rounding."""
    left = chance * sum(weights.values())
    for key, weight in weights.items():
        left -= weight
        if left < 0:
            return key
    return next(key for key, weight in weights.items() if weight > 0)


def _one(chance: float, items: tuple[_Item, ...]) -> _Item:
    return items[int(chance * len(items))]


def _check_weights(what: str, weights: Mapping[_Key, float], known: tuple[_Key, ...]) -> None:
    unknown = [key for key in weights if key not in known]
    if unknown:
        raise TrainerError(f"there is no {what} {unknown[0]!r}: choose from {', '.join(known)}")
    if any(not weight >= 0 for weight in weights.values()) or not 0 < sum(weights.values()) < float("inf"):
        raise TrainerError(f"the weights of each {what} must be 0 or more, and one above 0")
