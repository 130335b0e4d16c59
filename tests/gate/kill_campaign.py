"""Kill a gate at random moments, and see how long its line stays unlocked.

    python -m tests.gate.kill_campaign 500

A child process runs a door on a simulated line held by the supervisor, and lets people in all the time; SIGKILL hits
the child alone, or the child and the supervisor at once. The line is at idle when its level locks or nobody holds it.
"""  # fmt: skip

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from gate.access.outputs.simulated import look

LIMIT = 0.2
"""Seconds that the project promises."""


@dataclass(frozen=True)
class Kill:
    both: bool
    """The supervisor too."""
    unlocked: bool
    """The line's level when the signal was sent."""
    idle_after: float
    """Seconds; infinite: it stayed unlocked."""


def kill_once(folder: Path, random_moment: float, *, both: bool) -> Kill:
    path = folder / "door.line"
    command = [sys.executable, "-m", "tests.gate.kill_campaign", "--child", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        holder = int(child.stdout.readline())
        time.sleep(random_moment)
        seen = look(path)
        begin = time.monotonic()
        child.kill()
        if both:
            os.kill(holder, signal.SIGKILL)
        idle_after = float("inf")
        while (now := time.monotonic()) - begin < 3.0:
            level = look(path)
            if level is None or not level[0]:
                idle_after = now - begin
                break
            time.sleep(0.001)
    gone(holder)
    return Kill(both, seen is not None and seen[0], idle_after)


def gone(pid: int) -> None:
    """The supervisor must not outlive its gate for long."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.01)
    raise AssertionError(f"the supervisor {pid} is still there")


def campaign(kills: int, seed: int = 0) -> list[Kill]:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        return [kill_once(Path(folder), chance.uniform(0, 0.4), both=chance.random() < 0.3) for _ in range(kills)]


def _child(path: Path) -> None:
    """A gate's door that never rests."""
    from gate.access.settings import DoorSettings
    from gate.clock import SystemClock
    from gate.doorway import Doorway
    from gate.held_line import HeldLine

    settings = DoorSettings(pulse=30.0, recognition_interval=0.0)
    doorway = Doorway(settings, SystemClock(), lambda _reports: None, gate="campaign")
    line = HeldLine(settings, path, doorway.report)
    doorway.attach(line)
    line.open()
    doorway.start()
    print(line.pid, flush=True)
    from gate.access.door_types import Action, Command

    while True:
        doorway.let_in("anna", None)
        time.sleep(random.uniform(0, 0.05))
        doorway.command(Command(Action.LOCK, "campaign"))
        time.sleep(random.uniform(0, 0.02))


def main() -> None:
    if sys.argv[1] == "--child":
        _child(Path(sys.argv[2]))
    kills = campaign(int(sys.argv[1]))
    times = sorted(kill.idle_after for kill in kills)
    unlocked = sum(kill.unlocked for kill in kills)
    print(f"{len(kills)} kills, {sum(kill.both for kill in kills)} with the supervisor, {unlocked} while unlocked")
    print(f"line at idle after: median {times[len(times) // 2] * 1e3:.1f} ms, longest {times[-1] * 1e3:.1f} ms")
    late = sum(time > LIMIT for time in times)
    print(f"later than {LIMIT * 1e3:.0f} ms: {late}")
    sys.exit(bool(late))


if __name__ == "__main__":
    main()
