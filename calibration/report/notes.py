"""What stands below every table, so that nobody has to guess what a figure means."""

from __future__ import annotations

from collections.abc import Iterable

from calibration.report.names import Metric
from calibration.report.verdict import RULE
from calibration.report.words import UNSUPPORTED

NOTES = (
    "Scores are cosines; a comparison is accepted when its score is at or above the threshold. FMR and FNMR count "
    "completed comparisons only; an image without a usable face is a failure to acquire, counted apart.",
    "Below or beside a figure: its 95 % interval, in the same unit, and the genuine (g) and impostor (i) comparisons "
    "that it stands on.",
    f"{UNSUPPORTED} Not supported: fewer impostor comparisons than 3/FMR. The number follows the protocol's own "
    "definition and sets no threshold.",
    RULE,
)

DIFFERENCES = (
    "The model's figure less that of the base, on the same images, with a 95 % interval from a paired bootstrap over "
    "people; pp are percentage points. “Better” or “worse” only where the whole interval lies on one side of zero."
)

FACES = "This page shows photographs of people. Handle it as the personal data that it holds."


def meanings(metrics: Iterable[Metric]) -> dict[str, str]:
    """Each metric's label with what it means, once."""
    return {metric.label: metric.meaning for metric in metrics}
