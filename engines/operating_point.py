"""Operating points: the threshold at a false match rate, and how well it is supported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from engines.errors import ModelError

Cell = Literal["unmasked-unmasked", "masked-unmasked", "masked-masked"]
"""Probe and reference, in this order (law 4)."""

Status = Literal["measured", "extrapolated", "insufficient"]


class OperatingPoint(BaseModel):
    """Accept when cosine >= threshold. A point without enough impostors holds no threshold (law 4)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: Cell
    fmr: float
    """The wanted false match rate, one comparison against another person."""
    threshold: float | None
    fnmr: float | None
    impostors: int
    """Impostor comparisons it was measured on."""
    false_matches: int | None = None
    """How many of them reach the threshold; below 30 the point is not called measured."""
    genuines: int
    subjects: int
    interval: tuple[float, float] | None
    """95 % interval of the false match rate at the threshold."""
    status: Status
    data: str
    measured_at: str

    @model_validator(mode="after")
    def _no_number_without_data(self) -> OperatingPoint:
        if (self.threshold is None) != (self.status == "insufficient"):
            raise ValueError("a point holds a threshold exactly when its status is not 'insufficient'")
        return self


def threshold_at(points: Iterable[OperatingPoint], *, fmr: float, cell: Cell) -> OperatingPoint:
    """The usable operating point of a cell at a wanted false match rate.

    Raises:
        ModelError: there is none, or the data behind it was too small to support a threshold.
    """
    points = [point for point in points if point.cell == cell]
    for point in points:
        if abs(point.fmr - fmr) <= 1e-3 * fmr:
            if point.threshold is None:
                raise ModelError(
                    f"the card has insufficient data ({point.impostors:,} impostor comparisons) for FMR {fmr:g} "
                    f"in the cell {cell}: choose a higher FMR or measure on more people with `calibration thresholds`"
                )
            return point
    have = ", ".join(f"{point.fmr:g}" for point in points if point.threshold is not None) or "none"
    raise ModelError(
        f"the card holds no operating point at FMR {fmr:g} in the cell {cell} (it has: {have}): "
        "make one with `calibration thresholds`"
    )


def measured_cells(points: Iterable[OperatingPoint]) -> tuple[Cell, ...]:
    """The cells in which comparisons were made, enough of them or not; a card also lists those nobody looked at yet."""
    return tuple(dict.fromkeys(point.cell for point in points if point.impostors))


def strictest_fmr(points: Iterable[OperatingPoint]) -> float:
    """The lowest false match rate at which every measured cell holds a measured point.

    Raises:
        ModelError: there is none.
    """
    points = list(points)
    cells = measured_cells(points)
    measured = {(point.cell, point.fmr) for point in points if point.status == "measured"}
    rates = {fmr for _, fmr in measured if all((cell, fmr) in measured for cell in cells)}
    if not rates:
        raise ModelError("the card holds no measured operating point: make them with `calibration thresholds`")
    return min(rates)
