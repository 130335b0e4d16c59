"""Putting masks and other things on a face by chance: what views and validation need of `trainer.masks`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.cutting import DrawMask
from calibration.masks.picture import ColourOrder
from calibration.masks.template_pack import TemplatePack
from gate.vision.types import Landmarks
from trainer.config import Masks
from trainer.errors import TrainerError
from trainer.masks.draw import draw_mask
from trainer.masks.occluders import OCCLUDERS
from trainer.masks.spec import Family, MaskMix, sample_spec

Painter = DrawMask
"""Draws something on a face, another each time: the mask's protocol serves other things as well."""


@dataclass(frozen=True)
class MaskPainter:
    """Drawn masks of a mix, and a share of masks from a template pack."""

    mix: MaskMix
    pack: TemplatePack | None = None
    share: float = 0.0

    def __call__(
        self, image: NDArray[np.uint8], landmarks: Landmarks, rng: np.random.Generator, *, colour: ColourOrder
    ) -> NDArray[np.uint8]:
        """Draw a mask."""
        if self.pack is not None and rng.random() < self.share:
            return self.pack.draw(image, landmarks, rng, colour=colour)
        return draw_mask(image, landmarks, sample_spec(rng, self.mix), colour=colour)


@dataclass(frozen=True)
class OccluderPainter:
    """Other things before the face, each with its own chance; usually none."""

    shares: Mapping[str, float]

    def __call__(
        self, image: NDArray[np.uint8], landmarks: Landmarks, rng: np.random.Generator, *, colour: ColourOrder
    ) -> NDArray[np.uint8]:
        """Draw those whose turn it is."""
        for name, share in self.shares.items():
            if rng.random() < share:
                image = OCCLUDERS[name].sample(rng).draw(image, landmarks, colour=colour)
        return image


def occlude(
    image: NDArray[np.uint8], landmarks: Landmarks, rng: np.random.Generator, *, colour: ColourOrder
) -> NDArray[np.uint8]:
    """One other thing, all of them equally often."""
    name = list(OCCLUDERS)[int(rng.integers(len(OCCLUDERS)))]
    return OCCLUDERS[name].sample(rng).draw(image, landmarks, colour=colour)


def mask_painter(masks: Masks) -> Painter:
    """The masks of a run.

    Raises:
        TrainerError: `mix` is no mix of masks.
        MaskError: the template pack can't be read.
    """
    pack = None if masks.templates is None else TemplatePack.load(Path(masks.templates))
    return MaskPainter(_mix(masks.family, masks.mix), pack, masks.template_share)


def family_painter(family: str) -> Painter:
    """One family of drawn masks, or all."""
    return MaskPainter(_mix(family, {}))


def occluder_painter(shares: Mapping[str, float]) -> Painter:
    """Other things before the face.

    Args:
        shares: by name, the share of pictures that get one.

    Raises:
        TrainerError: an unknown name.
    """
    if unknown := [name for name in shares if name not in OCCLUDERS]:
        raise TrainerError(f"there is no occluder {unknown[0]}: choose from {', '.join(OCCLUDERS)}")
    return OccluderPainter(dict(shares))


def _mix(family: str, changes: Mapping[str, Any]) -> MaskMix:
    families: dict[str, Family] = {"a": "a", "b": "b"}
    base = MaskMix.family(families[family]) if family in families else MaskMix()
    try:
        return replace(base, **changes)
    except TypeError as error:
        raise TrainerError(f"masks.mix is no mix of masks: {error}") from None
