"""`python -m engines`: what is not the gate's daily business."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from engines.backend import Backend
from engines.bench import Machine, Measured, bench, machine
from engines.command_line import run
from engines.device import driver_fault, l4t_release
from engines.errors import ModelError
from engines.onnxruntime_backend import OnnxRuntimeBackend
from engines.open_engine import open_engine
from engines.registry import resolve
from engines.sidecar import sidecar_path


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Measure networks and engines."""


@cli.command("bench")
@click.argument("networks", nargs=-1, required=True, metavar="NAME|FILE…")
@click.option("--batch", default="1,4,8", show_default=True, metavar="N,N", help="Batch sizes.")
@click.option("--size", metavar="HEIGHTxWIDTH", help="Picture, where a network leaves its size free.")
@click.option("--rounds", type=click.IntRange(3), default=50, show_default=True, help="Counted runs of each.")
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True, help="Of ONNX Runtime on the CPU.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bench_command(
    networks: tuple[str, ...], batch: str, size: str | None, rounds: int, threads: int, as_json: bool
) -> None:
    """Measure models (built-in names, ONNX files) and engines side by side, in turn.

    The times are those of the caller, from a batch in memory to answers in memory, copies to a GPU included.

    \b
    python -m engines bench sface HOME/engines/sface-fp16.plan HOME/engines/sface-int8.plan --json
    python -m engines bench yunet HOME/engines/yunet-fp16.plan --size 544x960 --batch 1
    """  # noqa: D301 - click reads the \b
    sizes = batch.split(",")
    if not all(word.isdecimal() and int(word) for word in sizes):
        raise click.UsageError(f"--batch {batch}: give numbers like 1,4,8")
    backends = {name: _open(name, threads) for name in networks}
    try:
        first = next(iter(backends.values())).inputs[0]
        measured = bench(backends, _shape(first.shape, size), [int(word) for word in sizes], rounds=rounds)
    finally:
        for backend in backends.values():
            backend.close()
    about = machine()
    if as_json:
        click.echo(json.dumps({"machine": _machine(about), "measured": [asdict(one) for one in measured]}))
    else:
        _print(measured, about)


def _open(name: str, threads: int) -> Backend:
    if sidecar_path(Path(name)).is_file():
        return open_engine(Path(name), threads=threads).backend
    return OnnxRuntimeBackend(resolve(name).path, threads=threads)


def _shape(shape: tuple[int | None, ...], size: str | None) -> tuple[int, int, int]:
    if len(shape) != 4 or shape[1] is None:
        raise ModelError("only networks on images can be measured")
    height, width = shape[2:]
    if size is not None:
        parts = size.lower().split("x")
        if len(parts) != 2 or not all(part.isdecimal() and int(part) for part in parts):
            raise click.UsageError(f"--size {size}: give HEIGHTxWIDTH")
        height, width = (int(part) for part in parts)
    if height is None or width is None:
        raise ModelError("this network takes pictures of any size: give one with --size HEIGHTxWIDTH")
    return shape[1], height, width


def _machine(about: Machine) -> dict[str, object]:
    fault = driver_fault()
    return {
        "machine": platform.machine(),
        "python": platform.python_version(),
        "l4t": l4t_release(),
        "gpu": "none: " + fault if fault else "there",
        **asdict(about),
    }


def _print(measured: Sequence[Measured], about: Machine) -> None:
    table = Table("network", "runs on", "batch", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "a second", "ratio", box=None)
    for one in measured:
        figures = (one.p50_ms, one.p95_ms, one.p99_ms, one.cpu_ms, one.per_second)
        shown = (f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}" for figure in figures)
        table.add_row(one.name, one.running, str(one.batch), *shown, f"{one.ratio:.2f}")
    console = Console(highlight=False)
    Console(width=max(console.width, 140), highlight=False).print(table)
    first = measured[0]
    click.echo(f"{first.runs} runs of each in turn, after {first.warm_up} to warm up; ratio: to the first network")
    for name, value in _machine(about).items():
        click.echo(f"{name}: {value if value is not None else 'not told'}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit 0 done, 1 refused or failed, 2 usage."""
    run(cli, "engines", arguments, (ModelError,))


if __name__ == "__main__":
    main()
