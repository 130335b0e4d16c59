from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from engines.errors import ModelError
from engines.operating_point import OperatingPoint, measured_cells, strictest_fmr, threshold_at


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
