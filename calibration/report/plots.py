"""DET curves and score histograms as SVG. The same input gives the same bytes.

Words in a plot are ours alone. Names, in any script, stand beside it in the page.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from calibration.errors import CalibrationError
from calibration.metrics.rates import point_at_fmr
from calibration.metrics.scores import Scores
from calibration.report.det import det, part, thin
from calibration.report.frame import FNMR_TICKS, Frame
from calibration.report.svg import for_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = 8
"""The style sheet has `--series-0` to `--series-7`; more models begin again, with another marker."""
MARKERS = {"o": "●", "s": "■", "^": "▲", "D": "◆", "v": "▼"}
"""Matplotlib's name for a marker, and the same for a legend in text."""

MARKED = (1e-2, 1e-3, 1e-4, 1e-5)

_INK, _QUIET, _GRID, _PAPER, _GENUINE, _IMPOSTOR = (f"#0000{number:02x}" for number in range(1, 7))
_PAGE = {
    _INK: "var(--ink)",
    _QUIET: "var(--quiet)",
    _GRID: "var(--grid)",
    _PAPER: "var(--card)",
    _GENUINE: "var(--genuine)",
    _IMPOSTOR: "var(--impostor)",
    **{f"#0001{number:02x}": f"var(--series-{number})" for number in range(COLOURS)},
}
_STYLE = {
    "svg.fonttype": "none",
    "font.size": 10,
    "axes.edgecolor": _QUIET,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlecolor": _QUIET,
    "axes.labelcolor": _QUIET,
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": _QUIET,
    "ytick.color": _QUIET,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "grid.color": _GRID,
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.6,
}
_MARGINS = (0.62, 0.46, 0.1, 0.27)
"""Inches left, below, right and above of the axes: the same for all, so that plots beside each other line up."""

_NONE = 0.5
"""Where a log axis draws an empty bin: below its lower end."""


@dataclass(frozen=True)
class Line:
    """One model of a DET plot."""

    place: int
    """Of the model in the report: it chooses colour and marker."""
    genuines: Scores
    impostors: Scores


def style_of(place: int) -> tuple[int, str]:
    """Which `--series-…` colour and which marker a model has, by its place in the report."""
    return place % COLOURS, list(MARKERS)[place % len(MARKERS)]


def det_plot(lines: Sequence[Line], shared: Frame, *, salt: str) -> str:
    """FNMR over FMR on probit axes, a line for each model; dashed where its impostors are fewer than 3/FMR.

    Args:
        lines: each with at least one genuine and one impostor.
        shared: the axes.
        salt: makes the ids of this plot its own within the page.

    Raises:
        CalibrationError: matplotlib is not installed.
    """

    def draw(axes: Axes) -> None:
        for line in lines:
            _draw_line(axes, line, shared)
        decades = 10.0 ** np.arange(round(np.log10(shared.fmr[0])), 0)
        axes.set_xticks(ndtri(decades), [f"1e{round(np.log10(tick))}" for tick in decades])
        ticks = FNMR_TICKS[(shared.fnmr[0] <= FNMR_TICKS) & (shared.fnmr[1] >= FNMR_TICKS)]
        axes.set_yticks(ndtri(ticks), [f"{100 * tick:g} %" for tick in ticks])
        axes.set_xlim(*ndtri(shared.fmr))
        axes.set_ylim(*ndtri(shared.fnmr))
        axes.set_title("FNMR", loc="left")
        axes.set_xlabel("FMR", loc="right")
        axes.grid(visible=True)

    return _drawn(draw, size=(4.4, 3.6), salt=salt)


def histogram(genuines: Scores, impostors: Scores, shared: Frame, *, salt: str, bins: int = 80) -> str:
    """How many comparisons there are at each score, on a log axis.

    Raises:
        CalibrationError: matplotlib is not installed.
    """

    def draw(axes: Axes) -> None:
        edges = np.linspace(*shared.scores, bins + 1)
        highest = 10.0
        for scores, colour in ((impostors, _IMPOSTOR), (genuines, _GENUINE)):
            if scores.total:
                counts = np.diff(scores.below(edges))  # the last edge lies above every score
                highest = max(highest, 2 * counts.max())
                axes.stairs(counts, edges, baseline=_NONE, fill=True, color=colour, alpha=0.22, linewidth=0)
                axes.stairs(np.maximum(counts, _NONE), edges, baseline=None, color=colour, linewidth=1.3)
        axes.set_yscale("log")
        decades = 10.0 ** np.arange(0, np.floor(np.log10(highest)) + 0.5)
        axes.set_yticks(decades, [f"{tick:,.0f}" if tick < 1e4 else f"1e{round(np.log10(tick))}" for tick in decades])
        axes.minorticks_off()
        axes.set_ylim(0.7, highest)
        axes.set_xlim(*shared.scores)
        axes.set_title("comparisons", loc="left")
        axes.set_xlabel("cosine", loc="right")
        axes.grid(visible=True, axis="y")

    return _drawn(draw, size=(4.4, 2.5), salt=salt)


def _draw_line(axes: Axes, line: Line, shared: Frame) -> None:
    number, marker = style_of(line.place)
    colour = f"#0001{number:02x}"
    curve = thin(det(line.genuines, line.impostors))
    left, right = shared.fmr
    limit = min(max(3 / line.impostors.total, left), right)
    for low, high, dash in ((left, limit, (0, (2.5, 2))), (limit, right, "solid")):
        if low < high:
            fmr, fnmr = part(curve, low, high)  # beyond the axes it runs along their edge
            y = ndtri(np.clip(fnmr, *shared.fnmr))
            axes.plot(ndtri(fmr), y, drawstyle="steps-post", color=colour, linestyle=dash)
    points = [point_at_fmr(line.genuines, line.impostors, target) for target in MARKED if target >= left]
    axes.plot(
        ndtri([point.target for point in points if point.supported]),
        ndtri(np.clip([point.fnmr for point in points if point.supported], *shared.fnmr)),
        linestyle="none",
        marker=marker,
        markersize=6,
        markeredgecolor=_PAPER,
        markerfacecolor=colour,
        clip_on=False,
        zorder=3,
    )


def _drawn(draw: Callable[[Axes], None], *, size: tuple[float, float], salt: str) -> str:
    """What is drawn on one pair of axes, `size` in inches, as SVG for a page."""
    try:
        from matplotlib import style
        from matplotlib.figure import Figure
    except ImportError:
        raise CalibrationError("matplotlib is not installed: `pip install 'maskgate[trainer]'`") from None
    buffer = io.StringIO()
    with style.context(["default", {**_STYLE, "svg.hashsalt": salt}]):  # nobody's own matplotlibrc
        figure = Figure(figsize=size)
        width, height = size
        left, bottom, right, top = _MARGINS
        draw(figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (bottom + top) / height)))
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return for_page(buffer.getvalue(), _PAGE)
