from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration.errors import MaskError
from calibration.masks.template_pack import KEY_POINTS, TemplatePack
from tests.trainer.masks.faces import covered, head_landmarks

PHOTO = np.full((300, 300, 3), (90, 120, 160), np.uint8)
SCALE, MIDDLE = 60.0, (150, 100)

FRONT = {
    "mask_a": (20, 40),
    "mask_b": (150, 10),
    "mask_c": (280, 40),
    "mask_d": (40, 150),
    "mask_e": (150, 280),
    "mask_f": (260, 150),
}
LEFT = FRONT | {"mask_b": (60, 10), "mask_e": (70, 280)}
RIGHT = FRONT | {"mask_b": (240, 10), "mask_e": (230, 280)}
VIEWS = {"paper": (FRONT, (255, 0, 0)), "paper_left": (LEFT, (0, 255, 0)), "paper_right": (RIGHT, (0, 0, 255))}


def _write_pack(folder: Path, below: str = "templates") -> Path:
    """A pack of one kind whose views are blue, green and red (BGR); `mask_e` carries a white blot."""
    (folder / below).mkdir(parents=True)
    lines = []
    for name, (points, colour) in VIEWS.items():
        picture = np.zeros((300, 300, 4), np.uint8)
        cv2.fillPoly(picture, [np.array([points[key] for key in KEY_POINTS])], (*colour, 255))
        cv2.circle(picture, points["mask_e"], 24, (255, 255, 255, 255), -1)
        cv2.imwrite(str(folder / below / f"{name}.png"), picture)
        lines += [f"[{name}]", f"template: masks/templates/{name}.png"]
        lines += [f"{key}: {x}, {y}" for key, (x, y) in points.items()]
    (folder / "masks.cfg").write_text("\n".join([*lines, "; a comment", "[empty]", "[empty_left]"]), encoding="utf-8")
    return folder


def _middle(where: np.ndarray) -> np.ndarray:
    return np.argwhere(where).mean(axis=0)[::-1]


def test_key_points_land_on_the_face(tmp_path: Path) -> None:
    pack = TemplatePack.load(_write_pack(tmp_path))
    assert pack.kinds == ("paper",)
    drawn = pack.draw(PHOTO, head_landmarks(0, 0, SCALE, MIDDLE), 0)
    mask, blot = covered(PHOTO, drawn), (drawn > 200).all(axis=2)
    chin = np.array((0, 1.9)) * SCALE + MIDDLE
    assert np.abs(_middle(blot) - chin).max() < 0.12 * SCALE
    columns = np.flatnonzero(mask.any(axis=0))
    assert 0.5 * (columns.min() + columns.max()) == pytest.approx(MIDDLE[0], abs=2)
    assert mask[int(0.62 * SCALE + MIDDLE[1]), MIDDLE[0]]  # the nose
    assert mask[int(1.14 * SCALE + MIDDLE[1]), MIDDLE[0]]  # the mouth
    assert not mask[MIDDLE[1] - 5 : MIDDLE[1] + 6].any()  # the eyes' line
    assert (drawn[mask & ~blot].argmax(axis=1) == 0).mean() > 0.95  # the frontal view is blue


@pytest.mark.parametrize(("yaw", "channel"), [(-50, 1), (0, 0), (50, 2)])
def test_a_turned_head_shows_the_view_of_its_side(tmp_path: Path, yaw: float, channel: int) -> None:
    pack = TemplatePack.load(_write_pack(tmp_path))
    drawn = pack.draw(PHOTO, head_landmarks(yaw, 0, SCALE, MIDDLE), 0)
    strong = covered(PHOTO, drawn) & (np.ptp(drawn, axis=2) > 200)
    assert (drawn[strong].argmax(axis=1) == channel).mean() > 0.95


def test_colour_order_roll_and_purity(tmp_path: Path) -> None:
    pack = TemplatePack.load(_write_pack(tmp_path))
    landmarks, kept = head_landmarks(0, 0, SCALE, MIDDLE), PHOTO.copy()
    bgr = pack.draw(PHOTO, landmarks, 0)
    rgb = pack.draw(PHOTO[..., ::-1], landmarks, 0, colour="RGB")
    np.testing.assert_array_equal(bgr, rgb[..., ::-1])
    np.testing.assert_array_equal(PHOTO, kept)
    turned = pack.draw(PHOTO, head_landmarks(0, 90, SCALE, (200, 150)), 0)
    chin = np.array((-1.9, 0)) * SCALE + (200, 150)  # turned clockwise, the chin points left
    assert np.abs(_middle((turned > 200).all(axis=2)) - chin).max() < 0.12 * SCALE


