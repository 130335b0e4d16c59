"""One template from several looks at the same person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engines.errors import ModelError
from gate.vision.types import Template


def fuse(looks: Sequence[Template]) -> Template:
    """The mean direction of the looks, each weighted by its quality.

    Args:
        looks: at least one; of one template space.

    Returns:
        A template of L2 norm 1 with the looks' mean quality, weighted alike: better than the plain mean, since the
        better looks make most of it.

    Raises:
        ModelError: the looks are of different template spaces (law 3).
        ValueError: there is no look, or the looks cancel out.
    """
    if not looks:
        raise ValueError("nothing to fuse")
    if len({look.template_space for look in looks}) > 1:
        raise ModelError("templates of different models can't be fused")
    vectors = np.stack([look.vector for look in looks])
    qualities = np.array([look.quality for look in looks], dtype=np.float32)
    weights = qualities if qualities.any() else np.ones_like(qualities)
    mean = weights @ vectors
    norm = float(np.linalg.norm(mean))
    if norm < 1e-6:
        raise ValueError("the looks cancel out")
    vector = (mean / norm).astype(np.float32)
    vector.flags.writeable = False
    return Template(vector, looks[0].template_space, float(weights @ qualities / weights.sum()))
