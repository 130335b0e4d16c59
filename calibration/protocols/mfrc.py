"""References against probes in folders, as in the masked face recognition competition of IJCB 2021 (MFRC-21).

`reference/` and `probe/` each hold `unmasked/` or `masked/` or both, and these one folder for each person:
`probe/masked/PERSON/anything.jpg`. Every probe is compared with every reference (Boutros et al., "MFR 2021", 2021).
"""

from __future__ import annotations

from pathlib import Path

from calibration.errors import CalibrationError
from calibration.pictures import Picture
from calibration.protocols.protocol import Protocol

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})


def read_mfrc(folder: Path) -> Protocol:
    """Read the folder.

    Raises:
        CalibrationError: there are no references or no probes.
    """
    people: dict[Picture, str] = {}
    parts: dict[tuple[str, str], list[Path]] = {}
    for part in ("reference", "probe"):
        for state in ("unmasked", "masked"):
            root = folder / part / state
            found = sorted(path for path in root.glob("*/*") if path.suffix.lower() in SUFFIXES)
            parts[part, state] = found
            people |= {path: path.parent.name for path in found}
        if not parts[part, "unmasked"] + parts[part, "masked"]:
            raise CalibrationError(f"{folder} holds no pictures {part}/unmasked/PERSON/* or {part}/masked/PERSON/*")
    return Protocol(
        name="MFRC",
        people=people,
        masked=frozenset(parts["reference", "masked"] + parts["probe", "masked"]),
        references=frozenset(parts["reference", "unmasked"] + parts["reference", "masked"]),
    )
