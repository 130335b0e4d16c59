"""Page faults are counted in a process of its own, since what is kept stays kept."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from trainer.memory import keep_freed_memory

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

if sys.argv[1] == "keep":
    keep_freed_memory()
for _ in range(3):
    before = faults()
    bytearray(b'x') * (1 << 27)  # 128 MiB, freed at once
    last = faults() - before
print(last)
"""


def _faults(mode: str) -> int:
    done = subprocess.run([sys.executable, "-c", PROGRAM, mode], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc only")
def test_memory_that_was_freed_is_used_again_without_page_faults() -> None:
    assert _faults("keep") < 100
    assert _faults("plain") > 1000  # else this machine needs no help, and the test proves nothing
