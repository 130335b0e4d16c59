"""Cameras behind GStreamer, which pip's OpenCV can't open: a `gst-launch-1.0` child whose raw pipe is read."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from typing import ClassVar

import numpy as np

from gate.capture.errors import CaptureError
from gate.capture.types import CAMERA, Deadlines, Picture, Pictures

WIDTH, HEIGHT, FPS = 1280, 720, 30

_GRACE = 0.2
"""Seconds for GStreamer to release the camera before it is killed; less than the worker itself is given."""
_PIPE_BYTES = 1 << 20
_PROGRAMS = {"gst-launch-1.0": "gstreamer1.0-tools", "setpriv": "util-linux"}
_FORMAT = f"width={WIDTH},height={HEIGHT},framerate={FPS}/1"
_NEWEST_AS_BGR = "queue max-size-buffers=1 leaky=downstream ! videoconvert ! video/x-raw,format=BGR"


@dataclass(frozen=True)
class GStreamerSource:
    """Any GStreamer elements that end in raw video of `WIDTH`×`HEIGHT`."""

    description: str
    elements: str
    live: ClassVar[bool] = True
    deadlines: ClassVar[Deadlines] = CAMERA

    def pictures(self) -> Pictures:
        """See `Source.pictures`."""
        if missing := [program for program in _PROGRAMS if shutil.which(program) is None]:
            packages = " ".join(_PROGRAMS[program] for program in missing)
            raise CaptureError(f"{self.description} needs {' and '.join(missing)}: apt install {packages}")
        with _launched(f"{self.elements} ! {_NEWEST_AS_BGR}") as pipe:
            while True:
                image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
                if not _fill(image.data.cast("B"), pipe):
                    break
                yield Picture(image)
        raise CaptureError(f"{self.description} gives no more pictures: its GStreamer pipeline has stopped")


def csi_source(sensor: int) -> GStreamerSource:
    """A camera on a Jetson's CSI connector."""
    camera = f"nvarguscamerasrc sensor-id={sensor} ! video/x-raw(memory:NVMM),{_FORMAT}"
    return GStreamerSource(f"csi:{sensor}", f"{camera} ! nvvidconv ! video/x-raw,format=BGRx")


@contextmanager
def _launched(pipeline: str) -> Iterator[FileIO]:
    """The pipe that a pipeline writes to; the pipeline ends with this process, even a killed one (setpriv)."""
    ours, theirs = os.pipe()
    fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    # Not through standard output: nvarguscamerasrc prints there.
    command = f"setpriv --pdeathsig KILL gst-launch-1.0 -q {pipeline} ! fdsink fd={theirs} sync=false"
    process = subprocess.Popen(
        command.split(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(theirs,),
    )
    os.close(theirs)
    try:
        with FileIO(ours) as pipe:
            yield pipe
    finally:
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _fill(target: memoryview, pipe: FileIO) -> bool:
    """Read until `target` is full; False: the pipe has ended."""
    filled = 0
    while filled < len(target):
        count = pipe.readinto(target[filled:])
        if not count:
            return False
        filled += count
    return True
