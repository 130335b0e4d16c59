"""A ladder of runs on one data set: each trained from one or more seeds, measured alike, and set beside each other.

Rungs are trained on one family of drawn masks and measured on the other, so that none is praised for having learned a
drawing by heart. Finished runs are not trained again, and what was measured is kept: a ladder that was stopped goes on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from rich.console import Console

from engines.files import write_atomically
from trainer.compare import held_out
from trainer.config import Config
from trainer.config_file import load_config
from trainer.data.prepared import PreparedFaces
from trainer.distributed import ALONE
from trainer.errors import TrainerError
from trainer.networks import Embedder, make_teacher, weights_digest
from trainer.paired import Compared, Measured, compare, measure
from trainer.protocol import Protocol
from trainer.run_folder import RunFolder, claim
from trainer.student import load_student
from trainer.train import train
from trainer.validate import embedder

TEACHER = "teacher"

_OTHER = {"a": "b", "b": "a"}
_CPU = torch.device("cpu")


@dataclass(frozen=True)
class Ladder:
    """What is run and how it is measured."""

    rungs: Sequence[str]
    """Configurations: names or files."""
    seeds: Sequence[int]
    settings: Sequence[str]
    """`section.key=value`, for all rungs."""
    family: Literal["a", "b"]
    """Of the masks that are measured on; trained is on the other one."""
    images: int
    mask_seed: int
    replicates: int

    def configs(self) -> dict[str, list[Config]]:
        """The runs of each rung, by its name.

        Raises:
            TrainerError: a configuration is not valid, learns from no teacher, or two have one name.
        """
        fixed = (f"masks.family={_OTHER[self.family]}", f"validation.family={self.family}")
        found: dict[str, list[Config]] = {}
        for rung in self.rungs:
            name = Path(rung).stem
            if name in found or name == TEACHER:
                raise TrainerError(f"two of the rungs are called {name}")
            found[name] = [load_config(rung, [*self.settings, *fixed, f"seed={seed}"]) for seed in self.seeds]
            if not found[name][0].learns_from_teacher:
                raise TrainerError(f"the rung {name} has no teacher that it could be compared with")
        return found


def train_rungs(ladder: Ladder, data: Sequence[Path], out: Path, console: Console) -> int | None:
    """Train what is not trained yet.

    Args:
        ladder: the rungs.
        data: prepared folders.
        out: where each run gets its folder.
        console: for progress.

    Returns:
        The signal that stopped it; None: all runs are finished.

    Raises:
        TrainerError: as `trainer.train.train`, or a folder holds another run.
    """
    faces = PreparedFaces(data)
    for name, configs in ladder.configs().items():
        for config in configs:
            folder = _run(out, name, config)
            if folder.student.is_file():
                claim(folder, config, faces, ALONE)
                continue
            console.print(f"training {folder.path.name}")
            outcome = train(config, data, folder.path, console=console)
            if outcome.signal is not None:
                return outcome.signal
    return None


def measure_rungs(
    ladder: Ladder, data: Sequence[Path], out: Path, *, baseline: str, report: Callable[[str], None] = lambda _: None
) -> dict[str, list[Compared]]:
    """Measure all finished rungs, and hold each against the baseline.

    Args:
        ladder: the rungs.
        data: prepared folders.
        out: where their runs are; what was measured is kept there.
        baseline: `teacher`, or one of the rungs.
        report: told what is being measured.

    Raises:
        TrainerError: a run is not finished, the baseline is no rung, or teachers differ.
    """
    configs = ladder.configs()
    if baseline not in (TEACHER, *configs):
        raise TrainerError(f"the baseline {baseline} is none of {', '.join((TEACHER, *configs))}")
    measurer = _Measurer(ladder, PreparedFaces(data), out / "measured", report)
    found = {TEACHER: [measurer(TEACHER, _teacher(configs))]}
    for name, seeds in configs.items():
        runs = [_run(out, name, config) for config in seeds]
        found[name] = [measurer(run.path.name, Embedder(load_student(run)).eval()) for run in runs]
    return {name: compare(found[baseline], found[name]) for name in configs if name != baseline}


class _Measurer:
    """Measures networks, each once: what was found is kept in a folder."""

    def __init__(self, ladder: Ladder, faces: PreparedFaces, folder: Path, report: Callable[[str], None]) -> None:
        self._ladder, self._faces, self._folder, self._report = ladder, faces, folder, report
        self._protocol: Protocol | None = None

    def __call__(self, name: str, network: Embedder) -> Measured:
        path = self._folder / f"{self._key(network)}.json"
        if path.is_file():
            return _read(path)
        ladder = self._ladder
        if self._protocol is None:
            self._protocol = held_out(
                self._faces, family=ladder.family, images=ladder.images, seed=ladder.mask_seed, report=self._report
            )
        self._report(f"measuring {name}")
        found = measure(self._protocol, embedder(network, _CPU), ladder.replicates)
        _write(path, found)
        return found

    def _key(self, network: Embedder) -> str:
        ladder = self._ladder
        what = (weights_digest(network), self._faces.fingerprints, ladder.family, ladder.images, ladder.mask_seed)
        return hashlib.sha256(repr((*what, ladder.replicates)).encode()).hexdigest()[:16]


def _run(out: Path, name: str, config: Config) -> RunFolder:
    return RunFolder(out / f"{name}-{config.seed}")


def _teacher(configs: Mapping[str, Sequence[Config]]) -> Embedder:
    """The one teacher of all rungs."""
    teachers = [teacher for seeds in configs.values() if (teacher := make_teacher(seeds[0], _CPU)) is not None]
    if len({weights_digest(teacher) for teacher in teachers}) != 1:
        raise TrainerError("the rungs of a ladder must have one teacher")
    return teachers[0]


def _write(path: Path, found: Measured) -> None:
    samples = {row: table.tolist() for row, table in found.samples.items()}
    text = json.dumps({"figures": found.figures, "samples": samples})
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise TrainerError(f"{path} can't be written: {error.strerror}") from None


def _read(path: Path) -> Measured:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Measured(found["figures"], {row: np.array(table) for row, table in found["samples"].items()})
    except (OSError, ValueError, KeyError) as error:
        raise TrainerError(f"{path} can't be read ({error}): delete it, and it is measured again") from None
