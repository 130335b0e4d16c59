"""The command line before any command: what holds for all of them."""

from __future__ import annotations

import os
import subprocess
import sys

_COUNT = """
import os
import gate.cli
import numpy
big = numpy.ones((600, 600), numpy.float32)
big @ big, big @ big[0]
print(len(os.listdir("/proc/self/task")))
"""


def test_numpy_has_no_threads_that_spin_while_they_wait() -> None:
    free = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    said = subprocess.run([sys.executable, "-c", _COUNT], env=free, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "1"
