"""RTSP against a real server on this machine."""

from __future__ import annotations

import time

from gate.capture.reader import open_source
from gate.capture.types import Health
from tests.gate.capture.helpers import wait_until
from tests.gate.capture.rtsp_server import HEIGHT, WIDTH, RtspServer


def test_a_stream_with_a_password_its_silence_its_return_and_its_damage() -> None:
    with RtspServer("joe:s3cret") as server, open_source(f"rtsp://joe:s3cret@127.0.0.1:{server.port}/live") as reader:
        frame = reader.newest(timeout=8)
        assert frame is not None
        assert frame.image.shape == (HEIGHT, WIDTH, 3)
        assert frame.media_time is None
        assert time.monotonic() - frame.time < 0.5
        server.mood = "silent"
        assert wait_until(lambda: reader.health is Health.HUNG, 2.0)
        assert reader.status.detail == f"rtsp://127.0.0.1:{server.port} has not answered for 1.5 s"
        server.mood = "play"
        assert wait_until(lambda: reader.health is Health.OK, 5.0)
        assert reader.newest(timeout=1) is not None
        server.mood = "garbage"
        assert wait_until(lambda: reader.health is Health.CORRUPT, 2.0)


def test_a_wrong_password_is_a_lost_camera() -> None:
    with RtspServer("joe:s3cret") as server, open_source(f"rtsp://joe:wrong@127.0.0.1:{server.port}/live") as reader:
        assert wait_until(lambda: reader.health is Health.LOST)
        assert reader.status.detail == f"rtsp://127.0.0.1:{server.port} can't be opened"
