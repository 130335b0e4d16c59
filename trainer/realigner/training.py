"""Trains the realigner. On two cores of a CPU it is a matter of minutes, so a run that is killed begins it again."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from trainer.data.crop import HEIGHT, WIDTH
from trainer.errors import TrainerError
from trainer.realigner.network import Realigner
from trainer.realigner.samples import MARGIN, Samples
from trainer.realigner.similarity import after, distance, inverse, mirrored, moved
from trainer.streams import generator

_INITIAL, _ORDER = 5, 6
"""What the random streams are for."""

_BATCH, _RATE, _DECAY = 128, 2e-3, 0.02
_WARMUP = 100
"""Steps."""

_BARE = 1.5
"""How much oftener a bare picture is taken than one that is drawn on: it must be left where it is."""

_FAR = 25.0
"""Pixels: a face that was found so far away is another one."""

_EMA = 0.995


def train_realigner(
    samples: Samples, *, epochs: float, seed: int, report: Callable[[int, int, float], None] = lambda *_: None
) -> Realigner:
    """Learn where faces lie, from what was drawn.

    Args:
        samples: of training people.
        epochs: how often each is seen.
        seed: of weights and order.
        report: called now and then with the steps done, all steps, and the mean distance in pixels since the last call.

    Returns:
        The mean of its weights over time, in evaluation, frozen.

    Raises:
        TrainerError: fewer samples than a step takes.
    """
    near = torch.nonzero(distance(samples.moves, torch.zeros_like(samples.moves)) < _FAR)[:, 0]
    if len(near) < _BATCH:
        raise TrainerError(f"{len(near)} pictures are too few to learn from where faces lie: {_BATCH} at least")
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(generator(seed, _INITIAL).initial_seed())
        network = Realigner().train().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(_EMA), use_buffers=True)  # type: ignore[no-untyped-call]
        steps = max(1, round(epochs * len(near) / _BATCH))
        optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _factor(step, steps))
        often = torch.where(samples.drawn[near], 1.0, _BARE)
        chance = generator(seed, _ORDER)
        total, since = 0.0, 0
        for step in range(steps):
            chosen = near[torch.multinomial(often, _BATCH, replacement=True, generator=chance)]
            halved, moves = _views(samples, chosen, chance)
            loss = distance(network.moves(halved), moves).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 5)
            optimiser.step()
            schedule.step()
            average.update_parameters(network)
            total, since = total + loss.item(), since + 1
            if since == 100 or step == steps - 1:
                report(step + 1, steps, total / since)
                total, since = 0.0, 0
    trained = average.module
    assert isinstance(trained, Realigner)
    return trained.eval().requires_grad_(False)


@torch.inference_mode()
def distances(network: Realigner, samples: Samples) -> tuple[Tensor, Tensor]:
    """How far landmarks lie from where they should, in pixels of the crop, as found and realigned.

    Args:
        network: in evaluation.
        samples: of any people.

    Returns:
        Two (N,) float32.
    """
    as_found = distance(samples.moves, torch.zeros_like(samples.moves))
    parts = [
        distance(network.moves(_cut(halved, moves)), moves)
        for halved, moves in zip(torch.split(samples.halved, _BATCH), torch.split(samples.moves, _BATCH), strict=True)
    ]
    return as_found, torch.cat(parts)


def _views(samples: Samples, chosen: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    """What the network sees of some samples, spoiled, mirrored and a little more off, and the moves to find."""
    drawn = samples.drawn[chosen]
    moves = after(_jitter(drawn, chance), samples.moves[chosen])
    halved = _cut(samples.halved[chosen], moves)
    turned = torch.rand(len(chosen), generator=chance) < 0.5
    halved = torch.where(turned[:, None, None, None], halved.flip(3), halved)
    moves = torch.where(turned[:, None], mirrored(moves), moves)
    return _spoiled(halved, chance), moves


def _jitter(drawn: Tensor, chance: torch.Generator) -> Tensor:
    """For half of what is drawn on. Bare faces stay, so that the network learns to leave them."""
    on = drawn & (torch.rand(len(drawn), generator=chance) < 0.5)
    scale, angle, x, y = torch.randn(4, len(drawn), generator=chance) * on
    return torch.stack([torch.complex(0.03 * scale, 0.04 * angle), torch.complex(1.5 * x, 1.5 * y)], 1)


def _cut(halved: Tensor, moves: Tensor) -> Tensor:
    """(N, 3, 56, 56) float32: the crops that landmarks make which are off by `moves`, at half size."""
    rows, columns = torch.meshgrid(torch.arange(0.5, HEIGHT, 2), torch.arange(0.5, WIDTH, 2), indexing="ij")
    places = torch.view_as_real(moved(inverse(moves), torch.complex(columns, rows).flatten()))
    grid = (places.view(-1, HEIGHT // 2, WIDTH // 2, 2) + (MARGIN + 0.5)) * (2 / (WIDTH + 2 * MARGIN)) - 1
    return functional.grid_sample(halved.float(), grid, padding_mode="zeros", align_corners=False)


def _spoiled(halved: Tensor, chance: torch.Generator) -> Tensor:
    """Other light and warmth, noise, and a fifth at half the resolution."""

    def normal(*size: int) -> Tensor:
        return torch.randn(len(halved), *size, generator=chance)

    contrast, light, warmth = 1 + 0.25 * normal(1, 1, 1), 20 * normal(1, 1, 1), 8 * normal(3, 1, 1)
    spoiled = (halved - 110) * contrast + 110 + light + warmth
    coarse = functional.interpolate(functional.avg_pool2d(spoiled, 2), scale_factor=2, mode="bilinear")
    small = torch.rand(len(halved), 1, 1, 1, generator=chance) < 0.2
    spoiled = torch.where(small, coarse, spoiled) + 4 * normal(*halved.shape[1:])
    return spoiled.clamp(0, 255).contiguous(memory_format=torch.channels_last)


def _factor(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / _WARMUP) * (0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps)))
