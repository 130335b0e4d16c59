"""When one model may be called better than another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from calibration.metrics.rates import enough_impostors
from calibration.report.names import Metric
from calibration.report.types import Difference, Measured

RULE = (
    "Bold: better than every other model of its column, by a paired 95 % interval that excludes zero for each. "
    "Without such intervals, with one model alone, or where a figure is not supported, nothing is bold."
)


def is_best(result: Measured, others: Sequence[Measured], metric: Metric, differences: Iterable[Difference]) -> bool:
    """Whether a figure may be printed bold, by `RULE`.

    Args:
        result: the model in question.
        others: the other models of the same protocol and mask setting.
        metric: the column.
        differences: of the whole report.
    """
    if metric.better is None or not others:
        return False
    if not all(_sound(one, metric) for one in (result, *others)):
        return False
    relevant = [
        one
        for one in differences
        if (one.protocol, one.masks, one.metric) == (result.protocol, result.masks, metric.name)
    ]
    return all(
        metric.is_better(result.metrics[metric.name], other.metrics[metric.name])
        and any(_shown_better(one, result.model, other.model, metric) for one in relevant)
        for other in others
    )


def verdict(difference: Difference, metric: Metric) -> str:
    """What a paired difference shows about its model: better, worse, or nothing."""
    if not excludes_zero(difference):
        return "no difference shown"
    if metric.better is None:
        return "differs"
    return "better" if metric.is_better(difference.value, 0) else "worse"


def excludes_zero(difference: Difference) -> bool:
    """Whether the whole interval lies on the side of the value."""
    low, high = difference.interval
    return (low > 0 and difference.value > 0) or (high < 0 and difference.value < 0)


def is_supported(result: Measured, metric: Metric) -> bool:
    """Whether the comparisons suffice for a figure: as measured, or by the rule of three where nobody said."""
    if metric.name in result.supported or metric.target is None:
        return result.supported.get(metric.name, True)
    return enough_impostors(result.impostors.total, metric.target)


def _sound(result: Measured, metric: Metric) -> bool:
    return is_supported(result, metric) and not math.isnan(result.metrics.get(metric.name, math.nan))


def _shown_better(one: Difference, model: str, other: str, metric: Metric) -> bool:
    if not excludes_zero(one):
        return False
    if (one.model, one.base) == (model, other):
        return metric.is_better(one.value, 0)
    return (one.model, one.base) == (other, model) and metric.is_better(0, one.value)
