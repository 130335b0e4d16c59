"""A report's files."""

from __future__ import annotations

import json
from pathlib import Path

from calibration.errors import CalibrationError
from calibration.report.html import as_html
from calibration.report.json_shape import as_json
from calibration.report.markdown import as_markdown
from calibration.report.types import Report
from engines.files import write_atomically


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write `report.html`, `report.md` and `report.json`, each whole or not at all.

    Returns:
        The three files.

    Raises:
        CalibrationError: the folder can't be written or is full, or what draws the page is not installed; then
            earlier files of these names stand as they were, or, after a disk ran full half-way, some are new.
    """
    texts = {
        "report.html": as_html(report),
        "report.md": as_markdown(report),
        "report.json": json.dumps(as_json(report), indent=2, allow_nan=False) + "\n",
    }
    for name, text in texts.items():
        try:
            write_atomically(folder / name, text.encode())
        except OSError as error:
            raise CalibrationError(f"{folder / name} can't be written: {error.strerror or error}") from error
    return [folder / name for name in texts]
