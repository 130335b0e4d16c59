from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from gate.vision.types import Face, Image
from trainer.commands.prepare import command
from trainer.data import prepare as prepare_module
from trainer.data import shards
from trainer.data.crop import LANDMARKS
from trainer.data.judged import Pair
from trainer.data.prepare import Progress, Use, choose_held_out, prepare
from trainer.data.prepared import Manifest, PreparedFaces, decode
from trainer.data.source import Picture
from trainer.data.usable import Unusable, Usable, main_face, make_usable
from trainer.errors import TrainerError


def _jpeg(height: int, width: int, seed: int = 0) -> bytes:
    small = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), np.uint8)
    return cv2.imencode(".jpg", cv2.resize(small, (width, height)))[1].tobytes()


def _face(x: float, y: float, width: float = 60.0, eyes: float = 30.0) -> Face:
    box = np.array([x - width / 2, y - width / 2, x + width / 2, y + width / 2], np.float32)
    landmarks = np.array([[-1, -0.4], [1, -0.4], [0, 0], [-0.7, 0.8], [0.7, 0.8]], np.float32) * eyes / 2 + (x, y)
    return Face(box, landmarks.astype(np.float32), 0.9)


class MiddleFace:
    """A detector that sees one face in the middle of a picture, of half its size; none in dark ones."""

    def detect(self, image: Image) -> list[Face]:
        if image.mean() < 5:
            return []
        height, width = image.shape[:2]
        return [_face(width / 2, height / 2, min(height, width) / 2, min(height, width) / 4)]


class Collection:
    """In memory: person p has p + 1 pictures; some of them are no pictures."""

    aligned = False

    def __init__(self, people: int = 40, broken: frozenset[int] = frozenset()) -> None:
        self.pictures = [(f"p{p:02d}", i) for p in range(people) for i in range(p + 1)]
        self.broken = broken
        self.fingerprint = f"{people} {sorted(broken)}"
        self.read_so_far = 0

    def __len__(self) -> int:
        return len(self.pictures)

    def read(self, index: int) -> Picture:
        self.read_so_far += 1
        person, _ = self.pictures[index]
        encoded = b"no picture" if index in self.broken else _jpeg(120, 100, index)
        return Picture(encoded, person, f"{person}/{index}")


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "open_detector", MiddleFace)
    monkeypatch.setattr(shards, "SHARD", 100)
    monkeypatch.setattr(prepare_module, "SHARD", 100)


def _prepare(dataset: Collection, out: Path, **changes: object) -> Manifest:
    options = {"source": "memory", "aligned": False, "use": Use(5), "max_unusable": 0.05} | changes
    return prepare(dataset, out, **options)  # type: ignore[arg-type]


def test_everything_is_found_again(tmp_path: Path) -> None:
    dataset = Collection(broken=frozenset({3, 250}))
    progress: list[Progress] = []
    manifest = _prepare(dataset, tmp_path / "out", report=progress.append)
    faces = PreparedFaces([tmp_path / "out"])
    assert (manifest.pictures, manifest.people, manifest.unusable) == (818, 40, 2)
    assert len(faces) == 818
    assert progress[-1] == Progress(820, 820, 2)
    assert [p.pictures for p in progress] == [100, 200, 300, 400, 500, 600, 700, 800, 820]
    kept = [i for i in range(820) if i not in dataset.broken]
    for index in (0, 2, 3, 500, 817):
        photo = faces.photo(index)
        assert faces.people[faces.person[index]] == dataset.pictures[kept[index]][0]
        np.testing.assert_array_equal(photo.image, decode(_jpeg(120, 100, kept[index])))
        np.testing.assert_allclose(photo.landmarks, MiddleFace().detect(photo.image)[0].landmarks)
    rows = list(csv.reader((tmp_path / "out/unusable.csv").read_text().splitlines()))
    assert rows == [["picture", "reason"], ["p02/3", "not a readable picture"], ["p21/250", "not a readable picture"]]


