from __future__ import annotations

from pathlib import Path

import pytest

from calibration.errors import CalibrationError
from calibration.protocols.mfrc import read_mfrc
from calibration.settings import set_settings


def _picture(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_every_probe_meets_every_reference_in_its_cell(tmp_path: Path) -> None:
    bare = _picture(tmp_path, "reference/unmasked/Ann/a.jpg")
    worn = _picture(tmp_path, "reference/masked/Ann/b.PNG")
    probes = {_picture(tmp_path, "probe/masked/Ann/c.jpg"), _picture(tmp_path, "probe/masked/山田/d.jpg")}
    _picture(tmp_path, "probe/masked/Ann/notes.txt")
    protocol = read_mfrc(tmp_path)
    assert set(protocol.people.values()) == {"Ann", "山田"}
    cells = {cell.masks: (set(cell.probes), set(cell.references or ())) for cell in set_settings(protocol, ("none",))}
    assert cells == {"masked-unmasked": (probes, {bare}), "masked-masked": (probes, {worn})}


@pytest.mark.parametrize("part", ["reference", "probe"])
def test_a_folder_without_one_of_both_is_refused(tmp_path: Path, part: str) -> None:
    _picture(tmp_path, f"{part}/masked/Ann/a.jpg")
    with pytest.raises(CalibrationError, match=r"holds no pictures (reference|probe)/unmasked/PERSON"):
        read_mfrc(tmp_path)
