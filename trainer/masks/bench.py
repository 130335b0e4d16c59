"""How fast masks are drawn, on one core."""

from __future__ import annotations

import time
from dataclasses import dataclass

import cv2
import numpy as np

from engines.builtin import BUILTINS
from trainer.masks.draw import draw_mask
from trainer.masks.spec import MaskMix, sample_spec

_WARM_UP = 50


@dataclass(frozen=True)
class MaskSpeed:
    """Processor time of single masks; what else a busy machine does in between is not in it."""

    masks_per_second: float
    """Drawing and sampling together, on average over the mix."""
    p50: float
    """Seconds; half of all masks take no longer."""
    p99: float
    warp_p50: float
    """Seconds for a plain `cv2.warpAffine` of the same crops in between: a yardstick for a busy machine."""


def measure(count: int = 2000, *, seed: int = 0, mix: MaskMix | None = None) -> MaskSpeed:
    """Draw masks on crops of the recogniser's size, with landmarks scattered around the card's, one after the other.

    Args:
        count: how many masks.
        seed: of crops and masks.
        mix: which masks.
    """
    preprocessing = BUILTINS["sface"].card.preprocessing
    assert preprocessing.size is not None
    assert preprocessing.alignment is not None
    height, width = preprocessing.size
    rng = np.random.default_rng(seed)
    noise = cv2.resize(rng.integers(60, 220, (8, 8, 3), np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    crop = np.asarray(noise, np.uint8)
    places = np.array(preprocessing.alignment.points, np.float32)
    turn = np.array([[0.98, 0.1, 0], [-0.1, 0.98, 5]])
    drawing, warping = [], []
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for number in range(count + _WARM_UP):
            landmarks = places + rng.normal(0, 2, places.shape).astype(np.float32)
            start = time.thread_time()
            draw_mask(crop, landmarks, sample_spec(rng, mix), colour="RGB")
            drawn = time.thread_time()
            cv2.warpAffine(crop, turn, (width, height))
            warped = time.thread_time()
            if number >= _WARM_UP:
                drawing.append(drawn - start)
                warping.append(warped - drawn)
    finally:
        cv2.setNumThreads(threads)
    p50, p99 = np.quantile(drawing, (0.5, 0.99)).tolist()
    return MaskSpeed(count / sum(drawing), p50, p99, float(np.median(warping)))
