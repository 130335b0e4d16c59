from __future__ import annotations

import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration.errors import CalibrationError
from calibration.protocols.insightface_bin import read_bin, read_bin_protocol


def _write(path: Path, content: object, protocol: int = 4) -> Path:
    path.write_bytes(pickle.dumps(content, protocol=protocol))
    return path


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("kind", ["bytes", "arrays", "columns"])
def test_reads_images_in_every_form(tmp_path: Path, kind: str, protocol: int) -> None:
    images = [bytes([255, 216, number, 0, 128]) for number in range(6)]
    forms = {
        "bytes": images,
        "arrays": [np.frombuffer(image, np.uint8).copy() for image in images],
        "columns": [np.frombuffer(image, np.uint8).copy()[:, None] for image in images],
    }
    pairs = read_bin(_write(tmp_path / "x.bin", (forms[kind], [True, False, True]), protocol))
    assert pairs.images == tuple(images)
    np.testing.assert_array_equal(pairs.genuine, [True, False, True])


def test_reads_truths_of_numpy_and_a_list_of_lists(tmp_path: Path) -> None:
    pairs = read_bin(_write(tmp_path / "x.bin", [[b"a", b"b", b"c", b"d"], list(np.array([False, True]))]))
    np.testing.assert_array_equal(pairs.genuine, [False, True])


def test_reads_strings_of_python_2(tmp_path: Path) -> None:
    # protocol 2 as Python 2 writes it: ('\xff\xd8' , '\x00') as SHORT_BINSTRING
    path = tmp_path / "x.bin"
    path.write_bytes(b"\x80\x02]q\x00(U\x02\xff\xd8U\x01\x00e]q\x01\x88a\x86.")
    assert read_bin(path).images == (b"\xff\xd8", b"\x00")


class _Harmful:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return Path.touch, (Path("harm"),)


class _Eval:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return eval, ("open('harm', 'w')",)


@pytest.mark.parametrize("content", [([_Harmful(), b""], [True]), ([b"", b""], [_Eval()])])
def test_code_is_refused_and_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: object) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CalibrationError, match=r"x\.bin was refused: it asks for (pathlib|builtins)\."):
        read_bin(_write(tmp_path / "x.bin", content))
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize(
    "content",
    [
        ([np.array([1.5]), b""], [True]),
        ([np.array([{}], dtype=object), b""], [True]),
    ],
    ids=["numbers", "objects"],
)
def test_other_arrays_are_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(CalibrationError, match="holds an array"):
        read_bin(_write(tmp_path / "x.bin", content))


@pytest.mark.parametrize(
    "content",
    [None, [], ([b""], [True]), ([b"", b""], [True, False]), ([1, 2], [True]), ([b"", b""], ["yes"]), {"a": 1}],
)
def test_other_contents_are_named(tmp_path: Path, content: object) -> None:
    with pytest.raises(CalibrationError, match=r"x\.bin is no verification file"):
        read_bin(_write(tmp_path / "x.bin", content))


@pytest.mark.parametrize("data", [b"", b"no pickle", b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f", b"cnumpy\n"])
def test_broken_files_are_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.bin").write_bytes(data)
    with pytest.raises(CalibrationError, match=r"x\.bin is no verification file"):
        read_bin(tmp_path / "x.bin")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match=r"x\.bin can't be read"):
        read_bin(tmp_path / "x.bin")


@pytest.mark.data
def test_the_real_file(shared_data: Path) -> None:
    pairs = read_bin(shared_data / "formats" / "small_lfw.bin")
    assert (len(pairs.images), pairs.genuine.tolist()) == (20, [True] * 10)
    for image in pairs.images:
        assert cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR).shape == (112, 112, 3)


def test_who_is_one_person_is_told_by_the_pairs_and_by_equal_pictures(tmp_path: Path) -> None:
    path = tmp_path / "some.bin"
    path.write_bytes(pickle.dumps(([b"a", b"b", b"b", b"c", b"d", b"e"], [True, True, False])))
    protocol = read_bin_protocol(path)
    a, b, again, c, d, e = (protocol.people[picture] for picture in protocol.people)
    assert a == b == again == c
    assert len({a, d, e}) == 3
    assert [(pair.first.name, pair.second.name, pair.genuine) for pair in protocol.pairs][2] == (
        "some.bin, image 4",
        "some.bin, image 5",
        False,
    )
    assert protocol.aligned
    assert not protocol.all_against_all
