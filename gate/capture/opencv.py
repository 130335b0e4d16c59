"""What OpenCV reads: USB cameras (V4L2), RTSP streams and video files (FFmpeg)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import cv2
import numpy as np

from gate.capture.errors import CaptureError
from gate.capture.types import CAMERA, RECORDING, Deadlines, Image, Picture, Pictures

_USB_WISHES = {
    # USB 2 carries 720p at 30 frames a second only as MJPEG; a camera that can't do it gives what it can.
    cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"MJPG"),
    cv2.CAP_PROP_FRAME_WIDTH: 1280,
    cv2.CAP_PROP_FRAME_HEIGHT: 720,
    cv2.CAP_PROP_FPS: 30,
}
_RTSP_OPTIONS = {
    "rtsp_transport": "tcp",  # UDP loses packets, and with them parts of pictures
    "timeout": "2000000",  # microseconds for each answer on the network
    "fflags": "nobuffer",
    "flags": "low_delay",
}
_ENDED, _AT_ONCE = 5, 0.001
"""OpenCV only says that there is no picture. Damaged data fails at the pace at which it comes; a stream that has ended,
or a camera that was unplugged, fails again and again within so many seconds."""
_USUAL_FPS = 25.0
_MISSING = 0.05
"""Share of the pictures announced that a sound file may lack: some containers only estimate their number."""


@dataclass(frozen=True)
class UsbSource:
    """A camera of the Video4Linux kind."""

    device: str
    """`/dev/video0`, or a link that outlives replugging: `/dev/v4l/by-id/…`."""
    live: ClassVar[bool] = True
    deadlines: ClassVar[Deadlines] = CAMERA

    @property
    def description(self) -> str:
        """`usb:0`, or the device's path."""
        number = self.device.removeprefix("/dev/video")
        return f"usb:{number}" if number.isdecimal() else self.device

    def pictures(self) -> Pictures:
        """See `Source.pictures`."""
        if not Path(self.device).exists():
            raise CaptureError(f"{self.description} is not connected: there is no {self.device}")
        with _opened(self.description, self.device, cv2.CAP_V4L2) as capture:
            for wish, value in _USB_WISHES.items():
                capture.set(wish, value)
            yield from _live(self.description, capture)


@dataclass(frozen=True)
class RtspSource:
    """A network camera."""

    url: str = field(repr=False)
    """May hold a user's name and password: never shown."""
    description: str
    live: ClassVar[bool] = True
    deadlines: ClassVar[Deadlines] = Deadlines(opening=8.0, reopen_frozen=False)
    """A dead host is noticed sooner, by the network's time limit; some cameras take seconds to their first picture."""

    def pictures(self) -> Pictures:
        """See `Source.pictures`."""
        with _opened(self.description, self.url, cv2.CAP_FFMPEG, _RTSP_OPTIONS) as capture:
            yield from _live(self.description, capture)


@dataclass(frozen=True)
class VideoFileSource:
    """A video file."""

    path: str
    """Absolute: FFmpeg takes what stands before a colon in any other for a protocol."""
    fps: float | None = None
    """Frames a second; None: the file's own times."""
    live: ClassVar[bool] = False
    deadlines: ClassVar[Deadlines] = RECORDING

    @property
    def description(self) -> str:
        """The path."""
        return self.path

    def pictures(self) -> Pictures:
        """See `Source.pictures`."""
        with _opened(self.description, self.path, cv2.CAP_FFMPEG) as capture:
            step = 1 / (self.fps or capture.get(cv2.CAP_PROP_FPS) or _USUAL_FPS)
            announced = capture.get(cv2.CAP_PROP_FRAME_COUNT)
            count, moment = 0, -step
            while capture.grab():
                if (image := _retrieve(capture)) is None:
                    raise CaptureError(f"{self.path} is damaged: picture {count} can't be decoded")
                own = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
                moment = own if self.fps is None and own > moment and own >= 0 else moment + step
                yield Picture(image, moment)
                count += 1
        if count == 0 or announced - count > max(2, _MISSING * announced):
            raise CaptureError(f"{self.path} is damaged: it ends after {count} of {announced:.0f} pictures")


@contextmanager
def _opened(
    description: str, address: str, backend: int, options: Mapping[str, str] = MappingProxyType({})
) -> Iterator[cv2.VideoCapture]:
    # The one way to hand options to FFmpeg. Set in any case: what somebody's shell holds may well lose a file's frames.
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "|".join(f"{key};{value}" for key, value in options.items())
    capture = cv2.VideoCapture(address, backend)
    try:
        if not capture.isOpened():
            raise CaptureError(f"{description} can't be opened")
        yield capture
    finally:
        capture.release()


def _live(description: str, capture: cv2.VideoCapture) -> Pictures:
    at_once = 0
    while at_once < _ENDED:
        began = time.monotonic()
        if capture.grab() and (image := _retrieve(capture)) is not None:
            at_once = 0
            yield Picture(image)
        elif time.monotonic() - began < _AT_ONCE:
            at_once += 1
        else:
            yield None
    raise CaptureError(f"{description} gives no more pictures")


def _retrieve(capture: cv2.VideoCapture) -> Image | None:
    try:
        sound, image = capture.retrieve()
    except cv2.error:
        return None
    return np.asarray(image, np.uint8) if sound else None
