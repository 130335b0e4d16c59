from __future__ import annotations

from pathlib import Path

import pytest

from calibration.errors import CalibrationError
from calibration.protocols.mfr2 import read_mfr2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, numbers in (("Ann", (1, 2)), ("Bo Lee", (1,))):
        (tmp_path / name).mkdir()
        for number in numbers:
            (tmp_path / name / f"{name}_{number:04d}.png").write_bytes(b"")
    (tmp_path / "pairs.txt").write_text("Ann 1 2\nAnn 1 Cy 3\n")
    (tmp_path / "mfr2_labels.txt").write_text("Ann, 1, no-mask\nAnn, 2, surgical_blue\nCy, 3, KN95\n")
    return tmp_path


def test_pairs_people_and_masks(folder: Path) -> None:
    protocol = read_mfr2(folder)
    one, two, three = (folder / name for name in ("Ann/Ann_0001.png", "Ann/Ann_0002.png", "Cy/Cy_0003.png"))
    assert dict(protocol.people) == {one: "Ann", two: "Ann", three: "Cy"}
    assert protocol.masked == {two, three}
    assert [(pair.first, pair.second, pair.genuine) for pair in protocol.pairs] == [
        (one, two, True),
        (one, three, False),
    ]


def test_ten_folds_in_the_order_of_the_list(folder: Path) -> None:
    (folder / "pairs.txt").write_text("Ann 1 2\n" * 25)
    folds = [pair.fold for pair in read_mfr2(folder).pairs]
    assert folds == sorted(folds)
    assert set(folds) == set(range(10))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("pairs.txt", "Ann 1 2\nAnn one 2\n", r"pairs\.txt, line 2: expected 'NAME I J, or NAME I NAME J', found"),
        ("pairs.txt", "Ann 1 Ann 2\n", r"pairs\.txt, line 1"),
        ("pairs.txt", "Ann 1 7\n", r"names .*Ann_0007\.png, for which mfr2_labels\.txt has no line"),
        ("mfr2_labels.txt", "Ann, 1\n", r"mfr2_labels\.txt, line 1: expected 'NAME, I, TYPE'"),
    ],
)
def test_a_malformed_line_is_named(folder: Path, name: str, text: str, message: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(CalibrationError, match=message):
        read_mfr2(folder)


@pytest.mark.parametrize("name", ["pairs.txt", "mfr2_labels.txt"])
def test_a_missing_list_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CalibrationError, match=rf"{name} is missing"):
        read_mfr2(folder)