def test_work_that_was_killed_goes_on(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    def kill(progress: Progress) -> None:
        if progress.pictures == 400:
            raise Killed

    whole = _prepare(Collection(), tmp_path / "whole")
    with pytest.raises(Killed):
        _prepare(Collection(), tmp_path / "out", report=kill)
    with pytest.raises(TrainerError, match="not a finished"):
        PreparedFaces([tmp_path / "out"])
    dataset = Collection()
    assert _prepare(dataset, tmp_path / "out") == whole
    assert dataset.read_so_far == 420


def test_other_work_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    _prepare(Collection(), tmp_path / "out")
    with pytest.raises(TrainerError, match="holds another preparation"):
        _prepare(Collection(people=41), tmp_path / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(TrainerError, match="is not empty"):
        _prepare(Collection(), tmp_path / "full")


def test_too_many_unusable_pictures_are_an_error_and_listed(tmp_path: Path) -> None:
    dataset = Collection(broken=frozenset(range(0, 200, 2)))
    with pytest.raises(
        TrainerError, match=r"50 of 100 pictures can't be used, more than 5% of all: see .*unusable\.csv"
    ):
        _prepare(dataset, tmp_path / "out")
    assert len((tmp_path / "out/unusable.csv").read_text().splitlines()) == 51
    assert _prepare(dataset, tmp_path / "out", max_unusable=0.2).unusable == 100


def test_nothing_usable_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="not one picture"):
        _prepare(Collection(people=2, broken=frozenset(range(3))), tmp_path / "out", max_unusable=1.0)


def test_a_folder_that_cant_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TrainerError, match="can't be written"):
        _prepare(Collection(), tmp_path / "file" / "out")


def test_held_out_people_depend_on_names_alone() -> None:
    counts = {f"p{i}": 2 + i % 3 for i in range(400)} | {"single": 1}
    chosen = choose_held_out(counts, 40)
    assert len(set(chosen)) == 40
    assert choose_held_out(dict(reversed(counts.items())), 40) == chosen
    more = choose_held_out(counts | {f"q{i}": 2 for i in range(40)}, 40)
    assert len(set(chosen) & set(more)) > 30
    assert "single" not in choose_held_out({"single": 1, "a": 2, "b": 2, "c": 2, "d": 2}, 9)
    assert len(choose_held_out(counts, 1000)) == 100  # a quarter of those who have two pictures


def test_several_folders_are_one_collection(tmp_path: Path) -> None:
    for name, people in (("a", 10), ("b", 20)):
        _prepare(Collection(people=people), tmp_path / name, use=Use(2))
    a, b = (PreparedFaces([tmp_path / name]) for name in "ab")
    both = PreparedFaces([tmp_path / "a", tmp_path / "b"])
    assert len(both) == len(a) + len(b)
    assert both.people == a.people + b.people
    np.testing.assert_array_equal(both.person, [*a.person, *(b.person + len(a.people))])
    np.testing.assert_array_equal(both.held_out, [*a.held_out, *b.held_out])
    for index in (0, len(a) - 1, len(a), len(both) - 1):
        part, there = (a, index) if index < len(a) else (b, index - len(a))
        np.testing.assert_array_equal(both.photo(index).image, part.photo(there).image)
    assert both.fingerprints == a.fingerprints + b.fingerprints


def _judged(kind: str, first: str, second: str, verdict: str, pictures: tuple[str, str] = ("", "")) -> Pair:
    return Pair(kind, first, second, 0.5, *pictures, verdict)  # type: ignore[arg-type]


