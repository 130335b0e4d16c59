"""Files, folders and the demo through the real worker."""

from __future__ import annotations

import itertools
import re
import struct
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from gate.capture import demo_feed
from gate.capture.errors import CaptureError
from gate.capture.fakes import Act, ScriptedSource
from gate.capture.folder import FolderSource, natural
from gate.capture.reader import SourceReader, open_source
from gate.capture.types import Deadlines, Health
from tests.gate.capture.helpers import number_of, numbered


def test_every_frame_of_a_video_comes_once_at_its_own_time(video: Path) -> None:
    with open_source(str(video), every_frame=True) as reader:
        assert not reader.live
        frames = []
        for frame in reader.frames():
            frames.append(frame)
            time.sleep(0.02)  # slower than the decoder: nothing is skipped
        assert reader.health is Health.ENDED
        assert reader.newest(timeout=0) is None
    assert [number_of(frame.image) for frame in frames] == list(range(12))
    assert [frame.seq for frame in frames] == list(range(12))
    assert [frame.time for frame in frames] == pytest.approx([number / 20 for number in range(12)])
    assert all(frame.media_time == frame.time for frame in frames)
    assert not frames[0].image.flags.writeable


def test_options_meant_for_streams_do_not_cost_a_file_its_frames(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "fflags;nobuffer|flags;low_delay")
    with open_source(str(video), every_frame=True) as reader:
        assert [number_of(frame.image) for frame in reader.frames()] == list(range(12))


@pytest.mark.parametrize("source", ["video", "folder"])
def test_a_given_rate_replaces_the_recordings_own(source: str, request: pytest.FixtureRequest) -> None:
    with open_source(str(request.getfixturevalue(source)), every_frame=True, fps=4) as reader:
        assert [frame.time for frame in reader.frames()] == [number / 4 for number in range(12 - (source == "folder"))]


def test_a_folder_plays_in_natural_order(folder: Path) -> None:
    with open_source(str(folder), every_frame=True) as reader:
        frames = list(reader.frames())
    assert [number_of(frame.image) for frame in frames] == list(range(11))
    assert [frame.time for frame in frames] == [number / 10 for number in range(11)]


def test_natural_order() -> None:
    names = ["a1", "A2", "a10", "b", "2", "10", "a", "a02", "١", ""]
    assert sorted(names, key=natural) == ["", "١", "2", "10", "a", "a1", "A2", "a02", "a10", "b"]


def test_a_video_plays_at_its_own_rate_with_the_clock_of_the_machine(video: Path) -> None:
    with open_source(str(video)) as reader:
        frames = []
        for frame in reader.frames():
            frames.append(frame)
            assert time.monotonic() - frame.time < 0.2
        assert reader.health is Health.ENDED
    played = frames[-1].time - frames[0].time
    assert played == pytest.approx((frames[-1].media_time or 0) - (frames[0].media_time or 0), abs=0.1)
    assert number_of(frames[-1].image) == 11, "the last frame is not lost with the end"


def test_a_slow_reader_of_a_paced_video_gets_the_newest_and_the_last(video: Path) -> None:
    with open_source(str(video)) as reader:
        numbers = []
        for frame in reader.frames():
            numbers.append(number_of(frame.image))
            time.sleep(0.25)
    assert numbers == sorted(set(numbers))
    assert len(numbers) <= 5
    assert numbers[-1] == 11


def test_long_pauses_of_a_recording_are_no_hang(folder: Path) -> None:
    for file in sorted(folder.glob("frame*.png"))[2:]:
        file.unlink()
    with SourceReader(FolderSource(str(folder), fps=1), deadlines=Deadlines(picture=0.8)) as reader:
        assert [number_of(frame.image) for frame in reader.frames()] == [0, 1]


def test_frame_times_follow_the_given_clock(video: Path) -> None:
    with open_source(str(video), now=lambda: time.monotonic() + 1000) as reader:
        frame = reader.newest(timeout=5)
        assert frame is not None
        assert 999 < frame.time - time.monotonic() <= 1000


def test_images_of_every_kind_become_bgr(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("CMYK", (32, 32), (0, 255, 255, 0)).save(tmp_path / "1.jpg")
    Image.new("L", (40, 30), 128).save(tmp_path / "2.png")
    cv2.imwrite(str(tmp_path / "3.png"), np.full((30, 40, 3), 128 * 257, np.uint16))
    Image.new("RGBA", (8, 8), (255, 0, 0, 255)).save(tmp_path / "4.png")
    with open_source(str(tmp_path), every_frame=True) as reader:
        images = [frame.image for frame in reader.frames()]
    assert [image.shape for image in images] == [(32, 32, 3), (30, 40, 3), (30, 40, 3), (8, 8, 3)]
    expected = [(0, 0, 255), (128, 128, 128), (128, 128, 128), (0, 0, 255)]
    for image, colour in zip(images, expected, strict=True):
        np.testing.assert_allclose(image.mean(axis=(0, 1)), colour, atol=3)


def _huge_png(path: Path) -> None:
    """A well-formed header of 20,000 × 20,000 pixels, and nothing behind it."""
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)))


