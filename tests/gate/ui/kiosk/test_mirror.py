"""The picture fills any window, mirrored, and boxes follow it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.ui.kiosk.mirror import Mirror, covered, mirrored_box

sides = st.integers(16, 600)


@given(rows=sides, columns=sides, width=sides, height=sides)
def test_the_covered_part_has_the_windows_shape_and_is_as_large_as_can_be(
    rows: int, columns: int, width: int, height: int
) -> None:
    left, top, right, bottom = covered((rows, columns, 3), width, height)
    assert 0 <= left < right <= columns
    assert 0 <= top < bottom <= rows
    assert left == columns - right or left == columns - right - 1  # in the middle
    assert top == rows - bottom or top == rows - bottom - 1
    assert right - left == columns or bottom - top == rows
    across, down = (bottom - top) * width / height, (right - left) * height / width  # to the pixel, and at least one
    near = [abs(size - max(1, whole)) <= 0.5 for size, whole in ((right - left, across), (bottom - top, down))]
    assert any(near)


@pytest.mark.parametrize("window", [(1280, 720), (800, 480), (1920, 1080), (720, 1280), (3840, 2160)])
def test_a_dot_is_where_its_mirrored_box_says(window: tuple[int, int]) -> None:
    width, height = window
    image = np.zeros((720, 1280, 3), np.uint8)
    image[300:340, 560:600] = (10, 200, 90)
    shown = Mirror().pixels(image, width, height)
    assert shown.shape == (height, width, 4)
    assert shown.flags.c_contiguous
    x1, y1, x2, y2 = mirrored_box((560, 300, 600, 340), image.shape, width, height)
    assert x1 > width / 2  # left of the middle in the image: right of it in a mirror
    rows, columns = np.nonzero(shown[..., 1] > 100)
    assert (columns.min(), rows.min()) == pytest.approx((x1, y1), abs=2)
    assert (columns.max() + 1, rows.max() + 1) == pytest.approx((x2, y2), abs=2)
    np.testing.assert_array_equal(shown[round((y1 + y2) / 2), round((x1 + x2) / 2), :3], (10, 200, 90))


def test_at_its_own_size_the_picture_is_mirrored_exactly() -> None:
    image = np.random.default_rng(0).integers(0, 256, (72, 128, 3), np.uint8)
    np.testing.assert_array_equal(Mirror().pixels(image, 128, 72)[..., :3], image[:, ::-1])


def test_the_input_is_left_alone_and_buffers_serve_changing_sizes() -> None:
    mirror = Mirror()
    for rows, columns in ((72, 128), (48, 64), (72, 128)):
        image = np.full((rows, columns, 3), 7, np.uint8)
        for size in ((128, 72), (64, 36), (300, 300)):
            shown = mirror.pixels(image, *size)
            assert shown.shape == (size[1], size[0], 4)
            assert (shown[..., :3] == 7).all()
        assert (image == 7).all()
