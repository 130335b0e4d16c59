"""`trainer export`: a finished run as a model that the gate can run."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from engines.card import Card
from trainer.deliver import Label, deliver
from trainer.run_folder import RunFolder
from trainer.student import chosen

LIMITS = (
    "Masked operating points rest on synthetic masks only. The people, poses and lights of the training data, and its "
    "licence, bound what the model may be used for."
)


@click.command("export")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--onnx", "path", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option(
    "--share", type=click.FloatRange(0, 1), help="Of the student, the rest the teacher.  [default: the run's]"
)
@click.option("--whiten", type=click.FloatRange(0, 1), help="How far the last layer is whitened.  [default: the run's]")
@click.option("--data", multiple=True, type=click.Path(path_type=Path), help="Its prepared folders, if they moved.")
@click.option("--name", help="The model's name on its card.  [default: the file's]")
@click.option("--licence", default="as the training data allows", show_default=True, help="For the card.")
@click.option("--limits", default=LIMITS, help="For the card: what the model is not for.")
@click.option("--float32", is_flag=True, help="Store float32 weights: twice the size, the same speed on a CPU.")
@click.option(
    "--images",
    type=click.IntRange(2),
    default=2000,
    show_default=True,
    help="Held-out pictures to measure on, at most.",
)
def command(
    run: Path,
    path: Path,
    share: float | None,
    whiten: float | None,
    data: tuple[Path, ...],
    name: str | None,
    licence: str,
    limits: str,
    float32: bool,
    images: int,
) -> None:
    """Write RUN's student as ONNX with its card, checked against PyTorch, with operating points of held-out people.

    The gate runs it at once: `gate enrol --model out.onnx …`, `gate run --model out.onnx`.

    \b
    trainer export runs/first --onnx out.onnx
    trainer export runs/first --onnx half.onnx --share 0.5 --whiten 0.5
    trainer export runs/first --onnx out.onnx --name lobby-2026 --licence "internal use"
    """  # noqa: D301 - click reads the \b
    console = Console(stderr=True)
    label = Label(name or path.stem, licence, limits)
    export = chosen(RunFolder(run).config().export, share, whiten)
    card = deliver(run, path, label, data=data, half=not float32, images=images, console=console, export=export)
    _show(card, Console())
    click.echo(f"{path}: {path.stat().st_size / 1e6:.1f} MB, digest {card.digest[:12]}…")


def _show(card: Card, console: Console) -> None:
    table = Table("cell", "FMR", "threshold", "FNMR", "false matches", "impostors", "status", box=None)
    for point in card.operating_points:
        threshold = "–" if point.threshold is None else f"{point.threshold:.4f}"
        fnmr = "–" if point.fnmr is None else f"{point.fnmr:.2%}"
        table.add_row(
            point.cell,
            f"{point.fmr:g}",
            threshold,
            fnmr,
            f"{point.false_matches:,}",
            f"{point.impostors:,}",
            point.status,
        )
    console.print(table)
