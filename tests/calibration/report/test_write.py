from __future__ import annotations

import errno
import json
import os

import pytest

from calibration.errors import CalibrationError
from calibration.report import write
from calibration.report.html import as_html
from calibration.report.json_shape import as_json
from calibration.report.markdown import as_markdown
from calibration.report.types import Report
from calibration.report.write import write_report


def test_writes_page_markdown_and_json(report, tmp_path) -> None:
    folder = tmp_path / "new" / "out"
    files = write_report(report, folder)
    assert [file.name for file in files] == ["report.html", "report.md", "report.json"]
    assert files[0].read_text("utf-8") == as_html(report)
    assert files[1].read_text("utf-8") == as_markdown(report)
    assert json.loads(files[2].read_text("utf-8")) == as_json(report)
    assert sorted(folder.iterdir()) == sorted(files)


def test_a_full_disk_leaves_the_old_report(tmp_path, monkeypatch) -> None:
    (tmp_path / "report.html").write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CalibrationError, match=r"report\.html can't be written: No space left on device"):
        write_report(Report((), (), {}), tmp_path)
    assert (tmp_path / "report.html").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_a_folder_that_cannot_be_made(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CalibrationError, match="can't be written"):
        write_report(Report((), (), {}), tmp_path / "file")


def test_nothing_is_written_when_the_page_cannot_be_drawn(report, tmp_path, monkeypatch) -> None:
    def missing(_: object) -> str:
        raise CalibrationError("matplotlib is not installed")

    monkeypatch.setattr(write, "as_html", missing)
    with pytest.raises(CalibrationError):
        write_report(report, tmp_path)
    assert not list(tmp_path.iterdir())
