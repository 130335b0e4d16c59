"""What a metric's name means to a reader: its label, its unit, which way is better, what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

TPR_PREFIX = "tpr_at_far_"
"""Names such as `tpr_at_far_0.002`; JSON nests them under `tpr_at_far`."""


@dataclass(frozen=True)
class Metric:
    """How a metric is shown and judged."""

    name: str
    label: str
    meaning: str
    """One line for somebody who has to sign for the figure."""
    unit: Literal["rate", "area", "ratio", "score"]
    better: Literal["lower", "higher"] | None
    """None: neither way is better by itself, so none is praised."""
    behind: tuple[str, ...] = ("genuine", "impostor")
    """The counts that the figure stands on."""
    target: float | None = None
    """The false match rate that it is read at, if it is."""
    headline: bool = True
    """Whether it belongs to the paper's table; if not, to the other readings beside it."""

    def is_better(self, value: float, than: float) -> bool:
        """Whether one value is strictly better than another."""
        return value < than if self.better == "lower" else value > than if self.better == "higher" else False


_KNOWN = (
    Metric("accuracy", "Accuracy", "share of pairs decided rightly, over folds", "rate", "higher"),
    Metric("accuracy_std", "Accuracy, std", "deviation of the folds' accuracies", "rate", None, headline=False),
    Metric("eer", "EER", "equal error rate, on the straight-lined ROC", "rate", "lower"),
    Metric("fmr100", "FMR100", "FNMR at the smallest threshold with FMR ≤ 1e-2", "rate", "lower", target=1e-2),
    Metric("fmr1000", "FMR1000", "FNMR at the smallest threshold with FMR ≤ 1e-3", "rate", "lower", target=1e-3),
    Metric("fmr10000", "FMR10000", "FNMR at the smallest threshold with FMR ≤ 1e-4", "rate", "lower", target=1e-4),
    Metric("g_mean", "G-mean", "mean genuine score", "score", None, ("genuine",)),
    Metric("i_mean", "I-mean", "mean impostor score", "score", None, ("impostor",)),
    Metric("fdr", "FDR", "Fisher discriminant ratio of the two distributions", "ratio", "higher"),
    Metric("auc", "AUC", "area under the ROC", "area", "higher", headline=False),
    Metric("d_prime", "d′", "decidability: distance of the means over their spread", "ratio", "higher", headline=False),
    Metric("eer_fvc", "EER (FVC)", "equal error rate by FVC2000's rule (pyeer)", "rate", "lower", headline=False),
    Metric("fta", "FTA", "failure-to-acquire rate", "rate", "lower", ("failure_to_acquire",), headline=False),
)
_BY_NAME = {metric.name: metric for metric in _KNOWN}
_AT_FMR = re.compile(r"(fmr|frr)(10+)(_nearest|_nist)?")
_READINGS = {
    "": ("", ""),
    "_nearest": (" (nearest)", ", by pyeer's rule: where the FMR is nearest to it, perhaps above"),
    "_nist": (" (NIST)", ", a failure to acquire counting as a non-match"),
}


def metric(name: str) -> Metric:
    """What is known about a name; an unknown one is shown as a plain number under its own name."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.startswith(TPR_PREFIX):
        rate = name.removeprefix(TPR_PREFIX)
        meaning = f"share of genuine pairs accepted where FMR ≤ {rate}"
        return Metric(name, f"TPR at FAR {rate}", meaning, "rate", "higher", target=_rate(rate))
    if found := _AT_FMR.fullmatch(name):
        kind, power, suffix = found[1], len(found[2]) - 1, found[3] or ""
        label, rule = _READINGS[suffix]
        error = "FNMR" if kind == "fmr" else "FRR of one attempt, failures to acquire included,"
        meaning = f"{error} at FMR 1e-{power}{rule}"
        return Metric(
            name, f"{kind.upper()}{found[2]}{label}", meaning, "rate", "lower", target=10.0**-power, headline=False
        )
    return Metric(name, name, "as the protocol defines it", "ratio", None, headline=False)


def in_order(names: Iterable[str], *, headline: bool) -> list[Metric]:
    """The paper's metrics, or all others, as a table orders them: the catalogue's, TPR after the FMR points.

    Metrics of one kind stand by their false match rate, the highest first.
    """
    places = {known.name: place for place, known in enumerate(_KNOWN)}

    def place(one: Metric) -> tuple[float, str, float]:
        unlisted = places["fmr10000"] + 0.5 if headline else len(places)
        return places.get(one.name, unlisted), re.sub(r"[\d.]", "", one.name), -(one.target or 0)

    return sorted((one for one in map(metric, dict.fromkeys(names)) if one.headline is headline), key=place)


def _rate(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
