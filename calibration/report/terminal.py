"""A report on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from calibration.report.notes import DIFFERENCES, NOTES
from calibration.report.tables import Cell, Table, difference_rows, tables
from calibration.report.types import Report
from calibration.report.words import UNSUPPORTED, plain


def print_report(report: Report, console: Console | None = None) -> None:
    """Print the tables: rows are models where the terminal is wide enough for the columns, else rows are metrics."""
    console = console or Console()
    for headline in (True, False):
        for table in tables(report, headline=headline):
            if headline or table.metrics:
                _print(console, *_lines(table, headline))
    rows = difference_rows(report)
    if rows:
        title = "Paired differences"
        header = ("protocol", "masks", "metric", "model less base", "difference", "95 %", "stands on", "shown")
        body = [
            [
                Text(plain(row.protocol)),
                Text(plain(row.masks)),
                Text(plain(row.metric.label)),
                Text(f"{plain(row.model)} − {plain(row.base)}"),
                _text(row.cell, with_span=False),
                Text(row.cell.span),
                Text(row.cell.behind),
                Text(row.verdict),
            ]
            for row in rows
        ]
        _print(console, title, [[Text(word) for word in header], *body])
        console.print(Text(DIFFERENCES, style="dim"))
    for note in NOTES:
        console.print(Text(note, style="dim"))
    for key, value in report.facts.items():
        console.print(Text(f"{plain(key)}: {plain(value)}", style="dim"))


def _lines(table: Table, headline: bool) -> tuple[str, list[list[Text]]]:
    other = "" if headline else ", other readings"
    header = ["", "genuine", "impostor", "failures to acquire", *(plain(column.label) for column in table.metrics)]
    body = [
        [
            Text(plain(row.model)),
            *(Text(number) for number in (row.genuine, row.impostor, row.lost)),
            *(_text(cell, with_span=True) for cell in row.cells),
        ]
        for row in table.rows
    ]
    title = f"{plain(table.protocol)}, masks: {plain(table.masks)}{other}"
    return title, [[Text(word) for word in header], *body]


def _text(cell: Cell, *, with_span: bool) -> Text:
    mark = "" if cell.supported else f" {UNSUPPORTED}"
    text = Text(f"{cell.value}{mark}", style="bold" if cell.best else "" if cell.supported else "italic")
    if with_span:
        text.append(f"\n{cell.span}", style="not bold dim")
    return text


def _print(console: Console, title: str, lines: Sequence[Sequence[Text]]) -> None:
    upright, turned = _grid(title, lines), _grid(title, list(zip(*lines, strict=True)))
    grid = upright if _width(upright) <= console.width or not console.is_terminal else turned
    if _width(grid) > console.width:
        console = Console(file=console.file, width=_width(grid))  # a narrow terminal breaks lines; no figure is cut off
    console.print(grid)


def _width(grid: Grid) -> int:
    return Console(width=1000).measure(grid).maximum


def _grid(title: str, lines: Sequence[Sequence[Text]]) -> Grid:
    grid = Grid(title=Text(title, style="bold"), title_justify="left")
    for index, word in enumerate(lines[0]):
        grid.add_column(word, justify="right" if index else "left")
    for line in lines[1:]:
        grid.add_row(*line)
    return grid
