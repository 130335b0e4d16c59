"""Rungs beside each other as Markdown, in the shape of the MaskInv paper's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trainer.paired import RATES, ROWS, Compared

_SHORT = dict(zip(RATES, ("FMR100", "FMR1000", "FMR10000"), strict=True))
_COLUMNS = ("EER", *RATES, "FDR", "impostor mean", "impostor 99.9 %")


def markdown(rungs: Mapping[str, Sequence[Compared]], *, first: str, baseline: str) -> str:
    """One table for each row of comparisons.

    A share is shown with its difference to the baseline in percentage points and the paired 95 % interval of it.

    Args:
        rungs: by name, all held against one baseline.
        first: heading of the names.
        baseline: its name.
    """
    return "\n\n".join(f"**{row}**\n\n{chr(10).join(_table(row, rungs, first, baseline))}" for row in ROWS) + "\n"


def _table(row: str, rungs: Mapping[str, Sequence[Compared]], first: str, baseline: str) -> Iterator[str]:
    yield "| " + " | ".join((first, *(_SHORT.get(figure, figure) for figure in _COLUMNS))) + " |"
    yield "| --- " * (1 + len(_COLUMNS)) + "|"
    found = {name: {one.figure: one for one in compared if one.row == row} for name, compared in rungs.items()}
    some = next(iter(found.values()))
    yield f"| {baseline} | " + " | ".join(_value(figure, some[figure].baseline) for figure in _COLUMNS) + " |"
    for name, figures in found.items():
        yield f"| {name} | " + " | ".join(_cell(figures[figure]) for figure in _COLUMNS) + " |"


def _cell(one: Compared) -> str:
    text = _value(one.figure, one.mean)
    if one.interval is None:
        return text
    points = [f"{100 * value:+.2f}" for value in (one.difference, *one.interval)]
    return f"{text} ({points[0]}: {points[1]} … {points[2]})"


def _value(figure: str, value: float) -> str:
    return f"{value:.2%}" if figure in RATES or figure == "EER" else f"{value:.3f}"
