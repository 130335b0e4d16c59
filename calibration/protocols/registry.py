"""The protocols by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from calibration.protocols.csv_pairs import read_csv
from calibration.protocols.insightface_bin import read_bin_protocol
from calibration.protocols.lfw import read_lfw
from calibration.protocols.mfr2 import read_mfr2
from calibration.protocols.mfrc import read_mfrc
from calibration.protocols.protocol import Protocol

PROTOCOLS: Mapping[str, Callable[[Path], Protocol]] = {
    "lfw": lambda folder: read_lfw(folder).view2(),
    "bin": read_bin_protocol,
    "mfr2": read_mfr2,
    "mfrc": read_mfrc,
    "csv": read_csv,
}
"""Each takes the folder or file that `--data` names, and raises CalibrationError where it is not of its layout."""
