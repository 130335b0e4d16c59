from __future__ import annotations

from pathlib import Path

import pytest

from trainer.data.folder import IdentityFolder, LooseFolder
from trainer.data.source import open_dataset
from trainer.errors import TrainerError


def _collection(root: Path) -> Path:
    for name in ("Ann/Ann_0002.png", "Ann/Ann_0001.PNG", "Bob/b.jpg", "Bob/notes.txt"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (root / "pairs.txt").write_text("Ann 1 2\n")  # MFR2 keeps its lists beside the people
    return root


def test_pictures_come_by_person_and_name(tmp_path: Path) -> None:
    dataset = open_dataset(_collection(tmp_path))
    pictures = [dataset.read(i) for i in range(len(dataset))]
    assert [picture.origin for picture in pictures] == ["Ann/Ann_0001.PNG", "Ann/Ann_0002.png", "Bob/b.jpg"]
    assert [picture.person for picture in pictures] == ["Ann", "Ann", "Bob"]
    assert pictures[2].encoded == b"Bob/b.jpg"
    assert not dataset.aligned


def test_only_some_people(tmp_path: Path) -> None:
    assert len(IdentityFolder(_collection(tmp_path), only={"Bob", "Zoe"})) == 1


def test_the_fingerprint_tells_other_pictures(tmp_path: Path) -> None:
    before = IdentityFolder(_collection(tmp_path)).fingerprint
    (tmp_path / "Bob" / "c.jpg").write_bytes(b"")
    assert IdentityFolder(tmp_path).fingerprint != before


def test_a_picture_that_has_gone_is_empty(tmp_path: Path) -> None:
    dataset = IdentityFolder(_collection(tmp_path))
    (tmp_path / "Bob" / "b.jpg").unlink()
    assert dataset.read(2).encoded == b""


def test_what_is_no_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="neither a folder of identities nor an MXNet"):
        open_dataset(tmp_path / "missing")
    with pytest.raises(TrainerError, match="holds no picture in a person's folder"):
        open_dataset(tmp_path)


def test_loose_pictures_are_a_person_each(tmp_path: Path) -> None:
    (tmp_path / "b.jpg").write_bytes(b"b")
    (tmp_path / "a.png").write_bytes(b"a")
    (tmp_path / "list.txt").write_text("")
    dataset = LooseFolder(tmp_path)
    pictures = [dataset.read(i) for i in range(len(dataset))]
    assert [(picture.person, picture.origin, picture.encoded) for picture in pictures] == [
        ("a.png", "a.png", b"a"),
        ("b.jpg", "b.jpg", b"b"),
    ]
    before = dataset.fingerprint
    (tmp_path / "b.jpg").unlink()
    assert dataset.read(1).encoded == b""
    assert LooseFolder(tmp_path).fingerprint != before
    with pytest.raises(TrainerError, match="can't be read"):
        LooseFolder(tmp_path / "missing")
    (tmp_path / "a.png").unlink()
    with pytest.raises(TrainerError, match="holds no picture"):
        LooseFolder(tmp_path)
