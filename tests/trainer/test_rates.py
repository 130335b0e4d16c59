"""Learning rates, loss weights and parameter groups."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.trainer.tiny_training import Tiny, tiny_config
from trainer.errors import TrainerError
from trainer.optimiser import base_rate, make_optimiser, set_rate
from trainer.schedule import rate_factor, weight_schedule


def _factors(*settings: str, steps: int, per_epoch: int) -> list[float]:
    schedule = tiny_config(*settings).schedule
    return [rate_factor(schedule, step, steps_per_epoch=per_epoch, steps=steps) for step in range(steps)]


def test_steps_fall_with_the_epochs_that_the_paper_names() -> None:
    """The released code lowers the rate where m - 1 <= epoch, epochs from 0, for m in 8, 14, 20, 25."""
    per_epoch = 7
    found = _factors(steps=26 * per_epoch, per_epoch=per_epoch)
    released = [
        0.1 ** len([m for m in (8, 14, 20, 25) if m - 1 <= step // per_epoch]) for step in range(26 * per_epoch)
    ]
    np.testing.assert_allclose(found, released)


def test_cosine_falls_to_nothing_after_a_warm_up() -> None:
    found = np.array(_factors("schedule={name: cosine, warmup_epochs: 0.5}", steps=100, per_epoch=20))
    np.testing.assert_allclose(found[:10], np.arange(1, 11) / 11)
    np.testing.assert_allclose(found[10:], np.cos(np.pi * np.arange(90) / 90) / 2 + 0.5)
    assert (np.diff(found[10:]) < 0).all()


def test_constant_stays() -> None:
    assert set(_factors("schedule.name=constant", steps=9, per_epoch=3)) == {1.0}


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("100", [100] * 8),
        ("{start: 0, end: 8, epochs: 2, shape: linear}", [0, 1, 2, 3, 4, 5, 6, 7, 8, 8]),
        (
            "{start: 0, end: 8, epochs: 1, shape: cosine}",
            [0, 4 - 4 * np.cos(np.pi / 4), 4, 4 + 4 * np.cos(np.pi / 4), 8],
        ),
        ("{0: 100, 1: 3000}", [100] * 4 + [3000] * 4),
    ],
)
def test_lambda_follows_its_schedule(setting: str, wanted: list[float]) -> None:
    weight = tiny_config("teacher.weights=x", f"distillation.weight={setting}").distillation.weight
    at = weight_schedule(weight, steps_per_epoch=4)
    np.testing.assert_allclose([at(step) for step in range(len(wanted))], wanted)


def test_the_rate_grows_with_the_batch() -> None:
    assert base_rate(tiny_config("optimiser={lr: 0.1, lr_batch: 512}").optimiser, 128) == 0.025
    assert base_rate(tiny_config("optimiser={lr: 0.1, lr_batch: null}").optimiser, 128) == 0.1


@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_layers_have_their_share_of_the_rate(name: str) -> None:
    network = Tiny()
    config = tiny_config(f"optimiser.name={name}").optimiser
    optimiser = make_optimiser(network.named_parameters(), config, {"stem": 0.0, "b": 0.5, "body.bias": 0.1})
    set_rate(optimiser, 0.2)
    rates = {id(p): group["lr"] for group in optimiser.param_groups for p in group["params"]}
    named = {key: rates.get(id(p)) for key, p in network.named_parameters()}
    assert named == pytest.approx(
        {
            "stem.weight": None,
            "bn.weight": 0.1,
            "bn.bias": 0.1,
            "body.weight": 0.1,
            "body.bias": 0.02,
            "fc.weight": 0.2,
            "fc.bias": 0.2,
        }
    )
    assert not network.stem.weight.requires_grad


def test_a_layer_that_there_is_not_is_named() -> None:
    with pytest.raises(TrainerError, match=r"student\.lr_scales names steem, but .*for example stem\.weight"):
        make_optimiser(Tiny().named_parameters(), tiny_config().optimiser, {"steem": 0.1})


def test_sgd_moves_as_the_released_code_does() -> None:
    """Momentum and weight decay on every weight."""
    parameter = torch.nn.Parameter(torch.tensor([2.0]))
    config = tiny_config("optimiser={momentum: 0.9, weight_decay: 0.1}").optimiser
    optimiser = make_optimiser([("w", parameter)], config, {})
    value, momentum = 2.0, 0.0
    for _ in range(3):
        parameter.grad = torch.tensor([0.5])
        set_rate(optimiser, 0.1)
        optimiser.step()
        momentum = 0.9 * momentum + 0.5 + 0.1 * value
        value -= 0.1 * momentum
    assert parameter.item() == pytest.approx(value)
