from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from gate.caretaker import Caretaker
from gate.clock import ManualClock
from gate.gallery.errors import GalleryError
from gate.gallery.gallery import Gallery
from gate.gallery.types import Consent, Sample
from gate.vision.types import Template

SPACE = "5" * 64
START = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Gallery]:
    def opened() -> Gallery:
        return Gallery.open(tmp_path / "gallery.db", template_space=SPACE)

    sample = Sample(Template(np.eye(8, dtype=np.float32)[0], SPACE, 0.9), "e" * 64, "x.jpg")
    with opened() as gallery:
        for name in ("Anna", "Bo"):
            gallery.add(name, [sample], Consent("v1", "ops", START))
    return opened


def _names(opened: Callable[[], Gallery]) -> list[str]:
    with opened() as gallery:
        return [person.name for person in gallery.people()]


def test_who_was_let_in_is_kept_when_the_gate_stops(opened: Callable[[], Gallery]) -> None:
    clock = ManualClock()
    with opened() as gallery:
        anna = gallery.find("Anna")
    with Caretaker(opened, clock, None) as caretaker:
        caretaker.saw(anna.id)
        clock.advance(86_400 * 3)
        caretaker.saw(anna.id)
        caretaker.saw("somebody removed meanwhile")
    with opened() as gallery:
        assert gallery.last_seen() == {anna.id: date(2026, 1, 4)}
        assert gallery.revision == 2, "it is no change that a running gate would have to follow"


def test_people_go_when_their_time_is_over(opened: Callable[[], Gallery]) -> None:
    clock = ManualClock()
    with opened() as gallery:
        bo = gallery.find("Bo")
    caretaker = Caretaker(opened, clock, 40)
    caretaker.close()
    for _ in range(3):
        assert caretaker.purge() == 0
        clock.advance(86_400 * 13)
    with opened() as gallery:
        gallery.note_seen({bo.id: clock.utc().date()})
    assert caretaker.purge() == 0, "39 days"
    clock.advance(86_400)
    assert caretaker.purge() == 1
    assert _names(opened) == ["Bo"]


@pytest.mark.parametrize("jump", [timedelta(days=3653), timedelta(days=40)])
def test_a_clock_that_jumps_empties_no_gallery(
    opened: Callable[[], Gallery], caplog: pytest.LogCaptureFixture, jump: timedelta
) -> None:
    clock = ManualClock()
    caretaker = Caretaker(opened, clock, 30)
    caretaker.close()
    caretaker.purge()
    clock.advance(jump.total_seconds())
    with caplog.at_level(logging.WARNING):
        assert caretaker.purge() == 0
        clock.advance(6 * 3600)
        assert caretaker.purge() == 0, "nor at the next look: the first one has not made the jump the usual"
    assert "gate people purge" in caplog.text
    assert "Anna" not in caplog.text
    assert _names(opened) == ["Anna", "Bo"]


def test_a_gallery_that_is_gone_is_logged_and_noted_later(
    opened: Callable[[], Gallery], caplog: pytest.LogCaptureFixture
) -> None:
    fails = True

    def sometimes() -> Gallery:
        if fails:
            raise GalleryError("the gallery is in use by another process: try again")
        return opened()

    with opened() as gallery:
        anna = gallery.find("Anna")
    caretaker = Caretaker(sometimes, ManualClock(), None)
    time.sleep(0.05)
    caretaker.saw(anna.id)
    caretaker.close()
    assert "in use by another process" in caplog.text
    fails = False
    caretaker._flush()
    with opened() as gallery:
        assert anna.id in gallery.last_seen()
