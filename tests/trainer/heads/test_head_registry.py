from __future__ import annotations

import pytest

from trainer.errors import TrainerError
from trainer.heads.registry import HEADS, create


@pytest.mark.parametrize(
    ("name", "constants"),
    [
        ("arcface", {"scale": 64, "margin": 0.5}),
        ("cosface", {"scale": 64, "margin": 0.35}),
        ("elasticface_arc", {"scale": 64, "margin": 0.5, "std": 0.05, "ranked": False}),
        ("elasticface_arc+", {"scale": 64, "margin": 0.5, "std": 0.0175, "ranked": True}),
        ("elasticface_cos", {"scale": 64, "margin": 0.35, "std": 0.05, "ranked": False}),
        ("elasticface_cos+", {"scale": 64, "margin": 0.35, "std": 0.02, "ranked": True}),
        ("magface", {"scale": 64, "shortest": 10, "longest": 110, "least": 0.45, "most": 0.8, "weight": 35}),
    ],
)
def test_defaults_are_the_papers_constants(name: str, constants: dict[str, float]) -> None:
    assert vars(create(name)) == constants


def test_all_heads_are_checked_above() -> None:
    assert len(HEADS) == 7


def test_constants_can_be_set() -> None:
    assert vars(create("elasticface_arc+", scale=32, std=0.01)) == {
        "scale": 32,
        "margin": 0.5,
        "std": 0.01,
        "ranked": True,
    }


def test_bad_names_and_options_are_one_sentence() -> None:
    with pytest.raises(TrainerError, match="no margin head arcfase: did you mean arcface"):
        create("arcfase")
    with pytest.raises(TrainerError, match="no margin head x: there are arcface, cosface"):
        create("x")
    with pytest.raises(TrainerError, match="margin head cosface has no option std"):
        create("cosface", std=0.1)
