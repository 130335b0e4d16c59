"""How every command of the project ends: done, one clear sentence, or usage."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click


def run(
    cli: click.Command, name: str, arguments: Sequence[str] | None, expected: tuple[type[Exception], ...]
) -> NoReturn:
    """Run a command and exit: 0 done, 1 refused or failed, 2 usage, 130 interrupted.

    Args:
        cli: the command; `--debug` among its arguments shows tracebacks.
        name: as the user called it.
        arguments: without the name; None: those of this process.
        expected: what can go wrong by somebody's hand; the message is shown as it is. Whatever else comes up is a bug,
            and is told in one sentence too.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = cli.main(arguments, prog_name=name, standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except expected as error:
        _fail(name, str(error), debug="--debug" in arguments)
    except Exception as error:  # noqa: BLE001 - the last line of defence between a bug and somebody at a door
        message = f"internal error ({type(error).__name__}: {error}); see it with --debug"
        _fail(name, message, debug="--debug" in arguments)


def _fail(name: str, message: str, *, debug: bool) -> NoReturn:
    if debug:
        traceback.print_exc()
    click.echo(f"{name}: {message}", err=True)
    sys.exit(1)
