"""The policy of a model: thresholds come from its card, by a wanted false match rate (law 4)."""

from __future__ import annotations

from dataclasses import replace

from engines.card import Card
from engines.errors import ModelError
from engines.operating_point import measured_cells, sufficient_point
from gate.access.decision import CellThreshold, Policy


def policy_from_card(card: Card, *, fmr: float, extrapolated: bool = False) -> Policy:
    """A policy with the default rules, and in each cell that the card was measured in the threshold of that cell.

    A comparison in a cell that nobody measured, or of which the cell isn't known, takes the strictest of them. Rules
    from the settings go in with `dataclasses.replace`, which checks them.

    Args:
        card: The recogniser's.
        fmr: Wanted false match rate, one comparison against another person. The point at this rate is taken, or else
            the next stricter one.
        extrapolated: Also take points that were estimated beyond the data.

    Raises:
        ModelError: the card is no recogniser's, has no operating points, or a measured cell has none at `fmr` or below.
    """
    if card.template_space is None:
        raise ModelError(f"the model {card.name} makes no templates: choose a recogniser")
    measured = measured_cells(card.operating_points)
    if not measured:
        raise ModelError(
            f"the card of {card.name} holds no operating points, so no threshold is known: "
            f"measure them with `calibration thresholds {card.name} --data DIR`"
        )
    cells = []
    for cell in measured:
        point = sufficient_point(card.operating_points, fmr=fmr, cell=cell, extrapolated=extrapolated)
        assert point.threshold is not None  # of a usable point
        cells.append(
            CellThreshold(
                cell,
                point.threshold,
                point.fmr,
                point.status,
                point.impostors,
                interval=point.interval,
                data=point.data,
            )
        )
    strictest = max(cells, key=lambda cell: (cell.threshold, cell.cell))
    return Policy(
        template_space=card.template_space,
        threshold=strictest.threshold,
        fmr=strictest.fmr,
        cell=strictest.cell,
        cells=tuple(cells),
    )


def with_floor(policy: Policy, floor: float | None) -> Policy:
    """The policy with no threshold below the floor; None: there is none."""
    if floor is None:
        return policy
    cells = tuple(replace(cell, threshold=max(cell.threshold, floor)) for cell in policy.cells)
    return replace(policy, threshold=max(policy.threshold, floor), cells=cells)
