from __future__ import annotations

from pathlib import Path

import pytest

from calibration.errors import CalibrationError
from calibration.protocols.csv_pairs import read_csv


def _list(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_least_that_a_list_needs(tmp_path: Path) -> None:
    protocol = read_csv(_list(tmp_path, "\ufefffirst,second,same\nAnn/1.jpg,Ann/2.jpg,1\nAnn/1.jpg,Bó/1.jpg,no\n"))
    first, second = protocol.pairs
    assert (first.first, first.second, first.genuine) == (tmp_path / "Ann/1.jpg", tmp_path / "Ann/2.jpg", True)
    assert not second.genuine
    assert protocol.people[tmp_path / "Bó/1.jpg"] == "Bó"
    assert protocol.masked is None
    assert not protocol.all_against_all  # folders may be named by anything


def test_all_that_a_list_may_say(tmp_path: Path) -> None:
    header = "first,second,same,fold,first_masked,second_masked,first_person,second_person"
    protocol = read_csv(_list(tmp_path, f"{header}\na.jpg,b.jpg,true,7,0,1,Ann,Ann\n"))
    assert protocol.pairs[0].fold == 7
    assert protocol.masked == {tmp_path / "b.jpg"}
    assert set(protocol.people.values()) == {"Ann"}
    assert protocol.all_against_all


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("first,second\na,b\n", r"line 1: the column same is missing"),
        ("", r"line 1: the column first is missing"),
        ("first,second,same\na,b,perhaps\n", r"line 2: expected 1 or 0 for same, found 'perhaps'"),
        ("first,second,same\na,,1\n", r"line 2: second is empty"),
        ("first,second,same,fold\na,b,1,x\n", r"line 2: expected a number for fold, found 'x'"),
        (
            "first,second,same,first_person,second_person\na,b,0,Ann,Bob\na,c,0,Cy,Bob\n",
            r"line 3: a was Ann before, now Cy",
        ),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CalibrationError, match=rf"pairs\.csv, {message}"):
        read_csv(_list(tmp_path, text))


def test_a_missing_list(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match=r"none\.csv is missing"):
        read_csv(tmp_path / "none.csv")
