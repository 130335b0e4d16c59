"""The whole report, part by part: plain values for JSON, and lines of tables for people."""

from __future__ import annotations

import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import onnxruntime

from gate.bench import pieces
from gate.bench.beside import beside
from gate.bench.clips import make_clip, people_of
from gate.bench.compare import Comparison
from gate.bench.kiosk import CLIP_SECONDS, kiosk
from gate.bench.paint import open_window
from gate.bench.path import Cost, Play, bare_ms, cost, play
from gate.bench.peers import peers
from gate.bench.search import all_sizes
from gate.bench.sight import PROCESSED, lines, with_liveness, without_liveness
from gate.bench.site import bench_settings, home_with
from gate.bench.soak import Point, soak
from gate.bench.start import start
from gate.home import Home
from gate.networks import open_networks
from gate.pad.people import shipped
from gate.settings import LivenessSettings
from gate.vision.liveness.guard import Mode

Part = Literal["frames", "kiosk", "sight", "pair", "pieces", "search", "start", "soak"]
USUAL: tuple[Part, ...] = ("frames", "kiosk", "sight", "pair", "pieces", "search", "start")
"""What runs unless parts are named: the soak takes long."""


@dataclass(frozen=True)
class Ask:
    """What to measure."""

    home: Home
    """Where built-in models are kept."""
    parts: Sequence[Part] = USUAL
    rounds: int = 5
    """Runs over a clip; the pieces are gone through as often."""
    photographs: Path | None = None
    """People of the clips, in LFW's layout; None: the demo's."""
    sizes: Sequence[tuple[int, int]] = ((1280, 720), (1920, 1080))
    faces: Sequence[int] = (0, 1, 3, 8)
    minutes: float = 15.0
    """Of the soak."""
    python: Path | None = None
    """Of the environment with insightface and uniface; None: `gate.bench.peers.PYTHON`."""


@dataclass(frozen=True)
class Told:
    """One part's result."""

    part: str
    values: dict[str, Any]
    lines: list[str] = field(repr=False)
    """Rows of a Markdown table, the head first."""


