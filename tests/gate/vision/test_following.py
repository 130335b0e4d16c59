"""Between two searches of the whole frame settled faces are followed: how often, and what that may not cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engines.backend import FloatArray
from gate.bench.clips import DEMO_PEOPLE, Clip, draw
from gate.bench.site import CountedBackend
from gate.home import find_home
from gate.networks import open_networks
from gate.settings import Settings
from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeRecogniser, face_at, paint_face
from gate.vision.pipeline import FacePipeline, PipelineOptions, Scene
from gate.vision.types import Face, Image
from gate.vision.yunet import YuNet, _among_known

INTERVAL, FPS = 0.17, 30
ANNA, BEN = 11, 22


class CountingDetector(FakeDetector):
    def __init__(self) -> None:
        self.searches = self.follows = 0

    def detect(self, image: Image) -> list[Face]:
        self.searches += 1
        return super().detect(image)

    def follow(self, image: Image, faces: Sequence[Face]) -> list[Face] | None:
        self.follows += 1
        there = FakeDetector.detect(self, image)
        near = [[new for new in there if abs(new.box - face.box).max() < face.width / 2] for face in faces]
        return [found[0] for found in near] if all(len(found) == 1 for found in near) else None


@pytest.fixture
def detector() -> CountingDetector:
    return CountingDetector()


@pytest.fixture
def recogniser() -> FakeRecogniser:
    return FakeRecogniser()


@pytest.fixture
def pipeline(detector: CountingDetector, recogniser: FakeRecogniser) -> FacePipeline:
    options = PipelineOptions(settled_looks=3, recheck_interval=1.0, search_interval=INTERVAL)
    return FacePipeline(detector, recogniser, FAKE_PREPROCESSING, options, follow=detector.follow)


def _frame(*people: tuple[int, int]) -> Image:
    image = np.zeros((240, 640, 3), np.uint8)
    for person, x in people:
        paint_face(image, (x - 40, 60, x + 40, 140), person)
    return image


def _play(pipeline: FacePipeline, frames: Sequence[Image], *, start: float = 0.0, judging: bool = False) -> list[Scene]:
    return [pipeline.process(image, start + number / FPS, judging=judging) for number, image in enumerate(frames)]


def test_one_frame_in_five_is_searched_once_a_face_is_settled(
    pipeline: FacePipeline, detector: CountingDetector, recogniser: FakeRecogniser
) -> None:
    _play(pipeline, [_frame((ANNA, 200))] * 3)
    assert (detector.searches, detector.follows) == (3, 0), "until it is settled every frame is searched"
    scenes = _play(pipeline, [_frame((ANNA, 200 + number)) for number in range(60)], start=0.1)
    assert detector.searches - 3 == 12, "the re-checks among them"
    assert detector.follows == 48
    assert recogniser.embedded <= 3 + 3, "the re-checks, once a second, and no more"
    assert {track.id for scene in scenes for track in scene.tracks} == {1}
    assert scenes[-1].tracks[0].face.box[0] == 200 + 59 - 40, "where it is now, not where it was searched"


def test_rechecks_of_many_wait_for_no_search_of_their_own(pipeline: FacePipeline, detector: CountingDetector) -> None:
    """People who came at different moments have theirs in a search before they are due, and none has it late."""
    people = [(ANNA, 80), (BEN, 240), (33, 400), (44, 560)]
    _play(pipeline, [_frame(*people[: 1 + number // 4]) for number in range(18)])
    before = detector.searches
    scenes = _play(pipeline, [_frame(*people)] * 90, start=18 / FPS)
    assert detector.searches - before == 90 / 5
    for place in range(len(people)):
        looks = np.array([scene.time for scene in scenes if scene.tracks[place].new_look is not None])
        assert len(looks) >= 3
        assert np.diff(looks).max() <= 1.0 + 1e-9
        assert np.diff(looks).min() >= 1.0 - INTERVAL


def test_somebody_judged_has_every_frame_searched(pipeline: FacePipeline, detector: CountingDetector) -> None:
    _play(pipeline, [_frame((ANNA, 200))] * 20, judging=True)
    assert (detector.searches, detector.follows) == (20, 0)


def test_while_nobody_is_there_one_frame_in_five_is_searched(
    pipeline: FacePipeline, detector: CountingDetector
) -> None:
    assert not any(scene.tracks for scene in _play(pipeline, [_frame()] * 60))
    assert detector.searches == 60 / 5


@pytest.mark.parametrize("there", [[], [(ANNA, 200)]])
@pytest.mark.parametrize("comes", range(8, 14))
def test_a_newcomer_is_seen_within_the_interval(
    pipeline: FacePipeline, there: list[tuple[int, int]], comes: int
) -> None:
    frames = [_frame(*there)] * comes + [_frame(*there, (BEN, 500))] * 8
    scenes = _play(pipeline, frames)
    first = next(number for number, scene in enumerate(scenes) if len(scene.tracks) == len(there) + 1)
    assert 0 <= (first - comes) / FPS <= INTERVAL
    assert scenes[first].tracks[-1].new_look is not None, "and looked at at once"
    assert all(scene.tracks[-1].seen for scene in scenes[first:])


@pytest.mark.parametrize("there", [[], [(ANNA, 200)]])
@pytest.mark.parametrize("fps", [8, 10, 15, 24, 60])
def test_at_any_pace_two_searches_are_no_further_apart_than_the_interval(
    pipeline: FacePipeline, detector: CountingDetector, there: list[tuple[int, int]], fps: int
) -> None:
    searched = []
    for number in range(3 * fps):
        before = detector.searches
        pipeline.process(_frame(*there), number / fps)
        if detector.searches > before:
            searched.append(number / fps)
    gaps = np.diff(searched)
    assert gaps.max() <= max(INTERVAL, 1 / fps) + 1e-9
    assert len(searched) < 3 * fps or 2 / fps > INTERVAL


def test_a_face_that_leaves_is_missed_in_the_very_frame(pipeline: FacePipeline, detector: CountingDetector) -> None:
    _play(pipeline, [_frame((ANNA, 200))] * 6)
    before = detector.searches
    (scene,) = _play(pipeline, [_frame()], start=0.2)
    assert detector.searches == before + 1
    assert not scene.tracks[0].seen


def test_somebody_else_in_the_same_place_gets_a_track_of_their_own(pipeline: FacePipeline) -> None:
    _play(pipeline, [_frame((ANNA, 200))] * 10)
    scenes = _play(pipeline, [_frame((BEN, 200))] * 45, start=10 / FPS)
    assert scenes[-1].tracks[0].id == 2, "found by the re-check"


def test_after_a_search_that_failed_nobody_is_followed(pipeline: FacePipeline, detector: CountingDetector) -> None:
    _play(pipeline, [_frame((ANNA, 200))] * 6)

    def broken(_image: Image) -> list[Face]:
        raise RuntimeError

    detector.detect = broken  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        pipeline.process(_frame((ANNA, 200)), 1.0)
    del detector.detect  # type: ignore[attr-defined]
    before = detector.follows
    pipeline.process(_frame((ANNA, 200)), 1.0 + 1 / FPS)
    assert detector.follows == before


def test_yunet_finds_the_same_faces_again_in_small_windows() -> None:
    clip = Clip(__file__, (1280, 720), 2, DEMO_PEOPLE, (0.0, 0.0))  # type: ignore[arg-type]  # it is not read
    first, *_, later = draw(clip, 0.1)
    networks = open_networks(Settings(), find_home(None))
    found = sorted(networks.detector.detect(first), key=lambda face: face.box[0])
    assert len(found) == 2
    backend = CountedBackend(networks.detector_backend)
    networks.detector._backend = backend
    followed = networks.detector.follow(later, found)
    assert followed is not None
    for face, again in zip(found, followed, strict=True):
        assert np.abs(again.box - face.box).max() < 0.25 * face.width
        assert np.abs(again.landmarks - face.landmarks).max() < 0.15 * face.width
    assert backend.runs == 2
    assert backend.pixels <= 2 * 160 * 160
    assert networks.detector.follow(np.zeros_like(first), found) is None, "they have left"


class SeesAll(YuNet):
    """Finds the same faces in every window, however large it is; an image's pixels say where they are."""

    def __init__(self, *boxes: tuple[int, ...]) -> None:
        self._nms_iou = 0.3
        self._rows = np.zeros((len(boxes), 15), np.float32)
        self._rows[:, :4], self._rows[:, 14] = boxes, 0.9

    def _search_window(self, window: Image) -> FloatArray:
        rows = self._rows.copy()
        rows[:, 0:14:2] -= window[0, 0, 0]
        rows[:, 1:14:2] -= window[0, 0, 1]
        return rows


