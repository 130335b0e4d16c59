from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.gallery.errors import GalleryError, WrongModelError
from gate.gallery.gallery import Gallery
from gate.gallery.live import LiveIndex
from gate.gallery.types import Consent, Sample

SPACE = "5" * 64
Draw = Callable[..., list[Sample]]


def _within(seconds: float, holds: Callable[[], bool]) -> float:
    """Seconds until it holds."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, f"not within {seconds} s"
        time.sleep(0.005)
    return time.monotonic() - start


def _fails(live: LiveIndex) -> bool:
    try:
        live.current()
    except GalleryError:
        return True
    return False


def test_another_process_s_changes_are_live_within_a_second(
    gallery: Gallery, path: Path, samples: Draw, consent: Consent
) -> None:
    anna = gallery.add("Anna", samples(1), consent)
    with LiveIndex(path, template_space=SPACE) as live:
        before = live.current()
        assert before.people == (anna.id,)
        # removed by a process of its own, the way `gate people remove` does it
        code = (
            "import sys; from pathlib import Path; from gate.gallery.gallery import Gallery\n"
            "with Gallery.open(Path(sys.argv[1]), template_space=None) as g: g.remove(g.find('Anna'))"
        )
        root = Path(__file__).resolve().parents[3]
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, cwd=root)
        _within(1.0, lambda: len(live.current()) == 0)
        bo = gallery.add("Bo", samples(2), consent)
        _within(1.0, lambda: live.current().people == (bo.id,))
        assert before.people == (anna.id,), "a snapshot in use stays as it is"
        assert live.current() is live.current(), "nothing is read again while nothing changes"


def test_a_gallery_that_goes_or_breaks_is_no_gallery_until_it_is_mended(
    path: Path, samples: Draw, consent: Consent
) -> None:
    with Gallery.open(path, template_space=SPACE) as gallery:
        gallery.add("Anna", samples(1), consent)
    backup = path.with_name("backup.db")
    shutil.copy(path, backup)
    with LiveIndex(path, template_space=SPACE) as live:
        path.unlink()
        _within(1.0, lambda: _fails(live))
        broken = path.with_name("broken.db")
        broken.write_bytes(b"rubbish" * 1000)
        broken.replace(path)
        time.sleep(0.5)
        assert _fails(live)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        backup.replace(path)
        _within(1.0, lambda: not _fails(live))
        assert len(live.current()) == 1


def test_a_restored_gallery_of_the_same_revision_is_noticed(path: Path, samples: Draw, consent: Consent) -> None:
    other = path.with_name("other.db")
    for file, name in ((path, "Anna"), (other, "Bo")):
        with Gallery.open(file, template_space=SPACE) as gallery:
            gallery.add(name, samples(1), consent)
    with LiveIndex(path, template_space=SPACE) as live:
        other.replace(path)
        _within(1.0, lambda: live.current().name(live.current().people[0]) == "Bo")


def test_a_gallery_that_moves_to_another_model_is_refused(path: Path, samples: Draw, consent: Consent) -> None:
    with Gallery.open(path, template_space="6" * 64) as other, LiveIndex(path, template_space=SPACE) as live:
        other.add("Anna", samples(1, space="6" * 64), consent)
        _within(1.0, lambda: _fails(live))
        with pytest.raises(WrongModelError, match="gate reenrol"):
            live.current()


def test_a_missing_gallery_and_a_closed_index_raise(path: Path) -> None:
    with pytest.raises(GalleryError, match="gate enrol"):
        LiveIndex(path, template_space=SPACE)
    Gallery.open(path, template_space=SPACE).close()
    live = LiveIndex(path, template_space=SPACE)
    assert len(live.current()) == 0
    live.close()
    live.close()
    with pytest.raises(GalleryError, match="not being followed"):
        live.current()
