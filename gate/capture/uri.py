"""Reads the URI of a source. Addresses may hold passwords: no description and no error repeats what could be one."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from gate.capture.demo import DemoSource
from gate.capture.errors import CaptureError
from gate.capture.folder import FPS, FolderSource
from gate.capture.gstreamer import csi_source
from gate.capture.opencv import RtspSource, UsbSource, VideoFileSource
from gate.capture.types import Source

_ATTACKS: tuple[Literal["print", "replay", "swap", "loop"], ...] = ("print", "replay", "swap", "loop")
_DEMOS = {"demo": None, **{f"demo:{attack}": attack for attack in _ATTACKS}}

_KINDS = "usb:0, csi:0, rtsp://…, a video file, a folder of images, or demo"


def parse_source(uri: str, *, fps: float | None = None) -> Source:
    """Turn what a person wrote into a source; nothing is opened.

    Args:
        uri: `usb:0` (also `0`, `/dev/video0`), `csi:0`, `rtsp://…`, a video file, a folder of images, or `demo`.
        fps: Frames a second of a file or folder, instead of its own.

    Raises:
        CaptureError: no such kind, file or folder; or `fps` where it has no meaning.
    """
    if fps is not None and not 0 < fps <= 1000:
        raise CaptureError(f"--fps must lie between 0 and 1000, not {fps:g}")
    source = _camera(uri) or _recording(uri, fps)
    if source is None and (match := re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri)):
        raise CaptureError(f"no source is written {match[0]}…: use {_KINDS}")
    if source is None:
        raise CaptureError(f"no file, folder or camera is called {_shown(uri)}: use {_KINDS}")
    if fps is not None and not isinstance(source, (FolderSource, VideoFileSource)):
        raise CaptureError(f"--fps is for video files and folders: {source.description} has times of its own")
    return source


def describe_url(url: str) -> str:
    """Scheme, host and port: user, password, path and query may all be secrets.

    Raises:
        CaptureError: it can't be told where the password ends and the host begins, or there is no host.
    """
    with suppress(ValueError):
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if host and port != 0 and url.count("@") == parts.netloc.count("@") <= 1:
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    raise CaptureError(
        "this RTSP address can't be read: it is rtsp://user:password@host:port/path, and within user, password and path"
        " @ is written %40, / is %2F, ? is %3F and # is %23"
    )


def _camera(uri: str) -> Source | None:
    if match := re.fullmatch(r"(?:usb:)?(\d{1,3})", uri):
        return UsbSource(f"/dev/video{match[1]}")
    if match := re.fullmatch(r"csi:(\d)", uri):
        return csi_source(int(match[1]))
    if re.match(r"rtsps?://", uri):
        return RtspSource(uri, describe_url(uri))
    with suppress(OSError, ValueError):  # a name too long, or with a zero byte: nothing is called so
        if uri.startswith("/dev/") and not Path(uri).is_file():
            return UsbSource(uri)
    return None


def _recording(uri: str, fps: float | None) -> Source | None:
    if uri in _DEMOS:
        return DemoSource(_DEMOS[uri])
    with suppress(OSError, ValueError):  # a name too long, or with a zero byte: nothing is called so
        path = Path(uri).absolute()  # the worker runs in another folder
        if uri and path.is_dir():
            return FolderSource(str(path), fps or FPS)
        if path.is_file():
            return VideoFileSource(str(path), fps)
    return None


def _shown(uri: str) -> str:
    return "this" if "@" in uri else repr(uri[:100])
