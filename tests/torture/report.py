"""What a campaign found, for people and for programs."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from tests.gate.kill_campaign import LIMIT
from tests.torture.kills import Kill


@dataclass(frozen=True)
class Trial:
    """One thing that was tried."""

    part: str
    what: str
    count: int
    """How often."""
    violations: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Campaign:
    """All of it."""

    seed: int
    command: str
    kills: Sequence[Kill]
    said: dict[str, int]
    """What the scripted days did between the kills, by word."""
    trials: Sequence[Trial]
    seconds: float
    folder: str
    """Kind of file system that the homes lay on."""

    @property
    def violations(self) -> list[str]:
        """Everything that must not be."""
        killed = [f"kill {one.number}: {problem}" for one in self.kills for problem in one.problems]
        late = [f"kill {one.number}: line at idle after {_ms(one.idle_after)} ms" for one in self.kills if one.late]
        tried = [f"{one.part}, {one.what}: {problem}" for one in self.trials for problem in one.violations]
        return [*killed, *late, *tried]


def as_json(campaign: Campaign) -> str:
    """For programs."""
    said = {
        "seed": campaign.seed,
        "command": campaign.command,
        "seconds": round(campaign.seconds),
        "violations": campaign.violations,
        "kills": [asdict(kill) for kill in campaign.kills],
        "day": campaign.said,
        "trials": [asdict(trial) for trial in campaign.trials],
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def as_markdown(campaign: Campaign) -> str:
    """For people."""
    today = datetime.now(timezone.utc).date()
    lines = [
        "# The fault campaign",
        "",
        f"`{campaign.command}` on {today}: seed {campaign.seed}, {campaign.seconds / 60:.0f} minutes, Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores shared with other work, "
        f"homes on {campaign.folder}.",
        "",
        f"**Violations: {len(campaign.violations)}.**",
        *[f"- {problem}" for problem in campaign.violations],
        "",
    ]
    if campaign.kills:
        lines += _kills(campaign)
    for part, intro in PARTS.items():
        trials = [trial for trial in campaign.trials if trial.part == part]
        if trials:
            lines += [
                f"## {intro[0]}",
                "",
                intro[1],
                "",
                "| what | times | violations | |",
                "| --- | --- | --- | --- |",
            ]
            lines += [f"| {one.what} | {one.count:,} | {len(one.violations)} | {one.note} |" for one in trials]
            lines.append("")
    return "\n".join([*lines, *_LIMITS])


PARTS = {
    "faults": (
        "Disk, clock, locks, pages",
        "A running gate and the commands of a desk beside it. Whatever happens: an error is one sentence, a grant is "
        "on record or none, the line is locked when its pulse is over, and all is whole once the fault is gone.",
    ),
    "peers": (
        "Broker and panel gone and back",
        "A real Mosquitto is ended and started again; the line to libosdp's own control panel is cut and joined again.",
    ),
    "fuzz": (
        "Fuzzed inputs",
        "Hypothesis makes inputs, most of them valid ones with bytes changed, added, taken away or doubled. A parser "
        "gives a value or its own room's error; anything else is a violation.",
    ),
}

_LIMITS = (
    "## What this does not show",
    "",
    "SIGKILL leaves the kernel's caches as they are: it says nothing about a power cut, for which `synchronous = FULL`",
    "and the disk answer. The line is simulated: no GPIO chip, relay or lock was there; so are cameras and networks.",
    "",
)


def _kills(campaign: Campaign) -> list[str]:
    kills = campaign.kills
    worst = max(kills, key=lambda kill: kill.idle_after)
    times = sorted(kill.idle_after for kill in kills)
    strict = sum(kill.idle_after > LIMIT for kill in kills)
    said = campaign.said
    return [
        f"## {len(kills)} times SIGKILL",
        "",
        "A gate lives a scripted day (arrivals, strangers, badges, operators' orders, enrolments, rules, readings of",
        "the log, removals), and is killed at a random moment. After each kill: every row, person, badge and revision",
        "that was said to be committed is there; nobody is there by half, in gallery, keyring or rules; no removed",
        "person's id is in the files; the audit chain and its anchors agree; and the line is at idle.",
        "",
        "| | |",
        "| --- | --- |",
        f"| kills | {len(kills)}, of them {sum(kill.starting for kill in kills)} while starting, "
        f"{sum(kill.both for kill in kills)} together with the process that holds the line |",
        f"| the line was unlocked | {sum(kill.unlocked for kill in kills)} times |",
        f"| line at idle after | median {_ms(times[len(times) // 2])} ms, 99th percentile "
        f"{_ms(times[int(len(times) * 0.99)])} ms, longest {_ms(worst.idle_after)} ms (waking another process took "
        f"{_ms(worst.control)} ms in that moment, {_ms(max(kill.control for kill in kills))} ms at the longest) |",
        f"| later than {_ms(LIMIT)} ms | {strict}; beyond the other process's delay {sum(k.late for k in kills)} |",
        f"| done and held against the files | {said.get('enrolled', 0)} enrolments, {said.get('removed', 0)} removals, "
        f"{said.get('badged', 0)} badges, {said.get('ruled', 0)} changes of rules, {said.get('granted', 0)} grants, "
        f"{said.get('recorded', 0)} other rows |",
        f"| something lost, half there or broken | {sum(bool(kill.problems) for kill in kills)} |",
        "",
    ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.0f}" if seconds >= 0.1 else f"{seconds * 1e3:.1f}"


def write(campaign: Campaign, markdown: Path) -> None:
    """The report, and the same in JSON beside it."""
    markdown.parent.mkdir(parents=True, exist_ok=True)
    markdown.write_text(as_markdown(campaign), encoding="utf-8")
    markdown.with_suffix(".json").write_text(as_json(campaign), encoding="utf-8")
