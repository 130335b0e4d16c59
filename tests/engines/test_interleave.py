from __future__ import annotations

from itertools import cycle

import pytest

from engines import interleave
from engines.interleave import cpu_ratio


def test_a_neighbour_who_disturbs_most_runs_does_not_change_the_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    disturbed = cycle([0.0, 7.0, 0.0, 3.0, 11.0])

    def work(seconds: float) -> None:
        nonlocal now
        now += seconds + next(disturbed)

    monkeypatch.setattr(interleave.time, "thread_time", lambda: now)
    assert cpu_ratio(lambda: work(2), lambda: work(4)) == pytest.approx(0.5)
