from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.gate.commands.conftest import ASTRONAUT, HOPPER, Gate, assert_one_sentence, move_to_another_model


def test_enrol_then_identify(enrolled: Gate) -> None:
    result = enrolled("identify", ASTRONAUT, HOPPER, "--json")
    known, stranger = result.lines
    assert known["image"] == str(ASTRONAUT)
    (face,) = known["faces"]
    assert list(face) == [
        "box", "landmarks", "score", "person", "cosine", "runner_up", "threshold", "fmr", "cell", "mask",
        "granted", "reason",
    ]  # fmt: skip
    assert (face["person"], face["granted"], face["reason"]) == ("Eileen", True, "recognised")
    assert face["cosine"] == pytest.approx(1.0, abs=1e-3)
    assert (face["mask"], face["cell"]) == ("none", "unmasked-unmasked")  # nobody has said what she was enrolled with
    assert np.shape(face["landmarks"]) == (5, 2)
    (face,) = stranger["faces"]
    assert (face["person"], face["granted"], face["reason"]) == (None, False, "not_recognised")
    assert face["cosine"] < 0.3 < face["threshold"]


def test_a_photograph_of_both_judges_each_face_alone(enrolled: Gate, tmp_path: Path) -> None:
    pictures = [cv2.resize(cv2.imread(str(path)), (400, 480)) for path in (ASTRONAUT, HOPPER)]
    cv2.imwrite(str(tmp_path / "both.png"), np.hstack(pictures))
    (line,) = enrolled("identify", tmp_path / "both.png", "--json").lines
    assert sorted((face["person"] or "", face["granted"]) for face in line["faces"]) == [("", False), ("Eileen", True)]


def test_identify_for_people(enrolled: Gate) -> None:
    result = enrolled("identify", ASTRONAUT)
    assert result.code == 0
    assert "1 face" in result.out
    assert "Eileen: recognised" in result.out


def test_an_image_without_a_face(enrolled: Gate, tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "grey").save(tmp_path / "grey.png")
    assert enrolled("identify", tmp_path / "grey.png", "--json").lines == [
        {"image": str(tmp_path / "grey.png"), "faces": []}
    ]
    result = enrolled("enrol", "Nobody", tmp_path / "grey.png", "--consent", "v1")
    assert_one_sentence(result, "grey.png shows no face")


@pytest.mark.parametrize("mode", ["L", "CMYK", "I;16", "RGBA", "P"])
def test_other_pixel_formats_are_the_same_person(enrolled: Gate, tmp_path: Path, mode: str) -> None:
    picture = Image.open(ASTRONAUT)
    if mode == "I;16":
        deep = np.asarray(picture.convert("L")).astype(np.uint16) * 257
        picture, name = Image.fromarray(deep), "deep.png"
    else:
        picture, name = picture.convert(mode), "picture.tif" if mode == "CMYK" else "picture.png"
    picture.save(tmp_path / name)
    (line,) = enrolled("identify", tmp_path / name, "--json").lines
    assert [face["person"] for face in line["faces"]] == ["Eileen"]


def test_a_huge_photograph(enrolled: Gate, tmp_path: Path) -> None:
    Image.new("L", (20_000, 20_000)).save(tmp_path / "huge.png")
    assert_one_sentence(enrolled("identify", tmp_path / "huge.png"), "huge.png", "pixels")


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "there is no"), (b"", "empty"), (b"no image at all", "no image"), ("truncated", "can't be read")],
)
@pytest.mark.parametrize("command", ["enrol", "identify"])
def test_files_that_are_no_image(
    enrolled: Gate, tmp_path: Path, command: str, content: bytes | str | None, words: str
) -> None:
    path = tmp_path / "picture.jpg"
    if content == "truncated":
        path.write_bytes(ASTRONAUT.read_bytes()[:20_000])
    elif isinstance(content, bytes):
        path.write_bytes(content)
    arguments = ["enrol", "Ben", path, "--consent", "v1"] if command == "enrol" else ["identify", path]
    assert_one_sentence(enrolled(*arguments), "picture.jpg", words)
    assert [person["name"] for person in enrolled("people", "list", "--json").lines] == ["Eileen"]


def test_two_faces_at_enrolment(gate: Gate, tmp_path: Path) -> None:
    pictures = [cv2.resize(cv2.imread(str(path)), (400, 480)) for path in (ASTRONAUT, HOPPER)]
    cv2.imwrite(str(tmp_path / "both.png"), np.hstack(pictures))
    result = gate("enrol", "Both", tmp_path / "both.png", "--consent", "v1")
    assert_one_sentence(result, "2 faces")


def test_no_consent_no_template(gate: Gate) -> None:
    assert_one_sentence(gate("enrol", "Eileen", ASTRONAUT), "consent")
    assert gate("people", "list", "--json").out == ""


@pytest.mark.parametrize("name", ["علياء حسن", "山田 花子", "🙂 Ann", "Ø" * 200, "O'Brien; DROP TABLE people"])
def test_names_in_any_script(gate: Gate, name: str) -> None:
    assert gate("enrol", name, ASTRONAUT, "--consent", "v1").code == 0
    (line,) = gate("identify", ASTRONAUT, "--json").lines
    assert line["faces"][0]["person"] == name


@pytest.mark.parametrize("name", ["", "   ", "x" * 500, "a\nb", "a\0b"])
def test_names_that_are_none(gate: Gate, name: str) -> None:
    assert_one_sentence(gate("enrol", name, ASTRONAUT, "--consent", "v1"))


def test_twice_by_name_and_twice_by_face(enrolled: Gate, copy_of: Callable[[Path, str], Path]) -> None:
    again = enrolled("enrol", "EILEEN", HOPPER, "--consent", "v1")
    assert_one_sentence(again, "enrolled already", "--add")
    alias = enrolled("enrol", "Somebody else", copy_of(ASTRONAUT, "alias.jpg"), "--consent", "v1")
    assert_one_sentence(alias, "looks like Eileen")
    stranger = enrolled("enrol", "Eileen", HOPPER, "--add", "--consent", "v1")
    assert_one_sentence(stranger, "does not look like")
    assert enrolled("enrol", "Eileen", copy_of(ASTRONAUT, "b.jpg"), "--add", "--consent", "v1").code == 0
    assert enrolled("people", "list", "--json").lines[0]["templates"] == 2


def test_a_corrupt_gallery(enrolled: Gate, home: Path) -> None:
    database = home / "gallery.db"
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    for words in (["identify", ASTRONAUT], ["people", "list"], ["enrol", "Ben", HOPPER, "--consent", "v1"]):
        assert_one_sentence(enrolled(*words), "gallery.db")
    assert database.stat().st_size == 5016, "nothing was overwritten"


def test_a_gallery_of_another_model(enrolled: Gate, home: Path) -> None:
    move_to_another_model(home)
    result = enrolled("identify", ASTRONAUT)
    assert_one_sentence(result, "another model", "gate reenrol")


def test_a_false_match_rate_that_was_not_measured(enrolled: Gate, home: Path) -> None:
    (home / "gate.toml").write_text("[recognition]\nfmr = 1e-9\n")
    assert_one_sentence(enrolled("identify", ASTRONAUT), "FMR 1e-09", "calibration thresholds")
