"""One bound camera: noise never repeats, time runs forward, and the noise stays what it was."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from gate.vision.liveness.camera import CameraProblem, CameraWatch, Recent
from gate.vision.types import Image

SCENE = np.random.default_rng(0).integers(60, 190, (120, 160, 3)).astype(np.float64)


def noisy(seed: int, noise: float = 2.0, shift: int = 0) -> Image:
    frame = np.roll(SCENE, shift, axis=1) + np.random.default_rng(seed).normal(0, noise, SCENE.shape)
    return np.clip(np.rint(frame), 0, 255).astype(np.uint8)


def problems(frames: Iterable[tuple[float, Image]]) -> list[CameraProblem | None]:
    watch = CameraWatch()
    return [watch.see(image, time) for time, image in frames]


@pytest.mark.parametrize("fps", [5.0, 12.5, 30.0])
def test_a_camera_is_a_camera_at_any_rate(fps: float) -> None:
    assert set(problems((n / fps, noisy(n)) for n in range(120))) == {None}


def test_what_moves_to_and_fro_is_no_loop() -> None:
    """A fan, somebody who nods: a fifth of the picture moves the same way again and again."""

    def image(n: int) -> Image:
        frame = noisy(n)
        frame[:, :32] = noisy(500 + n, shift=n % 2)[:, :32]
        return frame

    assert set(problems((n / 15, image(n)) for n in range(90))) == {None}


@pytest.mark.parametrize("strength", [0.03, 0.15])
def test_a_lamp_that_flickers_is_no_loop(strength: float) -> None:
    def image(n: int) -> Image:
        frame = SCENE * (1 + strength * (n % 2)) + np.random.default_rng(n).normal(0, 2, SCENE.shape)
        return np.clip(np.rint(frame), 0, 255).astype(np.uint8)

    assert set(problems((n / 15, image(n)) for n in range(90))) == {None}


@pytest.mark.parametrize("there_and_back", [False, True])
def test_a_loop_is_noticed_soon_after_it_begins_again(there_and_back: bool) -> None:
    def number(n: int) -> int:
        return 20 - abs(n % 40 - 20) if there_and_back else n % 20

    found = problems((n / 15, noisy(number(n))) for n in range(60))
    assert set(found[:20]) == {None}
    assert "repeated" in found[20:30]


def test_a_loop_with_a_little_noise_of_its_own_is_noticed() -> None:
    def image(n: int) -> Image:
        extra = np.random.default_rng(1000 + n).normal(0, 0.3, SCENE.shape)
        return np.clip(np.rint(noisy(n % 20) + extra), 0, 255).astype(np.uint8)

    assert "repeated" in problems((n / 15, image(n)) for n in range(50))


@pytest.mark.parametrize(
    ("times", "problem"), [((0, 1, 0.9), "order"), ((0, 0.1, 0.1), "order"), ((0, 0.1, 0.9), "gap")]
)
def test_times_that_are_no_cameras(times: tuple[float, ...], problem: str) -> None:
    assert problems((time, noisy(n)) for n, time in enumerate(times))[-1] == problem


@pytest.mark.parametrize("other", [0.2, 12.0])
def test_another_noise_is_another_camera(other: float) -> None:
    found = problems((n / 15, noisy(n, 2.0 if n < 80 else other)) for n in range(100))
    assert set(found[:80]) == {None}
    assert "noise" in found[80:]


def test_a_still_compressed_scene_says_nothing() -> None:
    assert set(problems((n / 15, noisy(1)) for n in range(50))) == {None}


def test_a_new_size_of_picture_is_no_repetition() -> None:
    frames = [noisy(0), noisy(1), np.zeros((40, 30, 3), np.uint8), np.zeros((40, 30, 3), np.uint8)]
    assert set(problems(enumerate(frames, start=1))) <= {None, "gap"}


def test_the_running_median_is_the_median_of_the_newest() -> None:
    recent, numbers = Recent(7), np.random.default_rng(1).integers(0, 5, 60).tolist()
    for count, number in enumerate(numbers, 1):
        recent.add(float(number))
        assert len(recent) == min(count, 7)
        assert recent.median == np.median(numbers[max(0, count - 7) : count])
