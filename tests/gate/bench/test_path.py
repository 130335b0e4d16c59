"""What may not change on a fixed clip, whatever is made faster: decisions, and how often each network runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from gate.bench.clips import DEMO_PEOPLE, Clip, draw
from gate.bench.path import Play, cost, play, steady
from gate.bench.site import home_with
from gate.bench.stages import Meter, metered
from gate.home import find_home
from gate.vision.types import Image

SECONDS = 1.5


@dataclass(frozen=True)
class Drawn(Clip):
    """A clip whose frames are drawn, not decoded: the same on every machine, to the bit."""

    def frames(self) -> Iterator[tuple[float, Image]]:
        return ((number / 30, image) for number, image in enumerate(draw(self, SECONDS)))


@pytest.fixture(scope="module")
def plays() -> dict[bool, Play]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    clip = Drawn(Path(), (640, 360), 2, DEMO_PEOPLE, (0.3, 1.0))
    with home_with(DEMO_PEOPLE, find_home(None).models) as (home, networks):
        found = {sparing: play(clip, home, networks, sparing=sparing) for sparing in (False, True)}
    cv2.setNumThreads(threads)
    return found


def test_every_frame_decides_as_it_did_before_anything_was_made_faster(plays: dict[bool, Play]) -> None:
    """`decided.json` was written by the gate of commit fb33d59 on these frames."""
    before = json.loads(Path(__file__).with_name("decided.json").read_text(encoding="utf-8"))
    now = plays[False].decided
    assert steady(now) == [(one["frame"], one["person"], one["granted"], one["reason"]) for one in before]
    assert [one.cosine for one in now] == pytest.approx([one["cosine"] for one in before], abs=1e-4)


def test_following_decides_the_same_a_moment_later_at_most(plays: dict[bool, Play]) -> None:
    every, sparing = plays[False].decided, plays[True].decided
    assert [one[1:] for one in steady(sparing)] == [one[1:] for one in steady(every)]
    for one, other in zip(sparing, every, strict=True):
        assert 0 <= one.frame - other.frame <= 0.2 * 30
        assert one.cosine == pytest.approx(other.cosine, abs=0.05)


def test_the_networks_run_no_more_often_than_they_did(plays: dict[bool, Play]) -> None:
    every, sparing = plays[False].runs, plays[True].runs
    assert (every["detector"], every["recogniser"]) == (2 * 45, 7)
    assert sparing["recogniser"] <= every["recogniser"]
    assert sparing["detector, megapixels"] < every["detector, megapixels"]


def test_the_stages_add_up(plays: dict[bool, Play]) -> None:
    run = plays[False]
    assert sum(run.stages_ms.values()) == pytest.approx(run.cpu_ms, rel=0.5)
    assert run.own_ms == pytest.approx(1e3 * sum(own for own, _ in run.laps) / run.frames)
    assert cost([run, run]).own == pytest.approx(run.own_ms)


def test_a_meter_takes_off_what_other_stages_spend_and_leaves_no_trace() -> None:
    from gate.vision.track import Tracker

    before = Tracker.update
    meter = Meter()
    inner = meter.timed("inner", lambda: np.ones((400, 400)) @ np.ones((400, 400)))
    outer = meter.timed("outer", lambda: inner())
    outer()
    assert meter.seconds["outer"] < 0.2 * meter.seconds["inner"]
    assert meter.calls == {"inner": 1, "outer": 1}
    with metered(meter):
        assert Tracker.update is not before
    assert Tracker.update is before
