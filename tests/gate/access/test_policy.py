from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.card import Card
from engines.errors import ModelError
from gate.access.policy import policy_from_card, with_floor

SPACE = "5" * 64


def _point(cell: str, fmr: float, threshold: float | None) -> dict[str, Any]:
    return {
        "cell": cell,
        "fmr": fmr,
        "threshold": threshold,
        "fnmr": None if threshold is None else 0.02,
        "impostors": 10_000_000,
        "genuines": 1000,
        "subjects": 2000,
        "interval": None if threshold is None else (fmr / 2, fmr * 2),
        "status": "insufficient" if threshold is None else "measured",
        "data": "drawn",
        "measured_at": "2026-01-01",
    }


def _card(*points: dict[str, Any], space: str | None = SPACE) -> Card:
    return Card.model_validate(
        {
            "schema": 1,
            "name": "drawn",
            "kind": "recogniser",
            "digest": "d" * 64,
            "template_space": space,
            "preprocessing": {
                "size": (112, 112),
                "colour": "RGB",
                "mean": (0, 0, 0),
                "scale": (1, 1, 1),
                "in_graph": True,
            },
            "inputs": ["x"],
            "outputs": ["y"],
            "licence": "",
            "source": "",
            "data": "",
            "recipe": "",
            "operating_points": points,
            "limits": "",
        }
    )


def test_the_threshold_comes_from_the_wanted_rate() -> None:
    card = _card(_point("unmasked-unmasked", 1e-4, 0.42), _point("unmasked-unmasked", 1e-5, 0.47))
    for fmr, threshold in ((1e-4, 0.42), (1e-5, 0.47)):
        policy = policy_from_card(card, fmr=fmr)
        assert (policy.template_space, policy.threshold, policy.fmr) == (SPACE, threshold, fmr)
        assert policy.cell == "unmasked-unmasked"
        assert policy.require_liveness, "closed unless the settings say otherwise"


def test_the_strictest_cell_is_taken() -> None:
    card = _card(
        _point("unmasked-unmasked", 1e-4, 0.42),
        _point("masked-unmasked", 1e-4, 0.51),
        _point("masked-masked", 1e-4, 0.47),
        _point("masked-masked", 1e-5, 0.9),
    )
    policy = policy_from_card(card, fmr=1e-4)
    assert (policy.threshold, policy.cell) == (0.51, "masked-unmasked")


def test_a_cell_that_nobody_looked_at_is_passed_over() -> None:
    never = {**_point("masked-unmasked", 1e-4, None), "impostors": 0}
    policy = policy_from_card(_card(_point("unmasked-unmasked", 1e-4, 0.42), never), fmr=1e-4)
    assert (policy.threshold, policy.cell) == (0.42, "unmasked-unmasked")


@pytest.mark.parametrize(
    ("card", "error"),
    [
        (_card(), "no operating points"),
        (_card({**_point("unmasked-unmasked", 1e-4, None), "impostors": 0}), "no operating points"),
        (_card(_point("unmasked-unmasked", 1e-4, 0.4), space=None), "makes no templates"),
        (_card(_point("unmasked-unmasked", 1e-3, 0.4)), "no operating point at FMR 0.0001"),
        (_card(_point("unmasked-unmasked", 1e-4, 0.4), _point("masked-unmasked", 1e-4, None)), "insufficient data"),
        (_card(_point("unmasked-unmasked", 1e-4, 0.4), _point("masked-unmasked", 1e-3, 0.4)), "masked-unmasked"),
    ],
)
def test_a_cell_without_a_threshold_is_refused(card: Card, error: str) -> None:
    with pytest.raises(ModelError, match=error):
        policy_from_card(card, fmr=1e-4)


def _three_cells() -> Card:
    return _card(
        _point("unmasked-unmasked", 1e-4, 0.42),
        _point("masked-unmasked", 1e-4, 0.51),
        _point("masked-masked", 1e-4, 0.47),
    )


@pytest.mark.parametrize(
    ("probe", "reference", "threshold", "cell"),
    [
        ("unmasked", "unmasked", 0.42, "unmasked-unmasked"),
        ("masked", "masked", 0.47, "masked-masked"),
        ("masked", "unmasked", 0.51, "masked-unmasked"),
        (None, "unmasked", 0.51, "masked-unmasked"),
        (None, None, 0.51, "masked-unmasked"),
    ],
)
def test_each_cell_has_its_threshold_and_doubt_the_strictest(
    probe: Any, reference: Any, threshold: float, cell: str
) -> None:
    judged = policy_from_card(_three_cells(), fmr=1e-4).threshold_for(probe, reference)
    assert (judged.threshold, judged.cell, judged.fmr) == (threshold, cell, 1e-4)


def test_a_cell_that_was_not_measured_takes_the_strictest_that_was() -> None:
    policy = policy_from_card(
        _card(_point("unmasked-unmasked", 1e-4, 0.42), _point("masked-unmasked", 1e-4, 0.51)), fmr=1e-4
    )
    assert policy.threshold_for("masked", "masked").threshold == 0.51


def test_each_cell_takes_the_point_that_suffices_it() -> None:
    card = _card(
        _point("unmasked-unmasked", 1e-4, 0.42),
        _point("unmasked-unmasked", 1e-5, 0.47),
        _point("masked-unmasked", 1e-5, 0.55),
    )
    policy = policy_from_card(card, fmr=2e-4)
    assert {(c.cell, c.threshold, c.fmr) for c in policy.cells} == {
        ("unmasked-unmasked", 0.42, 1e-4),
        ("masked-unmasked", 0.55, 1e-5),
    }


def test_an_extrapolated_point_is_marked_and_must_be_allowed() -> None:
    card = _card({**_point("unmasked-unmasked", 1e-6, 0.6), "status": "extrapolated"})
    with pytest.raises(ModelError, match="extrapolated = true"):
        policy_from_card(card, fmr=1e-6)
    (cell,) = policy_from_card(card, fmr=1e-6, extrapolated=True).cells
    assert (cell.threshold, cell.status) == (0.6, "extrapolated")


@settings(deadline=None)
@given(floor=st.floats(-1, 1), probe=st.sampled_from(["masked", "unmasked", None]))
def test_a_floor_only_raises(floor: float, probe: Any) -> None:
    policy = policy_from_card(_three_cells(), fmr=1e-4)
    raised = with_floor(policy, floor)
    for reference in ("masked", "unmasked", None):
        before, after = (p.threshold_for(probe, reference).threshold for p in (policy, raised))  # type: ignore[arg-type]
        assert after == max(before, floor)
    assert raised.threshold == max(policy.threshold, floor)
    assert with_floor(policy, None) is policy
