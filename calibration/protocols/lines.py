"""Lists of names and pairs, as text."""

from __future__ import annotations

from pathlib import Path

from calibration.errors import CalibrationError


def read_lines(path: Path, separator: str | None = None) -> list[tuple[int, list[str]]]:
    """Line numbers, from 1, and fields without the space around them; empty lines are passed over.

    Args:
        path: of the list.
        separator: of the fields; None: any white space.

    Raises:
        CalibrationError: it is missing or can't be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise CalibrationError(f"{path} is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CalibrationError(f"{path} can't be read: {error}") from None
    return [
        (number, [field.strip() for field in line.split(separator)])
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def unexpected(path: Path, number: int, expected: str, fields: list[str], separator: str = " ") -> CalibrationError:
    """A line that is not as expected."""
    return CalibrationError(f"{path}, line {number}: expected {expected!r}, found {separator.join(fields)!r}")
