from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from rich.console import Console

from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from gate.capture.demo_people import ASSETS
from gate.vision.mask_state import STATES, MaskState, MaskStateNetwork
from trainer.data.detect import open_detector
from trainer.errors import TrainerError
from trainer.mask_state.deliver import deliver
from trainer.mask_state.network import MaskStateNet, preprocessing
from trainer.mask_state.pictures import MARGIN, Pictures, from_photographs, gather
from trainer.mask_state.train import Recipe, _loss, expect, probabilities, train


def cartoons(count: int) -> Pictures:
    """Skin-coloured crops: bare, with a blue lower half, a blue mouth, or a brown blot."""
    rng = np.random.default_rng(0)
    side = 64 + 2 * MARGIN
    crops = np.full((count, side, side, 3), (200, 160, 140), np.uint8)
    states = np.arange(count) % len(STATES)
    for crop, state in zip(crops, states, strict=True):
        if state == 1:
            crop[44:80] = (60, 90, 200)
        elif state == 2:
            crop[60:80] = (60, 90, 200)
        elif state == 3:
            crop[40:80, 30:60] = (90, 60, 30)
    crops = np.clip(crops + rng.normal(0, 8, crops.shape), 0, 255).astype(np.uint8)
    return Pictures(crops, states, np.zeros(count, bool))


@pytest.fixture(scope="module")
def trained() -> MaskStateNet:
    return train(cartoons(64), Recipe(epochs=30, batch=32, lr=5e-3), Console(quiet=True))


def test_it_learns(trained: MaskStateNet) -> None:
    pictures = cartoons(64)
    assert (probabilities(trained, pictures).argmax(1) == pictures.states).mean() > 0.9


def test_the_file_does_what_the_network_does_and_carries_its_preprocessing(
    trained: MaskStateNet, tmp_path: Path
) -> None:
    path, pictures = tmp_path / "own.onnx", cartoons(16)
    card = deliver(trained, path, pictures, data="cartoons", recipe="short", metrics={"x": 1})
    model = resolve(path, kind="mask_state")
    assert model.card == card
    assert model.card.preprocessing == preprocessing()
    assert path.stat().st_size < 1_000_000
    network = MaskStateNetwork(OnnxRuntimeBackend(path, threads=1), model.card)
    crop = np.ascontiguousarray(pictures.crops[5, MARGIN:-MARGIN, MARGIN:-MARGIN, ::-1])  # BGR, as a frame
    (reading,) = network.read(crop, [np.array(preprocessing().alignment.points, np.float32)])  # type: ignore[union-attr]
    wanted = probabilities(trained, pictures)[5]
    assert reading.state is STATES[int(wanted.argmax())]
    assert reading.probability == pytest.approx(float(wanted.max()), abs=1e-3)


def test_a_network_that_answers_with_no_numbers_is_not_delivered(trained: MaskStateNet, tmp_path: Path) -> None:
    broken = MaskStateNet()
    broken.load_state_dict(trained.state_dict())
    with torch.no_grad():
        broken.answer.weight.fill_(float("nan"))
    with pytest.raises(TrainerError, match="differs"):
        deliver(broken.eval(), tmp_path / "x.onnx", cartoons(4), data="", recipe="", metrics={})
    assert list(tmp_path.iterdir()) == []


def test_a_photographed_mask_may_sit_below_the_nose() -> None:
    """It costs little to read it so; a drawn one is known to sit above."""
    logits = torch.tensor([[0.0, 0.0, 9.0, 0.0]])
    worn = torch.tensor([STATES.index(MaskState.WORN)])
    recipe = replace(Recipe(), smoothing=0.0)
    photographed, drawn = (float(_loss(logits, worn, torch.tensor([p]), recipe)) for p in (True, False))
    assert photographed < 0.8 < 8 < drawn


def test_what_is_rarer_at_a_door_is_expected_less(trained: MaskStateNet) -> None:
    pictures, network = cartoons(8), MaskStateNet()
    network.load_state_dict(trained.state_dict())
    before = probabilities(network.eval(), pictures)
    expect(network, MaskState.OTHER, 0.25)
    after = probabilities(network, pictures)
    np.testing.assert_allclose(after[:, 3] / after[:, 0], 0.25 * before[:, 3] / before[:, 0], rtol=1e-3)
    np.testing.assert_allclose(after[:, 1] / after[:, 0], before[:, 1] / before[:, 0], rtol=1e-3)


def test_photographs_are_parted_once_and_the_bare_ones_drawn_on(tmp_path: Path) -> None:
    portrait = cv2.imread(str(ASSETS / "astronaut.jpg"))
    for name in ("with_mask", "without_mask"):
        (tmp_path / name).mkdir()
        for number in range(19, 31):  # 19 and 26 are held out, by the digest of their names
            cv2.imwrite(str(tmp_path / name / f"{number}.jpg"), portrait[:260, 100:360])
    (tmp_path / "with_mask" / "no.jpg").write_bytes(b"no picture")
    detector = open_detector()
    learned = gather(from_photographs(tmp_path, detector, held_out=False))
    kept = gather(from_photographs(tmp_path, detector, held_out=True))
    assert (learned.photographed.sum() + kept.photographed.sum()) == 24
    assert len(kept) > 0
    assert set(learned.states) >= {0, 1, 2}
    assert not learned.photographed[learned.states == 2].any()


def test_a_folder_without_photographs_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="with_mask"):
        gather(from_photographs(tmp_path, open_detector(), held_out=False))
