from __future__ import annotations

import math

import pytest

from calibration.report.names import in_order, metric
from calibration.report.words import behind, figure, plain, span


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("eer", 0.0066667, "0.667 %"),
        ("eer", math.nan, "–"),
        ("fdr", 16.6177, "16.618"),
        ("fdr", math.inf, "∞"),
        ("auc", 0.9991749, "0.99917"),
        ("g_mean", -0.01, "−0.0100"),
        ("tpr_at_far_0.002", 1.0, "100.000 %"),
        ("something else", 1234.5, "1,234.500"),
    ],
)
def test_a_figure_has_its_unit(name, value, text) -> None:
    assert figure(value, metric(name)) == text


def test_a_difference_of_rates_is_in_percentage_points() -> None:
    assert figure(-0.012, metric("eer"), sign=True) == "−1.200 pp"
    assert span((-0.02, 0.001), metric("eer"), sign=True) == "−2.000 … +0.100"
    assert figure(0.012, metric("fdr"), sign=True) == "+0.012"


def test_a_figure_names_what_it_stands_on() -> None:
    counts = {"genuine": 3000, "impostor": 29640749}
    assert behind(counts, metric("eer")) == "3,000 g, 29,640,749 i"
    assert behind(counts, metric("i_mean")) == "29,640,749 i"
    assert behind({}, metric("eer")) == "– g, – i"


def test_names_keep_their_script_and_lose_what_harms() -> None:
    assert plain("山田花子 عمر שרה Ærø 👩🏽‍🔬") == "山田花子 عمر שרה Ærø 👩🏽‍🔬"
    harmful = "a\x1b[31m\r\n\x00\u202egpj.\u2028" + b"\xff".decode("utf-8", "surrogateescape")
    assert plain(harmful) == "a�[31m����gpj.��"


def test_the_papers_metrics_come_first_and_in_its_order() -> None:
    names = [
        "x_own",
        "fdr",
        "fmr10000_nearest",
        "tpr_at_far_0.002",
        "tpr_at_far_0.01",
        "fmr100_nearest",
        "eer",
        "fmr100",
    ]
    assert [one.name for one in in_order(names, headline=True)] == [
        "eer",
        "fmr100",
        "tpr_at_far_0.01",
        "tpr_at_far_0.002",
        "fdr",
    ]
    assert [one.name for one in in_order(names, headline=False)] == ["fmr100_nearest", "fmr10000_nearest", "x_own"]


def test_what_a_name_says_about_its_false_match_rate() -> None:
    assert metric("fmr1000").target == metric("fmr1000_nearest").target == metric("frr1000").target == 1e-3
    assert metric("tpr_at_far_0.002").target == 0.002
    assert metric("tpr_at_far_rubbish").target is None
    assert "NIST" in metric("fmr100_nist").label
