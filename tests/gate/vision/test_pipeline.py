from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from engines.errors import ModelError
from engines.registry import Model
from gate.vision.embed import Embedder
from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeMaskReader, FakeRecogniser, paint_face
from gate.vision.mask_state import MaskReading, MaskState
from gate.vision.pipeline import FacePipeline, PipelineOptions, Scene, Track
from gate.vision.quality_gate import Flaw
from gate.vision.types import Crop, Face, Image
from gate.vision.yunet import YuNet

OPTIONS = PipelineOptions(settled_looks=3, recheck_interval=1.0)
ANNA, BEN, CORA = 11, 22, 33


class CountingRecogniser(FakeRecogniser):
    """Notes the size of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def embed(self, crops: Sequence[Crop]) -> np.ndarray:
        self.batches.append(len(crops))
        return super().embed(crops)


@pytest.fixture
def recogniser() -> CountingRecogniser:
    return CountingRecogniser()


@pytest.fixture
def pipeline(recogniser: CountingRecogniser) -> FacePipeline:
    return FacePipeline(FakeDetector(), recogniser, FAKE_PREPROCESSING, OPTIONS)


def frame(*people: tuple[int, int], size: int = 80, blur: float = 0) -> Image:
    """A frame with (person, x of the centre) side by side; later ones stand in front."""
    image = np.zeros((240, 640, 3), np.uint8)
    for person, x in people:
        paint_face(image, (x - size // 2, 60, x + size // 2, 60 + size), person)
    if blur:
        image[..., 1:] = cv2.GaussianBlur(image[..., 1:], (0, 0), blur)
    return image


def play(pipeline: FacePipeline, frames: Sequence[Image], *, start: float = 0.0, fps: float = 10) -> list[Scene]:
    return [pipeline.process(image, start + i / fps) for i, image in enumerate(frames)]


def test_a_track_is_looked_at_until_it_is_settled_and_then_once_in_a_while(
    pipeline: FacePipeline, recogniser: CountingRecogniser
) -> None:
    scenes = play(pipeline, [frame((ANNA, 200))] * 35)
    looked = [i for i, scene in enumerate(scenes) if scene.tracks[0].new_look]
    assert looked == [0, 1, 2, 12, 22, 32]
    assert [scene.tracks[0].settled for scene in scenes] == [False] * 2 + [True] * 33
    assert [scene.tracks[0].looks for scene in scenes[:4]] == [1, 2, 3, 3]
    assert recogniser.embedded == 6
    assert {track.id for scene in scenes for track in scene.tracks} == {1}


def test_the_template_is_the_persons(pipeline: FacePipeline, recogniser: CountingRecogniser) -> None:
    scene = play(pipeline, [frame((ANNA, 200), (BEN, 400))] * 3)[-1]
    anna, ben = (recogniser.embed([np.full((112, 112, 3), person, np.uint8)])[0] for person in (ANNA, BEN))
    for track, vector in zip(scene.tracks, (anna, ben), strict=True):
        assert track.template is not None
        assert track.template.vector @ vector == pytest.approx(1, abs=1e-5)
        assert track.template.template_space == "fake"
        assert track.quality is not None
        assert track.template.quality == pytest.approx(track.quality.overall, abs=0.01)
        with pytest.raises(ValueError, match="read-only"):
            track.template.vector[0] = 0


def test_everybody_is_embedded_in_one_batch(pipeline: FacePipeline, recogniser: CountingRecogniser) -> None:
    play(pipeline, [frame((ANNA, 100), (BEN, 300), (CORA, 500))])
    assert recogniser.batches == [3]


def test_a_crowd_is_taken_in_turn_largest_first(recogniser: CountingRecogniser) -> None:
    pipeline = FacePipeline(
        FakeDetector(), recogniser, FAKE_PREPROCESSING, PipelineOptions(settled_looks=1, max_looks=2)
    )
    image = np.zeros((240, 640, 3), np.uint8)
    for person, (x, size) in enumerate([(20, 60), (120, 90), (240, 70), (360, 80)], start=1):
        paint_face(image, (x, 40, x + size, 40 + size), person)
    scenes = play(pipeline, [image] * 3)
    looked = [{track.id for track in scene.tracks if track.new_look} for scene in scenes]
    assert looked == [{2, 4}, {1, 3}, set()]


def test_a_poor_view_is_followed_but_not_looked_at(pipeline: FacePipeline, recogniser: CountingRecogniser) -> None:
    [scene] = play(pipeline, [frame((ANNA, 200), size=9)])
    [track] = scene.tracks
    assert (track.template, track.looks, track.settled) == (None, 0, False)
    assert track.quality is not None
    assert track.quality.overall < OPTIONS.min_quality
    assert track.flaws[0] is Flaw.TOO_FAR
    assert recogniser.embedded == 0


def test_a_clearly_better_view_is_looked_at_although_settled(pipeline: FacePipeline) -> None:
    play(pipeline, [frame((ANNA, 200), blur=2.5)] * 4)
    better, same = play(pipeline, [frame((ANNA, 200))] * 2, start=0.4)
    assert better.tracks[0].new_look is not None
    assert same.tracks[0].new_look is None


def test_what_a_face_wears_is_read_with_each_look_and_kept_in_between(recogniser: CountingRecogniser) -> None:
    """Not in every frame: a settled track costs nothing."""

    masks = FakeMaskReader(MaskState.WORN)
    pipeline = FacePipeline(FakeDetector(), recogniser, FAKE_PREPROCESSING, OPTIONS, masks)
    worn = play(pipeline, [frame((ANNA, 200))] * 4)
    masks.reading = MaskReading(MaskState.NONE, 0.97)  # it comes off: the next re-check notices
    scenes = worn + play(pipeline, [frame((ANNA, 200))] * 10, start=0.4)
    states = [scene.tracks[0].mask.state.value for scene in scenes if scene.tracks[0].mask]
    assert states == ["worn"] * 12 + ["none"] * 2
    assert masks.read_faces == recogniser.embedded == 4


def test_the_caller_may_say_which_tracks_need_looks(pipeline: FacePipeline) -> None:
    image = frame((ANNA, 200), (BEN, 400))
    scenes = [pipeline.process(image, i / 10, wants_look=lambda track: track == 2) for i in range(9)]
    looks = [[track.new_look is not None for track in scene.tracks] for scene in scenes]
    assert looks[0] == [True, True]  # never looked at before, so a re-check is due
    assert looks[1:] == [[False, True]] * 8


def test_who_takes_a_settled_tracks_place_gets_a_new_id_at_the_re_check(pipeline: FacePipeline) -> None:
    play(pipeline, [frame((ANNA, 200))] * 5)
    scenes = play(pipeline, [frame((BEN, 200))] * 12, start=0.5)
    ids = [[track.id for track in scene.tracks] for scene in scenes]
    assert ids[0] == [1]
    assert ids[-1] == [2]
    [track] = scenes[-1].tracks
    assert_is(track, BEN)
    changed = next(scene.tracks[0] for scene in scenes if scene.tracks[0].id == 2)
    assert changed.looks == 1
    assert not changed.settled


def test_who_comes_back_in_anothers_place_is_never_taken_for_them(pipeline: FacePipeline) -> None:
    """Law 1: a track that was out of sight has no template until a look has confirmed it."""
    play(pipeline, [frame((ANNA, 200))] * 5)
    [hidden] = play(pipeline, [frame()], start=0.5)
    assert [(track.id, track.seen, track.quality) for track in hidden.tracks] == [(1, False, None)]
    [poor] = play(pipeline, [frame((BEN, 200), blur=40)], start=0.6)
    assert [(track.id, track.template, track.settled) for track in poor.tracks] == [(1, None, False)]
    [clear] = play(pipeline, [frame((BEN, 200))], start=0.7)
    [track] = clear.tracks
    assert track.id == 2
    assert_is(track, BEN)


def test_who_comes_back_is_confirmed_by_a_look(pipeline: FacePipeline) -> None:
    play(pipeline, [frame((ANNA, 200))] * 5)
    play(pipeline, [frame()] * 3, start=0.5)
    [scene] = play(pipeline, [frame((ANNA, 200))], start=0.8)
    [track] = scene.tracks
    assert (track.id, track.settled, track.looks) == (1, True, 4)
    assert track.new_look is not None


def test_who_stays_away_is_forgotten(pipeline: FacePipeline) -> None:
    play(pipeline, [frame((ANNA, 200))] * 5)
    scenes = play(pipeline, [frame()] * 13, start=0.5)
    assert scenes[5].tracks[0].seen is False
    assert scenes[-1].tracks == ()
    [scene] = play(pipeline, [frame((ANNA, 200))], start=2.0)
    assert [(track.id, track.looks) for track in scene.tracks] == [(2, 1)]


def test_crossing_people_keep_their_ids_and_templates(pipeline: FacePipeline) -> None:
    frames = [frame((ANNA, 540 - 20 * i), (BEN, 100 + 20 * i)) for i in range(23)]
    scenes = play(pipeline, frames)
    for track in scenes[-1].tracks:
        person = ANNA if track.face.box[0] < 320 else BEN
        assert track.id == {ANNA: 1, BEN: 2}[person]
        assert_is(track, person)


def test_two_who_change_places_while_hidden_are_told_apart_by_looks(pipeline: FacePipeline) -> None:
    play(pipeline, [frame((ANNA, 260), (BEN, 380))] * 5)
    play(pipeline, [frame()] * 3, start=0.5)
    [scene] = play(pipeline, [frame((ANNA, 380), (BEN, 260))], start=0.8)
    for track in scene.tracks:
        if track.seen:
            assert_is(track, ANNA if track.face.box[0] > 300 else BEN)


def test_an_empty_frame(pipeline: FacePipeline) -> None:
    scene = pipeline.process(frame(), 3.5)
    assert (scene.time, scene.faces, scene.tracks) == (3.5, (), ())


def test_the_same_frames_give_the_same_scenes() -> None:
    frames = [frame((ANNA, 540 - 20 * i), (BEN, 100 + 20 * i)) for i in range(23)]
    runs = [play(FacePipeline(FakeDetector(), FakeRecogniser(), FAKE_PREPROCESSING, OPTIONS), frames) for _ in range(2)]
    for one, other in zip(*runs, strict=True):
        assert [(t.id, t.looks, t.settled) for t in one.tracks] == [(t.id, t.looks, t.settled) for t in other.tracks]


def test_a_failing_recogniser_is_not_an_empty_scene(pipeline: FacePipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, crops: Sequence[Crop]) -> np.ndarray:
        raise ModelError("device lost")

    monkeypatch.setattr(CountingRecogniser, "embed", fail)
    with pytest.raises(ModelError, match="device lost"):
        pipeline.process(frame((ANNA, 200)), 0.0)


def assert_is(track: Track, person: int) -> None:
    [wanted] = FakeRecogniser().embed([np.full((112, 112, 3), person, np.uint8)])
    assert track.template is not None
    assert track.template.vector @ wanted > 0.99


@pytest.mark.data
@pytest.mark.parametrize(("name", "people"), [("corridor_three_people_pause", 3), ("two_people_head_pose", 2)])
def test_real_people_are_one_track_each(
    shared_data: Path, detector: YuNet, embedder: Embedder, sface: Model, name: str, people: int
) -> None:
    pipeline = FacePipeline(detector, embedder, sface.card.preprocessing)
    capture = cv2.VideoCapture(str(shared_data / f"video/{name}.mp4"))
    scenes = []
    while (frame_read := capture.read())[0] and len(scenes) < 40:
        scenes.append(pipeline.process(np.asarray(frame_read[1], np.uint8), len(scenes) / 12.5))
    assert all(len([track for track in scene.tracks if track.seen]) == people for scene in scenes)
    ids = {track.id for scene in scenes for track in scene.tracks}
    assert len(ids) <= people + (name == "two_people_head_pose")  # a head tilted far may start anew
    embedded = sum(track.new_look is not None for scene in scenes for track in scene.tracks)
    assert embedded < 0.25 * people * len(scenes)


def resident_pages() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


class Both:
    """Lets the real detector do its work, and finds the painted faces."""

    def __init__(self, real: YuNet) -> None:
        self._real = real

    def detect(self, image: Image) -> list[Face]:
        self._real.detect(image)
        return FakeDetector().detect(image)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
def test_memory_does_not_grow(detector: YuNet, embedder: Embedder, sface: Model) -> None:
    """1,000 frames with people who come, are looked at, and go: after the first 200 nothing is added."""
    options = PipelineOptions(settled_looks=3, recheck_interval=5.0)
    pipeline = FacePipeline(Both(detector), embedder, sface.card.preprocessing, options)
    before, looks = 0, 0
    for number in range(1000):
        image = np.zeros((72, 96, 3), np.uint8)
        if number % 50 < 40:
            paint_face(image, (10 + number % 50, 10, 60 + number % 50, 60), 1 + number // 50)
        scene = pipeline.process(image, number / 10)
        looks += sum(track.new_look is not None for track in scene.tracks)
        if number == 200:
            gc.collect()
            before = resident_pages()
    gc.collect()
    assert looks >= 60
    assert (resident_pages() - before) * 4096 < 4 << 20
