from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib import rcParams

from calibration.metrics.scores import Scores
from calibration.report.frame import frame
from calibration.report.plots import Line, det_plot, histogram
from calibration.report.types import Report


def _normal(mean: float, number: int, seed: int = 0) -> Scores:
    return Scores.of(np.random.default_rng(seed).normal(mean, 0.1, number).astype(np.float32))


def _lines(svg: str) -> list[str]:
    return re.findall(r"<path[^>]*stroke: var\(--series-0\)[^>]*>", svg)


def _markers(svg: str) -> int:
    return len(re.findall(r"<use[^>]*fill: var\(--series-0\)", svg))


@pytest.mark.parametrize(("impostors", "marked"), [(300, 1), (3000, 2), (29_999, 2), (30_000, 3), (300_000, 4)])
def test_marks_stand_where_the_impostors_support_them(build, impostors, marked) -> None:
    one = build(impostors=impostors)
    shared = frame([one])
    assert _markers(det_plot([Line(0, one.genuines, one.impostors)], shared, salt="a")) == marked


def test_what_is_not_supported_is_dashed(build) -> None:
    one = build(impostors=3000)
    svg = det_plot([Line(0, one.genuines, one.impostors)], frame([one]), salt="a")
    dashed, solid = _lines(svg)
    assert "stroke-dasharray" in dashed
    assert "stroke-dasharray" not in solid
    joint = re.search(r'd="M.*L (\S+) \S+\s*"', dashed)[1]
    assert solid.split('d="M ')[1].split()[0] == joint


def test_a_curve_of_millions_is_small() -> None:
    genuines, impostors = _normal(0.4, 1_000_000), _normal(0.05, 1_000_000, 1)
    weighted = Scores.of(impostors.values, np.full(1_000_000, 30.0))
    shared = frame([])
    assert len(det_plot([Line(0, genuines, weighted)], shared, salt="a")) < 60_000


def test_the_same_input_gives_the_same_bytes_whatever_the_users_settings(build, monkeypatch) -> None:
    one = build()
    lines, shared = [Line(0, one.genuines, one.impostors)], frame([one])
    before = det_plot(lines, shared, salt="a"), histogram(one.genuines, one.impostors, shared, salt="b")
    monkeypatch.setitem(rcParams, "lines.linewidth", 9)
    monkeypatch.setitem(rcParams, "svg.fonttype", "path")
    assert (det_plot(lines, shared, salt="a"), histogram(one.genuines, one.impostors, shared, salt="b")) == before
    assert rcParams["lines.linewidth"] == 9
    assert "2026" not in before[0]


def test_plots_have_ids_of_their_own(build) -> None:
    one = build()
    lines, shared = [Line(0, one.genuines, one.impostors)], frame([one])
    first, second = (set(re.findall(r'\sid="([^"]*)"', det_plot(lines, shared, salt=salt))) for salt in "ab")
    assert first
    assert not first & second


def test_the_axes_reach_as_far_as_the_figures_can_be_supported(build) -> None:
    small, large = build(impostors=3000), build(impostors=200_000, genuine_mean=0.1)
    assert frame([small]).fmr == (1e-4, 0.4)
    assert frame([small]).fnmr == (1e-4, 0.4)
    wide = frame([small, large])
    assert wide.fmr[0] == pytest.approx(1e-6)
    assert wide.fnmr[1] >= 0.95
    low, high = wide.scores
    assert low <= min(one.values[0] for one in (small.impostors, large.impostors))
    assert high > max(one.values[-1] for one in (small.genuines, large.genuines))


@pytest.mark.parametrize("scores", [[0.5], [1.0, 1.0], [-1.0], [0.3, 0.30000001]])
def test_few_scores_and_constant_ones_are_drawn(build, scores) -> None:
    one = Scores.of(scores)
    shared = frame([])
    assert "<svg" in histogram(one, Scores.of([]), shared, salt="a")
    assert "<svg" in det_plot([Line(0, one, one)], shared, salt="a")


def test_frame_of_nothing() -> None:
    assert frame(Report((), (), {}).results).scores == (0.0, 1.1)
