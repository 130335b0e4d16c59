"""The threat table names a test for everything that it says is stopped, and these tests exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def _rows() -> list[list[str]]:
    """Of every table whose last column says where it is tried."""
    rows, inside = [], False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells[-1:] == ["tried in"]:
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(cells[0]) <= set("- "):
            rows.append(cells)
    return rows


def test_everything_that_is_stopped_names_its_test() -> None:
    rows = _rows()
    assert len(rows) > 30
    for what, stopped, tried in rows:
        assert "`test_" in tried or tried == "the same test" or tried.startswith("the same test"), f"{what}: {stopped}"


def test_the_tests_that_are_named_exist() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 40
    assert not named - TESTS, "docs/security.md names tests that are not there"
