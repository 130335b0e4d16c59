"""Margin heads by name."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from inspect import signature

from trainer.errors import TrainerError
from trainer.heads.arcface import ArcFace
from trainer.heads.cosface import CosFace
from trainer.heads.elastic_arcface import ElasticArcFace
from trainer.heads.elastic_cosface import ElasticCosFace
from trainer.heads.head import Head
from trainer.heads.magface import MagFace

HEADS: dict[str, Callable[..., Head]] = {
    "arcface": ArcFace,
    "cosface": CosFace,
    "elasticface_arc": ElasticArcFace,
    "elasticface_arc+": partial(ElasticArcFace, std=0.0175, ranked=True),
    "elasticface_cos": ElasticCosFace,
    "elasticface_cos+": partial(ElasticCosFace, std=0.02, ranked=True),
    "magface": MagFace,
}
"""Name to constructor, with the papers' constants as defaults."""


def create(name: str, **options: float) -> Head:
    """Make a head.

    Args:
        name: one of `HEADS`.
        **options: other values than the paper's for the head's fields (`scale`, `margin`, `std`, …).

    Raises:
        TrainerError: no such name (the nearest is given), or an option that this head does not have.
    """
    if name not in HEADS:
        near = get_close_matches(name, HEADS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(HEADS)}"
        raise TrainerError(f"there is no margin head {name}: {hint}")
    head = HEADS[name]
    if unknown := sorted(set(options) - set(signature(head).parameters)):
        raise TrainerError(f"the margin head {name} has no option {unknown[0]}")
    return head(**options)