def test_judged_people_are_dropped_and_merged_and_all_is_listed(tmp_path: Path) -> None:
    judged = [
        _judged("report", "out/p05", "lfw/Ann", "unsure"),
        _judged("double", "out/p10", "out/p11", "same"),
        _judged("double", "out/p12", "other/x", "same"),
        _judged("duplicate", "out/p02", "other/x", "", ("4", "7")),
        _judged("duplicate", "other/x", "other/x", "", ("7", "8")),
    ]
    before = _prepare(Collection(), tmp_path / "out")
    assert (before.people, before.dropped, before.merged) == (40, 0, 0)
    dataset = Collection()
    after = _prepare(dataset, tmp_path / "out", use=Use(5, judged=judged))
    assert dataset.read_so_far == 1  # for the duplicate's name: no face is looked for again
    assert (after.people, after.pictures, after.dropped, after.merged) == (38, 820 - 6, 1, 1)
    assert after.fingerprint != before.fingerprint
    faces = PreparedFaces([tmp_path / "out"])
    assert not {"p05", "p11"} & set(faces.people)
    mine = np.flatnonzero(faces.person == faces.people.index("p10"))
    wanted = [i for i, (name, _) in enumerate(dataset.pictures) if name in {"p10", "p11"}]
    assert faces.places[mine].tolist() == wanted
    rows = list(csv.reader((tmp_path / "out/changes.csv").read_text().splitlines()))
    assert rows == [
        ["what", "who", "why"],
        ["dropped", "p05", "unsure: lfw/Ann of the report set"],
        ["merged", "p11", "same: p10"],
        ["duplicate", "p02/4", "other/x, picture 7"],
    ]


def test_a_list_that_does_not_fit_leaves_the_folder_as_it_is(tmp_path: Path) -> None:
    before = _prepare(Collection(), tmp_path / "out")
    with pytest.raises(TrainerError, match="names p77, but memory has no usable picture of them"):
        _prepare(Collection(), tmp_path / "out", use=Use(5, judged=[_judged("report", "out/p77", "lfw/A", "same")]))
    with pytest.raises(TrainerError, match="no judged pair is about the collection out"):
        _prepare(Collection(), tmp_path / "out", use=Use(5, judged=[_judged("report", "in/p01", "lfw/A", "same")]))
    assert PreparedFaces([tmp_path / "out"]).manifests == (before,)


def test_a_damaged_folder_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _prepare(Collection(people=10), out)
    shard = out / "shards" / "000000.bin"
    shard.write_bytes(shard.read_bytes()[:200])
    with pytest.raises(TrainerError, match=r"000000\.bin is damaged at offset"):
        PreparedFaces([out]).photo(3)
    shard.unlink()
    with pytest.raises(TrainerError, match=r"000000\.bin can't be read"):
        PreparedFaces([out]).photo(3)
    (out / "faces.npy").write_bytes((out / "faces.npy").read_bytes()[:300])
    with pytest.raises(TrainerError, match=r"faces\.npy"):
        PreparedFaces([out])
    (out / "prepared.json").write_text("{}")
    with pytest.raises(TrainerError, match=r"prepared\.json is damaged: source"):
        PreparedFaces([out])


def test_the_main_face_is_the_large_one_near_the_middle() -> None:
    small, large, corner = _face(90, 60, 30), _face(80, 60, 60), _face(10, 10, 70)
    assert main_face([small, corner, large], (120, 160)) is large
    assert main_face([], (120, 160)) is None


def test_small_photographs_are_kept_byte_by_byte() -> None:
    encoded = _jpeg(200, 256)
    made = make_usable(encoded, MiddleFace(), aligned=False)
    assert isinstance(made, Usable)
    assert made.encoded == encoded


def test_large_photographs_are_cut_and_reduced_with_their_landmarks() -> None:
    """A bright dot at each landmark shows where the landmarks have gone."""
    image = np.zeros((1500, 2000, 3), np.uint8) + 40
    (face,) = MiddleFace().detect(image)
    for x, y in face.landmarks:
        cv2.circle(image, (round(float(x)), round(float(y))), 12, (255, 255, 255), -1)
    made = make_usable(cv2.imencode(".png", image)[1].tobytes(), MiddleFace(), aligned=False)
    assert isinstance(made, Usable)
    smaller = decode(made.encoded)
    assert smaller is not None
    assert max(smaller.shape[:2]) == 256
    _, _, _, centres = cv2.connectedComponentsWithStats((smaller[..., 0] > 120).astype(np.uint8))
    found = centres[1:][np.lexsort((centres[1:, 0], centres[1:, 1].round()))]
    wanted = made.landmarks[np.lexsort((made.landmarks[:, 0], made.landmarks[:, 1].round()))]
    np.testing.assert_allclose(found, wanted, atol=0.3)


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        (b"", "not a readable picture"),
        (b"\xff\xd8\xff nonsense", "not a readable picture"),
        (cv2.imencode(".png", np.zeros((90, 90, 3), np.uint8))[1].tobytes(), "no face found"),
        (_jpeg(28, 28), r"too small \(7\.0 pixels"),
    ],
)
def test_unusable_pictures_say_why(encoded: bytes, reason: str) -> None:
    made = make_usable(encoded, MiddleFace(), aligned=False)
    assert isinstance(made, Unusable)
    assert re.search(reason, made.reason)


