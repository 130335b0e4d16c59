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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from engines.files import write_atomically
from trainer.data.detect import detector_model
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
    held_out: int,
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
        held_out: how many people to keep from training (`choose_held_out`).
        max_unusable: the share of unusable pictures that is still accepted.
        workers: processes; 1 works in this one.
        report: called after each shard.

    Raises:
        TrainerError: `out` holds something else, can't be written, or too many pictures are unusable.
    """
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
        return _finish(out, plan, shards, held_out)


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


def _finish(out: Path, plan: Plan, shards: range, held_out: int) -> Manifest:
    found = [Found.read(found_path(out, shard)) for shard in shards]
    unusable = _list_unusable(out, shards)
    rows = np.concatenate([part.rows for part in found])
    if not len(rows):
        raise TrainerError(f"not one picture of {plan.source} can be used: see {out / 'unusable.csv'}")
    names = [name for part in found for name in part.people.tolist()]
    people = {name: number for number, name in enumerate(dict.fromkeys(names))}
    rows["person"] = [people[name] for name in names]
    buffer = io.BytesIO()
    np.save(buffer, rows)
    described = buffer.getvalue(), json.dumps(list(people)).encode("ascii")
    for name, data in zip(("faces.npy", "people.json"), described, strict=True):
        write_atomically(out / name, data)
    manifest = Manifest(
        source=plan.source,
        aligned=plan.aligned,
        pictures=len(rows),
        people=len(people),
        unusable=unusable,
        held_out=choose_held_out(Counter(names), held_out),
        detector=plan.detector,
        fingerprint=hashlib.sha256(b"".join([*described, *(part.digest.tobytes() for part in found)])).hexdigest(),
    )
    write_atomically(out / "prepared.json", (manifest.model_dump_json(indent=2) + "\n").encode())
    return manifest


def _list_unusable(out: Path, shards: range) -> int:
    """Write the list of the finished shards; how many are on it."""
    paths = (found_path(out, shard) for shard in shards)
    unusable = [row for path in paths if path.is_file() for row in Found.read(path).unusable.tolist()]
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("picture", "reason"), *unusable])
    write_atomically(out / "unusable.csv", table.getvalue().encode("utf-8", "surrogateescape"))
    return len(unusable)
