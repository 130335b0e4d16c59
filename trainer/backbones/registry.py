"""Backbones by name."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial

from trainer.backbones.backbone import Backbone
from trainer.backbones.iresnet import IResNet
from trainer.backbones.mobilefacenet import MobileFaceNet
from trainer.backbones.sface import SFace
from trainer.errors import TrainerError

BACKBONES: dict[str, Callable[..., Backbone]] = {
    "iresnet18": partial(IResNet, (2, 2, 2, 2)),
    "iresnet34": partial(IResNet, (3, 4, 6, 3)),
    "iresnet50": partial(IResNet, (3, 4, 14, 3)),
    "iresnet100": partial(IResNet, (3, 13, 30, 3)),
    "mobilefacenet": MobileFaceNet,
    "sface": SFace,
}
"""Name to constructor; all take `dim` and `dropout`."""


def create(name: str, *, dim: int | None = None, dropout: float = 0.0) -> Backbone:
    """Make a randomly initialised network.

    Args:
        name: one of `BACKBONES`.
        dim: elements of the embedding; None takes the network's own (512, SFace 128).
        dropout: probability before the fully connected layer.

    Raises:
        TrainerError: no such name (the nearest is given).
    """
    if name not in BACKBONES:
        near = get_close_matches(name, BACKBONES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(BACKBONES)}"
        raise TrainerError(f"there is no backbone {name}: {hint}")
    options = {} if dim is None else {"dim": dim}
    return BACKBONES[name](dropout=dropout, **options)
