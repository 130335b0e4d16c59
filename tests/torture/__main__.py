"""The fault campaign: kills, faults, peers, fuzzed inputs, and a report.

    python -m tests.torture --kills 500 --seed 1        # all of it; goes on where it was interrupted
    python -m tests.torture --only fuzz --inputs 1000   # a part

Exit 1 on any violation.
"""  # fmt: skip

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.torture.faults import all_faults
from tests.torture.fuzz import all_parsers
from tests.torture.kills import campaign, heard
from tests.torture.peers import all_peers
from tests.torture.report import Campaign, Trial, write

PARTS = ("kills", "faults", "peers", "fuzz")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser("python -m tests.torture", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=500, help="times SIGKILL (%(default)s)")
    parser.add_argument("--inputs", type=int, default=10_000, help="fuzzed inputs to each parser (%(default)s)")
    parser.add_argument("--rounds", type=int, default=10, help="of each other fault (%(default)s)")
    parser.add_argument("--pages", type=int, default=200, help="corrupt pages (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of everything random (%(default)s)")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be given several times")
    parser.add_argument("--folder", type=Path, help="of the homes and the record; kept, so that a run can go on")
    parser.add_argument("--report", type=Path, help="write the report here, and the same as .json beside it")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what the gates say of their faults is not what is looked for here
    folder = options.folder or Path(tempfile.mkdtemp(prefix="maskgate-torture-"))
    try:
        return _run(options, folder)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


def _run(options: argparse.Namespace, folder: Path) -> int:
    parts, begin = options.only or PARTS, time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    kills = campaign(folder, options.kills, options.seed, _progress) if "kills" in parts else []
    trials: list[Trial] = []
    record = folder / f"trials-{options.seed}.jsonl"
    known = {trial.what: trial for trial in _read(record)}
    with record.open("a") as file:
        for trial in _trials(options, folder, parts, set(known)):
            trials.append(trial)
            file.write(json.dumps(asdict(trial)) + "\n")
            file.flush()
            _progress(f"{trial.part}: {trial.what}, {trial.count:,} times; violations: {len(trial.violations)}")
            for violation in trial.violations:
                print(f"  {violation}", file=sys.stderr)
    done = Campaign(
        seed=options.seed,
        command=f"python -m tests.torture --kills {options.kills} --inputs {options.inputs} --seed {options.seed}",
        kills=kills,
        said=dict(heard(folder, options.seed)) if kills else {},
        trials=[*known.values(), *trials],
        seconds=_seconds(folder / f"seconds-{options.seed}", time.monotonic() - begin),
        folder=_file_system(folder),
    )
    if options.report:
        write(done, options.report)
    print(f"{len(done.violations)} violations")
    for violation in done.violations:
        print(f"  {violation}")
    return bool(done.violations)


def _trials(options: argparse.Namespace, folder: Path, parts: tuple[str, ...], known: set[str]) -> Iterator[Trial]:
    scratch = Path(tempfile.mkdtemp(prefix="trials-", dir=folder))
    try:
        if "faults" in parts:
            yield from all_faults(scratch, options.rounds, options.pages, options.seed, known)
        if "peers" in parts:
            yield from all_peers(scratch, options.rounds, known)
        if "fuzz" in parts:
            yield from all_parsers(scratch, options.inputs, options.seed, known)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _read(record: Path) -> list[Trial]:
    if not record.exists():
        return []
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    return [Trial(**{**line, "violations": tuple(line["violations"])}) for line in lines]


def _seconds(file: Path, these: float) -> float:
    """Of all runs of this campaign together."""
    total = these + (float(file.read_text()) if file.exists() else 0.0)
    file.write_text(str(total))
    return total


def _file_system(folder: Path) -> str:
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    holding = [fields for fields in mounts if folder.resolve().is_relative_to(fields[1])]
    return max(holding, key=lambda fields: len(fields[1]))[2]


def _progress(line: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
