"""Puts a run together from its configuration and its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from trainer import checkpoint
from trainer.config import Config
from trainer.config import Head as HeadConfig
from trainer.data.painter import mask_painter, occluder_painter
from trainer.data.people import People, divide
from trainer.data.prepared import PreparedFaces
from trainer.data.sampler import Batches
from trainer.data.views import Views
from trainer.distributed import Ranks
from trainer.engine import Engine
from trainer.errors import TrainerError
from trainer.heads.layer import ClassificationLayer
from trainer.heads.registry import create
from trainer.heads.shard import Shard
from trainer.losses.contrast import TemplateBank
from trainer.losses.relation import RelationLoss
from trainer.networks import Embedder, make_student, make_teacher
from trainer.objective import Objective
from trainer.realigner.network import Realigner
from trainer.schedule import weight_schedule
from trainer.teacher import CachedTeacher, LiveTeacher, Teacher, cached_table


@dataclass(frozen=True, eq=False)
class Run:
    """All parts of a run."""

    people: People
    teacher: Embedder | None
    engine: Engine
    views: Views
    order: Batches
    """From the first step on."""


def assemble(
    config: Config,
    faces: PreparedFaces,
    ranks: Ranks,
    *,
    realigner: Realigner | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Run:
    """Make the networks, the losses and the order of pictures.

    Args:
        config: of the run.
        faces: the pictures.
        ranks: this process and the others.
        realigner: trained; it goes before the student.
        report: called while the teacher's templates are computed, with the pictures done and all.

    Raises:
        TrainerError: configuration, weights and data don't fit together.
    """
    people = divide(faces, min_images=config.head.min_images)
    network = make_teacher(config, ranks.device)
    student = make_student(config, network, ranks.device, realigner)
    teacher: Teacher | None = None
    cached = None
    if network is not None and config.teacher.cached:
        table = cached_table(network, faces, ranks, workers=config.data.workers, report=report)
        teacher = cached = CachedTeacher(table, config.teacher.flip_average)
    elif network is not None:
        teacher = LiveTeacher(network, config.teacher.flip_average)
    order = _order(config, people, ranks)
    rows = torch.zeros(len(faces), dtype=torch.int64)
    rows[people.training] = torch.arange(len(people.training))
    objective = Objective(
        head=_head(config, people, cached, student.backbone.dim, ranks),
        head_weight=config.head.weight,
        distillation=None
        if config.distillation.weight == 0
        else weight_schedule(config.distillation.weight, steps_per_epoch=order.steps_per_epoch),
        bank=_bank(config, faces, people, cached, ranks),
        contrast_weight=config.contrast.weight,
        relation=_relation(config, people, cached, ranks),
        relation_weight=config.relation.weight,
    )
    engine = Engine(
        config,
        student,
        teacher,
        objective,
        labels=torch.from_numpy(people.label),
        rows=rows,
        ranks=ranks,
        steps=order.steps,
        steps_per_epoch=order.steps_per_epoch,
    )
    views = Views(
        faces,
        config.masks,
        config.augmentation,
        mask_painter(config.masks),
        occluder_painter(config.augmentation.occluders),
        flip=config.data.flip,
        seed=config.seed,
        for_teacher=network is not None and cached is None,
    )
    return Run(people, network, engine, views, order)


def _order(config: Config, people: People, ranks: Ranks) -> Batches:
    training = config.training
    per_epoch = len(people.training) // training.batch
    return Batches(
        people.training,
        batch=training.batch,
        steps=training.steps or max(1, round(training.epochs * per_epoch)),
        seed=config.seed,
        rank=ranks.rank,
        ranks=ranks.ranks,
        accumulate=training.accumulate,
    )


def _head(
    config: Config, people: People, teacher: CachedTeacher | None, dim: int, ranks: Ranks
) -> ClassificationLayer | None:
    settings = config.head
    if settings.name is None:
        return None
    if len(people.classes) < 2:
        raise TrainerError(
            f"{len(people.classes)} of the people to train on have {settings.min_images} pictures or more, too few for "
            "a head: lower head.min_images, or say head.name: null"
        )
    head = create(settings.name, **settings.options)
    shard = Shard.of_this_process(len(people.classes))
    layer = ClassificationLayer(head, dim, shard, rate=settings.sample_rate, seed=config.seed).to(ranks.device)
    _place_centres(layer, settings, people, teacher)
    return layer


def _place_centres(
    layer: ClassificationLayer, settings: HeadConfig, people: People, teacher: CachedTeacher | None
) -> None:
    if settings.centres == "random":
        return
    if settings.centres == "teacher":
        assert teacher is not None
        pictures = people.training[people.label[people.training] >= 0]
        layer.start_from(_means(teacher, pictures, people))
        return
    path = Path(settings.centres)
    state = checkpoint.read(path)
    if state["head"] is None or state["classes"] != people.digest:
        raise TrainerError(f"the class centres in {path} belong to other people than those of this data")
    layer.load_centres(state["head"]["centres"])


def _means(teacher: CachedTeacher, pictures: np.ndarray, people: People) -> Tensor:
    """(classes, D) sums of each person's templates: their direction is the mean's."""
    templates = torch.from_numpy(teacher.average(pictures))
    labels = torch.from_numpy(people.label[pictures])
    return templates.new_zeros(len(people.classes), templates.shape[1]).index_add_(0, labels, templates)


def _bank(
    config: Config, faces: PreparedFaces, people: People, teacher: CachedTeacher | None, ranks: Ranks
) -> TemplateBank | None:
    if config.contrast.weight == 0 or teacher is None:
        return None
    templates = torch.from_numpy(teacher.average(people.training))
    person = torch.from_numpy(faces.person[people.training])
    return TemplateBank(templates, person, scale=config.contrast.scale, own=config.contrast.own).to(ranks.device)


def _relation(config: Config, people: People, teacher: CachedTeacher | None, ranks: Ranks) -> RelationLoss | None:
    if config.relation.weight == 0 or teacher is None:
        return None
    return RelationLoss(torch.from_numpy(teacher.average(people.training))).to(ranks.device)
