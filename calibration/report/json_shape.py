"""A report as JSON: what `--json` prints and `report.json` holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from calibration.report.names import TPR_PREFIX, metric
from calibration.report.types import Measured, Report
from calibration.report.verdict import is_supported

T = TypeVar("T")


def as_json(report: Report) -> dict[str, Any]:
    """Figures as they were measured, unrounded; what is no finite number becomes null, so that any reader takes it.

    Returns:
        `{"results": [{"model", "digest", "protocol", "masks", "metrics", "intervals", "supported", "counts"}],
        "differences": [{"model", "base", "protocol", "masks", "metric", "value", "interval"}], "provenance"}`;
        in `metrics`, `intervals` and `supported` the TPRs lie one level deeper: `{"tpr_at_far": {"0.002": …}}`.
    """
    return {
        "results": [
            {
                "model": result.model,
                "digest": result.digest,
                "protocol": result.protocol,
                "masks": result.masks,
                "metrics": _nested(result.metrics, _finite),
                "intervals": _nested(result.intervals, _ends),
                "supported": _nested(_supported(result), bool),
                "counts": {kind: int(number) for kind, number in result.counts.items()},
            }
            for result in report.results
        ],
        "differences": [
            {
                "model": one.model,
                "base": one.base,
                "protocol": one.protocol,
                "masks": one.masks,
                "metric": one.metric,
                "value": _finite(one.value),
                "interval": _ends(one.interval),
            }
            for one in report.differences
        ],
        "provenance": dict(report.provenance),
    }


def _supported(result: Measured) -> dict[str, bool]:
    read_at = {name: known for name in result.metrics if (known := metric(name)).target is not None}
    return {**result.supported, **{name: is_supported(result, known) for name, known in read_at.items()}}


def _nested(figures: Mapping[str, T], shown: Callable[[T], Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {name: shown(value) for name, value in figures.items() if not name.startswith(TPR_PREFIX)}
    tpr = {
        name.removeprefix(TPR_PREFIX): shown(value) for name, value in figures.items() if name.startswith(TPR_PREFIX)
    }
    return {**nested, "tpr_at_far": tpr} if tpr else nested


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _ends(interval: tuple[float, float]) -> list[float | None]:
    return [_finite(end) for end in interval]
