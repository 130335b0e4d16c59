"""Our alignment beside insightface's, which lives in an environment of its own (`make test-peers`)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from engines.builtin import BUILTINS
from gate.capture.demo_people import ASSETS
from gate.vision.align import align
from gate.vision.image_io import read_image

PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"


@pytest.mark.peers
@pytest.mark.skipif(not PYTHON.exists(), reason="needs .venv-peers: make test-peers")
def test_alignment_equals_norm_crop(tmp_path: Path) -> None:
    image = read_image(ASSETS / "astronaut.jpg")
    template = BUILTINS["sface"].card.preprocessing
    assert template.alignment
    points = np.array(template.alignment.points, np.float32)
    random = np.random.default_rng(3)
    landmarks = []
    for _ in range(50):  # any pose, any size, noses and mouths a little out of place
        angle, scale = random.uniform(-0.6, 0.6), random.uniform(0.4, 2.0)
        turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        landmarks.append((points @ turn.T + random.uniform(0, 300, 2) + random.normal(0, 2, (5, 2))).astype(np.float32))
    np.savez(tmp_path / "in.npz", image=image, landmarks=landmarks)
    script = Path(__file__).with_name("insightface_norm_crop.py")
    subprocess.run([PYTHON, script, tmp_path / "in.npz", tmp_path / "out.npz"], check=True, capture_output=True)

    theirs = np.load(tmp_path / "out.npz")["crops"].astype(int)[..., ::-1]
    ours = np.array([align(image, each, template) for each in landmarks]).astype(int)
    difference = np.abs(ours - theirs)
    assert difference.mean() < 0.1, "grey levels, mean over 50 crops"
    assert (difference <= 2).mean() > 0.999
