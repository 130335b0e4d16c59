"""Faces, landmarks and masks that the tests of this room draw with."""

from __future__ import annotations

import numpy as np

from calibration.masks.pose import LANDMARKS
from engines.builtin import BUILTINS
from trainer.masks.spec import Coverage, Finish, Fit, Kind, MaskSpec

TOPS: dict[Coverage, float] = {"high": 0.25, "medium": 0.37, "low": 0.48, "nose": 0.92}


def crop_landmarks() -> np.ndarray:
    """Where the recogniser's card puts the landmarks of an aligned crop."""
    alignment = BUILTINS["sface"].card.preprocessing.alignment
    assert alignment is not None
    return np.array(alignment.points, np.float32)


def head_landmarks(
    yaw: float = 0.0, roll: float = 0.0, scale: float = 35.0, at: tuple[float, float] = (56, 52)
) -> np.ndarray:
    """Landmarks of the average head, turned by degrees: derived here, apart from the code under test."""
    ry, rz = np.deg2rad(yaw), np.deg2rad(roll)
    x = np.cos(ry) * LANDMARKS[:, 0] + np.sin(ry) * LANDMARKS[:, 2]
    y = LANDMARKS[:, 1]
    turned = np.stack([np.cos(rz) * x - np.sin(rz) * y, np.sin(rz) * x + np.cos(rz) * y], axis=1)
    return (scale * turned + at).astype(np.float32)


def plain(kind: Kind = "surgical", coverage: Coverage = "medium", **changes: object) -> MaskSpec:
    """A mask without anything that chance adds: it sits straight, on dark skin every pixel of it is brighter."""
    values: dict[str, object] = {
        "kind": kind,
        "coverage": coverage,
        "cloth": (235, 235, 235),
        "second": (235, 235, 235),
        "trim": (235, 235, 235),
        "print": None,
        "print_at": (0, 0),
        "fit": Fit(top=TOPS[coverage], length=1.0, width=1.0, shift=0.0, tilt=0.0, loose=1.0),
        "wire": False,
        "straps": "none",
        "reach": 1.0,
        "folds": 0.5,
        "wrinkles": 0.0,
        "wrinkles_at": (0, 0),
        "brightness": 1.0,
        "shine": 1.0,
        "finish": Finish(shadow=0.0, softness=0.0, noise=0.0, noise_at=(0, 0)),
    }
    return MaskSpec(**(values | changes))  # type: ignore[arg-type]


def skin() -> np.ndarray:
    """A crop of even dark skin (BGR) with a bright edge, so that the picture's white is known."""
    crop = np.full((112, 112, 3), (40, 55, 75), np.uint8)
    crop[:, :12] = 230
    return crop


def covered(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """(height, width) bool: where a drawing changed the picture clearly."""
    return np.abs(before.astype(int) - after.astype(int)).max(axis=2) > 12
