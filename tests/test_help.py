"""Every command explains itself: a sentence, and an example in its own help or its group's, one a line."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from calibration.cli import cli as calibration
from gate.cli import cli as gate
from trainer.cli import cli as trainer

PROGRAMS = {"calibration": calibration, "gate": gate, "trainer": trainer}


def _commands(
    words: tuple[str, ...], above: tuple[click.Command, ...]
) -> Iterator[tuple[str, tuple[click.Command, ...]]]:
    command = above[-1]
    if not isinstance(command, click.Group):
        yield " ".join(words), above
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from _commands((*words, name), (*above, inner))


COMMANDS = dict(found for name, cli in PROGRAMS.items() for found in _commands((name,), (cli,)))


@pytest.mark.parametrize("words", COMMANDS)
def test_help_shows_what_it_does_and_how(words: str) -> None:
    program, *_ = words.split()
    texts = [command.get_help(click.Context(command, info_name=words)) for command in COMMANDS[words]]
    assert COMMANDS[words][-1].help, f"{words} has no help"
    assert not any("\\b" in text for text in texts)
    examples = [line for text in texts[1:] for line in text.splitlines()[1:] if line.strip().startswith(f"{program} ")]
    assert examples, f"neither {words} nor its group shows an example"
