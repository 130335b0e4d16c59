"""The tour of docs/tour.md comes true: a person is enrolled, let in, refused at the weekend and deleted, by hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_a_new_administrator_finds_the_whole_way(program: Callable[[str], str], tmp_path: Path) -> None:
    program("Xvfb")
    walked = subprocess.run(
        [sys.executable, "-m", "tests.tour", "--short", "--hurry", "--out", str(tmp_path)],
        env={name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert walked.returncode == 0, walked.stderr
    assert "qt." not in walked.stderr
    assert walked.stdout.count("granted, Eileen Collins") == 1
    assert "refused, out_of_hours" in walked.stdout
    steps = {path.stem.removeprefix("tour-") for path in tmp_path.iterdir()}
    assert {"monday", "weekend", "why-weekend", "receipt"} <= steps


def test_every_picture_of_the_page_is_there_and_small() -> None:
    images = ROOT / "docs" / "images"
    shown = set(re.findall(r"images/(tour-[\w-]+\.png)", (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")))
    assert shown == {path.name for path in images.glob("tour-*.png")}
    assert all((images / name).stat().st_size < 150_000 for name in shown)
