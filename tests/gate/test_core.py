"""From painted frames to events: who is let in, who is not, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import pytest

from gate.access.event import AnyEvent, Event
from gate.access.reasons import Reason
from gate.attempts import MAX_RETRY_SECONDS, RETRY_SECONDS
from gate.clock import ManualClock
from gate.core import Core
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.view import Phase
from gate.vision.types import Image
from tests.gate.conftest import ANNA, BEN, STRANGER, frame, gallery_of, painted

MakeCore = Callable[[Index], Core]
STEP = 0.1


def _play(core: Core, clock: ManualClock, images: Iterable[Image]) -> list[AnyEvent]:
    events = []
    for image in images:
        clock.advance(STEP)
        events += core.process(frame(image, clock.mono()))
    return events


def _decisions(events: Iterable[AnyEvent]) -> list[Event]:
    return [event for event in events if isinstance(event, Event)]


def test_an_enrolled_person_is_let_in_once_however_long_they_stay(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA, ben=BEN))
    (decision,) = _decisions(_play(core, clock, [painted(ANNA)] * 300))
    assert (decision.granted, decision.person, decision.person_id) == (True, "Anna", "anna")
    assert decision.cosine == pytest.approx(1.0, abs=1e-5)
    assert decision.mono == pytest.approx(3 * STEP), "three looks are needed"


def test_a_stranger_is_refused_and_waits_longer_each_time(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA, ben=BEN))
    refused = _decisions(_play(core, clock, [painted(STRANGER)] * 1200))
    assert {(d.granted, d.person, d.reason) for d in refused} == {(False, None, Reason.NOT_RECOGNISED)}
    pauses = np.diff([d.mono for d in refused])
    assert pauses[0] >= RETRY_SECONDS
    assert all(later >= earlier - STEP for earlier, later in pairwise(pauses))
    assert pauses[-1] == pytest.approx(MAX_RETRY_SECONDS, abs=1.5)


def test_whoever_is_removed_while_in_view_is_forgotten_and_the_gate_goes_on(
    make_core: MakeCore, clock: ManualClock
) -> None:
    galleries = [gallery_of(anna=ANNA, ben=BEN)]
    core = make_core(galleries[0])
    core._index = lambda: galleries[-1]
    assert [event.person for event in _decisions(_play(core, clock, [painted(ANNA)] * 10))] == ["Anna"]
    galleries.append(gallery_of(ben=BEN))
    assert not _decisions(_play(core, clock, [painted(ANNA)] * 40)), "nobody is judged again before they have left"
    (decision,) = _decisions(_play(core, clock, [painted()] * 15 + [painted(ANNA)] * 10))
    assert (decision.granted, decision.person) == (False, None)


def test_nobody_enrolled(make_core: MakeCore, clock: ManualClock) -> None:
    (decision, *_) = _decisions(_play(make_core(gallery_of()), clock, [painted(ANNA)] * 5))
    assert decision.reason is Reason.GALLERY_EMPTY


def test_two_people_abreast_are_both_kept_out_until_one_is_alone(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA, ben=BEN))
    assert not _decisions(_play(core, clock, [painted(ANNA, BEN)] * 100))
    events = _decisions(_play(core, clock, [painted(ANNA)] * 30))
    assert [(d.person, d.reason) for d in events] == [("Anna", Reason.RECOGNISED), (None, Reason.SEVERAL_FACES)]
    assert events[1].track == 2, "Ben left without having been alone: that is on record"


def test_somebody_far_behind_does_not_count(make_core: MakeCore, clock: ManualClock) -> None:
    image = painted(ANNA)
    image[60:84, 300:324] = painted(STRANGER, size=24)[20:44, 20:44]
    events = _decisions(_play(make_core(gallery_of(anna=ANNA)), clock, [image] * 20))
    assert [(d.person, d.track) for d in events] == [("Anna", 1)]


def test_tracks_come_and_go_on_record(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA))
    events = _play(core, clock, [painted()] * 3 + [painted(ANNA)] * 5 + [painted()] * 20)
    assert [event.event for event in events] == ["track_started", "decision", "track_ended"]
    assert [event.seq for event in events] == [1, 2, 3]


def test_the_end_of_a_recording_ends_an_open_attempt(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA))
    assert not _decisions(_play(core, clock, [painted(ANNA)] * 2))
    decision, ended = core.end()
    assert isinstance(decision, Event)
    assert (decision.granted, decision.reason, ended.event) == (False, Reason.UNSURE, "track_ended")
    assert core.end() == []


def test_somebody_else_in_the_same_place_is_somebody_else(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA))
    events = _decisions(_play(core, clock, [painted(ANNA)] * 10 + [painted(STRANGER)] * 40))
    assert [d.granted for d in events[:2]] == [True, False]
    assert events[0].track != events[1].track


def test_a_gallery_that_fails_opens_nothing(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA))

    def lost() -> Index:
        raise GalleryError("gone")

    core._index = lost
    with pytest.raises(GalleryError):
        core.process(frame(painted(ANNA), 1.0))


def test_the_screen_follows(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA))

    def shown(image: Image) -> tuple[Phase, str | None, int]:
        view = core.screen.view(image, clock.mono())
        return view.phase, view.person, len(view.marks)

    _play(core, clock, [painted()])
    assert shown(painted()) == (Phase.WAITING, None, 0)
    _play(core, clock, [painted(ANNA)])
    assert shown(painted(ANNA)) == (Phase.LOOK_HERE, None, 1)
    _play(core, clock, [painted(ANNA)] * 3)
    assert shown(painted(ANNA)) == (Phase.GRANTED, "Anna", 1)
    _play(core, clock, [painted()] * 60)
    assert shown(painted()) == (Phase.WAITING, None, 0)


def test_a_refusal_never_shows_a_name_and_a_lost_camera_forgets(make_core: MakeCore, clock: ManualClock) -> None:
    core = make_core(gallery_of(anna=ANNA))
    _play(core, clock, [painted(STRANGER)] * 10)
    view = core.screen.view(painted(), clock.mono())
    assert (view.phase, view.person, view.reason) == (Phase.REFUSED, None, Reason.NOT_RECOGNISED)
    assert core.screen.without_faces(Phase.NO_CAMERA, clock.mono()).reason is Reason.CAMERA_LOST
    assert core.screen.view(painted(), clock.mono()).phase is Phase.WAITING
