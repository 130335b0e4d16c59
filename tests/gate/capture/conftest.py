"""What the tests of capture share: recordings, and the check that nothing is left behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from tests.gate.capture.helpers import numbered, processes


def _belongings() -> dict[str, object]:
    return {
        "threads": {thread.name for thread in threading.enumerate()},
        "processes": processes(os.getpid()),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "shared memory": Path("/proc/self/maps").read_text().count("gate-capture"),
    }


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    before = _belongings()
    yield
    assert _belongings() == before


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Twelve numbered pictures, 20 a second, as Motion JPEG in AVI."""
    path = tmp_path / "video.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20, (64, 48))
    for number in range(12):
        writer.write(numbered(number))
    writer.release()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eleven numbered pictures whose natural order is not that of their bytes, and things that are no pictures."""
    path = tmp_path / "folder"
    path.mkdir()
    for number in range(11):
        cv2.imwrite(str(path / f"frame{number}.png"), numbered(number))
    (path / "notes.txt").write_text("no picture")
    (path / ".hidden.png").write_text("no picture")
    (path / "more.png").mkdir()
    return path
