"""Operating points: the threshold at a false match rate, and how well it is supported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from engines.errors import ModelError

Cell = Literal["unmasked-unmasked", "masked-unmasked", "masked-masked"]
"""Probe and reference, in this order (law 4)."""

CELLS: tuple[Cell, ...] = ("unmasked-unmasked", "masked-unmasked", "masked-masked")

Status = Literal["measured", "extrapolated", "insufficient"]

Mask = Literal["masked", "unmasked"]
"""What a face wears; where it isn't known, None stands."""


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


def possible_cells(probe: Mask | None, reference: Mask | None) -> tuple[Cell, ...]:
    """The cells that a comparison may belong to; a cosine does not care which of the two faces wears the mask."""
    masked = range((probe == "masked") + (reference == "masked"), 3 - (probe == "unmasked") - (reference == "unmasked"))
    return tuple(CELLS[count] for count in masked)


def sufficient_point(
    points: Iterable[OperatingPoint], *, fmr: float, cell: Cell, extrapolated: bool = False
) -> OperatingPoint:
    """The point of a cell that a wanted false match rate needs: of those at this rate or below, the least strict.

    Nothing is interpolated. Should a card's thresholds fall where its rates fall, the higher one counts, so that a
    lower rate never gives a lower threshold.

    Args:
        points: Of a card.
        fmr: Wanted rate, one comparison against another person.
        cell: The cell.
        extrapolated: Also take points that were estimated beyond the data.

    Raises:
        ModelError: there is none.
    """
    points = [point for point in points if point.cell == cell]
    usable = [p for p in points if p.status == "measured" or (extrapolated and p.status == "extrapolated")]
    enough = [point for point in usable if point.fmr <= fmr * (1 + 1e-9)]
    if not enough:
        raise ModelError(_none_suffices(points, usable, fmr, cell))
    chosen = max(enough, key=lambda point: point.fmr)
    threshold = max(p.threshold for p in usable if p.threshold is not None and p.fmr >= chosen.fmr)
    return chosen.model_copy(update={"threshold": threshold})


def _none_suffices(points: list[OperatingPoint], usable: list[OperatingPoint], fmr: float, cell: Cell) -> str:
    lower = [point for point in points if point.fmr <= fmr * (1 + 1e-9)]
    have = ", ".join(f"{point.fmr:g}" for point in usable) or "none"
    if any(point.status == "extrapolated" for point in lower):
        return (
            f"at FMR {fmr:.3g} and below, the card's points in the cell {cell} are extrapolated, not measured: choose "
            f"a higher rate (it has: {have}), or set `extrapolated = true` under [recognition] to use them all the same"
        )
    if lower:
        return (
            f"the card has insufficient data ({lower[0].impostors:,} impostor comparisons) for FMR {fmr:.3g} in the "
            f"cell {cell}: choose a higher rate (it has: {have}) or measure on more people with "
            "`calibration thresholds`"
        )
    return (
        f"the card holds no operating point at FMR {fmr:.3g} or below in the cell {cell} (it has: {have}): choose a "
        "higher rate or make one with `calibration thresholds`"
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
