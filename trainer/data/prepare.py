"""`trainer prepare`: a collection becomes a prepared folder, shard by shard, by several processes, resumable.

A shard is finished when its `.npz` stands in the folder, and everything is when `prepared.json` does; both are written
atomically, so work that was killed goes on where it stopped.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from engines.files import write_atomically
from trainer.data.detect import detector_model
from trainer.data.judged import Changes, Pair, changes
from trainer.data.prepared import Manifest
from trainer.data.shards import SHARD, Found, ShardMaker, found_path, pool
from trainer.data.source import FaceDataset
from trainer.errors import TrainerError


@dataclass(frozen=True)
class Plan:
    """What is to be prepared. A folder holds the work of one plan."""

    source: str
    fingerprint: str
    pictures: int
    aligned: bool
    detector: str


@dataclass(frozen=True)
class Use:
    """What of the pictures is used, and how: it may change without any face being looked for again."""

    held_out: int
    """How many people to keep from training (`choose_held_out`)."""
    masked: bool = False
    """Real masks are worn on the pictures, so none is drawn there."""
    judged: Sequence[Pair] | None = None
    """Pairs that somebody has judged: people are dropped and merged as their verdicts say."""


@dataclass(frozen=True)
class Progress:
    """How far the work is."""

    pictures: int
    total: int
    unusable: int


def prepare(
    dataset: FaceDataset,
    out: Path,
    *,
    source: str,
    aligned: bool,
    use: Use,
    max_unusable: float,
    workers: int = 1,
    report: Callable[[Progress], None] = lambda _: None,
) -> Manifest:
    """Prepare a collection, or what is left of it.

    Args:
        dataset: the collection.
        out: the folder to make; one that an earlier call left unfinished is gone on with.
        source: its name, for the manifest.
        aligned: whether pictures are aligned crops.
        use: what of the pictures is used.
        max_unusable: the share of unusable pictures that is still accepted.
        workers: processes; 1 works in this one.
        report: called after each shard.

    Raises:
        TrainerError: `out` holds something else, can't be written, or too many pictures are unusable; a judged pair
            has no verdict or names nobody of the collection.
    """
    asked = Changes() if use.judged is None else changes(use.judged, out.resolve().name)
    plan = Plan(source, dataset.fingerprint, len(dataset), aligned, detector_model().card.digest)
    with _writing(out):
        _claim(out, plan)
        shards = range(-(-len(dataset) // SHARD))
        done = unusable = 0
        with pool(ShardMaker(dataset, out, aligned=aligned), workers) as make:
            for pictures, left_out in make(shards):
                done, unusable = done + pictures, unusable + left_out
                report(Progress(done, len(dataset), unusable))
                if unusable > max_unusable * len(dataset):
                    _list_unusable(out, shards)
                    raise TrainerError(
                        f"{unusable} of {done} pictures can't be used, more than {max_unusable:.0%} of all: see "
                        f"{out / 'unusable.csv'}, mend the collection or raise --max-unusable"
                    )
        manifest = _finish(out, plan, shards, use, asked)
        _list_changes(out, asked, use.judged or (), dataset)
        _write_manifest(out, manifest)
        return manifest


def choose_held_out(pictures: Mapping[str, int], number: int) -> tuple[str, ...]:
    """The people with the smallest SHA-256 of their names, among those with two pictures or more.

    So the choice depends on nothing but names, and hardly changes when people join. At most a quarter of these people
    are taken.

    Args:
        pictures: number of pictures by name.
        number: how many people are wanted.
    """
    able = [name for name, count in pictures.items() if count >= 2]
    able.sort(key=lambda name: hashlib.sha256(os.fsencode(name)).digest())
    return tuple(able[: min(number, len(able) // 4)])


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TrainerError(f"the folder {out} can't be written: {error.strerror or error}") from None


def _claim(out: Path, plan: Plan) -> None:
    """Make the folder this plan's, or see that it is already."""
    text = json.dumps(asdict(plan), indent=2) + "\n"
    path = out / "plan.json"
    if path.is_file():
        if path.read_text(encoding="ascii") != text:
            raise TrainerError(f"{out} holds another preparation: choose another --out, or delete it")
        return
    if out.is_dir() and any(out.iterdir()):
        raise TrainerError(f"{out} is not empty: choose another --out")
    write_atomically(path, text.encode("ascii"))


def _finish(out: Path, plan: Plan, shards: range, use: Use, asked: Changes) -> Manifest:
    """Write everything but the manifest."""
    found = [Found.read(found_path(out, shard)) for shard in shards]
    unusable = _list_unusable(out, shards)
    rows = np.concatenate([part.rows for part in found])
    if not len(rows):
        raise TrainerError(f"not one picture of {plan.source} can be used: see {out / 'unusable.csv'}")
    names = [name for part in found for name in part.people.tolist()]
    if unknown := (asked.dropped.keys() | asked.merged.keys() | set(asked.merged.values())) - set(names):
        raise TrainerError(f"a judged pair names {min(unknown)}, but {plan.source} has no usable picture of them")
    rows = rows[[name not in asked.dropped for name in names]]
    names = [asked.merged.get(name, name) for name in names if name not in asked.dropped]
    people = {name: number for number, name in enumerate(dict.fromkeys(names))}
    rows["person"] = [people[name] for name in names]
    buffer = io.BytesIO()
    np.save(buffer, rows)
    described = buffer.getvalue(), json.dumps(list(people)).encode("ascii")
    (out / "prepared.json").unlink(missing_ok=True)  # another use may follow on one that was finished
    for name, data in zip(("faces.npy", "people.json"), described, strict=True):
        write_atomically(out / name, data)
    return Manifest(
        source=plan.source,
        aligned=plan.aligned,
        pictures=len(rows),
        people=len(people),
        unusable=unusable,
        masked=use.masked,
        dropped=len(asked.dropped),
        merged=len(asked.merged),
        held_out=choose_held_out(Counter(names), use.held_out),
        detector=plan.detector,
        fingerprint=hashlib.sha256(b"".join([*described, *(part.digest.tobytes() for part in found)])).hexdigest(),
    )


def _write_manifest(out: Path, manifest: Manifest) -> None:
    write_atomically(out / "prepared.json", (manifest.model_dump_json(indent=2) + "\n").encode())


def _list_changes(out: Path, asked: Changes, judged: Sequence[Pair], dataset: FaceDataset) -> None:
    """Write who was dropped and merged, and which pictures are nearly one."""
    ours = f"{out.resolve().name}/"

    def file(person: str, place: str) -> str:
        return dataset.read(int(place)).origin if person.startswith(ours) else f"{person}, picture {place}"

    rows = [("what", "who", "why")]
    rows += [("dropped", name, why) for name, why in asked.dropped.items()]
    rows += [("merged", name, f"same: {into}") for name, into in asked.merged.items()]
    rows += [
        ("duplicate", file(pair.first, pair.first_picture), file(pair.second, pair.second_picture))
        for pair in judged
        if pair.kind == "duplicate" and (pair.first.startswith(ours) or pair.second.startswith(ours))
    ]
    _write_table(out / "changes.csv", rows)


def _list_unusable(out: Path, shards: range) -> int:
    """Write the list of the finished shards; how many are on it."""
    paths = (found_path(out, shard) for shard in shards)
    unusable = [row for path in paths if path.is_file() for row in Found.read(path).unusable.tolist()]
    _write_table(out / "unusable.csv", [("picture", "reason"), *unusable])
    return len(unusable)


def _write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    write_atomically(path, table.getvalue().encode("utf-8", "surrogateescape"))
