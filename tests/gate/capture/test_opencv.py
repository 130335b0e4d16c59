"""Cameras through a capture that only claims to be one: there is none here."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from gate.capture.errors import CaptureError
from gate.capture.opencv import RtspSource, UsbSource

IMAGE = np.full((48, 64, 3), 7, np.uint8)


class FakeCapture:
    """Plays `script`: "good", "damaged" (data that can't be decoded), "error" (OpenCV raises); then it ends."""

    script: tuple[str, ...] = ()
    opens = True

    def __init__(self, address: str, backend: int) -> None:
        self.address, self.backend = address, backend
        self.wishes: dict[int, float] = {}
        self.released = False
        self._script: Iterator[str] = iter(self.script)
        FakeCapture.last = self

    def isOpened(self) -> bool:  # noqa: N802
        return self.opens

    def set(self, key: int, value: float) -> None:
        self.wishes[key] = value

    def grab(self) -> bool:
        self._now = next(self._script, "ended")
        time.sleep(0 if self._now == "ended" else 0.005)
        return self._now not in ("ended", "no_packet")

    def retrieve(self) -> tuple[bool, np.ndarray | None]:
        if self._now == "error":
            raise cv2.error("damaged")
        return (True, IMAGE) if self._now == "good" else (False, None)

    def release(self) -> None:
        self.released = True


@pytest.fixture
def capture(monkeypatch: pytest.MonkeyPatch) -> type[FakeCapture]:
    monkeypatch.setattr(cv2, "VideoCapture", FakeCapture)
    monkeypatch.setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "")  # and what it was before afterwards
    monkeypatch.setattr(FakeCapture, "script", ())
    monkeypatch.setattr(FakeCapture, "opens", True)
    return FakeCapture


def test_a_usb_camera_is_asked_for_motion_jpeg_at_720p(capture: type[FakeCapture]) -> None:
    capture.script = ("good",)
    pictures = UsbSource("/dev/null").pictures()
    picture = next(pictures)
    assert picture is not None
    assert picture.image is IMAGE
    assert picture.media_time is None
    assert (capture.last.address, capture.last.backend) == ("/dev/null", cv2.CAP_V4L2)
    wishes = capture.last.wishes
    assert wishes[cv2.CAP_PROP_FOURCC] == int.from_bytes(b"MJPG", "little")
    assert (wishes[cv2.CAP_PROP_FRAME_WIDTH], wishes[cv2.CAP_PROP_FRAME_HEIGHT]) == (1280, 720)
    pictures.close()
    assert capture.last.released


def test_damage_is_skipped_and_the_end_is_an_error(capture: type[FakeCapture]) -> None:
    capture.script = ("good", "damaged", "error", "no_packet", "good", *["damaged"] * 8, "good")
    pictures, got = UsbSource("/dev/null").pictures(), []

    def take_all() -> None:
        for picture in pictures:
            got.append(picture is not None)

    with pytest.raises(CaptureError, match="/dev/null gives no more pictures"):
        take_all()
    assert got[:14] == [True, False, False, False, True, *[False] * 8, True]
    assert not any(got[14:])  # there are more where the machine is too busy to fail at once
    assert capture.last.released


def test_what_does_not_open(capture: type[FakeCapture]) -> None:
    capture.opens = False
    with pytest.raises(CaptureError, match=r"^/dev/null can't be opened$"):
        next(UsbSource("/dev/null").pictures())
    with pytest.raises(CaptureError, match=r"^usb:99 is not connected: there is no /dev/video99$"):
        next(UsbSource("/dev/video99").pictures())


def test_rtsp_goes_through_tcp_with_a_time_limit(capture: type[FakeCapture], monkeypatch: pytest.MonkeyPatch) -> None:
    capture.script = ("good",)
    pictures = RtspSource("rtsp://joe:s3cret@door/", "rtsp://door").pictures()
    assert next(pictures) is not None
    options = dict(option.split(";") for option in os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"].split("|"))
    assert options["rtsp_transport"] == "tcp"
    assert 0 < int(options["timeout"]) <= 2_000_000
    assert capture.last.backend == cv2.CAP_FFMPEG
    pictures.close()
