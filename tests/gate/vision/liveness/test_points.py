"""Which pixels around a point are followed."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from gate.vision.fakes import face_at
from gate.vision.liveness.points import follow, set_points


@pytest.mark.parametrize(("masked", "across"), [(False, 13), (True, 9)])
def test_dense_points_are_followed_by_smaller_patches(
    monkeypatch: pytest.MonkeyPatch, masked: bool, across: int
) -> None:
    grey = np.random.default_rng(1).integers(0, 255, (120, 120), np.uint8)
    tracked = set_points(grey, face_at((30, 30, 90, 90)).landmarks, masked=masked)
    sizes = []
    real = cv2.calcOpticalFlowPyrLK

    def spied(*arguments: Any, **named: Any) -> Any:
        sizes.append(named["winSize"])
        return real(*arguments, **named)

    monkeypatch.setattr(cv2, "calcOpticalFlowPyrLK", spied)
    follow(tracked, grey)
    assert sizes == [(across, across)]
