"""What is in the log and what never is; how large it grows; a disk that is full."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gate.access.credentials import Badge, Pin
from gate.access.rules.authorise import Options
from gate.access.store.access import Access
from gate.admission import AdmissionRules
from gate.clock import ManualClock
from gate.core import Core
from gate.host.logs import hide_passwords, log_events, logging_to, logging_to_console, set_level
from gate.host.settings import LogSettings
from tests.gate.conftest import ANNA, STRANGER, frame, gallery_of, painted
from tests.gate.host.conftest import until

log = logging.getLogger("gate.test")


@pytest.fixture(autouse=True)
def _levels() -> Iterator[None]:
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


def _lines(folder: Path) -> list[dict[str, object]]:
    files = sorted(folder.glob("gate.log*"), reverse=True)
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_name_no_id_no_number_no_score(
    make_core: Callable[..., Core], access: Access, clock: ManualClock, tmp_path: Path, level: str
) -> None:
    with access.change():
        access.credentials.add_badge("anna", "BADGE-4711")
        access.credentials.set_pin("anna", "271828", None)
    core = make_core(gallery_of(anna=ANNA), rules=AdmissionRules(Options("test")))
    scores = set()
    with logging_to(tmp_path, LogSettings(level=level)):
        for person in (ANNA, STRANGER):
            for _ in range(30):
                clock.advance(0.1)
                events = core.process(frame(painted(person), clock.mono()))
                scores |= {f"{e.cosine:.3f}" for e in events if getattr(e, "cosine", None) is not None}
                log_events(events)
        for credential in (Pin("555123", "1001"), Badge("BADGE-4711"), Badge("BADGE-0000"), Pin("271828", "1001")):
            log_events(core.present(credential))
        log.warning("rtsp://admin:hunter2@camera.local/stream is lost")
    text = (tmp_path / "gate.log").read_text()
    said = [line["message"] for line in _lines(tmp_path)]
    assert "granted: recognised" in said
    assert "refused: not_recognised" in said
    assert "refused: wrong_credential" in said
    assert scores
    assert "1.000" in scores
    for secret in ("anna", "badge-", "555123", "271828", "1001", "hunter2", "admin", "cosine", *(scores - {"0.000"})):
        assert secret.lower() not in text.lower(), secret
    assert "rtsp://***@camera.local/stream" in text


def test_a_running_gate_keeps_its_cameras_password(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "gate.toml").write_text(
        '[privacy]\nkey = "file"\n[metrics]\nport = 0\n[logs]\nlevel = "debug"\n'
        '[camera]\nsource = "rtsp://admin:hunter2@127.0.0.1:9/live?token=tok3n"\n'
    )
    words = [sys.executable, "-m", "gate", "run", "--headless", "--home", home]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        until(
            lambda: (home / "logs" / "gate.log").exists() and "degraded" in (home / "logs" / "gate.log").read_text(), 60
        )
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    everything = out + "".join(file.read_text() for file in (home / "logs").iterdir())
    assert "rtsp://127.0.0.1:9" in everything
    for secret in ("hunter2", "admin", "tok3n"):
        assert secret not in everything


def test_the_total_is_bounded(tmp_path: Path) -> None:
    with logging_to(tmp_path, LogSettings(megabytes=1, files=4)):
        for number in range(9000):
            log.info("%06d %s", number, "x" * 200)
    files = list(tmp_path.iterdir())
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) <= 1_000_000
    assert _lines(tmp_path)[-1]["message"].startswith("008999")
    assert {file.stat().st_mode & 0o007 for file in files} == {0}, "not for everybody"


def test_a_full_disk_is_survived(tmp_path: Path) -> None:
    """The size limit of a child process stands for the full disk: the write fails in the same place."""
    code = f"""
import logging, resource, signal, time
from pathlib import Path
from gate.host.logs import logging_to
from gate.host.settings import LogSettings
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
log = logging.getLogger("gate.test")
with logging_to(Path({str(tmp_path)!r}), LogSettings()) as file:
    for number in range(200):
        log.info("line %03d %s", number, "x" * 100)
    assert file.lost > 100, file.lost
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    log.info("there is room again")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    last = (tmp_path / "gate.log").read_text().splitlines()[-1]
    assert "there is room again" in last


def test_a_folder_that_can_not_be_written_is_survived(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    with logging_to(tmp_path / "logs", LogSettings()) as file:
        log.info("nowhere to go")
    assert file.lost == 1


def test_the_journal_gets_priorities(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNAL_STREAM", "8:1")
    with logging_to_console():
        logging.getLogger().setLevel("INFO")
        log.info("all is well")
        log.error("one\ntwo, by ftp://u:p@host")
    assert capsys.readouterr().err == "<6>all is well\n<3>one\n<3>two, by ftp://***@host\n"


def test_a_terminal_gets_warnings_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to(tmp_path, LogSettings()), logging_to_console():
        log.info("all is well")
        log.warning("look")
    assert capsys.readouterr().err.endswith("  look\n")
    assert [line["message"] for line in _lines(tmp_path)] == ["all is well", "look"]


def test_the_level_changes_while_it_runs(tmp_path: Path) -> None:
    with logging_to(tmp_path, LogSettings(level="error")):
        log.warning("not yet")
        set_level("debug")
        log.debug("now")
    assert [line["message"] for line in _lines(tmp_path)] == ["now"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mqtts://user:pa/ss@host", "mqtts://user:pa/ss@host"),
        ("at rtsp://u@h/x and http://a:b@c", "at rtsp://***@h/x and http://***@c"),
        ("nobody@example.org", "nobody@example.org"),
    ],
)
def test_what_is_hidden(text: str, shown: str) -> None:
    assert hide_passwords(text) == shown
