from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from trainer.commands.head import command
from trainer.errors import TrainerError
from trainer.heads.memory import measure


def test_what_a_rank_holds_falls_as_classes_by_ranks() -> None:
    arguments = ["--classes", "5001", "--ranks", "1", "--ranks", "2", "--dim", "16", "--batch", "8", "--json"]
    one, two = json.loads(CliRunner().invoke(command, arguments, catch_exceptions=False).output)
    assert one["state"] == 5001 * 16 * 4 * 3
    assert two["state"] == 2501 * 16 * 4 * 3  # the larger share
    assert one["peak"] >= 0


def test_a_sampled_step_has_the_gradient_of_its_rows_alone() -> None:
    sampled = measure(classes=1000, ranks=1, dim=16, batch=8, rate=0.1)
    assert sampled.state == (1000 + 100 + 1000) * 16 * 4


@pytest.mark.parametrize(("classes", "batch"), [(1, 4), (100, 3)])
def test_what_ranks_can_not_share_is_refused(classes: int, batch: int) -> None:
    with pytest.raises(TrainerError, match="can't be shared by 2 ranks"):
        measure(classes=classes, ranks=2, dim=8, batch=batch, rate=1.0)
