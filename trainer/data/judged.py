"""Pairs of people judged by eye: who stands in two places, and what `trainer prepare` does about it.

A CSV that `trainer overlap` writes, a person completes, and the project keeps. Its verdicts are about two people:

same        one person. Somebody who also stands in a report set is dropped from training; two of one collection become
            one; of two collections the second one is dropped.
mixed       pictures of one lie among the other's. The second one is dropped; beside a report set the first.
unsure      as mixed: in doubt a person is left out.
different   two people who look alike. Nothing is done.

Rows of kind `duplicate` are two pictures that are nearly one. They are listed, and need no verdict.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, cast, get_args

from engines.files import write_atomically
from trainer.errors import TrainerError

Kind = Literal["report", "double", "duplicate"]
Verdict = Literal["same", "mixed", "unsure", "different", ""]


@dataclass(frozen=True)
class Pair:
    """A row of the list."""

    kind: Kind
    """`report`: the second one stands in a report set; `double`: both are trained on; `duplicate`: two pictures."""
    first: str
    """COLLECTION/PERSON; a collection is named as its prepared folder."""
    second: str
    """The same, or SET/PERSON."""
    cosine: float
    """Of the two pictures that are most alike, by the teacher."""
    first_picture: str
    """That picture: its place in the collection, or a report picture's file."""
    second_picture: str
    verdict: Verdict = ""

    @property
    def people(self) -> tuple[str, str, str]:
        """Which pair of people it is, whatever the pictures."""
        return self.kind, self.first, self.second


@dataclass(frozen=True)
class Changes:
    """What becomes of one collection's people, by their names in it."""

    dropped: Mapping[str, str] = field(default_factory=dict)
    """Why each is left out."""
    merged: Mapping[str, str] = field(default_factory=dict)
    """Under whose name their pictures go; nobody of these is a key of `dropped` or `merged`."""


_COLUMNS = tuple(one.name for one in fields(Pair))


def read_judged(path: Path) -> tuple[Pair, ...]:
    """Read the list.

    Raises:
        TrainerError: unreadable, or a row is not as it should be (its line is named).
    """
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TrainerError(f"the list of judged pairs {path} can't be read: {error}") from None
    if not lines or tuple(lines[0]) != _COLUMNS:
        raise TrainerError(f"the list of judged pairs {path} must begin with the line {','.join(_COLUMNS)}")
    return tuple(_pair(path, number, row) for number, row in enumerate(lines[1:], start=2) if row)


def write_judged(path: Path, pairs: Iterable[Pair]) -> None:
    """Write the list, whole or not at all.

    Raises:
        TrainerError: it can't be written.
    """
    table = io.StringIO()
    rows = ((p.kind, p.first, p.second, f"{p.cosine:.3f}", p.first_picture, p.second_picture, p.verdict) for p in pairs)
    csv.writer(table, lineterminator="\n").writerows([_COLUMNS, *rows])
    try:
        write_atomically(path, table.getvalue().encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise TrainerError(f"the list of judged pairs {path} can't be written: {error.strerror}") from None


def changes(pairs: Sequence[Pair], collection: str) -> Changes:
    """What the verdicts ask of one collection.

    Raises:
        TrainerError: a pair of people has no verdict, or no pair is about this collection.
    """
    if unjudged := [pair for pair in pairs if pair.kind != "duplicate" and not pair.verdict]:
        first = unjudged[0]
        raise TrainerError(
            f"{len(unjudged)} pairs are not judged yet, the first {first.first} and {first.second}: "
            "write same, mixed, unsure or different into the column verdict"
        )
    known = {_split(name)[0] for pair in pairs for name in _trained(pair)}
    if collection not in known:
        raise TrainerError(
            f"no judged pair is about the collection {collection}, only about {', '.join(sorted(known)) or 'none'}: "
            "the prepared folder must have the name that the list uses"
        )
    dropped, merged = _resolve(pairs)
    ours = f"{collection}/"
    return Changes(
        {name.removeprefix(ours): why for name, why in dropped.items() if name.startswith(ours)},
        {
            name.removeprefix(ours): into.removeprefix(ours)
            for name, into in merged.items()
            if name.startswith(ours) and name not in dropped
        },
    )


def _resolve(pairs: Sequence[Pair]) -> tuple[dict[str, str], dict[str, str]]:
    """Who is dropped and why, and who goes under whose name: one person's names share one fate."""
    acted = [pair for pair in pairs if pair.kind != "duplicate" and pair.verdict != "different"]
    into: dict[str, str] = {}

    def name_of(name: str) -> str:
        while name in into:
            name = into[name]
        return name

    for pair in acted:
        if _is_merge(pair) and (first := name_of(pair.first)) != (second := name_of(pair.second)):
            into[second] = first
    why = {}
    for pair in acted:
        if pair.kind == "report":
            why[name_of(pair.first)] = f"{pair.verdict}: {pair.second} of the report set"
        elif not _is_merge(pair):
            why.setdefault(name_of(pair.second), f"{pair.verdict}: {pair.first}")
    names = {name for pair in acted for name in _trained(pair)}
    dropped = {name: why[name_of(name)] for name in sorted(names) if name_of(name) in why}
    return dropped, {name: name_of(name) for name in sorted(into)}


def _is_merge(pair: Pair) -> bool:
    return pair.kind == "double" and pair.verdict == "same" and _split(pair.first)[0] == _split(pair.second)[0]


def _trained(pair: Pair) -> tuple[str, ...]:
    return (pair.first,) if pair.kind == "report" else (pair.first, pair.second)


def _split(name: str) -> tuple[str, str]:
    collection, _, person = name.partition("/")
    return collection, person


def _pair(path: Path, number: int, row: list[str]) -> Pair:
    where = f"{path}, line {number}"
    if len(row) != len(_COLUMNS):
        raise TrainerError(f"{where}: {len(_COLUMNS)} columns are expected, there are {len(row)}")
    kind, first, second, cosine, first_picture, second_picture, verdict = row
    if kind not in get_args(Kind):
        raise TrainerError(f"{where}: the kind {kind!r} is none of {', '.join(get_args(Kind))}")
    if verdict.strip() not in get_args(Verdict):
        raise TrainerError(f"{where}: the verdict {verdict!r} is none of same, mixed, unsure, different")
    for name in (first, second):
        if not all(_split(name)):
            raise TrainerError(f"{where}: {name!r} is no COLLECTION/PERSON")
    try:
        value = float(cosine)
    except ValueError:
        raise TrainerError(f"{where}: the cosine {cosine!r} is no number") from None
    return Pair(cast(Kind, kind), first, second, value, first_picture, second_picture, cast(Verdict, verdict.strip()))
