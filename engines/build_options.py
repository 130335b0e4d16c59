"""The options of `build-engine`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Size(click.ParamType[tuple[int, int]]):
    """(height, width)."""

    name = "HEIGHTxWIDTH"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> tuple[int, int]:
        """Read one."""
        if isinstance(value, tuple):
            return value
        parts = str(value).lower().split("x")
        if len(parts) != 2 or not all(part.isdecimal() and int(part) for part in parts):
            self.fail(f"{value!r} is no HEIGHTxWIDTH", param, context)
        return int(parts[0]), int(parts[1])


_FOLDER = click.Path(path_type=Path)

_OPTIONS = (
    click.option("--onnx", metavar="NAME|FILE", help="The model: a built-in name, or an ONNX file with its card."),
    click.option(
        "--engine", type=_FOLDER, metavar="OUT", help="Where the engine goes; OUT.json beside it is its identity."
    ),
    click.option("--precision", type=click.Choice(["fp32", "fp16", "int8"]), default="fp16", show_default=True),
    click.option(
        "--backend",
        type=click.Choice(["tensorrt", "tensorrt-rtx", "onnxruntime"]),
        default="tensorrt",
        show_default=True,
    ),
    click.option("--min-batch", type=click.IntRange(1), default=1, show_default=True),
    click.option("--opt-batch", type=click.IntRange(1), default=1, show_default=True),
    click.option("--max-batch", type=click.IntRange(1), default=None, help="Default: 8, or 1 for a detector."),
    click.option("--min-size", type=Size(), help="Smallest input, where the model leaves its size free."),
    click.option("--opt-size", type=Size(), help="Usual input."),
    click.option("--max-size", type=Size(), help="Largest input."),
    click.option("--workspace-mib", type=click.IntRange(1), default=1024, show_default=True, help="Scratch memory."),
    click.option("--timing-cache", type=_FOLDER, metavar="FILE", help="TensorRT's timings: a second build is faster."),
    click.option("--calib-input", type=_FOLDER, metavar="DIR", help="Faces to calibrate with: `calibration collect`."),
    click.option("--calib-cache", type=_FOLDER, metavar="FILE", help="Keep the ranges here, and take them from here."),
    click.option("--calib-num-images", type=click.IntRange(8), default=512, show_default=True),
    click.option(
        "--calib-method",
        type=click.Choice(["minmax", "entropy", "percentile"]),
        default="percentile",
        show_default=True,
    ),
    click.option(
        "--equalise",
        type=click.Choice(["auto", "on", "off"]),
        default="auto",
        show_default=True,
        help="Make channels equally large across layers first; auto: where it helps.",
    ),
    click.option("--implicit-int8", is_flag=True, help="TensorRT 8.x to 10.x: let TensorRT calibrate (the old way)."),
    click.option("--exclude-nodes", default="", metavar="A,B", help="Layers that stay in floating point."),
    click.option("--dla-core", type=click.IntRange(0), help="Run on this DLA core where it can."),
    click.option("--version-compatible", is_flag=True, help="Let later versions of TensorRT load it (slower)."),
    click.option("--verify-input", type=_FOLDER, metavar="DIR", help="Other faces, to compare engine and model on."),
    click.option("--verify-num-images", type=click.IntRange(1), default=1000, show_default=True),
    click.option("--min-cosine", type=click.FloatRange(0, 1), help="Least cosine of any face (default: by precision)."),
    click.option("--pairs", type=_FOLDER, metavar="DIR", help="LFW folder: also report how its error rates change."),
    click.option("--allow-unverified", is_flag=True, help="Write an engine that can't be compared here, marked so."),
    click.option("--verify", type=_FOLDER, metavar="ENGINE", help="Verify an engine that is there, and mark it."),
    click.option("--dry-run", is_flag=True, help="Check everything, build nothing."),
    click.option("-v", "--verbose", is_flag=True, help="Show what TensorRT says."),
    click.option("--debug", is_flag=True, help="Show the traceback of an error."),
)


def build_options(command: _Command) -> _Command:
    """All of them, in the order of the help page."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
