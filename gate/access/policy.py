"""The policy of a model: thresholds come from its card, by a wanted false match rate (law 4)."""

from __future__ import annotations

from engines.card import Card
from engines.errors import ModelError
from engines.operating_point import measured_cells, threshold_at
from gate.access.decision import Policy


def policy_from_card(card: Card, *, fmr: float) -> Policy:
    """A policy with the default rules and the strictest threshold of all cells that the card was measured in.

    Nobody knows yet whether a face wears a mask, and doubt takes the stricter rule. Rules from the settings go in with
    `dataclasses.replace`, which checks them.

    Args:
        card: The recogniser's.
        fmr: Wanted false match rate, one comparison against another person.

    Raises:
        ModelError: the card is no recogniser's, has no operating points, or one of its cells has no threshold at `fmr`.
    """
    if card.template_space is None:
        raise ModelError(f"the model {card.name} makes no templates: choose a recogniser")
    cells = measured_cells(card.operating_points)
    if not cells:
        raise ModelError(
            f"the card of {card.name} holds no operating points, so no threshold is known: "
            "measure them with `calibration thresholds`"
        )
    points = [threshold_at(card.operating_points, fmr=fmr, cell=cell) for cell in cells]
    threshold, cell = max((point.threshold, point.cell) for point in points if point.threshold is not None)
    return Policy(template_space=card.template_space, threshold=threshold, fmr=fmr, cell=cell)
