"""How figures look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from calibration.metrics.intervals import Interval


def percent(rate: float | None) -> str:
    """Three decimals of a percentage; a dash where there is no number."""
    return "–" if rate is None else f"{100 * rate:.3f} %"


def percent_range(interval: Interval | None) -> str:
    """An interval of rates, to three significant digits."""
    return "–" if interval is None else f"{100 * interval[0]:.3g} … {100 * interval[1]:.3g} %"


def print_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table whose columns stand flush right, the first one left."""
    table = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console()
    needed = Console(width=1000).measure(table).maximum
    Console(width=max(console.width, needed)).print(table)  # a narrow terminal breaks the lines; no figure is cut off


def print_lost(lost: Mapping[str, str]) -> None:
    """Every image that was not acquired, with the reason."""
    print(f"failures to acquire: {len(lost)}")
    for image, reason in lost.items():
        print(f"  {image}: {reason}")
