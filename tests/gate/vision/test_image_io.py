from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from gate.vision.errors import ImageError
from gate.vision.image_io import MAX_PIXELS, read_image

COLOURS = np.array([[(200, 30, 10), (10, 200, 30)], [(30, 10, 200), (120, 120, 120)]], np.uint8)
"""RGB of the four quarters."""


def quarters(size: int = 64) -> Pillow.Image:
    return Pillow.fromarray(np.kron(COLOURS, np.ones((size // 2, size // 2, 1), np.uint8)))


def corners(image: np.ndarray) -> np.ndarray:
    """RGB in the middle of each quarter."""
    height, width = image.shape[:2]
    return image[height // 4 :: height // 2, width // 4 :: width // 2, ::-1]


@pytest.mark.parametrize(
    ("name", "mode", "tolerance"),
    [
        ("a.png", "RGB", 0), ("a.bmp", "RGB", 0), ("a.tif", "RGB", 0), ("a.ppm", "RGB", 0), ("a.gif", "P", 12),
        ("a.jpg", "RGB", 6), ("a.webp", "RGB", 16), ("a.jpg", "CMYK", 6), ("a.tif", "CMYK", 0),
        ("a.png", "RGBA", 0), ("a.png", "P", 12), ("a.jpg", "YCbCr", 6), ("photo of Zoë.JPEG", "RGB", 6),
    ],
)  # fmt: skip
def test_formats_and_modes(tmp_path: Path, name: str, mode: str, tolerance: int) -> None:
    path = tmp_path / name
    picture = quarters().quantize(16) if mode == "P" else quarters().convert(mode)
    picture.save(path, **({"quality": 95} if name.lower().endswith(("jpg", "jpeg", "webp")) else {}))
    image = read_image(path)
    assert image.dtype == np.uint8
    assert image.shape == (64, 64, 3)
    assert image.flags.c_contiguous
    np.testing.assert_allclose(corners(image).astype(int), COLOURS, atol=tolerance)


@pytest.mark.parametrize("mode", ["L", "1", "LA", "I;16"])
@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_grey(tmp_path: Path, mode: str, name: str) -> None:
    grey = np.repeat(np.array([[0, 255]], np.uint8), 8, axis=0).repeat(8, axis=1)
    picture = Pillow.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Pillow.fromarray(grey).convert(mode)
    picture.save(tmp_path / name)
    np.testing.assert_array_equal(read_image(tmp_path / name), np.repeat(grey[..., None], 3, axis=2))


def test_sixteen_bits_keep_their_shades(tmp_path: Path) -> None:
    shades = np.arange(256, dtype=np.uint16).reshape(16, 16)
    Pillow.fromarray(shades * 256 + 7).save(tmp_path / "a.png")
    np.testing.assert_array_equal(read_image(tmp_path / "a.png")[..., 0], shades)


def test_more_than_sixteen_bits_are_refused(tmp_path: Path) -> None:
    Pillow.fromarray(np.full((4, 4), 1_000_000, np.int32)).save(tmp_path / "a.tif")
    with pytest.raises(ImageError, match="more than 16 bits"):
        read_image(tmp_path / "a.tif")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_is_white(tmp_path: Path, mode: str) -> None:
    picture = Pillow.new("RGBA", (8, 8), (0, 0, 0, 0))
    path = tmp_path / ("a.tif" if mode == "PA" else "a.png")
    (picture if mode == "PA" else picture.convert(mode)).save(path)
    assert (read_image(path) == 255).all()


def test_a_palettes_transparent_colour_is_white(tmp_path: Path) -> None:
    picture = Pillow.new("P", (8, 8), 3)
    picture.putpalette([0, 0, 0] * 256)
    picture.save(tmp_path / "a.png", transparency=3)
    assert (read_image(tmp_path / "a.png") == 255).all()


@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (1, lambda a: a), (2, np.fliplr), (3, lambda a: np.rot90(a, 2)), (4, np.flipud),
        (5, lambda a: a.transpose(1, 0, 2)), (6, lambda a: np.rot90(a, -1)),
        (7, lambda a: np.rot90(a, 2).transpose(1, 0, 2)), (8, np.rot90),
    ],
)  # fmt: skip
def test_exif_orientation(tmp_path: Path, orientation: int, turned: object) -> None:
    exif = Pillow.Exif()
    exif[274] = orientation
    pixels = np.kron(COLOURS, np.ones((8, 16, 1), np.uint8))
    Pillow.fromarray(pixels).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(read_image(tmp_path / "a.png")[..., ::-1], turned(pixels))  # type: ignore[operator]


def test_the_first_frame_of_an_animation(tmp_path: Path) -> None:
    white, black = Pillow.new("RGB", (9, 9), "white"), Pillow.new("RGB", (9, 9))
    white.save(tmp_path / "a.gif", save_all=True, append_images=[black])
    assert (read_image(tmp_path / "a.gif") == 255).all()


def test_a_huge_jpeg_is_decoded_smaller(tmp_path: Path) -> None:
    Pillow.new("L", (20_000, 4_000), 77).save(tmp_path / "a.jpg")
    image = read_image(tmp_path / "a.jpg")
    assert image.shape == (2_000, 10_000, 3)
    assert image.size // 3 <= MAX_PIXELS
    assert abs(int(image[5, 5, 0]) - 77) <= 1


def png_header(width: int, height: int) -> bytes:
    """Of an 8-bit RGB picture whose pixels never come."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize("size", [(20_000, 20_000), (20_000, 5_000), (2**31 - 1, 2**31 - 1), (8_000, 6_000)])
def test_another_huge_picture_is_refused_before_it_takes_memory(tmp_path: Path, size: tuple[int, int]) -> None:
    data = png_header(*size) + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(ImageError, match="more than 40 million pixels"):
        read_image(tmp_path / "a.png")


def test_a_huge_square_jpeg_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Pillow.new("L", (16, 16)).save(path)
    data = bytearray(path.read_bytes())
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", 20_000, 20_000)
    path.write_bytes(data)
    with pytest.raises(ImageError, match="more than 40 million pixels"):
        read_image(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"there is no file .*none\.jpg"):
        read_image(tmp_path / "none.jpg")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="can't be read: Is a directory"):
        read_image(tmp_path)


def test_an_unreadable_name(tmp_path: Path) -> None:
    with pytest.raises(ImageError):
        read_image(tmp_path / "a\0b.jpg")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"hello", "is no image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "is no image"),
        (b"\xff\xd8\xff", "a.jpg"),
    ],
)
def test_a_file_that_is_no_image(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(ImageError, match=message) as caught:
        read_image(tmp_path / "a.jpg")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.gif", "a.bmp"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
def test_a_truncated_file(tmp_path: Path, name: str, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    path = tmp_path / name
    Pillow.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(ImageError, match=r"a\.") as caught:
        read_image(path)
    assert "\n" not in str(caught.value)


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "PPM"]), st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_an_image_or_one_sentence(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    buffer = io.BytesIO()
    quarters(16).save(buffer, kind)
    content = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content)
    try:
        image = read_image(path)
    except ImageError as error:
        sentence = str(error)
        assert str(path) in sentence
        assert "\n" not in sentence
    else:
        assert image.ndim == 3
        assert image.dtype == np.uint8
