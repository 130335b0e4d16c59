from __future__ import annotations

import numpy as np
import pytest

from gate.vision.fakes import FAKE_PREPROCESSING, FakeDetector, FakeMaskReader, FakeRecogniser, paint_face
from gate.vision.fuse import fuse
from gate.vision.looks import FrameLooks, TrackMemory
from gate.vision.mask_state import MaskReader, MaskReading, MaskState
from gate.vision.types import Template


def look(seed: int, quality: float) -> Template:
    vector = np.random.default_rng(seed).standard_normal(16) + 1
    return Template((vector / np.linalg.norm(vector)).astype(np.float32), "space", quality)


def frame_looks(recogniser: FakeRecogniser, most: int, masks: MaskReader | None = None) -> FrameLooks:
    image = np.zeros((120, 500, 3), np.uint8)
    for person, size in enumerate((50, 90, 70, 60), start=1):
        paint_face(image, (120 * person - 110, 10, 120 * person - 110 + size, 10 + size), person)
    return FrameLooks(image, FakeDetector().detect(image), recogniser, FAKE_PREPROCESSING, most, masks)


def test_a_memory_fuses_its_best_looks_and_forgets_the_others() -> None:
    memory = TrackMemory(kept=3)
    given = [look(seed, quality) for seed, quality in enumerate((0.4, 0.9, 0.5, 0.8, 0.6, 0.3))]
    for number, each in enumerate(given):
        memory.add(each, float(number))
    assert memory.template is not None
    best = fuse([given[1], given[3], given[4]])
    np.testing.assert_allclose(memory.template.vector, best.vector, atol=1e-6)
    assert (memory.count, memory.newest, memory.best) == (6, 5.0, 0.9)


def test_a_look_ends_doubt() -> None:
    memory = TrackMemory(kept=3)
    memory.doubtful = True
    memory.add(look(0, 0.5), 0.0)
    assert not memory.doubtful


def test_without_a_look_there_is_no_cosine() -> None:
    memory = TrackMemory(kept=3)
    assert np.isnan(memory.cosine(look(0, 0.5)))
    memory.add(look(0, 0.5), 0.0)
    assert np.isnan(memory.cosine(None))
    assert memory.cosine(look(0, 0.5)) == pytest.approx(1, abs=1e-5)


def test_no_more_looks_than_allowed_however_often_they_are_asked_for() -> None:
    recogniser = FakeRecogniser()
    looks = frame_looks(recogniser, most=3)
    looks.take([0, 1])
    looks.take([0, 1, 2, 3])
    looks.take([3])
    assert [looks.taken(index) is not None for index in range(4)] == [True, True, True, False]
    assert recogniser.embedded == 3


def test_a_look_is_taken_once() -> None:
    recogniser = FakeRecogniser()
    looks = frame_looks(recogniser, most=8)
    assert looks.taken(0) is None
    looks.take([0])
    first = looks.taken(0)
    looks.take([0, 1])
    assert looks.taken(0) is first
    assert recogniser.embedded == 2
    assert first is not None
    assert first.quality == looks.quality(0).overall


def test_masks_are_read_once_for_each_look_and_for_no_other_face() -> None:
    masks = FakeMaskReader()
    looks = frame_looks(FakeRecogniser(), most=3, masks=masks)
    assert looks.reading(0) is None
    looks.take([0, 1])
    looks.take([0, 1, 2, 3])
    assert masks.read_faces == 3
    assert [looks.reading(index) is not None for index in range(4)] == [looks.taken(i) is not None for i in range(4)]


def test_a_memory_knows_the_newest_reading() -> None:
    memory = TrackMemory(kept=3)
    assert memory.mask is None
    worn, bare = MaskReading(MaskState.WORN, 0.99), MaskReading(MaskState.NONE, 0.99)
    memory.add(look(0, 0.9), 0.0, worn)
    memory.add(look(0, 0.1), 1.0, bare)
    assert memory.mask == bare
