from __future__ import annotations

import click
import pytest

from engines.command_line import run


class KnownError(Exception):
    pass


@click.group()
@click.option("--debug", is_flag=True)
def cli(debug: bool) -> None:
    pass


@cli.command()
@click.argument("how")
def end(how: str) -> int | None:
    if how == "known":
        raise KnownError("the door is shut")
    if how == "bug":
        raise ZeroDivisionError("by zero")
    if how == "interrupt":
        raise KeyboardInterrupt
    return 143 if how == "status" else None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["end", "well"], 0, ""),
        (["end", "status"], 143, ""),
        (["end", "known"], 1, "tool: the door is shut\n"),
        (["end", "bug"], 1, "tool: internal error (ZeroDivisionError: by zero); see it with --debug\n"),
        (["end", "interrupt"], 130, "\n"),
        (["end"], 2, None),
        (["nothing"], 2, None),
    ],
)
def test_how_a_command_ends(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str | None
) -> None:
    with pytest.raises(SystemExit) as stop:
        run(cli, "tool", arguments, (KnownError,))
    assert stop.value.code == code
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert said is None or error == said


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(cli, "tool", ["--debug", "end", "bug"], (KnownError,))
    assert "Traceback" in capsys.readouterr().err