def machine() -> dict[str, str]:
    """What was measured on."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    versions = {"Python": platform.python_version(), "numpy": np.__version__, "OpenCV": cv2.__version__}
    return {"processor": model, "system": platform.platform(), **versions, "ONNX Runtime": onnxruntime.__version__}


def report(ask: Ask) -> Iterator[Told]:
    """Measure part after part. OpenCV runs on one thread, like everything else."""
    cv2.setNumThreads(1)
    makers: dict[Part, Callable[[Ask], Iterator[Told]]] = {
        "frames": _frames, "kiosk": _kiosk, "sight": _sight, "pair": _pair, "pieces": _pieces, "search": _search,
        "start": _start, "soak": _soak,
    }  # fmt: skip
    for part in ask.parts:
        yield from makers[part](ask)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield Told("memory", {"peak_mib": memory}, [f"Most memory held at any time: {memory} MiB."])


def _frames(ask: Ask) -> Iterator[Told]:
    people, window = people_of(ask.photographs), open_window()
    with home_with(people, ask.home.models) as (home, networks):
        for size in ask.sizes:
            for faces in ask.faces:
                clip = make_clip(size, faces, people)
                runs: dict[bool, list[Play]] = {False: [], True: []}
                for _ in range(ask.rounds):
                    for sparing, done in runs.items():
                        done.append(play(clip, home, networks, window=window, sparing=sparing))
                slow = play(clip, home, networks, sparing=True, every=3)  # 10 frames a second
                for sparing, done in runs.items():
                    limit = bare_ms(networks, done[-1].batches, done[-1].frames)
                    yield _told_frames(clip.name, done, sparing=sparing, limit=limit, sight=slow.sight_ms)


def _told_frames(name: str, runs: list[Play], *, sparing: bool, limit: float, sight: list[float]) -> Told:
    spent, last = cost(runs), runs[-1]
    stages = {
        stage: round(float(np.median([run.stages_ms.get(stage, 0.0) for run in runs])), 2) for stage in last.stages_ms
    }
    shown = np.percentile(np.concatenate([run.shown_ms for run in runs]), (50, 95))
    values = {
        "clip": name,
        "search": "sparing, as live" if sparing else "every frame",
        "liveness": "off",
        "frames": last.frames,
        **asdict(spent),
        "limit_ms": limit,
        "cpu_ms": float(np.median([run.cpu_ms for run in runs])),
        "frames_a_second": 1e3 / (spent.own + spent.networks + stages.get("decode", 0.0)),
        "shown_ms_p50_p95": [float(value) for value in shown],
        "first_sight_ms": sight,
        "stages_ms": stages,
        "network_runs": last.runs,
        "decided": [asdict(one) for one in last.decided],
        "same_in_all_runs": all(run.decided == last.decided for run in runs),
    }
    head = [
        "| clip | search | own ms (runs) | networks ms | limit ms | frames/s of one core | to the screen p50, p95 ms | "
        "detector, recogniser runs | let in |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    return Told("frames", values, [*head, _frames_line(values, spent, last)])


def _frames_line(values: dict[str, Any], spent: Cost, last: Play) -> str:
    cells = [
        str(values["clip"]),
        str(values["search"]),
        f"{spent.own:.2f} ({min(spent.runs):.1f}-{max(spent.runs):.1f})",
        f"{spent.networks:.1f}",
        f"{values['limit_ms']:.1f}",
        f"{values['frames_a_second']:.0f}",
        ", ".join(f"{value:.1f}" for value in values["shown_ms_p50_p95"]),
        f"{last.runs['detector']} ({last.runs['detector, megapixels']} Mpx), {last.runs['recogniser']}",
        str(sum(one.granted for one in last.decided)),
    ]
    return f"| {' | '.join(cells)} |"


def _kiosk(ask: Ask) -> Iterator[Told]:
    people = people_of(ask.photographs)
    clip = make_clip((1280, 720), 1, people, seconds=CLIP_SECONDS)
    head = [
        "| window | judged, painted a second | control | everything but the detector's network, ms a judged frame "
        "| share of one core | at 30 a second | detector's network | camera's process | detector runs |",
        "|" + " --- |" * 9,
    ]
    with home_with(people, ask.home.models) as (home, networks):
        for _ in range(min(ask.rounds, 3)):
            done = kiosk(clip, home, networks)
            line = (
                f"| {done.window[0]}x{done.window[1]} | {done.judged:.1f}, {done.painted:.1f} | {done.control:.1f} | "
                f"{done.frame_ms:.1f} | {done.share:.0%} | {done.share_at_30:.0%} | {done.detector:.0%} | "
                f"{done.capture:.0%} | {done.searches} |"
            )
            yield Told("kiosk", asdict(done), [*head, line])


_VISITS = 24


def _sight(ask: Ask) -> Iterator[Told]:
    people, steps = people_of(ask.photographs), LivenessSettings().steps
    clips = [make_clip(ask.sizes[0], faces, people) for faces in sorted({1, 3, 8} & set(ask.faces))]
    with home_with(people, ask.home.models) as (home, networks):
        found = without_liveness(clips, home, networks)
    yield Told("sight", asdict(found), list(lines(found)))
    tried: tuple[tuple[Mode, int, float], ...] = (
        ("passive", steps, PROCESSED),
        ("challenge", steps, PROCESSED),
        ("challenge", steps, 2 * PROCESSED),
        ("challenge", steps - 1, PROCESSED),
    )
    for mode, poses, fps in tried:
        found = with_liveness(mode, shipped(), _VISITS, steps=poses, fps=fps)
        yield Told("sight", asdict(found), list(lines(found)))


_PAIR_FRAMES = 60
"""Of a clip: two seconds, in which all come and are decided on."""


def _pair(ask: Ask) -> Iterator[Told]:
    people = people_of(ask.photographs)
    lines = ["| clip | search | ours ms | peer ms | peer | frame rate | spread | same people |", "|" + " --- |" * 8]
    with home_with(people, ask.home.models) as (home, networks):
        for faces in sorted({1, 3} & set(ask.faces)):
            clip = make_clip(ask.sizes[0], faces, people)
            for sparing, how in ((True, "sparing, as live"), (False, "every frame")):
                with peers(networks, clip, ask.python) as (found, missing):
                    for done in beside(clip, home, networks, found, sparing=sparing, frames=_PAIR_FRAMES):
                        line = (
                            f"| {clip.name} | {how} | {done.ours_ms:.1f} | {done.peer_ms:.1f} | {done.peer} | "
                            f"{done.ratio:.2f} x | {done.spread[0]:.2f}-{done.spread[1]:.2f} | "
                            f"{'yes' if done.same else 'no'} |"
                        )
                        yield Told("pair", {"clip": clip.name, "search": how, **asdict(done)}, [*lines, line])
        if missing:
            yield Told("pair", {"missing": missing}, missing)


_COMPARED = ["| work | ours ms | peer ms | ratio | 10-90 % | pairs | peer |", "|" + " --- |" * 7]


def _line(result: Comparison, more: str = "") -> str:
    low, high = result.spread
    return (
        f"| {result.work} | {result.ours_ms:.3f} | {result.peer_ms:.3f} | {result.ratio:.2f} | {low:.2f}-{high:.2f} | "
        f"{result.pairs} | {result.peer}{more} |"
    )


def _pieces(ask: Ask) -> Iterator[Told]:
    for result in pieces.run(open_networks(bench_settings(), ask.home), rounds=ask.rounds):
        yield Told("pieces", asdict(result), [*_COMPARED, _line(result)])


def _search(ask: Ask) -> Iterator[Told]:
    for found in all_sizes(12 * ask.rounds):
        more = f" ({found.ours_bytes:.0f} bytes of index a template)"
        yield Told("search", asdict(found), [*_COMPARED, _line(found.comparison, more)])


def _start(ask: Ask) -> Iterator[Told]:
    done = start(ask.home.models)
    lines = [
        "| from | to | seconds |", "| --- | --- | --- |",
        f"| a new process | its first judged picture | {done.first_picture:.2f} CPU |",
        f"| keys of {done.people} people, two templates each | an index | {done.gallery:.3f} CPU |",
        f"| an enrolment | a running gate that knows the person | {done.live:.2f} wall |",
    ]  # fmt: skip
    yield Told("start", asdict(done), lines)


def _soak(ask: Ask) -> Iterator[Told]:
    people = people_of(None)

    def told(point: Point) -> None:
        more = f"{point.resident / 2**20:.1f} MiB, {point.frame_ms:.2f} ms, control {point.control_ms:.2f} ms"
        print(f"  {point.video:7.0f} s of video, {more}", file=sys.stderr, flush=True)

    with home_with(people, ask.home.models) as (home, networks):
        begun = time.monotonic()
        done = soak(home, networks, people, seconds=60 * ask.minutes, told=told)
        wall = time.monotonic() - begun
    threads, handles = done.leaks
    line = (
        f"| {ask.minutes:.0f} min | {wall / 60:.0f} min | {done.frames:,} | {done.granted}, {done.refused} | "
        f"{done.changes} | {100 * done.grown:+.2f} % | {threads:+d}, {handles:+d} | {100 * done.slower:+.1f} % |"
    )
    head = [
        "| video | wall | frames | let in, refused | enrolments and removals | memory after warm-up | threads, handles "
        "| CPU time of a frame over the control |",
        "|" + " --- |" * 8,
    ]
    values = {**asdict(done), "grown": done.grown, "slower": done.slower, "leaks": done.leaks, "wall": wall}
    yield Told("soak", values, [*head, line])
