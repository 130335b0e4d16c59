from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engines.errors import ModelError
from engines.operating_point import (
    CELLS,
    OperatingPoint,
    measured_cells,
    possible_cells,
    strictest_fmr,
    sufficient_point,
    threshold_at,
)


def _point(**changes: Any) -> OperatingPoint:
    values: dict[str, Any] = {
        "cell": "unmasked-unmasked",
        "fmr": 1e-4,
        "threshold": 0.42,
        "fnmr": 0.02,
        "impostors": 1_000_000,
        "false_matches": 100,
        "genuines": 1000,
        "subjects": 500,
        "interval": (0.00008, 0.00012),
        "status": "measured",
        "data": "test",
        "measured_at": "2026-01-01",
    }
    return OperatingPoint(**{**values, **changes})


def test_picks_by_cell_and_rate() -> None:
    points = [_point(fmr=1e-3, threshold=0.3), _point(), _point(cell="masked-unmasked", threshold=0.5)]
    assert threshold_at(points, fmr=1e-4, cell="unmasked-unmasked").threshold == 0.42
    assert threshold_at(points, fmr=0.0001, cell="masked-unmasked").threshold == 0.5


def test_no_such_rate_names_those_there_are() -> None:
    with pytest.raises(ModelError, match=r"no operating point at FMR 1e-06 .*it has: 0\.0001"):
        threshold_at([_point()], fmr=1e-6, cell="unmasked-unmasked")


def test_insufficient_data_gives_no_number() -> None:
    point = _point(threshold=None, fnmr=None, status="insufficient", impostors=99)
    with pytest.raises(ModelError, match="insufficient data \\(99 impostor"):
        threshold_at([point], fmr=1e-4, cell="unmasked-unmasked")


@pytest.mark.parametrize("changes", [{"threshold": None}, {"status": "insufficient"}])
def test_a_number_and_insufficient_exclude_each_other(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="exactly when"):
        _point(**changes)


def test_the_strictest_rate_is_measured_in_every_cell() -> None:
    points = [
        _point(fmr=1e-3),
        _point(fmr=1e-4),
        _point(fmr=1e-5, status="extrapolated"),
        _point(cell="masked-unmasked", fmr=1e-3),
        _point(cell="masked-unmasked", fmr=1e-4, threshold=None, fnmr=None, status="insufficient"),
    ]
    assert strictest_fmr(points) == 1e-3
    assert strictest_fmr(points[:3]) == 1e-4
    with pytest.raises(ModelError, match="no measured operating point"):
        strictest_fmr(points[2:3])


def test_a_cell_without_comparisons_is_not_measured() -> None:
    never = _point(cell="masked-masked", threshold=None, fnmr=None, status="insufficient", impostors=0)
    few = _point(cell="masked-unmasked", threshold=None, fnmr=None, status="insufficient", impostors=99)
    assert measured_cells([_point(), never, few]) == ("unmasked-unmasked", "masked-unmasked")
    assert strictest_fmr([_point(), never]) == 1e-4
    with pytest.raises(ModelError, match="no measured operating point"):
        strictest_fmr([_point(), few])


@pytest.mark.parametrize(
    ("probe", "reference", "cells"),
    [
        ("unmasked", "unmasked", CELLS[:1]),
        ("masked", "unmasked", CELLS[1:2]),
        ("unmasked", "masked", CELLS[1:2]),
        ("masked", "masked", CELLS[2:]),
        (None, "unmasked", CELLS[:2]),
        ("masked", None, CELLS[1:]),
        (None, None, CELLS),
        ("a scarf?", "unmasked", CELLS[:2]),
    ],
)
def test_what_is_not_known_may_be_in_several_cells(probe: Any, reference: Any, cells: tuple[str, ...]) -> None:
    assert possible_cells(probe, reference) == cells


def test_the_next_stricter_point_suffices_and_nothing_lies_between() -> None:
    points = [_point(fmr=1e-3, threshold=0.3), _point(fmr=1e-5, threshold=0.5), _point(fmr=1e-4, threshold=0.4)]
    for wanted, threshold in ((5e-3, 0.3), (1e-3, 0.3), (9e-4, 0.4), (1e-4, 0.4), (9.9e-5, 0.5), (1e-5, 0.5)):
        assert sufficient_point(points, fmr=wanted, cell="unmasked-unmasked").threshold == threshold
    with pytest.raises(ModelError, match=r"no operating point at FMR 9e-06 or below .*it has: 0\.001, 1e-05, 0\.0001"):
        sufficient_point(points, fmr=9e-6, cell="unmasked-unmasked")
    with pytest.raises(ModelError, match="it has: none"):
        sufficient_point(points, fmr=1e-3, cell="masked-masked")


def test_extrapolated_points_are_used_only_where_that_is_asked_for() -> None:
    points = [_point(), _point(fmr=1e-5, threshold=0.5, status="extrapolated")]
    with pytest.raises(ModelError, match="extrapolated = true"):
        sufficient_point(points, fmr=1e-5, cell="unmasked-unmasked")
    point = sufficient_point(points, fmr=1e-5, cell="unmasked-unmasked", extrapolated=True)
    assert (point.threshold, point.status) == (0.5, "extrapolated")
    assert sufficient_point(points, fmr=1e-4, cell="unmasked-unmasked", extrapolated=True).status == "measured"


@settings(deadline=None)
@given(
    thresholds=st.lists(st.floats(-1, 1), min_size=1, max_size=5),
    wanted=st.tuples(st.floats(1e-6, 0.1), st.floats(1e-6, 0.1)),
)
def test_a_lower_rate_never_gives_a_lower_threshold(thresholds: list[float], wanted: tuple[float, float]) -> None:
    """Even on a card that contradicts itself."""
    points = [_point(fmr=10.0 ** -(n + 2), threshold=value) for n, value in enumerate(thresholds)]
    strict, lax = sorted(wanted)
    try:
        chosen = sufficient_point(points, fmr=strict, cell="unmasked-unmasked")
    except ModelError:
        return
    assert chosen.fmr <= strict * (1 + 1e-6)
    assert chosen.threshold >= sufficient_point(points, fmr=lax, cell="unmasked-unmasked").threshold  # type: ignore[operator]
