from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from tests.trainer.masks.faces import crop_landmarks, skin
from trainer.commands.masks import command
from trainer.errors import TrainerError
from trainer.masks.bench import measure
from trainer.masks.occluders import OCCLUDERS
from trainer.masks.preview import contact_sheet, masks, occluders
from trainer.masks.spec import FAMILIES, KINDS, MaskMix


def test_the_sheet_shows_each_face_with_each_drawing() -> None:
    drawings = masks(MaskMix()) | occluders()
    assert list(drawings) == [*KINDS, *OCCLUDERS]
    sheet = contact_sheet([skin()] * 2, [crop_landmarks()] * 2, drawings, tile=60)
    assert sheet.shape == (16 + 2 * 60, (1 + len(drawings)) * 60, 3)
    tiles = sheet[16:].reshape(2, 60, -1, 60, 3).transpose(0, 2, 1, 3, 4)
    for row in tiles:
        assert all((tile != row[0]).any() for tile in row[1:])
    assert (tiles[0, 0] == tiles[1, 0]).all()
    assert (tiles[0, 1] != tiles[1, 1]).any()  # each row draws anew
    again = contact_sheet([skin()] * 2, [crop_landmarks()] * 2, drawings, tile=60)
    np.testing.assert_array_equal(sheet, again)


def test_one_family_alone() -> None:
    assert tuple(masks(MaskMix.family("b"))) == FAMILIES["b"]


def test_drawing_is_fast() -> None:
    """1,000 masks a second where a plain warp of a crop takes 50 µs, which it did where the figure was measured.

    The yardstick runs in between, so that a slow or busy machine slows both.
    """
    speed = max((measure(150, seed=seed) for seed in range(3)), key=lambda s: s.warp_p50 / s.p50)
    assert speed.p50 < 20 * speed.warp_p50
    assert speed.p50 <= speed.p99
    assert 0.5 / speed.p99 < speed.masks_per_second < 2 / speed.p50


@pytest.mark.data
def test_the_command_draws_real_faces(shared_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    arguments = ["preview", "--data", str(shared_data / "celeba"), "--out", str(out), "--faces", "2", "--family", "a"]
    done = CliRunner().invoke(command, [*arguments, "--templates", str(shared_data / "mask_templates")])
    assert done.exit_code == 0, done.output
    assert "2 faces with 15 drawings each" in done.output
    assert cv2.imread(str(out)).shape == (16 + 2 * 144, 16 * 144, 3)


@pytest.mark.data
def test_a_wrong_file_name_is_refused(shared_data: Path, tmp_path: Path) -> None:
    arguments = ["preview", "--data", str(shared_data / "celeba"), "--faces", "1", "--out"]
    for out, message in ((tmp_path / "sheet.pdf", "must end in .png or .jpg"), (tmp_path / "no" / "s.png", "written")):
        with pytest.raises(TrainerError, match=message):
            CliRunner().invoke(command, [*arguments, str(out)], catch_exceptions=False)


def test_a_folder_without_faces_is_refused(tmp_path: Path) -> None:
    (tmp_path / "somebody").mkdir()
    cv2.imwrite(str(tmp_path / "somebody" / "wall.png"), np.full((64, 64, 3), 90, np.uint8))
    with pytest.raises(TrainerError, match="no face was found"):
        CliRunner().invoke(
            command,
            ["preview", "--data", str(tmp_path), "--out", str(tmp_path / "sheet.png")],
            catch_exceptions=False,
        )
