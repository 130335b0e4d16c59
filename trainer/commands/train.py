"""`trainer train`: train a student, or go on with it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from trainer.config_file import load_config
from trainer.train import train


@click.command("train")
@click.argument("config")
@click.option(
    "--data", required=True, multiple=True, type=click.Path(path_type=Path), help="A prepared folder; may repeat."
)
@click.option("--run", required=True, type=click.Path(path_type=Path), help="The run's folder.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one value of the configuration.")
def command(config: str, data: tuple[Path, ...], run: Path, settings: tuple[str, ...]) -> int:
    """Train by CONFIG: the name of one that ships with the project, or a YAML file.

    A run that was stopped (SIGTERM, Ctrl-C) or killed goes on when the same command is given again. Exit code 143 or
    130 after a signal, with everything saved.

    \b
    trainer train sface_maskinv --data prepared/celeba --run runs/first
    trainer train maskinv_lg --set teacher.weights=295672backbone.pth --data prepared/ms1mv2 --run runs/lg
    torchrun --nproc-per-node 4 -m trainer train maskinv_lg ... (the same, on four GPUs)
    """  # noqa: D301 - click reads the \b
    outcome = train(load_config(config, settings), data, run, console=Console(stderr=True))
    return 0 if outcome.signal is None else 128 + outcome.signal
