"""A new administrator's first hour, at the real windows of `gate demo --ui`, by mouse and keyboard.

    python -m tests.tour                     # the whole path; its pictures go to docs/images
    python -m tests.tour --short --hurry --out DIR   # the test's

Exit 1 when a step does not come true. Without a display it opens one of its own (Xvfb).
"""  # fmt: skip

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCREEN = "1280x960x24"
"""Room for the kiosk, 1280×720, and the demo's controls below it."""


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser("python -m tests.tour", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs/images"), help="where the pictures go (%(default)s)")
    parser.add_argument("--short", action="store_true", help="leave out what shows nothing new")
    parser.add_argument("--size", default="1280x720", help="of the kiosk's window (%(default)s)")
    parser.add_argument("--hurry", action="store_true", help="don't wait where the demo's people take their time")
    options = parser.parse_args()
    with _display():
        return _walk(options)


@contextmanager
def _display() -> Iterator[None]:
    if "DISPLAY" in os.environ:
        yield
        return
    read, write = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            os.environ["DISPLAY"] = f":{pipe.readline().strip()}"
        try:
            yield
        finally:
            server.terminate()


def _walk(options: argparse.Namespace) -> int:
    os.environ.pop("QT_QPA_PLATFORM", None)
    from PyQt5.QtCore import QTimer

    from gate.cli import main as gate
    from gate.ui.application import open_application
    from tests.tour.hands import front
    from tests.tour.path import walk
    from tests.tour.pictures import Album

    album = Album(options.out)
    failed: list[str] = []
    open_application()

    def go() -> None:
        kiosk = front()
        try:
            kiosk.resize(*map(int, options.size.split("x")))
            walk(album.keep, whole=not options.short)
        except Exception as error:  # an error of the tour ends it
            album.keep("failed")
            failed.append(str(error) or repr(error))
        finally:
            album.save()
            kiosk.close()

    QTimer.singleShot(0, go)
    with tempfile.TemporaryDirectory(prefix="maskgate-tour-") as home:
        try:
            gate(["demo", "--ui", "--home", f"{home}/demo", *(["--hurry"] if options.hurry else [])])
        except SystemExit as stop:
            if stop.code:
                failed.append("the demo failed")
    for sentence in failed:
        print(f"tour: {sentence}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
