from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.capture.demo import DemoSource
from gate.capture.errors import CaptureError
from gate.capture.folder import FolderSource
from gate.capture.gstreamer import csi_source
from gate.capture.opencv import RtspSource, UsbSource, VideoFileSource
from gate.capture.uri import describe_url, parse_source


@pytest.mark.parametrize(
    ("uri", "source", "description"),
    [
        ("usb:0", UsbSource("/dev/video0"), "usb:0"),
        ("2", UsbSource("/dev/video2"), "usb:2"),
        ("/dev/video1", UsbSource("/dev/video1"), "usb:1"),
        ("/dev/v4l/by-id/usb-cam", UsbSource("/dev/v4l/by-id/usb-cam"), "/dev/v4l/by-id/usb-cam"),
        ("csi:1", csi_source(1), "csi:1"),
        ("demo", DemoSource(), "demo"),
        (
            "rtsp://joe:s3cret@door:554/live?token=t0ken",
            RtspSource("rtsp://joe:s3cret@door:554/live?token=t0ken", "rtsp://door:554"),
            "rtsp://door:554",
        ),
        ("rtsps://[fe80::1]/x", RtspSource("rtsps://[fe80::1]/x", "rtsps://[fe80::1]"), "rtsps://[fe80::1]"),
    ],
)
def test_cameras(uri: str, source: object, description: str) -> None:
    parsed = parse_source(uri)
    assert parsed == source
    assert parsed.description == description
    assert parsed.live == (uri != "demo")


def test_the_sensor_reaches_the_pipeline() -> None:
    assert "nvarguscamerasrc sensor-id=1 !" in csi_source(1).elements


def test_recordings(video: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse_source(str(video)) == VideoFileSource(str(video), None)
    assert parse_source(str(folder), fps=4) == FolderSource(str(folder), 4)
    monkeypatch.chdir(folder)
    assert parse_source(".") == FolderSource(str(folder))


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("", "no file, folder or camera is called ''"),
        ("missing.mp4", r"called 'missing\.mp4': use usb:0, csi:0"),
        ("x" * 5000, "called 'xxx"),
        ("zero\0byte", "no file, folder or camera"),
        ("usb:front", "no source is written usb:…"),
        ("http://joe:s3cret@door/", "no source is written http:…"),
        ("joe:s3cret@door", "no source is written joe:…"),
        ("10.0.0.1/joe:s3cret@door", "no file, folder or camera is called this"),
        ("rtsp:///live", "RTSP address can't be read"),
        ("rtsp://joe:s3/cret@door/live", "RTSP address can't be read"),
        ("rtsp://joe:s3@cret@door/live", "RTSP address can't be read"),
        ("rtsp://door:99999/", "RTSP address can't be read"),
        ("rtsp://[door/", "RTSP address can't be read"),
    ],
)
def test_what_is_no_source(uri: str, message: str) -> None:
    with pytest.raises(CaptureError, match=message) as caught:
        parse_source(uri)
    assert "\n" not in str(caught.value)
    assert "s3" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("uri", "fps", "message"),
    [("usb:0", 5, "usb:0 has times of its own"), ("demo", 5, "demo has times"), (".", 0, "not 0"), (".", -1, "not -1")],
)
def test_a_rate_that_has_no_meaning(uri: str, fps: float, message: str) -> None:
    with pytest.raises(CaptureError, match=message):
        parse_source(uri, fps=fps)


@given(
    before=st.text("ab/?#@:%[]&= \t", max_size=4),
    after=st.text("ab/?#@:%[]&= \t", max_size=4),
    path=st.text("ab/?#@:=", max_size=4),
)
def test_no_part_of_a_password_is_shown_however_it_is_written(before: str, after: str, path: str) -> None:
    url = f"rtsp://joe:{before}SECRET{after}@door:554/{path}?token=SECRET"
    try:
        shown = describe_url(url)
    except CaptureError as error:
        shown = str(error)
    assert "SECRET" not in shown
    assert "SECRET" not in repr(RtspSource(url, "door"))


@given(st.text())
def test_a_quoted_password_is_always_understood(password: str) -> None:
    assert describe_url(f"rtsp://joe:{quote(password, safe='')}@door:554/live") == "rtsp://door:554"
