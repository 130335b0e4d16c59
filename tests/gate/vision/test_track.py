from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.vision.fakes import face_at
from gate.vision.track import Pair, Tracker
from gate.vision.types import Face

Paths = Sequence[Callable[[float], tuple[float, float] | None]]
"""Where each person stands at a time; None while hidden."""


def face(x: float, y: float = 100, size: float = 50) -> Face:
    return face_at((x - size / 2, y - size / 2, x + size / 2, y + size / 2))


def follow(
    paths: Paths,
    seconds: float,
    fps: float,
    *,
    looks: bool = False,
    jitter: float = 0.0,
    tracker: Tracker | None = None,
) -> list[dict[int, int]]:
    """The track of each person in view, frame by frame; a look tells people apart by number, or not at all."""
    tracker, rng = tracker or Tracker(), np.random.default_rng(0)
    person_of_track: dict[int, int] = {}
    frames = []
    for frame in range(round(seconds * fps)):
        time = frame / fps
        places = {person: place for person, path in enumerate(paths) if (place := path(time)) is not None}
        people = list(places)
        faces = [face(*(np.array(places[person]) + rng.normal(0, jitter, 2))) for person in people]

        def compare(pairs: Sequence[Pair], people: list[int] = people) -> list[float]:
            return [0.8 if person_of_track.get(track) == people[index] else 0.05 for track, index in pairs]

        sightings = tracker.update(faces, time, compare if looks else None)
        frames.append({people[s.index]: s.track for s in sightings if s.index is not None})
        for person, track in frames[-1].items():
            person_of_track.setdefault(track, person)
    return frames


def tracks_of(frames: list[dict[int, int]], person: int) -> list[int]:
    """The ids that a person had, in order, each once in a row."""
    ids = [frame[person] for frame in frames if person in frame]
    return [track for i, track in enumerate(ids) if i == 0 or track != ids[i - 1]]


@pytest.mark.parametrize("fps", [5, 12.5, 30])
def test_a_walk_keeps_its_id_at_any_frame_rate(fps: float) -> None:
    frames = follow([lambda t: (50 + 200 * t, 100)], 3, fps, jitter=1)
    assert tracks_of(frames, 0) == [1]


def test_people_keep_apart_when_the_detector_changes_their_order() -> None:
    tracker = Tracker()
    first = tracker.update([face(100), face(300)], 0.0)
    second = tracker.update([face(303), face(102)], 0.1)
    assert [s.track for s in first] == [s.track for s in second] == [1, 2]
    assert [s.index for s in second] == [1, 0]
    assert not any(s.doubtful for s in second)


@pytest.mark.parametrize("fps", [8, 15, 30])
@pytest.mark.parametrize("hidden", [0.3, 0.7])
def test_a_short_occlusion_keeps_the_id_and_a_long_one_ends_it(fps: float, hidden: float) -> None:
    def walk(t: float) -> tuple[float, float] | None:
        return None if 1 <= t < 1 + hidden else (50 + 120 * t, 100)

    assert tracks_of(follow([walk], 3, fps), 0) == [1]
    assert tracks_of(follow([walk], 3, fps, tracker=Tracker(lost_timeout=hidden / 2)), 0) == [1, 2]


@pytest.mark.parametrize("fps", [10, 30])
def test_the_time_out_is_in_seconds(fps: float) -> None:
    tracker = Tracker(lost_timeout=1.0)
    tracker.update([face(100)], 0.0)
    for frame in range(1, int(fps) + 1):
        [lost] = tracker.update([], frame / fps)
        assert lost.index is None
        assert lost.track == 1
    assert tracker.update([], 1.001 + 1 / fps) == []


def test_coming_back_is_doubtful_staying_is_not() -> None:
    tracker = Tracker()
    assert [s.doubtful for t in (0.0, 0.1) for s in tracker.update([face(100)], t)] == [False, False]
    assert [s.doubtful for s in tracker.update([], 0.2)] == [False]
    assert [s.doubtful for s in tracker.update([face(100)], 0.3)] == [True]
    assert [s.doubtful for s in tracker.update([face(100)], 0.4)] == [False]


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("fps", [10, 12.5, 25])
def test_crossing_paths(fps: float, looks: bool) -> None:
    """They pass each other; while they overlap only the nearer one is found."""

    def near(t: float) -> tuple[float, float]:
        return 50 + 150 * t, 100

    def far(t: float) -> tuple[float, float] | None:
        return None if abs(near(t)[0] - (400 - 150 * t)) < 40 else (400 - 150 * t, 110)

    frames = follow([near, far], 2.4, fps, looks=looks, jitter=0.5)
    assert tracks_of(frames, 0) == [1]
    assert tracks_of(frames, 1) == [2]


