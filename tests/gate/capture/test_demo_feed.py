"""The demo's feed: the same frames every time, always moving, with the people that the script names."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from gate.capture import demo_people
from gate.capture.demo_feed import DURATION, ENROLLED, FPS, SCRIPT, frames, portrait
from gate.capture.demo_people import ASTRONAUT, FACE_HEIGHT, GRACE_HOPPER, figure
from gate.capture.demo_scene import COUNTER, HEIGHT, HORIZON, WIDTH
from gate.capture.errors import CaptureError
from gate.home import Home
from gate.networks import open_networks
from gate.settings import Settings
from gate.vision.align import align


@pytest.fixture(scope="module")
def feed() -> list[tuple[float, NDArray[np.uint8]]]:
    """Every tenth frame and its successor."""
    return [item for index, item in enumerate(frames()) if index % 10 < 2]


def test_frames_come_at_the_rate_and_end(feed: list[tuple[float, NDArray[np.uint8]]]) -> None:
    assert feed[0][0] == 0
    assert feed[1][0] == pytest.approx(1 / FPS)
    assert DURATION - 1 < feed[-1][0] < DURATION
    for _, frame in feed:
        assert frame.shape == (720, 1280, 3)
        assert frame.dtype == np.uint8
        assert frame.flags.c_contiguous


def test_every_frame_differs_from_the_one_before(feed: list[tuple[float, NDArray[np.uint8]]]) -> None:
    for (_, before), (_, after) in itertools.pairwise(feed):
        assert np.abs(before[::8, ::8].astype(np.int16) - after[::8, ::8]).mean() > 1


def test_a_second_playing_is_identical(feed: list[tuple[float, NDArray[np.uint8]]]) -> None:
    again = [item for index, item in enumerate(itertools.islice(frames(), 42)) if index % 10 < 2]
    for (_, first), (_, second) in zip(feed, again, strict=False):
        np.testing.assert_array_equal(first, second)


def test_the_script_shows_a_grant_a_masked_grant_and_a_stranger() -> None:
    assert [(act.who, act.masked) for act in SCRIPT] == [(ENROLLED, False), (ENROLLED, True), (GRACE_HOPPER, False)]
    assert ENROLLED == ASTRONAUT
    for act, following in itertools.pairwise(SCRIPT):
        assert act.end < following.start
    assert SCRIPT[-1].end < DURATION


def test_people_are_seen_only_during_their_acts(feed: list[tuple[float, NDArray[np.uint8]]]) -> None:
    empty = feed[0][1][:COUNTER:4, ::4].astype(np.int16)
    for seconds, frame in feed[::2]:
        covered = (np.abs(frame[:COUNTER:4, ::4] - empty).max(axis=2) > 60).mean()
        if any(act.start + 2 < seconds < act.start + 5.4 for act in SCRIPT):
            assert covered > 0.05
        elif not any(act.start <= seconds <= act.end for act in SCRIPT):
            assert covered < 0.001


@pytest.mark.parametrize("name", [ASTRONAUT, GRACE_HOPPER])
def test_figures_reach_behind_the_counter_from_afar(name: str) -> None:
    """Nobody hovers: at every point of the path the cut-out ends below the counter's edge."""
    person = figure(name, masked=False)
    reach = (person.picture.shape[0] - person.crown[1]) / FACE_HEIGHT
    for act in SCRIPT:
        for point in act.path:
            assert HORIZON - 1.25 * point.face + reach * point.face > COUNTER


def test_figures_are_premultiplied_and_one_size() -> None:
    for name in (ASTRONAUT, GRACE_HOPPER):
        person = figure(name, masked=False)
        assert (person.picture[..., :3] <= person.picture[..., 3:]).all()
        half = person.halved()
        assert half.picture.shape[0] == pytest.approx(person.picture.shape[0] / 2, abs=1)


def test_the_mask_covers_nose_mouth_and_chin_and_nothing_above_the_eyes() -> None:
    bare, worn = (figure(ASTRONAUT, masked=masked).picture[..., :3].astype(int) for masked in (False, True))
    changed = np.abs(bare - worn).max(axis=2) > 12
    scale = FACE_HEIGHT / 114
    for x, y in ((220, 125), (199, 143), (240, 144), (222, 165)):  # nose tip, mouth corners, chin
        spot = worn[round(y * scale), round(x * scale)]
        assert changed[round(y * scale), round(x * scale)]
        assert spot[0] > spot[2] + 15  # blue cloth, not skin
    assert not changed[: round(108 * scale)].any()
    assert not changed[round(200 * scale) :].any()


def test_the_portrait_is_the_whole_picture_and_fresh_each_time() -> None:
    picture = portrait(ENROLLED)
    assert picture.shape == (512, 512, 3)
    picture[:] = 0
    assert portrait(ENROLLED).mean() > 50


def test_a_missing_picture_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo_people, "ASSETS", tmp_path)
    (tmp_path / "astronaut.jpg").write_bytes(b"no picture")
    for name in (ASTRONAUT, GRACE_HOPPER):
        with pytest.raises(CaptureError, match="install MaskGate again"):
            portrait(name)


def test_the_empty_lobby_shows_no_edges_of_a_frozen_or_black_camera() -> None:
    _, frame = next(frames())
    assert (WIDTH, HEIGHT) == (1280, 720)
    assert 60 < frame.mean() < 220
    assert cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY).std() > 20


Look = Callable[[NDArray[np.uint8]], list[NDArray[np.float32]]]


@pytest.fixture(scope="module")
def templates_of(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """The templates of a picture's faces, by the networks of a fresh gate."""
    folder = tmp_path_factory.mktemp("home")
    networks = open_networks(Settings(), Home(folder, folder / "models"))

    def look(image: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        faces = networks.detector.detect(image)
        crops = [align(image, face.landmarks, networks.model.card.preprocessing) for face in faces]
        return list(networks.recogniser.embed(crops)) if crops else []

    return look


def test_the_networks_know_the_enrolled_person_with_and_without_mask_and_not_the_stranger(
    feed: list[tuple[float, NDArray[np.uint8]]], templates_of: Look
) -> None:
    (enrolled,) = templates_of(portrait(ENROLLED))
    for seconds, frame in feed[::2]:
        found = templates_of(frame)
        for act in SCRIPT:
            if act.start + 1.2 < seconds < act.start + 4.5:  # then they answer, and turn
                (template,) = found
                cosine = float(template @ enrolled)
                assert cosine < 0.3 if act.who != ENROLLED else cosine > (0.55 if act.masked else 0.85)
        if not any(act.start <= seconds <= act.end for act in SCRIPT):
            assert not found  # nothing in the lobby looks like a face
