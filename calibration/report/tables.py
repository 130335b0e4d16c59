"""The figures of a report laid out in rows and columns, as text; how they are drawn is the outputs' business."""

from __future__ import annotations

from dataclasses import dataclass

from calibration.report.names import Metric, in_order, metric
from calibration.report.types import Difference, Measured, Report
from calibration.report.verdict import is_best, is_supported, verdict
from calibration.report.words import NO_NUMBER, behind, count, figure, span


@dataclass(frozen=True)
class Cell:
    """One figure."""

    value: str
    span: str
    """Its 95 % interval."""
    behind: str
    """The comparisons it stands on."""
    best: bool
    supported: bool


@dataclass(frozen=True)
class Row:
    """One model."""

    model: str
    genuine: str
    impostor: str
    lost: str
    """Failures to acquire."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """All models on one protocol with one mask setting."""

    protocol: str
    masks: str
    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class DifferenceRow:
    """One paired difference."""

    protocol: str
    masks: str
    metric: Metric
    model: str
    base: str
    cell: Cell
    verdict: str


def settings(report: Report) -> list[tuple[Measured, ...]]:
    """The results that may be compared: one protocol and one mask setting each, in the order of the report."""
    keys = dict.fromkeys((result.protocol, result.masks) for result in report.results)
    return [tuple(one for one in report.results if (one.protocol, one.masks) == key) for key in keys]


def tables(report: Report, *, headline: bool = True) -> list[Table]:
    """The paper's tables, or those of all other readings (whose `metrics` may be empty), one for each of `settings`."""
    return [_table(results, report, headline) for results in settings(report)]


def difference_rows(report: Report) -> list[DifferenceRow]:
    """The paired differences, in the order of the report."""
    return [_difference_row(one, report) for one in report.differences]


def _table(results: tuple[Measured, ...], report: Report, headline: bool) -> Table:
    metrics = tuple(in_order((name for result in results for name in result.metrics), headline=headline))
    return Table(
        protocol=results[0].protocol,
        masks=results[0].masks,
        metrics=metrics,
        rows=tuple(
            Row(
                model=result.model,
                genuine=count(result.counts, "genuine"),
                impostor=count(result.counts, "impostor"),
                lost=count(result.counts, "failure_to_acquire"),
                cells=tuple(_cell(result, results, column, report) for column in metrics),
            )
            for result in results
        ),
    )


def _cell(result: Measured, results: tuple[Measured, ...], column: Metric, report: Report) -> Cell:
    value = result.metrics.get(column.name)
    others = tuple(one for one in results if one.model != result.model)
    return Cell(
        value=NO_NUMBER if value is None else figure(value, column),
        span=span(result.intervals.get(column.name), column),
        behind=behind(result.counts, column),
        best=is_best(result, others, column, report.differences),
        supported=is_supported(result, column),
    )


def _difference_row(one: Difference, report: Report) -> DifferenceRow:
    known = metric(one.metric)
    sides = [
        result
        for name in (one.model, one.base)
        for result in report.results
        if (result.model, result.protocol, result.masks) == (name, one.protocol, one.masks)
    ]
    stood_on = dict.fromkeys(behind(side.counts, known) for side in sides)  # once, where both stand on as many
    cell = Cell(
        value=figure(one.value, known, sign=True),
        span=span(one.interval, known, sign=True),
        behind="; ".join(stood_on) or NO_NUMBER,
        best=False,
        supported=all(is_supported(side, known) for side in sides),
    )
    return DifferenceRow(one.protocol, one.masks, known, one.model, one.base, cell, verdict(one, known))
