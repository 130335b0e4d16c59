"""Operating points from measured scores: what a model card may promise (law 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from calibration.all_against_all import AllAgainstAll
from calibration.bootstrap import REPLICATES, fmr_intervals
from calibration.extrapolation import extrapolate
from calibration.metrics.rates import enough_impostors, fnmr, point_at_fmr, threshold_at_fmr
from calibration.metrics.scores import Scores
from engines.card import Card
from engines.operating_point import CELLS, Cell, OperatingPoint, Status

FMRS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
"""The false match rates that a card speaks of."""

MIN_FALSE_MATCHES = 30
"""With fewer, a rate is not called measured: Doddington's rule of 30, within ±30 % at 90 % confidence.

(Doddington et al., "The NIST speaker recognition evaluation", Speech Communication 31, 2000.)
"""


def measure_points(
    table: AllAgainstAll,
    *,
    cell: Cell,
    data: str,
    day: date,
    strangers: Scores | None = None,
    extrapolated: bool = False,
    replicates: int = REPLICATES,
) -> tuple[OperatingPoint, ...]:
    """One operating point for each of `FMRS`: the smallest threshold whose false match rate does not exceed it.

    A point is "measured" with at least 30 false matches and 3 / FMR impostor comparisons. With enough comparisons but
    fewer false matches it may be "extrapolated", where that is wanted. Otherwise it is "insufficient" and holds no
    threshold. Intervals come from a bootstrap over people.

    Args:
        table: scores of one cell.
        cell: which.
        data: where the images come from, for the card.
        day: when it was measured.
        strangers: scores of people who are certainly others, for example in real masks: a threshold that they exceed
            more often than the point claims is raised until they don't.
        extrapolated: estimate what can't be counted.
        replicates: of the bootstrap.

    Raises:
        CalibrationError: there are no impostor or no genuine comparisons.
    """
    genuines, impostors = table.genuine_scores(), table.impostor_scores()
    made = []
    for target in FMRS:
        point = point_at_fmr(genuines, impostors, target)
        enough = enough_impostors(impostors.total, target)
        status: Status = "measured" if enough and point.false_matches >= MIN_FALSE_MATCHES else "insufficient"
        threshold, interval, note = point.threshold, None, ""
        if enough and status == "insufficient" and extrapolated:
            threshold, interval = extrapolate(table, target, replicates=replicates)
            status = "extrapolated"
        if strangers is not None and status != "insufficient":
            raised = max(threshold, threshold_at_fmr(strangers, target))
            note = _told(strangers, threshold, raised)
            interval = interval if raised == threshold else None
            threshold = raised
        if status != "insufficient" and interval is None:
            (interval,) = fmr_intervals(table, [threshold], replicates=replicates)
        known = status != "insufficient"
        made.append(
            OperatingPoint(
                cell=cell,
                fmr=target,
                threshold=threshold if known else None,
                fnmr=float(fnmr(genuines, threshold)) if known else None,
                impostors=table.impostors,
                false_matches=int(impostors.reaching(threshold)),
                genuines=len(table.genuine),
                subjects=table.subjects,
                interval=interval,
                status=status,
                data=data + note,
                measured_at=day.isoformat(),
            )
        )
    return tuple(made)


def _told(strangers: Scores, threshold: float, raised: float) -> str:
    """What the strangers showed, for the card."""
    matches, total = int(strangers.reaching(threshold)), int(strangers.total)
    told = f"; real masked strangers matched in {matches:,} of {total:,} comparisons"
    return told if raised == threshold else f"{told} at {threshold:.4f}, so the threshold was raised"


def with_points(card: Card, points: Sequence[OperatingPoint], *, measured: Mapping[str, Any]) -> Card:
    """A card with new points for one cell; other cells keep theirs, and say so where nothing was ever measured.

    Args:
        card: the old one.
        points: all of one cell.
        measured: what else the measurement showed; goes into the card's metrics under the cell's name.
    """
    cell, day = points[0].cell, points[0].measured_at
    kept = {other: [point for point in card.operating_points if point.cell == other] for other in CELLS}
    kept[cell] = list(points)
    return card.model_copy(
        update={
            "operating_points": tuple(
                point for other, its_points in kept.items() for point in its_points or _not_measured(other, day)
            ),
            "metrics": {**card.metrics, cell: dict(measured)},
        }
    )


def _not_measured(cell: Cell, day: str) -> list[OperatingPoint]:
    """The points of a cell without any comparison."""
    return [
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
            measured_at=day,
        )
        for fmr in FMRS
    ]
