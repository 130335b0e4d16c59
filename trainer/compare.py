"""Students beside their teacher on the people that their runs held out: of several seeds, or of several shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from trainer.config import Export
from trainer.data.painter import family_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.networks import Embedder, make_teacher, weights_digest
from trainer.paired import Compared, Measured, compare, measure
from trainer.protocol import Protocol, make_protocol
from trainer.run_folder import RunFolder
from trainer.student import load_student
from trainer.validate import embedder

_CPU = torch.device("cpu")

Report = Callable[[str], None]


def compare_runs(
    runs: Sequence[RunFolder],
    *,
    family: str,
    images: int,
    seed: int,
    replicates: int,
    report: Report = lambda _: None,
) -> list[Compared]:
    """Measure finished runs of one recipe, for example with several seeds, that share data and teacher.

    Args:
        runs: the runs.
        family: of the masks that are drawn.
        images: held-out pictures at most; beyond it whole people are left out.
        seed: of the masks.
        replicates: of the bootstrap.
        report: told what is being measured.

    Raises:
        TrainerError: a run is not finished, or the runs differ in data or teacher.
    """
    faces, teacher = _shared(runs)
    protocol = held_out(faces, family=family, images=images, seed=seed, report=report)
    report("measuring the teacher")
    baseline = measure(protocol, embedder(teacher, _CPU), replicates)
    students = []
    for run in runs:
        report(f"measuring {run.path}")
        students.append(_student(run, None, protocol, replicates))
    return compare([baseline], students)


def sweep(
    run: RunFolder,
    exports: Sequence[Export],
    *,
    family: str,
    images: int,
    seed: int,
    replicates: int,
    report: Report = lambda _: None,
) -> dict[Export, list[Compared]]:
    """Measure one finished run's student at several shares between teacher (0) and student (1), whitened or not.

    Args:
        run: the run; nothing is trained again.
        exports: as `trainer export --share --whiten`.
        family: and the others as of `compare_runs`.
        images: at most.
        seed: of the masks.
        replicates: of the bootstrap.
        report: told what is being measured.

    Raises:
        TrainerError: the run is not finished or has no teacher, or a share can't be made.
    """
    faces, teacher = _shared([run])
    protocol = held_out(faces, family=family, images=images, seed=seed, report=report)
    report("measuring the teacher")
    baseline = measure(protocol, embedder(teacher, _CPU), replicates)
    found = {}
    for export in exports:
        report(f"measuring the share {export.interpolate:g}, whitened by {export.whiten:g}")
        found[export] = compare([baseline], [_student(run, export, protocol, replicates)])
    return found


def held_out(faces: PreparedFaces, *, family: str, images: int, seed: int, report: Report = lambda _: None) -> Protocol:
    """Masks drawn on the held-out people, as `trainer.protocol` does."""
    report("drawing masks on the held-out people")
    painter = family_painter(family)
    protocol = make_protocol(faces, divide(faces, min_images=1), painter, images=images, seed=seed)
    report(f"{len(protocol.bare)} pictures of {len(set(protocol.people.tolist()))} people; {protocol.lost} faces lost")
    return protocol


def _student(run: RunFolder, export: Export | None, protocol: Protocol, replicates: int) -> Measured:
    return measure(protocol, embedder(Embedder(load_student(run, export)).eval(), _CPU), replicates)


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
