"""`build-engine`: from an ONNX file to a TensorRT engine. This version checks the model and builds nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from engines.command_line import run
from engines.errors import ModelError
from engines.registry import resolve


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--onnx", required=True, metavar="NAME|FILE", type=Path, help="The model: ONNX with its card.")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(onnx: Path, debug: bool) -> None:  # noqa: ARG001 - run() reads it
    """Check a model for engine building, which this version does not do: run the ONNX file itself."""
    model = resolve(onnx)
    raise ModelError(
        f"engines are not built in this version: {model.card.name} runs as ONNX, `gate run --model {onnx}`"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; exit 1 with a sentence."""
    run(cli, "build-engine", arguments, (ModelError,))


if __name__ == "__main__":
    main()
