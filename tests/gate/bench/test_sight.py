"""From first sight to decision: the bench's figures are bounds that hold whatever the machine, by the video's clock."""

from __future__ import annotations

from math import isnan

from gate.bench.sight import PROCESSED, PROMPT, lines, with_liveness
from gate.pad.people import shipped


def test_passive_networks_cost_no_frame() -> None:
    sight = with_liveness("passive", shipped(), 2, steps=4)
    assert len(sight.seconds) == sight.visits == 2
    assert sight.percentile(50) <= 0.4
    assert sight.percentile(95) <= 1.0
    assert not sight.after


def test_the_challenge_lets_in_with_its_last_movement_and_is_named() -> None:
    sight = with_liveness("challenge", shipped(), 2, steps=2)
    assert len(sight.seconds) == len(sight.after) == 2
    assert max(sight.after) <= 0.3
    assert 2 * PROMPT.reaction < sight.percentile(50) < 2 * (PROMPT.reaction + 1.5 * PROMPT.moving) + 0.5
    assert f"| challenge, 2 poses | {PROCESSED:.0f} | 2 of 2 |" in list(lines(sight))[-1]


def test_nobody_let_in_is_no_figure() -> None:
    sight = with_liveness("challenge", shipped(), 0, steps=2)
    assert isnan(sight.percentile(50))
    assert "0 of 0" in list(lines(sight))[-1]
