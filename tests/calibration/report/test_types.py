from __future__ import annotations

from dataclasses import replace

import pytest

from calibration.errors import CalibrationError
from calibration.report.types import Report


def test_models_once_each_in_the_order_of_the_results(report) -> None:
    assert report.models == ("sface", "student")


def test_two_models_of_one_name_are_refused(build) -> None:
    one = build("student", masks="none")
    with pytest.raises(CalibrationError, match="two models are called student"):
        Report((one, replace(one, masks="masked-masked", digest="another")), (), {})


def test_one_place_measured_twice_is_refused(build) -> None:
    with pytest.raises(CalibrationError, match="sface was measured twice on lfw, masks: none"):
        Report((build(), build()), (), {})