def _error(source: Path, *, every_frame: bool = True) -> str:
    with pytest.raises(CaptureError) as caught, open_source(str(source), every_frame=every_frame) as reader:
        for _ in reader.frames():
            pass
    message = str(caught.value)
    assert str(source) in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("content", [b"", b"no video at all", bytes(range(256)) * 40])
def test_a_file_that_is_no_video(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(content)
    assert _error(path).endswith("can't be opened")


@pytest.mark.parametrize(("share", "every_frame"), [(0.3, False), (0.85, True)])
def test_a_video_that_was_cut_off_says_where(tmp_path: Path, share: float, every_frame: bool) -> None:
    path = tmp_path / "video.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 60, (64, 48))
    for number in range(30):
        writer.write(np.random.default_rng(number).integers(0, 256, (48, 64, 3), np.uint8))
    writer.release()
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert re.search(r"is damaged: it ends after \d+ of 30 pictures", _error(path, every_frame=every_frame))


def test_names_of_any_kind(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (video.parent / "numpy.py").write_text("raise SystemExit('not the module that you want')")
    monkeypatch.chdir(video.parent)
    for name in ("a:b.avi", "玄関 カメラ.avi", "-i.avi"):
        video = video.rename(video.with_name(name))
        with open_source(name, every_frame=True) as reader:
            assert len(list(reader.frames())) == 12


def test_a_folder_without_images(tmp_path: Path) -> None:
    assert "holds no images" in _error(tmp_path)


@pytest.mark.parametrize("damage", [lambda p: p.write_bytes(b""), lambda p: p.write_bytes(b"no image"), _huge_png])
def test_a_damaged_image_is_named_after_the_sound_ones_were_given(folder: Path, damage) -> None:
    damage(folder / "frame2.png")
    with open_source(str(folder), every_frame=True) as reader:
        frames = reader.frames()
        assert [number_of(next(frames).image) for _ in range(2)] == [0, 1]
        with pytest.raises(CaptureError, match=r"frame2\.png can't be read as an image"):
            next(frames)
        with pytest.raises(CaptureError, match=r"frame2\.png"):
            reader.newest(timeout=0)


def test_pictures_of_changing_size_are_fine(tmp_path: Path) -> None:
    for number, size in enumerate([(64, 48), (128, 96), (16, 8)]):
        cv2.imwrite(str(tmp_path / f"{number}.png"), numbered(number, size))
    with open_source(str(tmp_path), every_frame=True) as reader:
        shapes = []
        for frame in reader.frames():
            shapes.append(frame.image.shape)
            assert reader.status.size == (frame.image.shape[1], frame.image.shape[0])
    assert shapes == [(48, 64, 3), (96, 128, 3), (8, 16, 3)]


@pytest.mark.parametrize(
    ("act", "every_frame", "sentence"),
    [
        (Act.HANG, True, "scripted has not answered for 0.4 s"),
        (Act.HANG, False, "scripted has not answered for 0.4 s"),
        (Act.CRASH, True, "the decoder of scripted crashed (SIGSEGV)"),
        (Act.CORRUPT, False, "scripted sends data that is no picture"),
    ],
)
def test_a_recording_that_fails_ends_in_one_sentence(act: Act, every_frame: bool, sentence: str) -> None:
    source = ScriptedSource(((act, 1),), time.monotonic(), live=False)
    deadlines = Deadlines(opening=0.4, corrupt=0.2)
    with SourceReader(source, every_frame=every_frame, deadlines=deadlines) as reader:
        with pytest.raises(CaptureError) as caught:
            next(reader.frames())
        assert str(caught.value) == sentence


def test_live_sources_refuse_every_frame() -> None:
    with pytest.raises(CaptureError, match="--every-frame is for recordings: usb:0 is live"):
        open_source("usb:0", every_frame=True)


def test_reading_may_stop_anywhere(video: Path) -> None:
    for every_frame in (True, False):
        reader = open_source(str(video), every_frame=every_frame)
        assert reader.newest(timeout=5) is not None
        reader.close()
        reader.close()
        assert reader.newest(timeout=1) is None
        assert list(reader.frames()) == []


@pytest.mark.data
def test_a_real_video_gives_the_same_frames_every_time(shared_data: Path) -> None:
    path = shared_data / "video" / "corridor_three_people_pause.mp4"

    def digests() -> list[tuple[int, float, int]]:
        with open_source(str(path), every_frame=True) as reader:
            return [(frame.seq, frame.time, zlib.crc32(frame.image.data)) for frame in reader.frames()]

    first = digests()
    assert [time for _, time, _ in first] == pytest.approx([number / 12.5 for number in range(41)])
    assert len({digest for _, _, digest in first}) == 41
    assert digests() == first


def test_the_demo_is_its_feed() -> None:
    with open_source("demo", every_frame=True) as reader:
        for (seconds, image), frame in zip(demo_feed.frames(), itertools.islice(reader.frames(), 2), strict=False):
            assert frame.time == seconds
            np.testing.assert_array_equal(frame.image, image)
    assert not reader.live
