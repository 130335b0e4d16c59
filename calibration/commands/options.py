"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def model_argument(command: _Command) -> _Command:
    """`MODEL`: the function gets it as `model: str`."""
    return click.argument("model")(command)


def data_option(command: _Command) -> _Command:
    """`--data DIR`: the function gets it as `data: Path`."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        required=True,
        metavar="DIR",
        help="LFW folder: images/, pairs.txt, train_identities.txt, label_errors.txt.",
    )(command)


def mask_options(command: _Command) -> _Command:
    """`--mask-templates DIR` and `--mask-seed N`: `mask_templates: Path | None` and `mask_seed: int`."""
    command = click.option("--mask-seed", default=1, show_default=True, help="Of the masks that are drawn.")(command)
    return click.option(
        "--mask-templates",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="A pack of mask templates, as MaskTheFace has them.  [default: mask_templates beside the data]",
    )(command)


def embedding_options(command: _Command) -> _Command:
    """`--cache DIR` and `--threads N`: the function gets them as `cache: Path | None` and `threads: int | None`."""
    command = click.option(
        "--threads", type=click.IntRange(min=1), metavar="N", help="Threads of each network (default: one a core)."
    )(command)
    return click.option(
        "--cache",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Keep templates here, and take those that are there already. They are biometric data.",
    )(command)


def json_option(command: _Command) -> _Command:
    """`--json`: the function gets it as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)