def test_small_faces_get_averaged_templates(tmp_path: Path) -> None:
    """A distant face's mask shows the template's mean, not single pixels of it."""
    folder = _write_pack(tmp_path)
    path = folder / "templates" / "paper.png"
    picture = np.full((300, 300, 4), 255, np.uint8)
    picture[::2, :, :3] = 0
    cv2.imwrite(str(path), picture)
    drawn = TemplatePack.load(folder).draw(PHOTO, head_landmarks(0, 0, 10, (150, 150)), 0)
    inside = drawn[158:166, 146:154].astype(int)
    assert inside.mean() == pytest.approx(127, abs=15)
    assert inside.std() < 25


def test_a_generator_picks_every_kind(tmp_path: Path) -> None:
    folder = _write_pack(tmp_path)
    config = folder / "masks.cfg"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[paper]", "[cloth]") + "\n" + text.split("[paper_left]")[0], encoding="utf-8")
    pack = TemplatePack.load(folder)
    assert pack.kinds == ("cloth", "paper")
    landmarks = head_landmarks(0, 0, SCALE, MIDDLE)
    drawn = [pack.draw(PHOTO, landmarks, np.random.default_rng(1)) for _ in range(2)]
    np.testing.assert_array_equal(*drawn)
    with pytest.raises(MaskError, match=r"2 kinds.*no number 2"):
        pack.draw(PHOTO, landmarks, 2)


def test_pictures_may_lie_where_the_original_keeps_them(tmp_path: Path) -> None:
    """MaskTheFace's own checkout: masks/masks.cfg names masks/templates/…"""
    assert TemplatePack.load(_write_pack(tmp_path / "masks")).kinds == ("paper",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mask_e: 150, 280\n", "", r"\[paper\]: mask_e is missing"),
        ("template: masks/templates/paper.png\n", "", r"\[paper\]: template is missing"),
        ("mask_e: 150, 280", "mask_e: 150, low", r"\[paper\]: .*two numbers"),
        ("mask_e: 150, 280", "mask_e: 150", r"\[paper\]: .*two numbers"),
        ("mask_e: 150, 280", "mask_e: nan, 280", r"\[paper\]: .*two numbers"),
        ("templates/paper.png", "templates/other.png", r"\[paper\]: .*other.png can't be read"),
        ("[paper]", "paper", "not a MaskTheFace configuration"),
        ("[paper_left]", "[paper]", "not a MaskTheFace configuration"),
        ("[paper]", "[linen_left]", "no frontal view of linen"),
    ],
)
def test_a_malformed_configuration_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    config = _write_pack(tmp_path) / "masks.cfg"
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MaskError, match=message) as caught:
        TemplatePack.load(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"no picture", None], ids=["empty", "text", "without alpha"])
def test_a_damaged_picture_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = _write_pack(tmp_path) / "templates" / "paper.png"
    if content is None:
        cv2.imwrite(str(path), np.zeros((9, 9, 3), np.uint8))
    else:
        path.write_bytes(content)
    with pytest.raises(MaskError, match=r"paper.png is not an 8-bit PNG with an alpha channel"):
        TemplatePack.load(tmp_path)


def test_a_folder_without_a_pack_is_named(tmp_path: Path) -> None:
    with pytest.raises(MaskError, match=r"masks.cfg can't be read"):
        TemplatePack.load(tmp_path)
    (tmp_path / "masks.cfg").write_text("[empty]\n", encoding="utf-8")
    with pytest.raises(MaskError, match="names no mask template"):
        TemplatePack.load(tmp_path)


@pytest.mark.data
def test_the_real_pack_covers_noses_and_mouths(shared_data: Path) -> None:
    pack = TemplatePack.load(shared_data / "mask_templates")
    assert set(pack.kinds) == {"surgical", "surgical_green", "surgical_blue", "N95", "cloth", "gas", "KN95"}
    for yaw in (-50, -20, 0, 20, 50):
        landmarks = head_landmarks(yaw, 0, SCALE, MIDDLE)
        for index, kind in enumerate(pack.kinds):
            mask = covered(PHOTO, pack.draw(PHOTO, landmarks, index))
            x, y = np.rint(landmarks[3:].mean(axis=0)).astype(int)
            assert mask[y, x], (kind, yaw)
            x, y = np.rint(landmarks[2]).astype(int)
            assert mask[y + 3, x - int(np.sign(yaw)) * 6], (kind, yaw)
            for eye in np.rint(landmarks[:2]).astype(int):
                assert not mask[eye[1] - 3 : eye[1] + 4, eye[0] - 3 : eye[0] + 4].any(), (kind, yaw)
