"""From the command to the first picture on the screen, models cached: below three seconds of this process's work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.registry import default_cache
from gate.capture.demo_people import ASSETS

MEASURED = """
import sys, time
from gate.ui.kiosk.picture import Picture
paint = Picture._paint_image
def first(self, painter, image):
    paint(self, painter, image)
    print(f"first picture {time.process_time():.2f}", flush=True)
    Picture._paint_image = paint
    self.window().close()
Picture._paint_image = first
from gate.cli import main
main(sys.argv[1:])
"""


@pytest.mark.slow
def test_the_first_picture_is_there_within_three_seconds(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.jpg").symlink_to(ASSETS / "astronaut.jpg")
    (tmp_path / "home").mkdir()
    if (cache := default_cache()).is_dir():
        (tmp_path / "home" / "models").symlink_to(cache)
    command = [sys.executable, "-c", MEASURED, "run", "--source", str(tmp_path), "--fps", "10", "--window"]
    spent = []
    for _ in range(4):  # the first run makes the models where there are none; a busy machine slows others
        ran = subprocess.run(
            [*command, "--home", str(tmp_path / "home")],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        spent += [float(line.split()[-1]) for line in ran.stdout.splitlines() if line.startswith("first picture")]
        if len(spent) > 1 and spent[-1] < 3.0:
            break
    assert min(spent[1:]) < 3.0, spent