def test_a_known_neighbour_in_the_window_is_no_newcomer() -> None:
    image = np.zeros((200, 250, 3), np.uint8)
    image[..., 0], image[..., 1] = np.arange(250), np.arange(200)[:, None]
    anna, ben = face_at((30, 60, 90, 120)), face_at((100, 60, 160, 120))
    detector = SeesAll((31, 61, 91, 121), (101, 59, 161, 119))
    followed = detector.follow(image, [ben, anna])
    assert followed is not None
    assert [face.box.tolist() for face in followed] == [[101, 59, 161, 119], [31, 61, 91, 121]]
    assert detector.follow(image, [anna]) is None


ANNAS, BENS = (0, 0, 100, 100), (120, 0, 220, 100)


@pytest.mark.parametrize(
    ("candidates", "which"),
    [
        ([(5, 0, 105, 100), (110, 0, 210, 100)], [0]),
        ([(5, 0, 105, 100), (300, 0, 400, 100)], []),  # a newcomer
        ([(100, 0, 200, 100), (200, 0, 300, 100)], []),  # Anna stands in Ben's place
        ([(60, 0, 160, 100), (110, 0, 210, 100)], []),  # somebody between them
        ([(115, 0, 215, 100), (130, 0, 230, 100)], []),  # two in Ben's place
        ([(5, 0, 105, 100), (0, 5, 100, 105), (110, 0, 210, 100)], [0, 1]),  # two in Anna's
    ],
)
def test_neighbours_are_told_apart_only_where_all_stand_where_they_stood(
    candidates: list[tuple[int, ...]], which: list[int]
) -> None:
    rows = np.zeros((len(candidates), 15), np.float32)
    rows[:, :4] = candidates
    known = _among_known(rows, np.array([ANNAS, BENS], np.float32), 0)
    assert known[:, :4].tolist() == [list(candidates[number]) for number in which]