def test_meeting_and_turning_back_needs_looks() -> None:
    """They meet, one is hidden for a moment, and both go back the way they came: motion says they passed."""

    def left(t: float) -> tuple[float, float] | None:
        return 100 + 150 * min(t, 2 - t), 100

    def right(t: float) -> tuple[float, float] | None:
        x = 400 - 150 * min(t, 2 - t)
        return None if abs(x - left(t)[0]) < 40 else (x, 100)

    frames = follow([left, right], 2, 20, looks=True)
    assert tracks_of(frames, 0) == [1]
    assert tracks_of(frames, 1) == [2]


def test_looks_are_asked_for_only_where_motion_can_not_tell() -> None:
    asked: list[Pair] = []

    def compare(pairs: Sequence[Pair]) -> list[float]:
        asked.extend(pairs)
        return [0.8 if pair in {(1, 1), (2, 0)} else 0.0 for pair in pairs]

    tracker = Tracker()
    tracker.update([face(100), face(300), face(500)], 0.0, compare)
    tracker.update([face(103), face(300), face(500)], 0.1, compare)
    assert asked == []
    tracker = Tracker()
    tracker.update([face(100), face(120), face(400)], 0.0, compare)
    sightings = tracker.update([face(108), face(112), face(400)], 0.1, compare)
    assert set(asked) == {(1, 0), (1, 1), (2, 0), (2, 1)}
    assert [s.index for s in sightings] == [1, 0, 2]  # the looks say that these two changed places
    assert [s.doubtful for s in sightings] == [True, True, False]


def test_near_and_far_in_one_line_are_told_apart_by_size() -> None:
    tracker = Tracker()
    tracker.update([face(100, size=80), face(130, size=50)], 0.0)
    sightings = tracker.update([face(113, size=51), face(118, size=79)], 0.1)
    assert [s.index for s in sightings] == [1, 0]


def test_a_look_that_could_not_be_taken_leaves_it_to_motion() -> None:
    tracker = Tracker()
    tracker.update([face(100), face(120)], 0.0)
    sightings = tracker.update([face(102), face(118)], 0.1, lambda pairs: [np.nan] * len(pairs))
    assert [s.index for s in sightings] == [0, 1]


def test_out_of_reach_or_of_another_size_is_somebody_else() -> None:
    tracker = Tracker()
    tracker.update([face(100)], 0.0)
    assert [s.track for s in tracker.update([face(300)], 0.05) if s.index is not None] == [2]
    tracker = Tracker()
    tracker.update([face(100)], 0.0)
    assert [s.track for s in tracker.update([face(100, size=120)], 0.05) if s.index is not None] == [2]


def test_a_restarted_track_has_a_new_id_and_stays_itself() -> None:
    tracker = Tracker()
    tracker.update([face(100), face(300)], 0.0)
    assert tracker.restart(1) == 3
    assert {s.track: s.index for s in tracker.update([face(100), face(300)], 0.1)} == {2: 1, 3: 0}


@given(st.lists(st.lists(st.floats(0, 640), max_size=6), min_size=1, max_size=12), st.floats(0, 0.7))
@settings(max_examples=60, deadline=None)
def test_every_face_has_one_track_and_ids_are_never_used_again(frames: list[list[float]], step: float) -> None:
    tracker, ended = Tracker(), set[int]()
    alive: set[int] = set()
    for number, places in enumerate(frames):
        sightings = tracker.update([face(x) for x in places], number * step)
        tracks = [s.track for s in sightings]
        assert tracks == sorted(set(tracks))
        assert sorted(s.index for s in sightings if s.index is not None) == list(range(len(places)))
        ended |= alive - set(tracks)
        alive = set(tracks)
        assert not alive & ended
