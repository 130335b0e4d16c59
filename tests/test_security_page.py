"""`docs/security.md` promises nothing that no test tries."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_every_test_that_the_page_names_exists() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert named <= set(re.findall(r"^def (test_\w+)", sources, re.MULTILINE))


def test_every_row_that_stops_somebody_names_a_test() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for table in re.findall(r"^\| what \| stopped by \| tried in \|\n\|[-| ]+\|\n((?:\|.*\n)+)", page, re.MULTILINE):
        for row in table.splitlines():
            assert "test_" in row or "the same test" in row, row
