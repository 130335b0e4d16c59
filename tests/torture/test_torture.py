"""A small campaign: each part runs, finds nothing, and would find something if it were there."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.torture import fuzz
from tests.torture.faults import Scene, clock_jumps, corrupt_pages, full_disk, read_only_disk
from tests.torture.kills import Kill, campaign, heard
from tests.torture.parsers import Parser, Parsers
from tests.torture.report import Campaign, Trial, as_json, as_markdown
from tests.torture.whole import check


@pytest.mark.slow
def test_twenty_kills(tmp_path: Path) -> None:
    kills = campaign(tmp_path, 10, 7)
    again = campaign(tmp_path, 20, 7)
    assert [kill.number for kill in again] == list(range(20))
    assert again[:10] == kills, "it goes on where it was"
    assert [kill.problems for kill in again] == [()] * 20
    assert sum(kill.late for kill in again) <= 1, "a machine that does much else may be late once"
    assert heard(tmp_path, 7)["granted"] > 0


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path / "home")


def _db(scene: Scene, name: str, *statements: str) -> None:
    db = sqlite3.connect(scene.home.path / name)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def _lose_a_grant(scene: Scene) -> None:
    scene.ledger.grants.append((1.0, "nobody"))


def _break_the_chain(scene: Scene) -> None:
    _db(scene, "audit.db", "DROP TRIGGER rows_stay", "UPDATE rows SET body = body || ' ' WHERE seq = 2")


def _lose_a_person(scene: Scene) -> None:
    scene.desk.remove(1)


def _bring_somebody_back(scene: Scene) -> None:
    scene.ledger.hear(("removing", 2))
    scene.ledger.hear(("removed", 2))


def _leave_a_badge(scene: Scene) -> None:
    scene.desk.badge("nobody-at-all", 99)


def _lose_a_change_of_rules(scene: Scene) -> None:
    scene.ledger.revision = 99
    scene.desk.badge(scene.ledger.ids[1], 1)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_lose_a_grant, "the grant at"),
        (_break_the_chain, "row 2 is not as it was written"),
        (_lose_a_person, "person 1 is lost"),
        (_bring_somebody_back, "person 2 was never enrolled, or was removed"),
        (_leave_a_badge, "a badge of nobody-at-all"),
        (_lose_a_change_of_rules, "after 99 was committed"),
    ],
)
def test_what_a_kill_could_do_is_found(scene: Scene, harm: Callable[[Scene], None], said: str) -> None:
    assert check(scene.home.path, scene.ledger) == []
    harm(scene)
    assert any(said in problem for problem in check(scene.home.path, scene.ledger))


@pytest.mark.slow
def test_a_full_a_read_only_and_a_damaged_disk_and_a_clock_that_jumps(tmp_path: Path) -> None:
    trials = [full_disk(1), read_only_disk(1), corrupt_pages(tmp_path, 8, 7), clock_jumps(tmp_path, 1)]
    assert [trial.violations for trial in trials] == [()] * 4


def test_every_parser_meets_a_hundred_inputs(tmp_path: Path) -> None:
    trials = list(fuzz.all_parsers(tmp_path, 100, 7))
    assert len(trials) > 25
    assert {trial.what: trial.violations for trial in trials if trial.violations} == {}
    assert all(trial.count >= 100 for trial in trials)


def test_a_parser_that_fails_is_found(tmp_path: Path) -> None:
    def brittle(data: bytes) -> object:
        return data.decode()

    trial = fuzz.fuzz(Parser("brittle", brittle, (b"abc",)), 2000, 1)
    assert "UnicodeDecodeError" in trial.violations[0]
    assert fuzz.fuzz(Parser("honest", brittle, (b"abc",), (UnicodeDecodeError,)), 200, 1).violations == ()


@pytest.mark.parametrize("name", ["what a key slot keeps", "keys files of a backup"])
def test_valid_seeds_are_taken(tmp_path: Path, name: str) -> None:
    """A fuzzer whose seeds are all refused would test the first line of each parser alone."""
    with Parsers(tmp_path) as parsers:
        parser = next(one for one in parsers.all() if one.name == name)
        for seed in parser.seeds:
            parser.parse(seed)


def test_a_report_says_what_was_found() -> None:
    kill = Kill(3, both=True, starting=False, unlocked=True, idle_after=0.5, control=0.01, problems=("lost",))
    campaign = Campaign(1, "cmd", [kill], {"enrolled": 4}, [Trial("fuzz", "x", 5, ("boom",))], 60.0, "tmpfs")
    text, said = as_markdown(campaign), json.loads(as_json(campaign))
    for words in ("Violations: 3", "kill 3: lost", "line at idle after 500 ms", "fuzz, x: boom", "4 enrolments"):
        assert words in text
    assert len(said["violations"]) == 3


def test_the_command_exits_by_what_it_found(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.torture", "--only", "fuzz", "--inputs", "50"]
    command += ["--folder", str(tmp_path / "f")]
    done = subprocess.run([*command, "--report", str(tmp_path / "r.md")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Fuzzed inputs" in (tmp_path / "r.md").read_text()
    record = tmp_path / "f" / "trials-1.jsonl"
    line = json.loads(record.read_text().splitlines()[0])
    record.write_text(json.dumps({**line, "violations": ["boom"]}) + "\n")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
