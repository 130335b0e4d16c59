"""A report as Markdown: the paper's tables, their notes, and how it was measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from calibration.report.names import Metric
from calibration.report.notes import DIFFERENCES, NOTES, meanings
from calibration.report.tables import Cell, Table, difference_rows, tables
from calibration.report.types import Report
from calibration.report.words import UNSUPPORTED, plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]#+!|~$])")


def as_markdown(report: Report) -> str:
    """One table for each mask setting: rows are models, columns protocols × metrics."""
    parts = ["# Recognition report"]
    used: list[Metric] = []
    for headline, suffix in ((True, ""), (False, ", other readings")):
        laid_out = [table for table in tables(report, headline=headline) if headline or table.metrics]
        for masks in dict.fromkeys(table.masks for table in laid_out):
            same = [table for table in laid_out if table.masks == masks]
            parts += [f"## Masks: {_escaped(masks)}{suffix}", _joined(same, report.models)]
        used += [column for table in laid_out for column in table.metrics]
    named = [f"{_escaped(label)}: {meaning}" for label, meaning in meanings(used).items()]
    parts += ["## How to read the figures", _bullets([*NOTES, *named])]
    if report.differences:
        parts += ["## Paired differences", _differences(report), DIFFERENCES]
    facts = [f"{_escaped(key)}: {_escaped(value)}" for key, value in report.facts.items()]
    parts += ["## How it was measured", _bullets(facts)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _joined(same_masks: Sequence[Table], models: Sequence[str]) -> str:
    """Tables of several protocols side by side."""
    header, columns = ["model"], []
    for table in same_masks:
        protocol = _escaped(table.protocol)
        rows = {row.model: row for row in table.rows}
        header += [f"{protocol} {kind}" for kind in ("genuine", "impostor", "failures to acquire")]
        header += [f"{protocol} {_escaped(column.label)}" for column in table.metrics]
        columns.append(
            {
                model: [row.genuine, row.impostor, row.lost, *map(_cell, row.cells)]
                if (row := rows.get(model))
                else [""] * (3 + len(table.metrics))
                for model in models
            }
        )
    body = [[_escaped(model), *(text for column in columns for text in column[model])] for model in models]
    return _grid(header, [line for line in body if any(line[1:])])


def _cell(cell: Cell) -> str:
    value = f"**{cell.value}**" if cell.best else cell.value
    return f"{value}{'' if cell.supported else ' ' + UNSUPPORTED} ({cell.span})"


def _differences(report: Report) -> str:
    header = ["protocol", "masks", "metric", "model", "base", "difference", "95 %", "stands on", "shown"]
    return _grid(
        header,
        [
            [
                *(_escaped(text) for text in (row.protocol, row.masks, row.metric.label, row.model, row.base)),
                f"{row.cell.value}{'' if row.cell.supported else ' ' + UNSUPPORTED}",
                row.cell.span,
                row.cell.behind,
                row.verdict,
            ]
            for row in difference_rows(report)
        ],
    )


def _grid(header: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _escaped(text: str) -> str:
    """A name that Markdown shows as it is: no markup, no HTML, no cell border of its own."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, entity)
    return _SPECIAL.sub(r"\\\1", plain(text))
