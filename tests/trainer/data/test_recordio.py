"""RecordIO files written here, byte by byte, and one written by MXNet's im2rec."""

from __future__ import annotations

import multiprocessing
import pickle
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.data.mxnet_faces import MxnetFaces
from trainer.data.recordio import RecordFile
from trainer.data.source import FaceDataset, open_dataset
from trainer.errors import TrainerError

MAGIC = struct.pack("<I", 0xCED7230A)


def _part(flag: int, data: bytes) -> bytes:
    return MAGIC + struct.pack("<I", flag << 29 | len(data)) + data + bytes(-len(data) % 4)


def encode(data: bytes) -> bytes:
    """As dmlc-core's writer: cut at every magic word that stands at a multiple of four, and leave it out."""
    pieces, start = [], 0
    for at in range(0, len(data) // 4 * 4, 4):
        if data[at : at + 4] == MAGIC and at >= start:
            pieces.append(data[start:at])
            start = at + 4
    pieces.append(data[start:])
    if len(pieces) == 1:
        return _part(0, data)
    return b"".join(_part(1 if i == 0 else 3 if i == len(pieces) - 1 else 2, piece) for i, piece in enumerate(pieces))


def write_records(path: Path, records: dict[int, bytes], *, property_line: str | None = None) -> Path:
    offsets, data = {}, b""
    for key, record in records.items():
        offsets[key] = len(data)
        data += encode(record)
    path.write_bytes(data)
    path.with_suffix(".idx").write_text("".join(f"{key}\t{offset}\n" for key, offset in offsets.items()))
    if property_line is not None:
        (path.parent / "property").write_text(property_line)
    return path


def header(label: float | tuple[float, ...], identifier: int = 0) -> bytes:
    if isinstance(label, tuple):
        return struct.pack(f"<IfQQ{len(label)}f", len(label), 0.0, identifier, 0, *label)
    return struct.pack("<IfQQ", 0, label, identifier, 0)


@given(st.lists(st.lists(st.sampled_from([MAGIC, b"abcd", b"\0" * 4, b"x"]), max_size=8), min_size=1, max_size=5))
@settings(max_examples=60)
def test_any_data_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[bytes]]
) -> None:
    records = [b"".join(part) for part in parts]
    path = tmp_path_factory.mktemp("records") / "a.rec"
    encoded = [encode(record) for record in records]
    path.write_bytes(b"".join(encoded))
    file, offset = RecordFile(path), 0
    for record, stored in zip(records, encoded, strict=True):
        assert file.read(offset) == record
        offset += len(stored)


def test_a_file_cut_short_is_named_with_the_offset(tmp_path: Path) -> None:
    path = write_records(tmp_path / "train.rec", {0: b"x" * 100, 1: b"y" * 100})
    path.write_bytes(path.read_bytes()[:-30])
    file = RecordFile(path)
    assert file.read(0) == b"x" * 100
    with pytest.raises(
        TrainerError, match=r"train\.rec is damaged at offset 108: the record has 100 bytes, but the file"
    ):
        file.read(108)


def test_a_wrong_magic_is_named_with_the_offset(tmp_path: Path) -> None:
    path = write_records(tmp_path / "train.rec", {0: b"x" * 100, 1: b"y" * 100})
    data = bytearray(path.read_bytes())
    data[108] ^= 1
    path.write_bytes(data)
    with pytest.raises(TrainerError, match=r"train\.rec is damaged at offset 108: expected the magic word 0a23d7ce"):
        RecordFile(path).read(108)


@pytest.mark.parametrize(
    ("stored", "why"),
    [
        (_part(1, b"abcd"), "cut short"),
        (_part(1, b"abcd") + _part(0, b"efgh"), "another record begins"),
        (_part(3, b"abcd"), "later part"),
        (_part(5, b"abcd"), "flag 5"),
        (b"abc", "cut short"),
    ],
)
def test_broken_chains_of_parts_are_refused(tmp_path: Path, stored: bytes, why: str) -> None:
    (tmp_path / "a.rec").write_bytes(stored)
    with pytest.raises(TrainerError, match=why):
        RecordFile(tmp_path / "a.rec").read(0)


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "a.rec").write_bytes(content)
    with pytest.raises(TrainerError, match=r"a\.rec can't be read"):
        RecordFile(tmp_path / "a.rec")


