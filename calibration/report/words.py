"""Figures and names as text: the same on a terminal, in Markdown and on the page."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping

from calibration.metrics.intervals import Interval
from calibration.report.names import Metric

NO_NUMBER = "–"
UNSUPPORTED = "†"
"""Stands behind a figure that the number of comparisons can't support."""

_DECIMALS = {"rate": 3, "area": 5, "ratio": 3, "score": 4}
_ABBREVIATED = {"genuine": "g", "impostor": "i", "failure_to_acquire": "failures"}


def figure(value: float, metric: Metric, *, sign: bool = False) -> str:
    """A value with its unit: rates in percent, or, as a signed difference, in percentage points (pp)."""
    text = _number(value, metric, sign=sign)
    if metric.unit != "rate" or not math.isfinite(value):
        return text
    return f"{text} {'pp' if sign else '%'}"


def span(interval: Interval | None, metric: Metric, *, sign: bool = False) -> str:
    """An interval, in the unit of its figure."""
    if interval is None:
        return NO_NUMBER
    low, high = (_number(end, metric, sign=sign) for end in interval)
    return f"{low} … {high}"


def count(counts: Mapping[str, int], kind: str) -> str:
    """A count with its thousands apart; a dash where nobody counted."""
    return f"{counts[kind]:,}" if kind in counts else NO_NUMBER


def behind(counts: Mapping[str, int], metric: Metric) -> str:
    """The comparisons that a figure stands on: "3,000 g, 29,640,749 i" (genuine, impostor)."""
    return ", ".join(f"{count(counts, kind)} {_ABBREVIATED[kind]}" for kind in metric.behind)


def plain(text: str) -> str:
    """A name in any script without what would move the cursor, break the line or fail to be written.

    Control characters, line ends, overrides of the writing direction and undecodable bytes of file names become U+FFFD.
    """
    return "".join("\N{REPLACEMENT CHARACTER}" if _harmful(character) else character for character in text)


def _harmful(character: str) -> bool:
    override = "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    return override or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _number(value: float, metric: Metric, *, sign: bool) -> str:
    if math.isnan(value):
        return NO_NUMBER
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    scaled = 100 * value if metric.unit == "rate" else value
    text = f"{scaled:{'+' if sign else ''},.{_DECIMALS[metric.unit]}f}"
    return text.replace("-", "−")
