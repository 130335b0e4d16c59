"""Students against their teacher on the people that their runs held out, with intervals.

One recipe trained from several seeds is several students of one teacher, and its figure is their mean. The intervals of
the differences come from a bootstrap over people that draws the same people for all networks, so they are paired; the
spread over seeds is told beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from calibration.bootstrap import metric_samples
from calibration.comparisons import Comparisons
from calibration.metrics.intervals import Interval, percentile_interval
from calibration.metrics.rates import point_at_fmr, threshold_at_fmr
from calibration.metrics.scores import Scores
from calibration.metrics.separation import d_prime
from trainer.data.painter import Painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.networks import Embedder, make_teacher, weights_digest
from trainer.protocol import Protocol, make_protocol
from trainer.run_folder import RunFolder
from trainer.student import load_student
from trainer.validate import Embed, embedder

FIGURES = ("FNMR at FMR 1e-2", "FNMR at FMR 1e-3", "d′", "impostor mean", "impostor 99.9 %")

ROWS = {
    "unmasked-unmasked": ("bare", "bare"),
    "masked-unmasked": ("masked", "bare"),
    "masked-masked": ("masked", "masked"),
}
"""Probes and references, by row."""

_CPU = torch.device("cpu")


@dataclass(frozen=True)
class Compared:
    """One figure of one row."""

    row: str
    figure: str
    teacher: float
    students: tuple[float, ...]
    """One for each run."""
    difference: float
    """Mean of the students, less the teacher."""
    interval: Interval
    """95 %, over people."""


def compare(
    runs: Sequence[RunFolder],
    painter: Painter,
    *,
    images: int,
    seed: int,
    replicates: int,
    report: Callable[[str], None] = lambda _: None,
) -> list[Compared]:
    """Measure finished runs that share data and teacher.

    Args:
        runs: of one recipe, for example with several seeds.
        painter: draws the masks.
        images: held-out pictures at most; beyond it whole people are left out.
        seed: of the masks.
        replicates: of the bootstrap.
        report: told what is being measured.

    Raises:
        TrainerError: a run is not finished, or the runs differ in data or teacher.
    """
    faces, teacher = _shared(runs)
    people = divide(faces, min_images=1)
    report("drawing masks on the held-out people")
    protocol = make_protocol(faces, people, painter, images=images, seed=seed)
    report(f"{len(protocol.bare)} pictures of {len(set(protocol.people.tolist()))} people; {protocol.lost} faces lost")
    networks = [("teacher", teacher), *((str(run.path), Embedder(load_student(run)).eval()) for run in runs)]
    measured = []
    for name, network in networks:
        report(f"measuring {name}")
        measured.append(_samples(protocol, embedder(network, _CPU), replicates))
    values, samples = (np.stack([one[i] for one in measured]) for i in (0, 1))
    difference = samples[1:].mean(axis=0) - samples[0]
    return [
        Compared(
            row,
            figure,
            teacher=float(values[0, i, j]),
            students=tuple(values[1:, i, j].tolist()),
            difference=float(values[1:, i, j].mean() - values[0, i, j]),
            interval=percentile_interval(difference[i, :, j]),
        )
        for i, row in enumerate(ROWS)
        for j, figure in enumerate(FIGURES)
    ]


def _shared(runs: Sequence[RunFolder]) -> tuple[PreparedFaces, Embedder]:
    teachers = [make_teacher(run.config(), _CPU) for run in runs]
    if any(teacher is None for teacher in teachers):
        raise TrainerError("a run without a teacher has nothing to be compared with")
    data = [[(part["path"], part["fingerprint"]) for part in run.about()["data"]] for run in runs]
    known = {weights_digest(teacher) for teacher in teachers if teacher is not None}
    if any(other != data[0] for other in data) or len(known) > 1:
        raise TrainerError("the runs differ in their data or in their teacher: evaluate them one by one")
    faces = PreparedFaces([Path(path) for path, _ in data[0]])
    if list(faces.fingerprints) != [fingerprint for _, fingerprint in data[0]]:
        raise TrainerError(f"{runs[0].path} was trained on other data than what its folders hold now")
    assert teachers[0] is not None
    return faces, teachers[0]


def _samples(protocol: Protocol, embed: Embed, replicates: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(rows, figures) values and (rows, replicates, figures) bootstrap samples of one network."""
    vectors = {"bare": embed(protocol.bare), "masked": embed(protocol.masked)}
    values, samples = [], []
    for probes, references in ROWS.values():
        genuine, impostor = _comparisons(vectors[probes], vectors[references], protocol.people, probes == references)
        values.append(_figures(Scores.of(genuine.scores), Scores.of(impostor.scores)))
        samples.append(metric_samples(genuine, impostor, protocol.people, _figures, replicates=replicates))
    return np.array(values), np.array(samples)


def _comparisons(
    probes: NDArray[np.float32], references: NDArray[np.float32], people: NDArray[np.int64], once: bool
) -> tuple[Comparisons, Comparisons]:
    """All genuine and all impostor comparisons, none of a picture with itself; two pictures once, where told."""
    cosine = probes @ references.T
    same = people[:, None] == people
    counted = np.triu(np.ones_like(same), 1) if once else ~np.eye(len(people), dtype=bool)

    def pick(which: NDArray[np.bool_]) -> Comparisons:
        rows, columns = np.nonzero(which & counted)
        return Comparisons(cosine[rows, columns], rows.astype(np.int32), columns.astype(np.int32))

    return pick(same), pick(~same)


def _figures(genuines: Scores, impostors: Scores) -> tuple[float, ...]:
    """`FIGURES`."""
    return (
        point_at_fmr(genuines, impostors, 1e-2).fnmr,
        point_at_fmr(genuines, impostors, 1e-3).fnmr,
        d_prime(genuines, impostors),
        impostors.mean(),
        threshold_at_fmr(impostors, 1e-3),
    )