def test_aligned_crops_stay_as_they_are() -> None:
    crop = _jpeg(112, 112)
    made = make_usable(crop, MiddleFace(), aligned=True)
    assert isinstance(made, Usable)
    assert made.encoded == crop
    np.testing.assert_allclose(made.landmarks, _face(56, 56, 56, 28).landmarks)
    dark = cv2.imencode(".png", np.zeros((112, 112, 3), np.uint8))[1].tobytes()
    unseen = make_usable(dark, MiddleFace(), aligned=True)
    assert isinstance(unseen, Usable)
    np.testing.assert_array_equal(unseen.landmarks, LANDMARKS)
    assert isinstance(make_usable(_jpeg(128, 128), MiddleFace(), aligned=True), Unusable)


@pytest.mark.data
def test_the_command_finds_real_faces_in_two_processes(
    tmp_path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    root = tmp_path / "people"
    for person in sorted((shared_data / "celeba").iterdir())[:5]:
        (root / person.name).mkdir(parents=True)
        for picture in sorted(person.iterdir())[:3]:
            (root / person.name / picture.name).write_bytes(picture.read_bytes())
    (root / person.name / "broken.jpg").write_bytes(b"no picture")
    arguments = [
        str(root),
        "--out",
        str(tmp_path / "out"),
        "--workers",
        "2",
        "--max-unusable",
        "0.2",
        "--held-out",
        "2",
    ]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "15 pictures of 5 people are prepared" in result.output
    assert "1 people are held out; 1 pictures can't be used" in result.output
    faces = PreparedFaces([tmp_path / "out"])
    for index in range(15):
        photo = faces.photo(index)
        left, right = photo.landmarks[:2]
        assert 0.08 < (right[0] - left[0]) / photo.image.shape[1] < 0.6


@pytest.mark.data
def test_a_killed_process_leaves_only_whole_files(tmp_path: Path, shared_data: Path) -> None:
    out = tmp_path / "out"
    code = (
        "import sys; from trainer.data import prepare, shards; prepare.SHARD = shards.SHARD = 16;"
        "from trainer.cli import main; main(sys.argv[1:])"
    )
    arguments = [
        sys.executable,
        "-c",
        code,
        "prepare",
        str(shared_data / "celeba"),
        "--out",
        str(out),
        "--workers",
        "1",
    ]
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL, cwd=Path(__file__).resolve().parents[3])
    deadline = time.monotonic() + 60
    while len(list(out.glob("shards/*.npz"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = sorted(out.glob("shards/*.npz"))
    assert len(done) >= 2
    for path in done:
        assert len(shards.Found.read(path).rows) + len(shards.Found.read(path).unusable) == 16
    assert not (out / "prepared.json").exists()


def test_masked_strangers_are_people_of_one_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loose = tmp_path / "with_mask"
    loose.mkdir()
    for number in range(3):
        (loose / f"{number}.jpg").write_bytes(_jpeg(120, 100, number))
    (loose / "notes.txt").write_text("")
    out = tmp_path / "strangers"
    options = [str(loose), "--out", str(out), "--unknown", "--masked", "--workers", "1"]
    told = CliRunner().invoke(command, options, catch_exceptions=False)
    assert "3 pictures of 3 people" in told.output
    faces = PreparedFaces([out])
    assert faces.people == ("0.jpg", "1.jpg", "2.jpg")
    assert not faces.held_out.any()
    assert faces.photo(0).masked
    refused = CliRunner().invoke(command, [*options, "--only", str(loose / "notes.txt")])
    assert refused.exit_code == 2
    assert "nobody knows them" in refused.output
