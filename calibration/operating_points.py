"""Operating points from measured scores: what a model card may promise (law 4)."""

from __future__ import annotations

from datetime import date

from calibration.all_against_all import AllAgainstAll
from calibration.bootstrap import REPLICATES, fmr_intervals
from calibration.metrics.rates import enough_impostors, point_at_fmr
from engines.operating_point import Cell, OperatingPoint

FMRS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
"""The false match rates that a card speaks of."""

MIN_FALSE_MATCHES = 30
"""With fewer, a rate is not called measured: Doddington's rule of 30, within ±30 % at 90 % confidence.

(Doddington et al., "The NIST speaker recognition evaluation", Speech Communication 31, 2000.)
"""


def measure_points(
    table: AllAgainstAll, *, cell: Cell, subjects: int, data: str, day: date, replicates: int = REPLICATES
) -> tuple[OperatingPoint, ...]:
    """One operating point for each of `FMRS`: the smallest threshold whose false match rate does not exceed it.

    A point is "measured" with at least 30 false matches and 3 / FMR impostor comparisons; otherwise it is
    "insufficient" and holds no threshold. Intervals come from a bootstrap over people.

    Args:
        table: scores of one cell.
        cell: which.
        subjects: people on the images.
        data: where the images come from, for the card.
        day: when it was measured.
        replicates: of the bootstrap.

    Raises:
        CalibrationError: there are no impostor or no genuine comparisons.
    """
    genuines, impostors = table.genuine_scores(), table.impostor_scores()
    points = [point_at_fmr(genuines, impostors, fmr) for fmr in FMRS]
    intervals = fmr_intervals(table, [point.threshold for point in points], replicates=replicates)
    made = []
    for point, interval in zip(points, intervals, strict=True):
        measured = point.false_matches >= MIN_FALSE_MATCHES and enough_impostors(impostors.total, point.target)
        made.append(
            OperatingPoint(
                cell=cell,
                fmr=point.target,
                threshold=point.threshold if measured else None,
                fnmr=point.fnmr if measured else None,
                impostors=table.impostors,
                false_matches=int(point.false_matches),
                genuines=len(table.genuine),
                subjects=subjects,
                interval=interval if measured else None,
                status="measured" if measured else "insufficient",
                data=data,
                measured_at=day.isoformat(),
            )
        )
    return tuple(made)


def not_measured(cell: Cell, *, day: date) -> tuple[OperatingPoint, ...]:
    """The points of a cell without any comparison."""
    return tuple(
        OperatingPoint(
            cell=cell,
            fmr=fmr,
            threshold=None,
            fnmr=None,
            impostors=0,
            false_matches=0,
            genuines=0,
            subjects=0,
            interval=None,
            status="insufficient",
            data="not measured",
            measured_at=day.isoformat(),
        )
        for fmr in FMRS
    )
