"""The operating point: what each false match rate that the model was measured at means for this gallery."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.errors import ModelError
from engines.files import write_atomically
from engines.registry import Model
from gate.access.errors import AccessError
from gate.gallery.errors import GalleryError
from gate.gallery.index import Index
from gate.settings import Settings, SettingsError
from gate.thresholds import Expectation, GalleryPolicy, expect

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_RATE = re.compile(r"\s*(fmr|fpir)\s*=.*")
_TABLE = re.compile(r"\s*\[(.*)\]\s*(#.*)?")


@dataclass(frozen=True)
class PointLine:
    """What one false match rate comes to."""

    fmr: float
    """Of one comparison."""
    threshold: float
    """Cosine; the strictest of the cells."""
    fpir: float
    """Strangers let in, as a share of their attempts; approximate."""
    days_to_false_open: float | None
    """None: nobody is enrolled who could be mistaken."""
    chosen: bool
    """The gate takes this one."""


def points_of(model: Model, settings: Settings, index: Index) -> tuple[Expectation, tuple[PointLine, ...]]:
    """What to expect of the gate as it is set, and of each rate that could be chosen instead.

    Args:
        model: The recogniser.
        settings: Of the gate.
        index: The gallery.

    Raises:
        ModelError, GalleryError: the card has no point that suffices for the settings as they are.
    """
    now = _expected(model, settings, index)
    rates = sorted({point.fmr for point in model.card.operating_points if point.status == "measured"}, reverse=True)
    lines = []
    for fmr in rates:
        rules = settings.recognition.model_copy(update={"fmr": fmr, "fpir": None})
        try:
            found = _expected(model, settings.model_copy(update={"recognition": rules}), index)
        except (ModelError, GalleryError):
            continue  # not every cell was measured at it
        worst = max(cell.fmr for cell in found.cells)
        if worst == fmr:  # else a stricter one stands in for it, which has its own line
            chosen = now.wanted_fpir is None and {c.threshold for c in now.cells} == {c.threshold for c in found.cells}
            lines.append(PointLine(fmr, found.strictest, found.fpir, found.days_to_false_open, chosen))
    return now, tuple(lines)


def _expected(model: Model, settings: Settings, index: Index) -> Expectation:
    return expect(model, settings, GalleryPolicy(model, settings)(index), index)


def choose_rate(path: Path, fmr: float) -> None:
    """Write `recognition.fmr` into the settings, instead of any rate before; all else stays as it is, to the letter.

    Args:
        path: `gate.toml`; made, if it is not there.
        fmr: The rate.

    Raises:
        SettingsError: the file is no valid TOML, or holds the table in a form that can't be edited safely.
        AccessError: it can't be written; the old one is untouched.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        wanted = _with_rate(tomllib.loads(before), fmr)
        after = _edited(before, fmr)
        if tomllib.loads(after) != wanted:
            raise SettingsError(f"{path} can't be changed safely: set fmr in [recognition] by hand")
        Settings.model_validate(wanted)
        write_atomically(path, after.encode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the settings {path} are no valid TOML: {error}") from None
    except ValueError:
        raise SettingsError(f"the settings {path} hold a mistake: see Health") from None
    except OSError as error:
        raise AccessError(f"the settings {path} can't be written: {error.strerror}") from None


def _with_rate(said: dict[str, Any], fmr: float) -> dict[str, Any]:
    rules = {key: value for key, value in said.get("recognition", {}).items() if key not in ("fmr", "fpir")}
    return {**said, "recognition": {**rules, "fmr": fmr}}


def _edited(text: str, fmr: float) -> str:
    lines, table, written = [], "", False
    for line in text.splitlines():
        if found := _TABLE.fullmatch(line):
            table = found[1].strip()
        if table == "recognition" and _RATE.fullmatch(line):
            continue
        lines.append(line)
        if found and table == "recognition":
            lines.append(f"fmr = {fmr!r}")
            written = True
    if not written:
        lines += ["", "[recognition]", f"fmr = {fmr!r}"] if lines else ["[recognition]", f"fmr = {fmr!r}"]
    return "\n".join(lines) + "\n"
