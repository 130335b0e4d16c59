"""Networks measured on the same pictures, and held against each other.

The intervals of the differences come from a bootstrap over people that draws the same people for all networks, so they
are paired. One recipe trained from several seeds is several students, and its figure is their mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.bootstrap import fnmr_samples
from calibration.metrics.intervals import Interval, percentile_interval
from calibration.metrics.rates import threshold_at_fmr
from calibration.metrics.summary import summarise
from trainer.protocol import Protocol
from trainer.validate import Embed, cells

ROWS = ("masked-unmasked", "masked-masked", "unmasked-unmasked")
"""Probes and references, in the order of the MaskInv paper's tables."""

RATES: Mapping[str, float] = {"FNMR at FMR 1e-2": 1e-2, "FNMR at FMR 1e-3": 1e-3, "FNMR at FMR 1e-4": 1e-4}
"""The figures whose differences have an interval."""

_NAMES = {
    "EER": "eer",
    **dict(zip(RATES, ("fmr100", "fmr1000", "fmr10000"), strict=True)),
    "FDR": "fdr",
    "d′": "d_prime",
    "impostor mean": "i_mean",
}
_TAIL = "impostor 99.9 %"

FIGURES = (*_NAMES, _TAIL)


@dataclass(frozen=True, eq=False)
class Measured:
    """One network."""

    figures: Mapping[str, Mapping[str, float]]
    """By row and figure."""
    samples: Mapping[str, NDArray[np.float64]]
    """By row: (replicates, len(RATES)), the rates of people drawn anew; equal draws for all networks."""


@dataclass(frozen=True)
class Compared:
    """One figure of one row."""

    row: str
    figure: str
    baseline: float
    students: tuple[float, ...]
    """One for each seed."""
    difference: float
    """Mean of the students, less the baseline."""
    interval: Interval | None
    """95 %, over people; only `RATES` have one."""

    @property
    def mean(self) -> float:
        """Of the students."""
        return float(np.mean(self.students))


def measure(protocol: Protocol, embed: Embed, replicates: int) -> Measured:
    """Measure a network on all comparisons of the three cells."""
    figures, samples = {}, {}
    for cell, table in cells(protocol, embed).items():
        genuine, impostor = table.genuine_scores(), table.impostor_scores()
        found = summarise(genuine, impostor)
        values = {figure: found[name] for figure, name in _NAMES.items()}
        figures[str(cell)] = values | {_TAIL: threshold_at_fmr(impostor, 1e-3)}
        samples[str(cell)] = fnmr_samples(table, list(RATES.values()), replicates=replicates)
    return Measured(figures, samples)


def compare(baseline: Sequence[Measured], students: Sequence[Measured]) -> list[Compared]:
    """Hold the mean of some networks against that of others, measured on the same pictures."""
    return [_compared(row, figure, baseline, students) for row in ROWS for figure in FIGURES]


def _compared(row: str, figure: str, baseline: Sequence[Measured], students: Sequence[Measured]) -> Compared:
    before = float(np.mean([one.figures[row][figure] for one in baseline]))
    after = tuple(one.figures[row][figure] for one in students)
    interval = None
    if figure in RATES:
        column = list(RATES).index(figure)
        drawn = [np.mean([one.samples[row][:, column] for one in part], axis=0) for part in (students, baseline)]
        interval = percentile_interval(drawn[0] - drawn[1])
    return Compared(row, figure, before, after, float(np.mean(after)) - before, interval)
