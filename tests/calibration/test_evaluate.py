"""Whole evaluations in the world of colours, where masks are painted and every figure can be worked out again."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from calibration.cutting import Masking
from calibration.errors import CalibrationError, MaskError
from calibration.evaluate import Evaluation, Options, evaluate
from calibration.face_path import Measurable
from calibration.protocols.insightface_bin import read_bin_protocol
from calibration.protocols.lfw import read_lfw
from calibration.protocols.mfr2 import read_mfr2
from calibration.protocols.pairs import Pair
from calibration.protocols.protocol import Protocol
from calibration.settings import DRAWN
from tests.calibration.conftest import ColourDetector, cover, write_face

MASKING = Masking(cover, "covers", seed=1)


@pytest.fixture
def options(tmp_path: Path, by_colour: ColourDetector) -> Options:
    return Options(DRAWN, MASKING, tmp_path / "cache", replicates=30, pictures=2)


class TwoDimensional:
    """Sees red and green only: a model of another dimension, and a worse one."""

    template_space, dim = "two", 2

    def embed(self, crops: list[np.ndarray]) -> np.ndarray:
        vectors = np.float32([crop[..., :2].mean(axis=(0, 1)) - 128 for crop in crops])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def colour_blind(colours: Measurable) -> Measurable:
    return replace(colours, name="colour-blind", digest="1", recogniser=TwoDimensional())


def _by(found: Evaluation) -> dict[tuple[str, str, str], object]:
    return {(one.model, one.protocol.split(", ")[-1], one.masks): one for one in found.results}


def test_all_settings_of_lfw(lfw_folder: Path, colours: Measurable, options: Options) -> None:
    found = evaluate(read_lfw(lfw_folder).view2(), [colours], options, folder=lfw_folder)
    rows = _by(found)
    kinds = ("pairs", "all against all", "without listed label errors")
    assert {(kind, masks) for _, kind, masks in rows} == {(k, m) for k in kinds for m in DRAWN}
    for masks in DRAWN:
        # Of the listed people, P00/P01 and P04/P05 have 2 × 3 pictures in the pairs, P02/P03 and P06/P07 1 × 1.
        clean = rows.pop(("colours", "without listed label errors", masks))
        assert clean.counts["impostor"] == rows["colours", "all against all", masks].counts["impostor"] - 2 * (6 + 1)
        assert clean.worst_impostor == ()
    for (_, kind, _), row in rows.items():
        genuine, impostor = (20, 20) if kind == "pairs" else (40, 60 * 59 // 2 - 40)
        pictures = {path for pair in read_lfw(lfw_folder).pairs for path in (pair.first, pair.second)}
        if kind != "pairs":
            impostor = len(pictures) * (len(pictures) - 1) // 2 - genuine
        assert (row.counts["genuine"], row.counts["impostor"]) == (genuine, impostor)
        assert row.counts["failure_to_acquire"] == 0
        assert ("accuracy" in row.metrics) == (kind == "pairs")
        assert row.metrics["frr1000"] == row.metrics["fmr1000"] == row.metrics["fmr1000_nist"]
        low, high = row.intervals["fmr100"]
        assert low <= row.metrics["fmr100"] <= high
        assert len(row.worst_genuine) == len(row.worst_impostor) == 2
        assert row.worst_genuine[0].score == pytest.approx(float(row.genuines.values[0]))
        assert row.worst_impostor[0].score == pytest.approx(float(row.impostors.values[-1]))
        assert cv2.imdecode(np.frombuffer(row.worst_genuine[0].first, np.uint8), 1).shape == (8, 8, 3)
    bare, mixed = rows["colours", "all against all", "none"], rows["colours", "all against all", "masked-unmasked"]
    assert mixed.metrics["g_mean"] != bare.metrics["g_mean"]
    assert "masked" in mixed.worst_genuine[0].first_name
    assert found.lost == {}


def test_models_of_two_dimensions_in_one_table_and_their_paired_difference(
    lfw_folder: Path, colours: Measurable, colour_blind: Measurable, options: Options
) -> None:
    options = replace(options, drawn=("none",))
    found = evaluate(read_lfw(lfw_folder).view2(), [colours, colour_blind], options, folder=lfw_folder)
    rows = _by(found)
    assert {(one.model, one.base) for one in found.differences} == {("colour-blind", "colours")}
    for one in found.differences:
        kind = one.protocol.split(", ")[-1]
        better, worse = rows["colours", kind, "none"], rows["colour-blind", kind, "none"]
        assert one.value == pytest.approx(worse.metrics[one.metric] - better.metrics[one.metric])
    (g_mean,) = (one for one in found.differences if one.metric == "i_mean")
    assert g_mean.interval[0] < g_mean.value < g_mean.interval[1]


def test_a_model_against_itself_differs_in_nothing(lfw_folder: Path, colours: Measurable, options: Options) -> None:
    twin = replace(colours, name="twin")
    found = evaluate(read_lfw(lfw_folder).view2(), [colours, twin], options, folder=lfw_folder)
    assert {(one.value, one.interval) for one in found.differences} == {(0.0, (0.0, 0.0))}


def test_a_lost_sample_fails_its_comparisons_and_never_becomes_an_impostor(
    tmp_path: Path, colours: Measurable, options: Options
) -> None:
    people = {}
    for name in "ABCDEFGH":
        for number in range(2):
            path = tmp_path / name / f"{number}.png"
            write_face(path, np.random.default_rng(ord(name)).normal(size=3))
            people[path] = name
    black = tmp_path / "A" / "0.png"
    cv2.imwrite(str(black), np.zeros((16, 16, 3), np.uint8))
    protocol = Protocol("people", people)
    found = evaluate(protocol, [colours], replace(options, drawn=DRAWN), folder=tmp_path)
    for row in found.results:
        assert row.counts["genuine"] == 7
        assert row.counts["failed_genuine"] == 1
        assert row.counts["impostor"] == 15 * 14 // 2 - 7
        assert row.metrics["fmr100_nist"] == pytest.approx((1 + 7 * row.metrics["fmr100"]) / 8)
    assert found.lost == {
        "A/0.png": "no face found",
        "A/0.png, masked": "no face found, or not again with the mask on",
    }


def test_real_masks_are_measured_in_three_cells_without_drawing_any(
    tmp_path: Path, colours: Measurable, options: Options
) -> None:
    labels = []
    for name in ("Ann", "Bob", "Cy"):
        for number in (1, 2, 3, 4):
            direction = np.random.default_rng(ord(name[0])).normal(size=3) + 0.1 * number
            write_face(tmp_path / name / f"{name}_{number:04d}.png", direction)
            labels.append(f"{name}, {number}, {'no-mask' if number < 3 else 'KN95'}")
    (tmp_path / "mfr2_labels.txt").write_text("\n".join(labels))
    pairs = [f"{name} 1 {number}" for name in ("Ann", "Bob", "Cy") for number in (2, 3, 4)]
    pairs += [f"Ann {n} Bob {n}" for n in (1, 2, 3, 4)] + [f"Bob {n} Cy {n}" for n in (1, 2, 3, 4)]
    (tmp_path / "pairs.txt").write_text("\n".join(pairs))
    found = evaluate(read_mfr2(tmp_path), [colours], replace(options, masking=None), folder=tmp_path)
    counts = {(one.protocol, one.masks): (one.counts["genuine"], one.counts["impostor"]) for one in found.results}
    assert counts == {
        ("MFR2, pairs", "as worn"): (9, 8),
        ("MFR2, all against all", "none-none"): (3, 12),
        ("MFR2, all against all", "masked-none"): (12, 24),
        ("MFR2, all against all", "masked-masked"): (3, 12),
    }
    assert "accuracy" in found.results[0].metrics
    assert not found.results[0].supported["tpr_at_far_0.002"]


def test_packed_crops(tmp_path: Path, colours: Measurable, options: Options) -> None:
    random = np.random.default_rng(0)
    encoded, same = [], []
    for number in range(20):
        colour = random.integers(0, 255, 3)
        other = colour if number % 2 else 255 - colour
        for shade in (colour, other):
            encoded.append(cv2.imencode(".png", np.tile(shade.astype(np.uint8), (8, 8, 1)))[1].tobytes())
        same.append(bool(number % 2))
    (tmp_path / "some.bin").write_bytes(pickle.dumps((encoded, same)))
    found = evaluate(read_bin_protocol(tmp_path / "some.bin"), [colours], options, folder=tmp_path)
    assert [(one.protocol, one.masks) for one in found.results] == [("some.bin, pairs", masks) for masks in DRAWN]
    assert found.results[0].metrics["eer"] == 0
    assert found.results[0].intervals["fmr100"][1] > 0  # Clopper and Pearson's, not none


def test_without_impostors_there_is_no_error_rate(tmp_path: Path, colours: Measurable, options: Options) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(2)]
    for path in paths:
        write_face(path, np.ones(3))
    protocol = Protocol("one person", dict.fromkeys(paths, "A"), (Pair(*paths, genuine=True, fold=0),))
    with pytest.raises(CalibrationError, match="no impostors in one person, pairs, masks none"):
        evaluate(protocol, [colours], replace(options, drawn=("none",)), folder=tmp_path)


def test_masks_need_something_to_draw_from(lfw_folder: Path, colours: Measurable, options: Options) -> None:
    with pytest.raises(CalibrationError, match="no mask template pack"):
        evaluate(read_lfw(lfw_folder).view2(), [colours], replace(options, masking=None), folder=lfw_folder)


def test_a_face_lost_under_its_mask_alone_is_told_among_the_masked(
    tmp_path: Path, colours: Measurable, options: Options
) -> None:
    """It takes no part where both states meet, and each of the other pictures still meets all others once."""
    people = {}
    for name in "ABCDEFGH":
        for number in range(2):
            path = tmp_path / name / f"{number}.png"
            write_face(path, np.random.default_rng(ord(name)).normal(size=3) + 0.1 * number)
            people[path] = name
    first, *_ = people
    lost = cv2.imread(str(first))

    def draw(image: np.ndarray, landmarks: np.ndarray, rng: np.random.Generator, /, *, colour: str) -> np.ndarray:
        if np.array_equal(image, lost):
            raise MaskError("nothing fits")
        return cover(image, landmarks, rng, colour=colour)

    paths = list(people)
    pairs = [Pair(paths[2 * n], paths[2 * n + 1], True, 0) for n in range(8)]
    pairs += [Pair(paths[2 * n], paths[(2 * n + 3) % 16], False, 0) for n in range(8)]
    options = replace(options, drawn=("masked-unmasked",), masking=Masking(draw, "covers but one", seed=1))
    rows = _by(evaluate(Protocol("people", people, tuple(pairs)), [colours], options, folder=tmp_path))
    every = rows["colours", "all against all", "masked-unmasked"]
    assert (every.counts["genuine"], every.counts["impostor"]) == (7, 15 * 14 // 2 - 7)
    assert every.counts["failed_genuine"] == 1
    assert every.metrics["fta"] == 1 / 16  # of the masked, who are presented; not of all samples
    assert every.metrics["g_mean"] < 1 - 1e-4, "no picture meets itself"
    masked = {pair.first if n % 2 == 0 else pair.second for n, pair in enumerate(pairs)}
    listed = rows["colours", "pairs", "masked-unmasked"]
    assert listed.metrics["fta"] == pytest.approx(1 / len(masked))
    assert (listed.counts["genuine"], listed.counts["impostor"]) == (7, 7)
