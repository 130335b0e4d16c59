"""The mask protocol on held-out people: their pictures as they are, with drawn masks, and behind other things.

Every row of figures (probe–reference) compares all with all; a picture is never compared with itself, masked or not.
Masks are drawn on the photograph, and the face is detected and aligned anew, as the gate will see it; the same masks
for every network and every step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from calibration.all_against_all import AllAgainstAll, all_against_all
from calibration.comparisons import ImageSet
from calibration.metrics.rates import point_at_fmr, threshold_at_fmr
from calibration.metrics.separation import d_prime
from engines.operating_point import Cell
from gate.vision.align import align
from gate.vision.detector import Detector
from gate.vision.types import Crop, Image, Landmarks
from trainer.data.crop import PREPROCESSING, alignment_landmarks, clean_crop
from trainer.data.detect import find_again, open_detector
from trainer.data.loader import stack
from trainer.data.painter import Painter
from trainer.data.people import People
from trainer.data.prepared import Photo, PreparedFaces
from trainer.errors import TrainerError
from trainer.masks.light import ColourOrder
from trainer.masks.occluders import OCCLUDERS

_DRAWN = 2
"""What the random stream is for."""
_AT_ONCE = 64

Embed = Callable[[Sequence[Crop]], NDArray[np.float32]]
"""(n) crops to (n, D) templates of norm 1."""


@dataclass(frozen=True, eq=False)
class Protocol:
    """The crops that every network is measured on."""

    bare: tuple[Crop, ...]
    masked: tuple[Crop, ...]
    """The same pictures."""
    occluded: tuple[Crop, ...]
    """The same pictures, with sunglasses, a cap, a scarf or a hand."""
    people: NDArray[np.int64]
    """(n,) who is on them."""
    lost: int
    """Masked faces that the detector did not find again; they are aligned by the landmarks of the bare face."""


@dataclass(frozen=True)
class Figures:
    """One row's."""

    fnmr_at_1e2: float
    """False non-match rate at a false match rate of 1e-2."""
    fnmr_at_1e3: float
    d_prime: float
    impostor_mean: float
    impostor_999: float
    """The 99.9 % quantile of the impostor cosines: the threshold for a false match rate of 1e-3."""
    genuines: int
    impostors: int


def make_protocol(
    faces: PreparedFaces, people: People, painter: Painter, *, images: int, seed: int, detector: Detector | None = None
) -> Protocol:
    """Draw masks and other things.

    Args:
        faces: the pictures.
        people: who is held out.
        painter: draws masks.
        images: how many pictures at most; beyond it whole people are left out.
        seed: of what is drawn.
        detector: finds masked faces; None opens the gate's.

    Raises:
        TrainerError: nobody is held out, or a picture can't be read.
    """
    chosen = people.held_out[_whole_people(faces.person[people.held_out], images)]
    detector = detector or open_detector()
    drawn, lost = [], 0
    for picture in chosen.tolist():
        photo = faces.photo(picture)
        rng = np.random.default_rng((seed, _DRAWN, picture))
        try:
            masked, found = _seen_again(photo, painter, rng, detector)
            occluded, _ = _seen_again(photo, _occlude, rng, detector)
        except TrainerError:  # nothing fits these landmarks
            continue
        lost += not found
        drawn.append((picture, clean_crop(photo), masked, occluded))
    if not drawn or len({faces.person[picture] for picture, *_ in drawn}) < 2:
        raise TrainerError("validation needs pictures of two held-out people: `trainer prepare --held-out`")
    kept, bare, with_mask, behind = zip(*drawn, strict=True)
    numbers = np.unique(faces.person[list(kept)], return_inverse=True)[1].astype(np.int64)
    return Protocol(bare, with_mask, behind, numbers, lost)


def measure(protocol: Protocol, embed: Embed) -> dict[str, Figures]:
    """A network's figures, by row."""
    bare, masked, occluded = (
        ImageSet(embed(crops), protocol.people) for crops in (protocol.bare, protocol.masked, protocol.occluded)
    )
    figures: dict[str, Figures] = {cell: _figures(table) for cell, table in compare(bare, masked).items()}
    return figures | {"occluded-unmasked": _figures(_across(occluded, bare))}


def compare(bare: ImageSet, masked: ImageSet) -> dict[Cell, AllAgainstAll]:
    """All comparisons of the three cells; both sets are of the same pictures."""
    return {
        "unmasked-unmasked": all_against_all(bare),
        "masked-unmasked": _across(masked, bare),
        "masked-masked": all_against_all(masked),
    }


def _across(probes: ImageSet, references: ImageSet) -> AllAgainstAll:
    """Two sets of the same pictures, without each picture against itself, which says nothing."""
    table = all_against_all(probes, references)
    return replace(table, genuine=table.genuine.pick(table.genuine.probes != table.genuine.references))


def _seen_again(photo: Photo, painter: Painter, rng: np.random.Generator, detector: Detector) -> tuple[Crop, bool]:
    """The crop of a photograph that was painted on, and whether the face was found again."""
    image = painter(photo.image, photo.landmarks, rng, colour="BGR")
    found = find_again(image, photo.landmarks, detector)
    return align(image, alignment_landmarks(photo) if found is None else found, PREPROCESSING), found is not None


def _occlude(image: Image, landmarks: Landmarks, rng: np.random.Generator, *, colour: ColourOrder) -> Image:
    """One other thing, all of them equally often."""
    name = list(OCCLUDERS)[int(rng.integers(len(OCCLUDERS)))]
    return OCCLUDERS[name].sample(rng).draw(image, landmarks, colour=colour)


def embedder(network: nn.Module, device: torch.device) -> Embed:
    """How a network of pixels embeds; it works in evaluation, and each of its modules is left in the mode it was in."""

    def embed(crops: Sequence[Crop]) -> NDArray[np.float32]:
        training = [module for module in network.modules() if module.training]
        network.eval()
        with torch.inference_mode():
            parts = [
                nn.functional.normalize(network(stack(crops[start : start + _AT_ONCE]).to(device))).cpu()
                for start in range(0, len(crops), _AT_ONCE)
            ]
        for module in training:
            module.training = True
        return torch.cat(parts).numpy()

    return embed


def as_record(figures: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """For the log."""
    return {name: asdict(one) for name, one in figures.items()}


def _figures(table: AllAgainstAll) -> Figures:
    genuine, impostor = table.genuine_scores(), table.impostor_scores()
    return Figures(
        fnmr_at_1e2=point_at_fmr(genuine, impostor, 1e-2).fnmr,
        fnmr_at_1e3=point_at_fmr(genuine, impostor, 1e-3).fnmr,
        d_prime=d_prime(genuine, impostor),
        impostor_mean=impostor.mean(),
        impostor_999=threshold_at_fmr(impostor, 1e-3),
        genuines=len(table.genuine),
        impostors=table.impostors,
    )


def _whole_people(person: NDArray[np.int64], images: int) -> NDArray[np.bool_]:
    """As many people as fit, in their order; two at least."""
    names, counts = np.unique(person, return_counts=True)
    fitting = max(2, int(np.searchsorted(np.cumsum(counts), images, side="right")))
    return np.isin(person, names[:fitting])
