"""A network's figures on the pictures of `trainer.protocol`.

Every row (probe–reference) compares all with all; a picture is never compared with itself, masked or not.
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
from gate.vision.types import Crop
from trainer.data.loader import stack
from trainer.protocol import Protocol

_AT_ONCE = 64

Embed = Callable[[Sequence[Crop]], NDArray[np.float32]]
"""(n) crops to (n, D) templates of norm 1."""


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


def measure(protocol: Protocol, embed: Embed) -> dict[str, Figures]:
    """A network's figures, by row."""
    bare, masked, occluded = (
        ImageSet(embed(crops), protocol.people) for crops in (protocol.bare, protocol.masked, protocol.occluded)
    )
    figures: dict[str, Figures] = {cell: _figures(table) for cell, table in _cells(bare, masked).items()}
    return figures | {"occluded-unmasked": _figures(_across(occluded, bare))}


def cells(protocol: Protocol, embed: Embed) -> dict[Cell, AllAgainstAll]:
    """All comparisons of the three cells that operating points are for."""
    return _cells(*(ImageSet(embed(crops), protocol.people) for crops in (protocol.bare, protocol.masked)))


def _cells(bare: ImageSet, masked: ImageSet) -> dict[Cell, AllAgainstAll]:
    return {
        "unmasked-unmasked": all_against_all(bare),
        "masked-unmasked": _across(masked, bare),
        "masked-masked": all_against_all(masked),
    }


def _across(probes: ImageSet, references: ImageSet) -> AllAgainstAll:
    """Two sets of the same pictures, without each picture against itself, which says nothing."""
    table = all_against_all(probes, references)
    return replace(table, genuine=table.genuine.pick(table.genuine.probes != table.genuine.references))


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
