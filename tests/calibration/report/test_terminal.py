from __future__ import annotations

import io

import pytest
from rich.console import Console

from calibration.report.tables import difference_rows, tables
from calibration.report.terminal import print_report
from calibration.report.types import Report


def _printed(report: Report, width: int, *, terminal: bool = False) -> str:
    file = io.StringIO()
    print_report(report, Console(file=file, width=width, force_terminal=terminal, color_system=None))
    return file.getvalue()


@pytest.mark.parametrize(("width", "terminal"), [(220, True), (80, True), (30, True), (80, False)])
def test_no_figure_is_cut_off(report, width, terminal) -> None:
    text = _printed(report, width, terminal=terminal)
    for table in (*tables(report), *tables(report, headline=False)):
        assert f"lfw, masks: {table.masks}" in text
        for row in table.rows:
            assert row.genuine in text
            for cell in row.cells:
                assert cell.value + ("" if cell.supported else " †") in text
                assert cell.span in text
    assert difference_rows(report)[0].cell.behind in text
    assert "excludes zero" in " ".join(text.split())
    assert "seed: 7" in text
    assert report.results[0].digest in text.replace("\n", "")


def test_rows_are_models_where_there_is_room_and_metrics_where_not(report) -> None:
    assert any(line.startswith("│ sface") for line in _printed(report, 220, terminal=True).splitlines())
    narrow = _printed(report, 80, terminal=True)
    assert any(line.startswith("│ EER ") for line in narrow.splitlines())
    assert any(line.startswith("│ sface") for line in _printed(report, 80).splitlines()), "a file has room"


def test_names_cannot_style_or_move(build) -> None:
    text = _printed(Report((build("[red]山田[/red]\x1b[2J\n"),), (), {"[b]": "\x07[/b]"}), 200)
    assert "[red]山田[/red]�[2J�" in text
    assert "[b]: �[/b]" in text
    assert "\x1b" not in text


def test_no_impostors_and_nothing_at_all(build) -> None:
    assert "3,000" in _printed(Report((build(impostors=0),), (), {}), 100)
    assert "Paired differences" not in _printed(Report((), (), {}), 100)
