from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.capture.errors import CaptureError
from gate.capture.gstreamer import FPS, HEIGHT, WIDTH, GStreamerSource, csi_source
from gate.capture.reader import SourceReader
from gate.capture.types import Health
from tests.gate.capture.helpers import processes, wait_until

SNOW = f"videotestsrc is-live=true pattern=snow ! video/x-raw,width={WIDTH},height={HEIGHT},framerate={FPS}/1"
RED = f"videotestsrc is-live=true pattern=red ! video/x-raw,width={WIDTH},height={HEIGHT},framerate={FPS}/1"


def test_colours_and_shape(program: Callable[[str], str]) -> None:
    program("gst-launch-1.0")
    pictures = GStreamerSource("test", RED).pictures()
    picture = next(pictures)
    assert picture is not None
    assert picture.image.shape == (HEIGHT, WIDTH, 3)
    assert picture.image[100, 100].tolist() == pytest.approx([0, 0, 255], abs=2)
    assert picture.media_time is None
    pictures.close()


def test_a_pipeline_that_hangs_is_replaced_and_ends_with_its_worker(program: Callable[[str], str]) -> None:
    program("gst-launch-1.0")
    with SourceReader(GStreamerSource("test", SNOW)) as reader:
        assert wait_until(lambda: reader.health is Health.OK)
        frame = reader.newest(timeout=1)
        assert frame is not None
        assert time.monotonic() - frame.time < 0.3
        (worker,) = processes(os.getpid())
        (pipeline,) = processes(worker)
        os.kill(pipeline, signal.SIGSTOP)
        assert wait_until(lambda: reader.health is Health.HUNG, 2.0)
        assert wait_until(lambda: reader.health is Health.OK)
        assert wait_until(lambda: not Path(f"/proc/{pipeline}").exists())

        (worker,) = processes(os.getpid())
        (pipeline,) = processes(worker)
        os.kill(pipeline, signal.SIGSTOP)  # it can't react to its pipe breaking
        os.kill(worker, signal.SIGKILL)
        assert wait_until(lambda: not Path(f"/proc/{pipeline}").exists(), 2.0)


def test_a_pipeline_that_ends_is_a_lost_camera(program: Callable[[str], str]) -> None:
    program("gst-launch-1.0")
    with pytest.raises(CaptureError, match="test gives no more pictures: its GStreamer pipeline has stopped"):
        list(GStreamerSource("test", RED.replace("videotestsrc", "videotestsrc num-buffers=2")).pictures())
    with pytest.raises(CaptureError, match="its GStreamer pipeline has stopped"):
        next(GStreamerSource("test", "nosuchelement").pictures())


def test_without_gstreamer_the_sentence_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CaptureError, match=r"csi:0 needs gst-launch-1\.0 and setpriv: apt install gstreamer1\.0-tools"):
        next(csi_source(0).pictures())
