from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.commands.conftest import ASTRONAUT, HOPPER, Gate, assert_one_sentence, move_to_another_model


@pytest.fixture
def other_model(enrolled: Gate, home: Path) -> Gate:
    """Eileen and Grace, enrolled with a model that is not in use any more."""
    assert enrolled("enrol", "Grace", HOPPER, "--consent", "v2").code == 0
    move_to_another_model(home)
    assert_one_sentence(enrolled("identify", ASTRONAUT), "gate reenrol")
    return enrolled


def _photographs(folder: Path, **people: Path) -> Path:
    for name, image in people.items():
        (folder / name).mkdir(parents=True)
        (folder / name / image.name).write_bytes(image.read_bytes())
    return folder


def test_everybody_again(other_model: Gate, tmp_path: Path) -> None:
    result = other_model("reenrol", _photographs(tmp_path / "p", eileen=ASTRONAUT, Grace=HOPPER))
    assert (result.code, result.out) == (0, "2 people are enrolled with maskgate-3.\n")
    lines = other_model("identify", ASTRONAUT, HOPPER, "--json").lines
    assert [line["faces"][0]["person"] for line in lines] == ["Eileen", "Grace"]
    (person,) = other_model("people", "show", "Grace", "--json").lines
    assert [consent["text"] for consent in person["consents"]] == ["v2"], "consent stays as it was given"


def test_who_is_left_is_named_and_nothing_changes(other_model: Gate, tmp_path: Path) -> None:
    folder = _photographs(tmp_path / "p", eileen=ASTRONAUT)
    assert_one_sentence(other_model("reenrol", folder), "Grace", "--without-missing")
    assert_one_sentence(other_model("identify", ASTRONAUT), "another model")
    result = other_model("reenrol", folder, "--without-missing")
    assert result.code == 0
    assert "left: Grace" in result.out
    (line,) = other_model("identify", HOPPER, "--json").lines
    assert line["faces"][0]["granted"] is False
    assert other_model("enrol", "Grace", HOPPER, "--add", "--consent", "v2").code == 0


def test_a_photograph_that_will_not_do_changes_nothing(other_model: Gate, tmp_path: Path) -> None:
    folder = _photographs(tmp_path / "p", eileen=ASTRONAUT, Grace=HOPPER)
    (folder / "Grace" / "other.jpg").write_bytes(ASTRONAUT.read_bytes())
    assert_one_sentence(other_model("reenrol", folder), "Grace:", "same person")
    assert_one_sentence(other_model("identify", ASTRONAUT), "another model")


def test_no_folder(other_model: Gate, tmp_path: Path) -> None:
    assert_one_sentence(other_model("reenrol", tmp_path / "none"), "no folder")
