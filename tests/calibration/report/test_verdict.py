from __future__ import annotations

from dataclasses import replace

import pytest

from calibration.report.names import metric
from calibration.report.verdict import is_best, is_supported, verdict

EER, FDR = metric("eer"), metric("fdr")


@pytest.fixture
def pair(build):
    """The student has the lower EER."""
    base, student = build("sface"), build("student")
    return (
        replace(base, metrics={"eer": 0.03, "fdr": 5.0, "g_mean": 0.5}),
        replace(student, metrics={"eer": 0.02, "fdr": 9.0, "g_mean": 0.6}),
    )


def test_bold_needs_an_interval_that_excludes_zero(pair, differ) -> None:
    base, student = pair
    assert is_best(student, [base], EER, [differ()])
    assert not is_best(base, [student], EER, [differ()])
    assert not is_best(student, [base], EER, [differ(width=0.02)])
    assert not is_best(student, [base], EER, [])
    assert not is_best(student, [], EER, [differ()])


def test_a_difference_counts_whichever_way_it_was_taken(pair, differ) -> None:
    base, student = pair
    assert is_best(student, [base], EER, [differ("sface", "student", value=0.01)])
    assert not is_best(base, [student], EER, [differ("sface", "student", value=0.01)])
    assert is_best(student, [base], FDR, [differ(metric="fdr", value=4.0)])


@pytest.mark.parametrize("other", [{"protocol": "mfr2"}, {"masks": "masked-masked"}, {"metric": "fmr100"}])
def test_a_difference_of_something_else_does_not_count(pair, differ, other) -> None:
    base, student = pair
    assert not is_best(student, [base], EER, [replace(differ(), **other)])


def test_every_other_model_must_be_beaten(pair, build, differ) -> None:
    base, student = pair
    third = replace(build("third"), metrics={"eer": 0.025})
    shown = [differ()]
    assert not is_best(student, [base, third], EER, shown)
    assert is_best(student, [base, third], EER, [*shown, differ(base="third", value=-0.005)])


def test_neither_unsupported_nor_missing_nor_undirected_figures_are_bold(pair, differ) -> None:
    base, student = pair
    assert not is_best(replace(student, supported={"eer": False}), [base], EER, [differ()])
    assert not is_best(student, [replace(base, metrics={"eer": float("nan")})], EER, [differ()])
    assert not is_best(student, [replace(base, metrics={})], EER, [differ()])
    assert not is_best(student, [base], metric("g_mean"), [differ(metric="g_mean", value=0.1)])


def test_a_verdict_in_words(differ) -> None:
    assert verdict(differ(), EER) == "better"
    assert verdict(differ(value=0.01), EER) == "worse"
    assert verdict(differ(width=0.02), EER) == "no difference shown"
    assert verdict(differ(value=0.01, width=0.02), EER) == "no difference shown"
    assert verdict(differ(value=0.01, width=0.01), EER) == "no difference shown"
    assert verdict(differ(value=0.5, metric="fdr"), FDR) == "better"
    assert verdict(differ(value=0.5, metric="g_mean"), metric("g_mean")) == "differs"


def test_support_that_nobody_stated_follows_the_rule_of_three(build) -> None:
    silent = replace(build(impostors=3000), supported={})
    assert is_supported(silent, metric("fmr1000"))
    assert not is_supported(silent, metric("fmr10000_nearest"))
    assert not is_supported(silent, metric("tpr_at_far_0.0005"))
    assert is_supported(silent, EER)
    assert not is_supported(replace(silent, supported={"fmr100": False}), metric("fmr100"))
