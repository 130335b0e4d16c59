"""What `trainer reproduce` trains again, and the figures that it must come to: a JSON file kept with the code."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError
from scipy.stats import t

from calibration.metrics.intervals import LEVEL, Interval
from engines.files import write_atomically
from trainer.errors import TrainerError

LEAST_SEEDS = 3

Figures = Mapping[str, Mapping[str, float]]
"""By row and figure, as `trainer.paired.Measured.figures`."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Collection(_Part):
    """A training collection in the data folder."""

    name: str
    """Of its prepared folder; the judged list names people by it."""
    source: str
    """In the data folder."""
    only: str | None
    """A list of people in the data folder."""
    aligned: bool | None
    """Whether pictures are crops; null: as the source says."""
    held_out: int
    unknown: bool = False
    """Pictures lie in `source` itself, and nobody knows who is on them."""
    masked: bool = False
    """Real masks are worn on them."""
    max_unusable: float = 0.05
    """Share of unusable pictures to accept."""
    judged: bool = True
    """The judged list speaks of its people."""


class Recorded(_Part):
    """What runs of several seeds came to."""

    figures: dict[str, dict[str, tuple[float, ...]]]
    """By row and figure, one value for each seed."""
    seeds: tuple[int, ...]
    minutes: tuple[float, ...]
    """That each run took, with export and measuring."""
    prepared_in: float
    """Minutes that preparing the data took."""
    machine: str


class Recipe(_Part):
    """The file."""

    config: str
    """A configuration's name, or a file beside this one."""
    settings: tuple[str, ...] = ()
    share: float | None
    """Of the student in the exported weights; null: the configuration's."""
    collections: tuple[Collection, ...]
    judged: str | None
    """A list of judged pairs beside this file."""
    family: Literal["all", "a", "b"]
    images: int
    mask_seed: int
    recorded: Recorded | None


def read_recipe(path: Path) -> Recipe:
    """Read the file.

    Raises:
        TrainerError: unreadable, or a value doesn't fit.
    """
    try:
        return Recipe.model_validate_json(path.read_bytes())
    except OSError as error:
        raise TrainerError(f"the recipe {path} can't be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise TrainerError(f"the recipe {path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def write_recipe(path: Path, recipe: Recipe) -> None:
    """Write it, whole or not at all.

    Raises:
        TrainerError: it can't be written.
    """
    try:
        write_atomically(path, (recipe.model_dump_json(indent=2) + "\n").encode())
    except OSError as error:
        raise TrainerError(f"the recipe {path} can't be written: {error.strerror}") from None


def gather(runs: Sequence[Figures]) -> dict[str, dict[str, tuple[float, ...]]]:
    """Each figure's values over several runs."""
    return {row: {name: tuple(run[row][name] for run in runs) for name in figures} for row, figures in runs[0].items()}


def prediction_interval(values: Sequence[float]) -> Interval:
    """Where one more run's figure lies with 95 %: mean ± t · s · √(1 + 1/n) (Student's t with n - 1 degrees).

    Args:
        values: of runs with other seeds, two at least.
    """
    n = len(values)
    half = float(t.ppf((1 + LEVEL) / 2, n - 1)) * float(np.std(values, ddof=1)) * math.sqrt(1 + 1 / n)
    mean = float(np.mean(values))
    return mean - half, mean + half


@dataclass(frozen=True)
class Check:
    """One figure of a run beside its interval."""

    row: str
    figure: str
    value: float
    interval: Interval

    @property
    def holds(self) -> bool:
        """Whether it lies within."""
        slack = 1e-9  # equal runs have an interval of no width
        return self.interval[0] - slack <= self.value <= self.interval[1] + slack


def check(figures: Figures, recorded: Recorded, names: Sequence[str]) -> list[Check]:
    """Hold a run's figures against the recorded runs.

    Args:
        figures: of the run.
        recorded: of others.
        names: the figures to check.
    """
    return [
        Check(row, name, figures[row][name], prediction_interval(values[name]))
        for row, values in recorded.figures.items()
        for name in names
    ]