def _read_all(dataset: FaceDataset) -> list[tuple[bytes, str]]:
    return [(picture.encoded, picture.person) for picture in map(dataset.read, range(len(dataset)))]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_processes_read_one_file(tmp_path: Path, method: str) -> None:
    records = {i: header(float(i % 3)) + bytes([i]) * (50 + i) for i in range(20)}
    dataset = MxnetFaces(write_records(tmp_path / "train.rec", records))
    assert len(pickle.dumps(dataset)) < 2000  # the file itself does not travel
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(_read_all, [dataset] * 4) == [_read_all(dataset)] * 4


def test_insightface_layout_takes_the_keys_that_record_0_names(tmp_path: Path) -> None:
    records = {
        0: header((4.0, 6.0)),
        1: header(0.0) + b"first",
        2: header((0.0, 1.0)) + b"second",  # label, aligned
        3: header(1.0) + b"third",
        4: header((1.0, 3.0)),
        5: header((3.0, 4.0)),
    }
    path = write_records(tmp_path / "train.rec", records, property_line="2,112,112\n4\n")
    dataset = MxnetFaces(path)
    assert dataset.aligned
    assert _read_all(dataset) == [(b"first", "0"), (b"second", "0"), (b"third", "1")]


def test_pictures_of_another_size_than_crops_are_photographs(tmp_path: Path) -> None:
    path = write_records(tmp_path / "train.rec", {0: header(0.0) + b"x"}, property_line="2,250,250")
    assert not MxnetFaces(path).aligned


def test_a_label_beyond_the_property_is_refused(tmp_path: Path) -> None:
    path = write_records(tmp_path / "train.rec", {0: header(7.0) + b"x"}, property_line="2,112,112")
    with pytest.raises(TrainerError, match="label 7 at offset 0, but property says that there are 2 people"):
        MxnetFaces(path).read(0)


@pytest.mark.parametrize("index", ["", "1 2\n", "a\tb\n", "1\t2\t3\n"])
def test_an_index_of_another_form_is_refused(tmp_path: Path, index: str) -> None:
    path = write_records(tmp_path / "train.rec", {0: header(0.0) + b"x"})
    path.with_suffix(".idx").write_text(index)
    with pytest.raises(TrainerError, match=r"train\.idx is no RecordIO index"):
        MxnetFaces(path)


@pytest.mark.parametrize("line", ["", "x,112,112", "3,112"])
def test_a_property_of_another_form_is_refused(tmp_path: Path, line: str) -> None:
    path = write_records(tmp_path / "train.rec", {0: header(0.0) + b"x"}, property_line=line)
    with pytest.raises(TrainerError, match="PEOPLE,HEIGHT,WIDTH"):
        MxnetFaces(path)


def test_records_without_a_whole_header_are_refused(tmp_path: Path) -> None:
    path = write_records(tmp_path / "train.rec", {0: header(0.0), 1: b"short", 2: struct.pack("<IfQQ", 9, 0, 0, 0)})
    dataset = MxnetFaces(path)
    with pytest.raises(TrainerError, match="without a header"):
        dataset.read(1)
    with pytest.raises(TrainerError, match="without its 9 labels"):
        dataset.read(2)


@pytest.mark.data
def test_a_real_file_of_im2rec(shared_data: Path) -> None:
    """train.lst beside it says what im2rec was given: key, label, file."""
    dataset = open_dataset(shared_data / "formats")
    listed = [line.split("\t") for line in (shared_data / "formats/train.lst").read_text().splitlines()]
    wanted = {int(key): label for key, label, _ in listed}
    pictures = [dataset.read(i) for i in range(len(dataset))]
    assert [picture.person for picture in pictures] == [wanted[key] for key in sorted(wanted)]
    for picture in pictures:
        assert cv2.imdecode(np.frombuffer(picture.encoded, np.uint8), cv2.IMREAD_COLOR).shape == (112, 112, 3)
