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
from trainer.realigner.network import Realigner

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
        config: of the run; whole batches. The bare loop has the same networks (a realigner is not trained before),
            teacher's forward pass (or templates to learn from, where the teacher's are cached), head or contrast,
            losses and optimiser step, on random pixels that lie on the device.
        faces: the pictures.
        ranks: one process.
        steps: in each round.
        rounds: how many.

    Raises:
        TrainerError: the configuration has no bare counterpart, or its parts don't fit together.
    """
    if config.training.accumulate > 1:
        raise TrainerError(
            "the bare loop that a run is compared with has whole batches: say --set training.accumulate=1"
        )
    if config.head.name is None and config.teacher.weights is None:
        raise TrainerError("the bare loop that a run is compared with learns from a head, a teacher or both")
    whole = config.training.model_copy(update={"steps": rounds * (steps + _WARM_UP)})
    realigner = Realigner().eval().requires_grad_(False) if config.realigner.drawn else None  # as fast as a trained one
    run = assemble(config.model_copy(update={"training": whole}), faces, ranks, realigner=realigner)
    bare_step = _bare_step(config, len(run.people.classes), len(run.people.training), ranks, realigner)
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


def _bare_step(
    config: Config, classes: int, pictures: int, ranks: Ranks, realigner: Realigner | None
) -> Callable[[int], None]:
    """Plain PyTorch: a dense layer under the margin head or against all templates, and nothing around it."""
    teacher_network = make_teacher(config, ranks.device)
    student_network = make_student(config, teacher_network, ranks.device)
    student, teacher = student_network.backbone, None if teacher_network is None else teacher_network.backbone
    optimiser = make_optimiser(student.named_parameters(), config.optimiser, config.student.lr_scales)
    head = None if config.head.name is None else _BareHead(config, classes, student.dim, ranks.device)
    precision = choose_precision(config.training.precision, ranks.device)
    pixels = torch.randn(config.training.batch, 3, 112, 112, device=ranks.device)
    if config.training.channels_last:
        pixels = pixels.to(memory_format=torch.channels_last)
    bank = rows = None
    if teacher is not None and config.teacher.cached:
        bank = functional.normalize(torch.randn(pictures, teacher.dim, device=ranks.device))
        rows = torch.randint(0, pictures, (config.training.batch,), device=ranks.device)

    def step(_number: int) -> None:
        with torch.autocast(ranks.device.type, precision, enabled=precision != torch.float32):
            target = None if bank is None or rows is None else bank[rows]
            if teacher is not None and target is None:
                with torch.no_grad():
                    target = functional.normalize(teacher(pixels).float())
            embedding = student(pixels if realigner is None else realigner(pixels)).float()
        unit = functional.normalize(embedding)
        loss = embedding.new_zeros(()) if head is None else head.loss(embedding)
        if target is not None and target.shape == embedding.shape:
            loss = loss + functional.mse_loss(unit, target)
            if bank is not None and config.contrast.weight:
                everyone = (config.contrast.scale * unit @ bank.T).logsumexp(dim=1)
                own = config.contrast.scale * (unit * target).sum(dim=1)
                loss = loss + config.contrast.weight * (everyone - own).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), config.optimiser.clip or torch.inf)
        optimiser.step()
        optimiser.zero_grad()
        if head is not None:
            head.update()

    return step


class _BareHead:
    """A dense layer under the run's margin."""

    def __init__(self, config: Config, classes: int, dim: int, device: torch.device) -> None:
        self._centres = nn.Parameter(torch.randn(classes, dim, device=device) * 0.01)
        self._margin = create_head(str(config.head.name), **config.head.options)
        self._optimiser = RowSGD([self._centres], lr=config.optimiser.lr)
        self._labels = torch.randint(0, classes, (config.training.batch,), device=device)
        self._draws = torch.Generator().manual_seed(config.seed)

    def loss(self, embedding: Tensor) -> Tensor:
        cosine = functional.normalize(embedding) @ functional.normalize(self._centres).T
        own = cosine.gather(1, self._labels.unsqueeze(1))
        margins = self._margin.margins(Samples(own.detach().squeeze(1), embedding.norm(dim=1), self._draws))
        penalised = self._margin.penalise(own.squeeze(1), margins).unsqueeze(1)
        logits = cosine.scatter(1, self._labels.unsqueeze(1), penalised)
        return functional.cross_entropy(self._margin.scale * logits, self._labels)

    def update(self) -> None:
        self._optimiser.step()
        self._optimiser.zero_grad()
