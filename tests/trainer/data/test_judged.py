from __future__ import annotations

from pathlib import Path

import pytest

from trainer.config_file import CONFIGS
from trainer.data.judged import Kind, Pair, Verdict, changes, read_judged, write_judged
from trainer.errors import TrainerError


def _pair(kind: Kind, first: str, second: str, verdict: Verdict) -> Pair:
    return Pair(kind, first, second, 0.5, "1", "2", verdict)


def test_who_stands_in_a_report_set_is_dropped_unless_different() -> None:
    pairs = [_pair("report", f"a/{verdict}", "lfw/X", verdict) for verdict in ("same", "mixed", "unsure", "different")]
    made = changes(pairs, "a")
    assert dict(made.dropped) == {
        "same": "same: lfw/X of the report set",
        "mixed": "mixed: lfw/X of the report set",
        "unsure": "unsure: lfw/X of the report set",
    }
    assert not made.merged


def test_one_person_under_several_names_gets_one() -> None:
    pairs = [_pair("double", "a/2", "a/3", "same"), _pair("double", "a/1", "a/2", "same")]
    made = changes(pairs, "a")
    assert dict(made.merged) == {"2": "1", "3": "1"}
    assert not made.dropped


def test_all_names_of_one_person_share_the_fate_of_each() -> None:
    pairs = [_pair("double", "a/1", "a/2", "same"), _pair("report", "a/2", "lfw/X", "unsure")]
    made = changes(pairs, "a")
    assert set(made.dropped) == {"1", "2"}
    assert not made.merged


def test_doubt_and_two_collections_drop_the_second() -> None:
    pairs = [
        _pair("double", "a/1", "a/2", "mixed"),
        _pair("double", "a/3", "a/4", "unsure"),
        _pair("double", "a/5", "b/6", "same"),
        _pair("double", "a/7", "b/8", "different"),
    ]
    assert dict(changes(pairs, "a").dropped) == {"2": "mixed: a/1", "4": "unsure: a/3"}
    assert dict(changes(pairs, "b").dropped) == {"6": "same: a/5"}


def test_what_is_not_judged_or_about_others_is_refused() -> None:
    with pytest.raises(TrainerError, match=r"1 pairs are not judged yet, the first a/1 and a/2: write same, mixed"):
        changes([_pair("double", "a/1", "a/2", "")], "a")
    with pytest.raises(TrainerError, match="no judged pair is about the collection c, only about a, b"):
        changes([_pair("double", "a/1", "b/2", "different"), _pair("report", "a/1", "c/2", "same")], "c")
    listed = Pair("duplicate", "a/1", "a/1", 0.99, "1", "2")
    assert not changes([listed], "a").dropped


def test_the_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    pairs = [_pair("report", "a/Bébé, 1", "lfw/Y", "same"), _pair("double", "a/1", "a/2", "")]
    write_judged(tmp_path / "list.csv", pairs)
    assert list(read_judged(tmp_path / "list.csv")) == pairs


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("report,a/1,lfw/X,0.5,1,2", "7 columns are expected, there are 6"),
        ("friend,a/1,lfw/X,0.5,1,2,same", "the kind 'friend' is none of report, double, duplicate"),
        ("report,a/1,lfw/X,0.5,1,2,yes", "the verdict 'yes' is none of same, mixed, unsure, different"),
        ("report,Ann,lfw/X,0.5,1,2,same", "'Ann' is no COLLECTION/PERSON"),
        ("report,a/1,lfw/X,high,1,2,same", "the cosine 'high' is no number"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    header = "kind,first,second,cosine,first_picture,second_picture,verdict"
    (tmp_path / "list.csv").write_text(f"{header}\n{row}\n")
    with pytest.raises(TrainerError, match=f"list.csv, line 2: {message}"):
        read_judged(tmp_path / "list.csv")


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("first,second\n")
    with pytest.raises(TrainerError, match="must begin with the line kind,first"):
        read_judged(tmp_path / "list.csv")
    with pytest.raises(TrainerError, match="can't be read"):
        read_judged(tmp_path / "none.csv")
    with pytest.raises(TrainerError, match="can't be written"):
        write_judged(tmp_path / "list.csv" / "x.csv", [])


def test_the_shipped_list_is_whole() -> None:
    pairs = read_judged(CONFIGS / "judged.csv")
    for collection in ("celeba", "lfw"):
        assert changes(pairs, collection).dropped
