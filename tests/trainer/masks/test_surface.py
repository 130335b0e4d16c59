from __future__ import annotations

import cv2
import numpy as np
import pytest

from calibration.masks.pose import estimate_pose
from tests.trainer.masks.faces import head_landmarks, plain
from trainer.masks.cuts import COLUMNS, ROWS, drape
from trainer.masks.spec import KINDS
from trainer.masks.surface import see


@pytest.mark.parametrize("yaw", [-30, 0, 30])
@pytest.mark.parametrize("roll", [0, -40, 150])
def test_each_pixel_looks_at_the_cloth_that_is_there(yaw: float, roll: float) -> None:
    """Where a point of the cloth is projected, the inverse map finds that point again."""
    pose = estimate_pose(head_landmarks(yaw, roll, 100, (400, 400)))
    points = drape(plain())
    found = see(points, pose).where((0, 0, 900, 900), (ROWS, COLUMNS))
    pixels = pose.project(points.transpose(1, 2, 0)).astype(np.float32)
    seen = np.arange(3, COLUMNS - 3)  # at the rim, and on a cheek that is turned away, cloth may be hidden
    seen = seen[(seen <= COLUMNS // 2) if yaw > 0 else (seen >= COLUMNS // 2) if yaw < 0 else slice(None)]
    back = cv2.remap(found, pixels[1:-1, seen], None, cv2.INTER_LINEAR)
    wanted = np.stack(np.meshgrid(seen, np.arange(1, ROWS - 1)), axis=-1)
    assert np.abs(back - wanted).max() < 0.75  # of the distance between neighbours of the grid


@pytest.mark.parametrize("kind", KINDS)
def test_the_outline_holds_what_is_projected(kind: str) -> None:
    for yaw in (-60, 0, 60):
        pose = estimate_pose(head_landmarks(yaw, 20, 100, (400, 400)))
        points = drape(plain(kind))
        outline = see(points, pose).outline
        pixels = pose.project(points[:, 1:-1, 1:-1].reshape(3, -1).T)
        inside = [cv2.pointPolygonTest(outline, tuple(map(float, pixel)), True) for pixel in pixels]
        assert min(inside) > -6  # pixels, of a mask some 190 wide; it is furthest out where the cloth turns away


def test_the_far_cheek_is_foreshortened() -> None:
    pose = estimate_pose(head_landmarks(35, 0, 100, (400, 400)))  # the nose points to the image's right
    points = drape(plain())
    outline, middle = see(points, pose).outline, pose.project(points[:, ROWS // 2, COLUMNS // 2])
    assert outline[:, 0].max() - middle[0] < 0.6 * (middle[0] - outline[:, 0].min())
