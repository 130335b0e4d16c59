from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tests.trainer.tiny_training import Tiny, face, write_prepared
from trainer import gather
from trainer.commands.overlap import command
from trainer.data.judged import read_judged, write_judged
from trainer.data.prepared import PreparedFaces
from trainer.errors import TrainerError
from trainer.overlap import Gathered, find_candidates


def _gathered(vectors: list[list[float]], people: list[str]) -> Gathered:
    array = np.array(vectors, np.float32)
    return Gathered(
        array / np.linalg.norm(array, axis=1, keepdims=True), np.array(people), [str(i) for i in range(len(people))]
    )


def test_each_pair_of_people_is_named_once_by_its_most_similar_pictures() -> None:
    training = _gathered([[1, 0, 0], [1, 0.5, 0], [0, 0, 1]], ["a/1", "a/1", "a/2"])
    report = _gathered([[1, 0.6, 0], [1, 0.1, 0], [0, 1, 0]], ["r/X", "r/X", "r/Y"])
    (found,) = find_candidates(training, report, threshold=0.6, near=1.1)
    assert (found.pair.kind, found.pair.first, found.pair.second) == ("report", "a/1", "r/X")
    assert (found.rows, found.pair.first_picture, found.pair.second_picture) == ((1, 0), "1", "0")
    assert found.pair.cosine == pytest.approx(float(training.vectors[1] @ report.vectors[0]), abs=1e-6)


def test_doubles_and_duplicates_are_told_apart_and_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.overlap._ROWS", 2)  # pictures meet across blocks
    training = _gathered([[1, 0], [1, 0.01], [1, 0.5], [0, 1]], ["a/1", "a/1", "b/2", "b/3"])
    found = find_candidates(training, None, threshold=0.4, near=0.99)
    assert [(one.pair.kind, one.pair.first, one.pair.second) for one in found] == [
        ("double", "a/1", "b/2"),
        ("double", "b/2", "b/3"),
        ("duplicate", "a/1", "a/1"),
    ]
    assert found[0].rows == (1, 2)


def test_the_typical_picture_is_nearest_to_the_mean() -> None:
    training = _gathered([[1, 0], [0, 1], [1, 0.9], [1, 1]], ["a/2", "a/1", "a/1", "a/1"])
    assert training.typical("a/1") == 3


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Person 0 of "one" and person 0 of "two" are one, and so is LFW's Twin."""
    monkeypatch.setattr(gather, "create", lambda _name: Tiny())
    monkeypatch.setattr(gather, "load_weights", lambda _network, _source: None)
    monkeypatch.setattr(gather.Embedder, "forward", lambda _self, pixels: _by_look(pixels.permute(0, 2, 3, 1).numpy()))
    recogniser = SimpleNamespace(embed=lambda crops: _by_look(np.stack(crops)).numpy())
    model = SimpleNamespace(recogniser=recogniser, preprocessing=None, digest="tiny")
    monkeypatch.setattr(gather, "open_recogniser", lambda _model: model)
    cutter = SimpleNamespace(crops=lambda images: [image[:, :, ::-1] for image in images], lost="no face")
    path = SimpleNamespace(cutter=cutter, recogniser=recogniser, way="tiny")
    monkeypatch.setattr(gather, "photograph_path", lambda _model: path)
    return [write_prepared(tmp_path / name, [2, 2]) for name in ("one", "two")]


def _by_look(crops: np.ndarray):  # type: ignore[no-untyped-def]
    import torch

    small = np.stack([cv2.resize(crop.astype(np.float32), (7, 7), interpolation=cv2.INTER_AREA) for crop in crops])
    vectors = (small - 128).reshape(len(crops), -1)[:, :16]
    return torch.from_numpy(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _lfw(folder: Path) -> Path:
    for name, person in (("Twin", 1), ("Other", 50), ("Third", 60)):
        (folder / "images" / name).mkdir(parents=True)
        for number in (1, 2):
            path = folder / "images" / name / f"{name}_{number:04d}.png"
            cv2.imwrite(str(path), face(person, 10 + number)[:, :, ::-1])
            path.rename(path.with_suffix(".jpg"))
    (folder / "pairs.txt").write_text("1\t1\nTwin\t1\t2\nOther\t1\tThird\t1\n")
    (folder / "train_identities.txt").write_text("")
    (folder / "label_errors.txt").write_text("")
    return folder


def test_the_command_writes_a_list_and_sheets_to_judge(folders: list[Path], tmp_path: Path) -> None:
    options = ["--against", str(_lfw(tmp_path / "lfw")), "--out", str(tmp_path / "out"), "--threshold", "0.6"]
    told = CliRunner().invoke(command, [*map(str, folders), *options], catch_exceptions=False)
    assert told.exit_code == 0
    pairs = read_judged(tmp_path / "out/candidates.csv")
    people = {pair.people for pair in pairs}
    assert {("report", "one/person 1", "lfw/Twin"), ("report", "two/person 1", "lfw/Twin")} <= people
    assert ("double", "one/person 0", "two/person 0") in people
    assert not any("Other" in second for _, _, second in people)
    duplicates = [pair for pair in pairs if pair.kind == "duplicate"]
    assert {(one.first, one.first_picture) for one in duplicates} >= {("one/person 0", "0")}
    sheet = cv2.imread(str(tmp_path / "out/sheet-00.png"))
    assert sheet is not None
    assert sheet.std() > 20
    assert f"{len(pairs) - len(duplicates)} pairs wait for a verdict" in told.stdout


def test_verdicts_are_taken_over(folders: list[Path], tmp_path: Path) -> None:
    options = [*map(str, folders), "--out", str(tmp_path / "out"), "--threshold", "0.6", "--no-sheets"]
    CliRunner().invoke(command, options, catch_exceptions=False)
    first, *others = read_judged(tmp_path / "out/candidates.csv")
    write_judged(tmp_path / "judged.csv", [type(first)(**vars(first) | {"verdict": "unsure"}), *others])
    CliRunner().invoke(command, [*options, "--judged", str(tmp_path / "judged.csv")], catch_exceptions=False)
    again = read_judged(tmp_path / "out/candidates.csv")
    assert again[0].verdict == "unsure"
    assert [pair.people for pair in again] == [pair.people for pair in (first, *others)]


def test_folders_of_one_name_are_refused(folders: list[Path], tmp_path: Path) -> None:
    same = write_prepared(tmp_path / "else" / "one", [2])
    with pytest.raises(TrainerError, match="have one name"):
        CliRunner().invoke(
            command, [str(folders[0]), str(same), "--out", str(tmp_path / "out")], catch_exceptions=False
        )


def test_places_and_folders_of_pictures(folders: list[Path]) -> None:
    faces = PreparedFaces(folders)
    assert faces.places.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]
    assert [faces.folder_of(person) for person in range(4)] == [0, 0, 1, 1]
