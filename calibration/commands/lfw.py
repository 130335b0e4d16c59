"""`calibration lfw`: LFW View 2, end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from calibration.all_against_all import AllAgainstAll, all_against_all
from calibration.bootstrap import fnmr_intervals
from calibration.commands.embedding import embed_files
from calibration.commands.options import data_option, embedding_options, json_option, model_argument
from calibration.commands.printing import percent, percent_range, print_lost, print_table
from calibration.comparisons import ImageSet
from calibration.lfw import numbered, read_lfw
from calibration.metrics.intervals import Interval
from calibration.metrics.summary import ERROR_RATES, FMR_NAMES, summarise, supported
from calibration.verification import ScoredPairs, score_pairs
from engines.registry import resolve

Row = dict[str, Any]
"""One result, as JSON has it."""

RATES = ERROR_RATES | {"accuracy", "accuracy_std"}
"""Metrics that are shown in per cent."""


@click.command("lfw")
@model_argument
@data_option
@embedding_options
@json_option
def command(model: str, data: Path, cache: Path | None, threads: int | None, as_json: bool) -> None:
    r"""Measure MODEL on LFW View 2: 6,000 pairs in ten folds, and all their images against all.

    The pairs give the accuracy and the FNMR at their own quantiles; all against all gives the FNMR at false match rates
    that 3,000 impostor pairs can't show. Neither sets a threshold: `calibration thresholds` does, on other people.

    \b
    calibration lfw sface --data ../shared/data/lfw
    calibration lfw student.onnx --data ../shared/data/lfw --cache /tmp/templates --json
    """
    found = resolve(model, kind="recogniser")
    lfw = read_lfw(data)
    paths = [path for pair in lfw.pairs for path in (pair.first, pair.second)]
    embedded = embed_files(paths, found, cache=cache, threads=threads)
    names, people = np.unique([path.parent.name for path in embedded.rows], return_inverse=True)
    images = ImageSet(embedded.vectors, people)
    rows = [
        _pairs_row(score_pairs(lfw.pairs, embedded), people),
        _table_row("LFW View 2, all images against all", all_against_all(images)),
        _table_row(
            "LFW View 2, all images against all, without listed label errors",
            all_against_all(images, excluded=numbered(lfw.label_errors, names.tolist())),
        ),
    ]
    lost = embedded.lost_within(data)
    for row in rows:
        row.update(model=found.card.name, digest=found.card.digest, masks="none")
        row["counts"]["failure_to_acquire"] = len(lost)
    if as_json:
        click.echo(json.dumps({"results": rows, "lost": lost}))
        return
    for row in rows:
        _print(row)
    print_lost(lost)


def _pairs_row(pairs: ScoredPairs, people: NDArray[np.int64]) -> Row:
    accuracy = pairs.accuracy()
    return {
        "protocol": "LFW View 2, pairs",
        "metrics": {"accuracy": accuracy.mean, "accuracy_std": accuracy.std, **pairs.metrics()},
        "intervals": pairs.intervals(people),
        "supported": supported(int((~pairs.genuine).sum())),
        "counts": {
            "genuine": int(pairs.genuine.sum()),
            "impostor": int((~pairs.genuine).sum()),
            "failed_pairs": len(pairs.failed),
        },
    }


def _table_row(protocol: str, table: AllAgainstAll) -> Row:
    return {
        "protocol": protocol,
        "metrics": summarise(table.genuine_scores(), table.impostor_scores()),
        "intervals": dict(zip(FMR_NAMES, fnmr_intervals(table, list(FMR_NAMES.values())), strict=True)),
        "supported": supported(table.impostors),
        "counts": {"genuine": len(table.genuine), "impostor": table.impostors},
    }


def _print(row: Row) -> None:
    counts, metrics = row["counts"], row["metrics"]
    print_table(
        f"{row['protocol']}: {row['model']}, {counts['genuine']:,} genuine, {counts['impostor']:,} impostor",
        ("metric", "value", "95 %"),
        (
            (
                name + ("" if row["supported"].get(name, True) else " (not supported)"),
                percent(value) if name in RATES else f"{value:.4f}",
                _interval(name, row["intervals"].get(name)),
            )
            for name, value in metrics.items()
        ),
    )


def _interval(name: str, interval: Interval | None) -> str:
    if interval is None or name in RATES:
        return percent_range(interval)
    return f"{interval[0]:.4f} … {interval[1]:.4f}"
