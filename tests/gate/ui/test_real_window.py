"""The kiosk in a real window of an X server: what an offscreen test can't see, the platform plugin among it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gate.capture.demo_people import ASSETS


@pytest.fixture
def display(program: Callable[[str], str]) -> Iterator[str]:
    """An X server of our own."""
    read, write = os.pipe()
    with subprocess.Popen(
        [program("Xvfb"), "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            yield f":{pipe.readline().strip()}"
        server.terminate()


def test_the_gate_runs_on_a_real_screen_and_ends_with_its_source(display: str, tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.jpg").write_bytes((ASSETS / "astronaut.jpg").read_bytes())
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "gate",
            "run",
            "--source",
            tmp_path,
            "--fps",
            "5",
            "--json",
            "--home",
            tmp_path / "home",
        ],
        env={**environment, "DISPLAY": display},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert '"track_started"' in ended.stdout
    assert "liveness: off, recorded source" in ended.stderr
    assert "qt." not in ended.stderr
