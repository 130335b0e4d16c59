from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from calibration.errors import CalibrationError
from calibration.protocols.lfw import half_of, numbered, read_lfw

PAIRS = ["2\t1", "Ann\t1\t2", "Ann\t1\tBob\t1", "Cy\t2\t1", "Bob\t1\tCy\t2"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three people, two folds of one genuine and one impostor pair; Dee is for training."""
    for name, count in (("Ann", 2), ("Bob", 1), ("Cy", 2), ("Dee", 1)):
        (tmp_path / "images" / name).mkdir(parents=True)
        for number in range(1, count + 1):
            (tmp_path / "images" / name / f"{name}_{number:04d}.jpg").touch()
    (tmp_path / "pairs.txt").write_text("\n".join(PAIRS))
    (tmp_path / "train_identities.txt").write_text("Dee\n")
    (tmp_path / "label_errors.txt").write_text("Ann\tBob\n")
    return tmp_path


def test_reads_all_four(folder: Path) -> None:
    lfw = read_lfw(folder)
    assert {name: len(images) for name, images in lfw.images.items()} == {"Ann": 2, "Bob": 1, "Cy": 2, "Dee": 1}
    assert [(pair.first.name, pair.second.name, pair.genuine, pair.fold) for pair in lfw.pairs] == [
        ("Ann_0001.jpg", "Ann_0002.jpg", True, 0),
        ("Ann_0001.jpg", "Bob_0001.jpg", False, 0),
        ("Cy_0002.jpg", "Cy_0001.jpg", True, 1),
        ("Bob_0001.jpg", "Cy_0002.jpg", False, 1),
    ]
    assert all(pair.first.is_file() and pair.second.is_file() for pair in lfw.pairs)
    assert lfw.training == {"Dee"}
    assert lfw.label_errors == (("Ann", "Bob"),)


def test_the_halves_are_disjoint_and_hold_nobody_for_training(folder: Path) -> None:
    lfw = read_lfw(folder)
    calibrate, report = lfw.half("calibrate"), lfw.half("report")
    assert sorted([*calibrate, *report]) == ["Ann", "Bob", "Cy"]
    for name in calibrate:
        assert int(hashlib.sha1(name.encode()).hexdigest(), 16) % 2 == 0


def test_a_half_is_for_good() -> None:
    names = ("Gabrielle_Rose", "Martha_Bowen", "Nan_Wang", "Flor_Montulo")
    assert [half_of(name) for name in names] == ["report", "calibrate", "calibrate", "report"]


def test_names_become_places() -> None:
    assert numbered([("b", "a"), ("a", "x"), ("c", "b")], ["a", "b", "c"]) == [(1, 0), (2, 1)]


@pytest.mark.parametrize(
    ("number", "line", "expected"),
    [
        (1, "ten\t300", r"'FOLDS\\tPAIRS', found 'ten\\t300'"),
        (1, "10", r"'FOLDS\\tPAIRS'"),
        (2, "Ann\t1\tBob\t1", r"'NAME\\tI\\tJ', found 'Ann\\t1\\tBob\\t1'"),
        (3, "Ann\t1\t2", r"'NAME\\tI\\tNAME\\tJ'"),
        (4, "Cy 2 1", r"'NAME\\tI\\tJ', found 'Cy 2 1'"),
        (5, "Bob\tone\tCy\t2", r"'NAME\\tI\\tNAME\\tJ'"),
    ],
)
def test_a_malformed_pair_is_named(folder: Path, number: int, line: str, expected: str) -> None:
    lines = list(PAIRS)
    lines[number - 1] = line
    (folder / "pairs.txt").write_text("\n".join(lines))
    with pytest.raises(CalibrationError, match=rf"pairs\.txt, line {number}: expected {expected}"):
        read_lfw(folder)


def test_a_shortened_file_is_noticed(folder: Path) -> None:
    (folder / "pairs.txt").write_text("\n".join(PAIRS[:-1]))
    with pytest.raises(CalibrationError, match="2 folds of 1 genuine and 1 impostor pairs are announced, but 3 pairs"):
        read_lfw(folder)
    (folder / "pairs.txt").write_text("")
    with pytest.raises(CalibrationError, match="line 1: expected"):
        read_lfw(folder)


def test_a_malformed_list_is_named(folder: Path) -> None:
    (folder / "label_errors.txt").write_text("Ann\tBob\n\nCy\n")
    with pytest.raises(CalibrationError, match=r"label_errors\.txt, line 3: expected 'NAME\\tNAME', found 'Cy'"):
        read_lfw(folder)


@pytest.mark.parametrize("name", ["pairs.txt", "train_identities.txt", "label_errors.txt"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CalibrationError, match=rf"{name} is missing"):
        read_lfw(folder)


def test_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="no LFW folder"):
        read_lfw(tmp_path)


def test_unreadable_text(folder: Path) -> None:
    (folder / "pairs.txt").write_bytes(b"10\t300\n\xff\xfe")
    with pytest.raises(CalibrationError, match="can't be read"):
        read_lfw(folder)


@pytest.mark.data
def test_the_real_folder(shared_data: Path) -> None:
    lfw = read_lfw(shared_data / "lfw")
    assert (len(lfw.pairs), sum(pair.genuine for pair in lfw.pairs)) == (6000, 3000)
    assert (len(lfw.training), len(lfw.label_errors)) == (1435, 12)
    images = {path for pair in lfw.pairs for path in (pair.first, pair.second)}
    assert (len(images), len({path.parent for path in images})) == (7701, 4281)
    assert all(path.is_file() for path in images)
    assert len(lfw.half("calibrate")) + len(lfw.half("report")) == 4281
