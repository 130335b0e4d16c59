"""`trainer mask-state`: the classifier of what hides the lower half of a face."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.registry import resolve
from gate.vision.errors import ImageError
from gate.vision.mask_state import STATES, MaskReading, MaskState, MaskStateNetwork
from trainer.data.detect import open_detector
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.mask_state.confusion import Confusion, confusion
from trainer.mask_state.labelled import read_faces, read_labels


@click.group("mask-state")
def command() -> None:
    """Train and test the classifier that tells bare faces from masked ones."""


@command.command("train")
@click.option("--photographs", required=True, type=click.Path(path_type=Path), help="with_mask/ and without_mask/.")
@click.option("--faces", required=True, type=click.Path(path_type=Path), help="Prepared bare faces to draw on.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The ONNX file to write.")
@click.option("--most", default=4000, show_default=True, type=click.IntRange(1), help="Of the bare faces, at most.")
@click.option("--epochs", default=None, type=click.IntRange(1), help="Instead of the recipe's.")
@click.option("--seed", default=1, show_default=True, help="Of weights and all chances.")
def train_command(photographs: Path, faces: Path, out: Path, most: int, epochs: int | None, seed: int) -> None:
    """Train the network on photographs and on drawn masks, hands and scarves; write it with its card.

    A fifth of the photographs and the people whom the prepared folder holds out are left for the figures on the card.

    \b
    trainer mask-state train --photographs maskstate --faces prepared/celeba --out mask_state.onnx
    """  # noqa: D301 - click reads the \b
    from trainer.mask_state.deliver import deliver
    from trainer.mask_state.pictures import from_faces, from_photographs, gather
    from trainer.mask_state.train import Recipe, probabilities, train

    console, detector, prepared = Console(stderr=True), open_detector(), PreparedFaces([faces])
    recipe = replace(Recipe(seed=seed), **({} if epochs is None else {"epochs": epochs}))
    console.print("drawing masks, hands and scarves")
    learned = gather(
        chain(
            from_photographs(photographs, detector, held_out=False),
            from_faces(prepared, detector, held_out=False, most=most, seed=seed),
        )
    )
    held_out = {
        "photographs": gather(from_photographs(photographs, detector, held_out=True)),
        "faces": gather(from_faces(prepared, detector, held_out=True, most=600, seed=seed)),
    }
    network = train(learned, recipe, console)
    metrics: dict[str, Any] = {}
    for name, pictures in held_out.items():
        rows = probabilities(network, pictures)
        readings = [MaskReading(STATES[int(row.argmax())], float(row.max())) for row in rows]
        found = confusion(zip((STATES[i] for i in pictures.states), readings, strict=True))
        metrics[f"held-out {name}"] = _figures(found)
        console.print(name)
        console.print(_table(found))
    card = deliver(
        network,
        out,
        held_out["photographs"],
        data=f"{photographs.name} (photographs); {prepared.manifests[0].source.rsplit('/', 1)[-1]} with drawn masks",
        recipe=json.dumps(asdict(recipe) | {"pictures": len(learned)}),
        metrics=metrics,
    )
    click.echo(f"{out} ({out.stat().st_size / 1024:.0f} KiB) is written, digest {card.digest[:12]}…")


@command.command("test")
@click.argument("model", default="mask_state")
@click.option("--labels", required=True, type=click.Path(path_type=Path), help="CSV: file,x1,y1,x2,y2,label.")
@click.option("--data", required=True, type=click.Path(path_type=Path), help="The folder that the files lie in.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def test_command(model: str, labels: Path, data: Path, as_json: bool) -> None:
    """Print the confusion table of MODEL on labelled faces, found by the gate's detector.

    \b
    trainer mask-state test --labels tests/gate/vision/mask_state_labels.csv --data ../shared/data
    """  # noqa: D301 - click reads the \b
    found, detector = resolve(model, kind="mask_state"), open_detector()
    reader = MaskStateNetwork(OnnxRuntimeBackend(found.path, threads=1), found.card)
    faces = read_labels(labels)
    try:
        seen = list(
            track(
                read_faces(faces, data, detector, reader),
                "faces",
                total=len(faces),
                console=Console(stderr=True),
                transient=True,
            )
        )
    except ImageError as error:
        raise TrainerError(str(error)) from None
    counted = confusion(((label.state, reading) for label, reading in seen if reading is not None))
    lost = [label.file for label, reading in seen if reading is None]
    wrong = [
        {
            "file": label.file,
            "label": label.state.value,
            "read": reading.state.value,
            "probability": reading.probability,
        }
        for label, reading in seen
        if reading is not None and reading.state is not label.state
    ]
    if as_json:
        click.echo(json.dumps({"model": found.card.digest, **_figures(counted), "lost": lost, "wrong": wrong}))
        return
    console = Console()
    console.print(_table(counted))
    errors, total, (low, high) = counted.bare_taken_for_masked
    console.print(
        f"balanced accuracy {100 * counted.balanced_accuracy:.2f} %; bare taken for masked {errors} of {total} "
        f"(95 %: {100 * low:.1f} to {100 * high:.1f} %); not found again: {len(lost)}"
    )
    for one in wrong:
        console.print(
            f"{one['file']}: {one['label']} read as {one['read']} ({one['probability']:.2f})", highlight=False
        )


def _table(found: Confusion) -> Table:
    table = Table("true \\ read", *(state.value for state in STATES), "uncertain", "wrong cell", box=None)
    for true in STATES:
        if found.total(true):
            row = found.counts[true]
            table.add_row(
                true.value, *(str(row[read]) for read in STATES), str(found.uncertain[true]), str(found.wrong[true])
            )
    return table


def _figures(found: Confusion) -> dict[str, Any]:
    errors, faces, interval = found.bare_taken_for_masked
    below = found.counts[MaskState.BELOW_NOSE]
    return {
        "confusion": {
            true.value: {read.value: count for read, count in row.items()} for true, row in found.counts.items()
        },
        "balanced_accuracy": found.balanced_accuracy,
        "bare_taken_for_masked": {"errors": errors, "faces": faces, "interval": list(interval)},
        "below_nose": {"faces": sum(below.values()), "read_as_such": below[MaskState.BELOW_NOSE]},
        "uncertain": {state.value: count for state, count in found.uncertain.items()},
        "wrong_cell": {state.value: count for state, count in found.wrong.items()},
    }
