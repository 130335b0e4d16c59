"""The realigner of a run: trained when the run begins, read when it goes on."""

from __future__ import annotations

from pathlib import Path

import torch
from rich.console import Console

from trainer import checkpoint
from trainer.backbones.weights import load_weights
from trainer.config import Config
from trainer.data.painter import family_painter, mask_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.progress import counting
from trainer.realigner.network import Realigner
from trainer.realigner.samples import Samples, draw_samples
from trainer.realigner.training import distances, train_realigner
from trainer.stop import Stop

_MEASURED = 2000
"""Pictures of held-out people to draw on at most, to say how far it helps."""


class Stopped(Exception):  # noqa: N818 - nothing has gone wrong
    """A signal came while it was trained; nothing is kept of it."""


def make_realigner(config: Config, faces: PreparedFaces, path: Path, *, stop: Stop, console: Console) -> None:
    """Train a run's realigner and write its weights, unless they are there.

    Args:
        config: of the run.
        faces: the pictures.
        path: of its weights.
        stop: whether a signal came.
        console: for progress.

    Raises:
        TrainerError: a picture can't be read, too few can be drawn on, or nothing can be written.
        Stopped: by a signal.
    """
    if not config.realigner.drawn or path.is_file():
        return
    people = divide(faces, min_images=config.head.min_images)
    with counting(console, "faces for the realigner") as count:

        def drawn_so_far(done: int, total: int) -> None:
            _heed(stop)
            count(done, total)

        samples = draw_samples(
            faces,
            people.training.tolist(),
            mask_painter(config.masks),
            drawn=config.realigner.drawn,
            seed=config.seed,
            workers=config.data.workers,
            report=drawn_so_far,
        )
    console.print(f"the realigner learns from {int(samples.drawn.sum())} drawn faces and {_bare(samples)} bare ones")

    def learned_so_far(step: int, steps: int, pixels: float) -> None:
        _heed(stop)
        if step % 1000 == 0 or step == steps:
            console.print(f"realigner, step {step} of {steps}: landmarks {pixels:.2f} pixels off")

    network = train_realigner(samples, epochs=config.realigner.epochs, seed=config.seed, report=learned_so_far)
    _tell_on_held_out(network, faces, people.held_out.tolist(), config, console)
    checkpoint.write(path, network.state_dict())


def read_realigner(path: Path) -> Realigner:
    """A trained realigner, in evaluation, frozen.

    Raises:
        TrainerError: the file is missing, damaged, or another network's.
    """
    network = Realigner()
    load_weights(network, path)
    return network.eval().requires_grad_(False)


def _tell_on_held_out(
    network: Realigner, faces: PreparedFaces, pictures: list[int], config: Config, console: Console
) -> None:
    if not pictures:
        return
    samples = draw_samples(
        faces,
        pictures,
        family_painter(config.validation.family),
        drawn=min(_MEASURED, len(pictures)),
        seed=0,
        workers=config.data.workers,
    )
    as_found, realigned = distances(network, samples)
    for name, chosen in (("drawn", samples.drawn), ("bare", ~samples.drawn)):
        console.print(
            f"held-out people, {int(chosen.sum())} {name} faces: landmarks {as_found[chosen].mean():.2f} pixels off "
            f"as found, {realigned[chosen].mean():.2f} realigned (median {realigned[chosen].median():.2f}, "
            f"95 % {torch.quantile(realigned[chosen], 0.95):.2f})"
        )


def _bare(samples: Samples) -> int:
    return int((~samples.drawn).sum())


def _heed(stop: Stop) -> None:
    if stop.signal is not None:
        raise Stopped
