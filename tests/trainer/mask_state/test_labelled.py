from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from gate.vision.fakes import FakeDetector, FakeMaskReader, paint_face
from gate.vision.mask_state import MaskState
from trainer.errors import TrainerError
from trainer.mask_state.labelled import Labelled, read_faces, read_labels

HEADER = "file,x1,y1,x2,y2,label\n"


def test_labels_are_read_and_faces_found_by_their_box(tmp_path: Path) -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    paint_face(image, (10, 10, 60, 70), 1)
    paint_face(image, (100, 10, 160, 80), 2)
    cv2.imwrite(str(tmp_path / "two.png"), image)
    table = tmp_path / "labels.csv"
    table.write_text(HEADER + "two.png,12,8,58,72,worn\ntwo.png,170,80,199,99,none\n")
    labels = read_labels(table)
    assert labels[0] == Labelled("two.png", (12, 8, 58, 72), MaskState.WORN)
    (_, reading), (_, lost) = read_faces(labels, tmp_path, FakeDetector(), FakeMaskReader(MaskState.WORN))
    assert reading is not None
    assert reading.state is MaskState.WORN
    assert lost is None  # no face lies there: another one is not taken for it


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + "a.jpg,1,2,3,4,worn\na.jpg,1,2,3,4,mask\n", "line 3"),
        (HEADER + "a.jpg,1,2,x,4,worn\n", "line 2"),
        (HEADER + "a.jpg,1\n", "line 2"),
        ("a;b\n1;2\n", "line 2"),
        (HEADER, "no labelled face"),
    ],
)
def test_a_table_that_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(text)
    with pytest.raises(TrainerError, match=words):
        read_labels(table)


def test_a_missing_or_binary_table_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="can't be read"):
        read_labels(tmp_path / "none.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TrainerError, match="can't be read"):
        read_labels(tmp_path / "binary.csv")
