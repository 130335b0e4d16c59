"""The figures of the kiosk's bench: shares of what, over what."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from gate.bench.kiosk import _between, _children_seconds, _Now


def test_shares_are_of_the_time_between_two_moments_and_the_detector_is_taken_off() -> None:
    first = _Now(wall=100.0, cpu=7.0, detector=2.0, capture=1.0, captured=40, judged=30, painted=35, searches=60)
    last = _Now(wall=110.0, cpu=12.0, detector=4.0, capture=2.0, captured=340, judged=230, painted=285, searches=460)
    found = _between(first, last, (1280, 720), 29.5)
    assert (found.captured, found.judged, found.painted) == (30.0, 20.0, 25.0)
    assert (found.share, found.detector, found.capture) == pytest.approx((0.3, 0.2, 0.1))
    assert found.frame_ms == pytest.approx(15.0)
    assert found.share_at_30 == pytest.approx(0.45)
    assert found.searches == 400


def test_the_time_of_processes_that_run_is_counted() -> None:
    before = _children_seconds()
    child = subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"])
    try:
        deadline = time.monotonic() + 20
        while _children_seconds() <= before + 2 / os.sysconf("SC_CLK_TCK"):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        child.kill()
        child.wait()
