"""Real people who turn their heads, as far as the one video at hand goes: small, compressed, never straight."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from gate.vision.liveness.active import Active
from gate.vision.liveness.limits import LIMITS
from gate.vision.liveness.orders import orders
from gate.vision.types import Image
from gate.vision.yunet import YuNet


@pytest.fixture(scope="module")
def frames(shared_data: Path) -> list[Image]:
    video = cv2.VideoCapture(str(shared_data / "video" / "two_people_head_pose.mp4"))
    seen = []
    while (read := video.read())[0]:
        seen.append(np.asarray(read[1], np.uint8))
    return seen


def test_faces_of_26_pixels_are_asked_to_come_closer(frames: list[Image], detector: YuNet) -> None:
    active = Active(lambda: orders(3)[0], LIMITS, 0.0)
    for number, frame in enumerate(frames[:20]):
        faces = [face for face in detector.detect(frame) if face.box[0] < 200]
        assert all(face.inter_eye < LIMITS.smallest for face in faces)
        active.see(frame, faces[0] if faces else None, number / 12.5, masked=False)
    assert (active.wait, active.progress, active.problem) == ("come_closer", None, None)
