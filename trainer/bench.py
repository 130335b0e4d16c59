"""How fast a run trains: its loader alone, a bare PyTorch loop without any data, and the two together."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.assemble import Run, assemble
from trainer.config import Config
from trainer.data.loader import Batch, batches
from trainer.data.prepared import PreparedFaces
from trainer.distributed import Ranks
from trainer.errors import TrainerError
from trainer.heads.head import Samples
from trainer.heads.registry import create as create_head
from trainer.heads.row_sgd import RowSGD
from trainer.networks import make_student, make_teacher
from trainer.optimiser import make_optimiser
from trainer.precision import choose_precision

_WARM_UP = 2
"""Steps before the clock starts."""


@dataclass(frozen=True)
class Speeds:
    """Pictures a second, medians over the rounds; and how they compare."""

    device: str
    precision: str
    threads: int
    loader: float
    bare: float
    training: float
    waiting: float
    """Share of the training time that was spent waiting for pictures."""

    @property
    def ratio(self) -> float:
        """Training over the bare loop: 1 if data, logging and bookkeeping cost nothing."""
        return self.training / self.bare


def measure(config: Config, faces: PreparedFaces, ranks: Ranks, *, steps: int, rounds: int) -> Speeds:
    """Time a run's parts, in turns, so that a busy machine slows all of them alike.

    Args:
        config: of the run; its teacher must look at pictures, not at a cache, and it needs a head: the bare loop has
            the same networks, teacher's forward pass, head, losses and optimiser step, on random pixels that lie on
            the device.
        faces: the pictures.
        ranks: one process.
        steps: in each round.
        rounds: how many.

    Raises:
        TrainerError: the configuration has no bare counterpart, or its parts don't fit together.
    """
    if config.teacher.cached or config.head.name is None or config.training.accumulate > 1:
        raise TrainerError(
            "the bare loop that a run is compared with has a live teacher, a head and whole batches: say --set "
            "teacher.cached=false, and so on"
        )
    whole = config.training.model_copy(update={"steps": rounds * (steps + _WARM_UP)})
    run = assemble(config.model_copy(update={"training": whole}), faces, ranks)
    bare_step = _bare_step(config, len(run.people.classes), ranks)
    loader, bare, training, waiting = [], [], [], []
    for turn in range(rounds):
        first = turn * (steps + _WARM_UP)
        order = replace(run.order, first_step=first, steps=first + steps + _WARM_UP)
        made = batches(run.views, order, workers=config.data.workers, pin=ranks.device.type == "cuda")
        with closing(made):
            loader.append(_rate(partial(_take, made), steps, order.batch, ranks.device))
        bare.append(_rate(bare_step, steps, order.batch, ranks.device))
        made = batches(run.views, order, workers=config.data.workers, pin=ranks.device.type == "cuda")
        with closing(made):
            step = _Training(run, made, first, ranks.device)
            training.append(_rate(step, steps, order.batch, ranks.device))
        waiting.append(step.waited * training[-1] / (steps * order.batch))
    return Speeds(
        device=torch.cuda.get_device_name() if ranks.device.type == "cuda" else "cpu",
        precision=run.engine.precision,
        threads=torch.get_num_threads(),
        loader=statistics.median(loader),
        bare=statistics.median(bare),
        training=statistics.median(training),
        waiting=statistics.median(waiting),
    )


def _take(made: Iterator[Batch], _number: int) -> Batch:
    return next(made)


class _Training:
    """A step as `trainer.train` takes it."""

    def __init__(self, run: Run, made: Iterator[Batch], first: int, device: torch.device) -> None:
        self._run, self._made, self._first, self._device = run, made, first, device
        self._losses: list[Tensor] = []
        self.waited = 0.0

    def __call__(self, number: int) -> None:
        began = time.perf_counter()
        batch = next(self._made)
        if number >= _WARM_UP:
            self.waited += time.perf_counter() - began
        losses = self._run.engine.step(self._first + number, [batch.to(self._device)])
        self._losses.append(losses["total"])


def _rate(step: Callable[[int], object], steps: int, batch: int, device: torch.device) -> float:
    for number in range(_WARM_UP):
        step(number)
    _synchronise(device)
    began = time.perf_counter()
    for number in range(_WARM_UP, _WARM_UP + steps):
        step(number)
    _synchronise(device)
    return steps * batch / (time.perf_counter() - began)


def _synchronise(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _bare_step(config: Config, classes: int, ranks: Ranks) -> Callable[[int], None]:
    """Plain PyTorch: a dense layer under the margin head, and nothing around it."""
    teacher_network = make_teacher(config, ranks.device)
    student_network = make_student(config, teacher_network, ranks.device)
    student, teacher = student_network.backbone, None if teacher_network is None else teacher_network.backbone
    centres = nn.Parameter(torch.randn(classes, student.dim, device=ranks.device) * 0.01)
    margin = create_head(str(config.head.name), **config.head.options)
    optimiser = make_optimiser(student.named_parameters(), config.optimiser, config.student.lr_scales)
    head_optimiser = RowSGD([centres], lr=config.optimiser.lr)
    precision = choose_precision(config.training.precision, ranks.device)
    pixels = torch.randn(config.training.batch, 3, 112, 112, device=ranks.device)
    if config.training.channels_last:
        pixels = pixels.to(memory_format=torch.channels_last)
    labels = torch.randint(0, classes, (config.training.batch,), device=ranks.device)
    draws = torch.Generator().manual_seed(config.seed)

    def step(_number: int) -> None:
        with torch.autocast(ranks.device.type, precision, enabled=precision != torch.float32):
            target = None
            if teacher is not None:
                with torch.no_grad():
                    target = functional.normalize(teacher(pixels).float())
            embedding = student(pixels).float()
        cosine = functional.normalize(embedding) @ functional.normalize(centres).T
        own = cosine.gather(1, labels.unsqueeze(1))
        margins = margin.margins(Samples(own.detach().squeeze(1), embedding.norm(dim=1), draws))
        logits = cosine.scatter(1, labels.unsqueeze(1), margin.penalise(own.squeeze(1), margins).unsqueeze(1))
        loss = functional.cross_entropy(margin.scale * logits, labels)
        if target is not None and target.shape == embedding.shape:
            loss = loss + functional.mse_loss(functional.normalize(embedding), target)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(student.parameters(), config.optimiser.clip or torch.inf)
        optimiser.step()
        head_optimiser.step()
        optimiser.zero_grad()
        head_optimiser.zero_grad()

    return step
