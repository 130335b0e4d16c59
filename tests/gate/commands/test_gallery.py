"""`gate gallery` and the thresholds that commands print, on drawn templates in the default model's space."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from engines.operating_point import CELLS
from engines.registry import resolve
from gate.gallery.types import Consent, Sample
from gate.home import find_home
from gate.settings import Settings
from gate.vault import open_gallery
from gate.vision.types import Template
from tests.gate.commands.conftest import ASTRONAUT, Gate, assert_one_sentence

MODEL = resolve(Settings().recognition.model)
SPACE = str(MODEL.card.template_space)
Fill = Callable[..., None]


def _samples(*centres: float, count: int = 3, first: int = 0) -> list[Sample]:
    """Pictures around a sum of fixed random directions, weighted."""
    centre = sum(weight * np.random.default_rng(n).normal(size=128) for n, weight in enumerate(centres))
    samples = []
    for number in range(first, first + count):
        vector = centre + np.random.default_rng([number, 7]).normal(scale=0.4, size=128)
        vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        samples.append(Sample(Template(vector, SPACE, 0.9), "e" * 64, f"{number}.jpg"))
    return samples


@pytest.fixture
def fill(home: Path) -> Fill:
    def add(**people: list[Sample]) -> None:
        with open_gallery(find_home(home), Settings(), template_space=SPACE) as gallery:
            for day, (name, samples) in enumerate(people.items(), 1):
                consent = Consent("v1", "ops", datetime(2026, 1, day, tzinfo=timezone.utc))
                gallery.add(name, samples, consent)

    return add


@pytest.fixture
def troubled(fill: Fill) -> None:
    """Bo is enrolled twice, Cy has a picture of Dora, Eli looks a little like Anna."""
    fill(
        Anna=_samples(1),
        Bo=_samples(0, 1),
        Cy=[*_samples(0, 0, 1), *_samples(0, 0, 0, 1, count=1, first=9)],
        Dora=_samples(0, 0, 0, 1),
        Eli=_samples(0.58, 0, 0, 0, 0.83),
        Robert=_samples(0, 1, first=5),
        Fay=_samples(0, 0, 0, 0, 0, 1),
    )


def _kinds(gate: Gate) -> list[str]:
    return [line["kind"] for line in gate("gallery", "check", "--json").lines if line["event"] == "finding"]


def test_each_finding_has_its_reason(gate: Gate, troubled: None) -> None:
    *findings, summary = gate("gallery", "check", "--json").lines
    assert [(f["kind"], f["people"], [t["source"] for t in f["set_aside"]]) for f in findings] == [
        ("duplicate", ["Bo", "Robert"], ["5.jpg", "6.jpg", "7.jpg"]),
        ("outlier", ["Cy", "Dora"], ["9.jpg"]),
        ("look-alike", ["Anna", "Eli"], []),
    ]
    assert all(f["people"][0] in f["reason"] for f in findings)
    assert (summary["people"], summary["findings"], summary["floor"]) == (7, 3, None)
    assert summary["floor_now"]["threshold"] > 0.8 > summary["floor_of_the_rest"]["threshold"]
    text = gate("gallery", "check").out
    for words in ("duplicate: Bo and Robert", "outlier: 9.jpg of Cy is nearer to Dora", "look-alike: Anna and Eli"):
        assert words in text


def test_looking_changes_nothing_and_all_changes_are_undone(gate: Gate, troubled: None, home: Path) -> None:
    before = (home / "gallery.db").read_bytes()
    assert gate("gallery", "check").code == 0
    assert (home / "gallery.db").read_bytes() == before

    mended = gate("gallery", "check", "--set-aside", "--guard", "margin")
    assert mended.code == 0, mended.err
    assert "4 templates set aside" in mended.out
    assert "1 pair guarded" in mended.out
    assert _kinds(gate) == ["look-alike"]
    assert "set aside: 9.jpg of Cy" in gate("people", "show", "Cy").out
    assert gate("people", "show", "Robert", "--json").lines[0]["records"][0]["aside"].startswith("Bo and Robert")

    assert gate("gallery", "restore", "cy").out == "templates in use again: 1\n"
    assert (
        gate("gallery", "restore", "--all", "--lookalikes").out
        == "templates in use again: 3\npairs no longer guarded: 1\n"
    )
    assert _kinds(gate) == ["duplicate", "outlier", "look-alike"]


def test_the_cost_of_a_floor_is_shown_before_it_is_applied(
    gate: Gate, troubled: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    refused = gate("gallery", "check", "--apply-floor")  # nobody says yes
    assert refused.code != 0
    assert "FNMR" in refused.out
    assert "as a floor it would refuse" in refused.out
    assert gate("gallery", "check", "--json").lines[-1]["floor"] is None

    applied = gate("gallery", "check", "--apply-floor", "--yes")
    assert applied.code == 0
    (summary,) = gate("gallery", "check", "--json").lines[-1:]
    floor = summary["floor"]["threshold"]
    assert floor == pytest.approx(summary["floor_now"]["threshold"])
    threshold = next(f for f in gate("doctor", "--no-camera", "--json").lines if f["what"] == "threshold")
    assert threshold["values"]["floor"] == floor
    assert threshold["values"]["cells"][0]["threshold"] == floor
    assert "raised to the gallery's floor" in threshold["detail"]
    assert "thresholds are the card's again" in gate("gallery", "restore", "--floor").out
    assert gate("gallery", "check", "--json").lines[-1]["floor"] is None


def test_a_second_factor_is_asked_of_both(gate: Gate, troubled: None, home: Path) -> None:
    gate("gallery", "check", "--guard", "second-factor")
    with open_gallery(find_home(home), Settings(), template_space=SPACE, read_only=True) as gallery:
        index = gallery.index()
    for centres, second_factor in (((1,), True), ((0.53, 0, 0, 0, 0.85), True), ((0, 0, 0, 1), False)):
        match = index.search(_samples(*centres, count=1)[0].template)
        assert match
        assert match.second_factor == second_factor


def test_restore_must_be_told_what(gate: Gate, troubled: None) -> None:
    assert gate("gallery", "restore").code == 2
    assert gate("gallery", "restore", "Anna", "--all").code == 2
    assert_one_sentence(gate("gallery", "restore", "Nobody"), "nobody named Nobody")


def test_no_gallery_and_one_person(gate: Gate, fill: Fill) -> None:
    assert_one_sentence(gate("gallery", "check"), "gate enrol")
    fill(Anna=_samples(1))
    assert "no two people to compare" in gate("gallery", "check").out
    assert gate("gallery", "check", "--set-aside", "--guard", "margin").code == 0
    refused = gate("gallery", "check", "--apply-floor", "--yes")
    assert refused.code == 1
    assert "two people" in refused.err


def test_doctor_says_what_to_expect(gate: Gate, troubled: None, home: Path) -> None:
    (home / "gate.toml").write_text("[recognition]\nfpir = 0.001\nstrangers_a_day = 5\n")
    threshold = next(f for f in gate("doctor", "--no-camera", "--json").lines if f["what"] == "threshold")
    values = threshold["values"]
    assert (values["people"], values["comparisons"], values["wanted_fpir"]) == (7, 7, 0.001)
    assert values["wanted_fmr"] == pytest.approx(0.001 / 7, rel=1e-2)
    assert [(c["cell"], c["fmr"], c["status"]) for c in values["cells"]] == [(c, 1e-4, "measured") for c in CELLS]
    assert values["fpir"] <= 0.001
    assert values["days_to_false_open"] == pytest.approx(1 / (5 * values["fpir"]))
    assert values["not_measured"] == []
    assert threshold["state"] == "ok"
    assert "approximation" in threshold["detail"]


def test_no_gate_without_a_threshold_for_its_size(gate: Gate, troubled: None, home: Path) -> None:
    (home / "gate.toml").write_text("[recognition]\nfpir = 0.00001\n")
    for words in (
        ("run", "--source", ASTRONAUT.parent, "--headless", "--every-frame"),
        ("enrol", "Gil", ASTRONAUT, "--consent", "v1"),
        ("identify", ASTRONAUT),
        ("gallery", "check"),
    ):
        assert_one_sentence(gate(*words), "FPIR 1e-05", "calibration thresholds")
    assert gate("doctor", "--no-camera").code == 1


def test_run_begins_with_its_thresholds(enrolled: Gate) -> None:
    result = enrolled("run", "--source", ASTRONAUT.parent, "--headless", "--every-frame", "--json")
    assert result.code == 0
    points = [point for point in MODEL.card.operating_points if point.fmr == 1e-5]
    for words in (
        *(f"{p.cell}: cosine {p.threshold:.3f} at FMR 1e-05" for p in points),
        f"measured on {points[0].impostors:,} comparisons",
        "comparisons, synthetic masks only",
        "one false open in",
    ):
        assert words in result.err


@pytest.mark.parametrize(
    ("flag", "mask", "cell"),
    [
        ("--masked", "masked", "masked-unmasked"),
        ("--unmasked", "unmasked", "unmasked-unmasked"),
        (None, "unmasked", "unmasked-unmasked"),
    ],
)
def test_enrolment_keeps_what_is_said_about_a_mask(gate: Gate, flag: str | None, mask: str, cell: str) -> None:
    """What a picture shows is read, unless somebody says it; so is the face at the door, which is bare here."""
    assert gate("enrol", "Eileen", ASTRONAUT, "--consent", "v1", *([flag] if flag else [])).code == 0
    assert gate("people", "show", "Eileen", "--json").lines[0]["records"][0]["mask"] == mask
    (line,) = gate("identify", ASTRONAUT, "--json").lines
    assert (line["faces"][0]["person"], line["faces"][0]["cell"]) == ("Eileen", cell)


def test_a_card_without_operating_points_is_refused_with_the_command_that_makes_them(
    gate: Gate, tmp_path: Path
) -> None:
    model = tmp_path / "bare.onnx"
    model.symlink_to(MODEL.path)
    card = json.loads(MODEL.card.model_dump_json(by_alias=True))
    (tmp_path / "bare.card.json").write_text(json.dumps({**card, "operating_points": []}))
    for fmr in ("", "fmr = 0.001\n", "fpir = 0.001\n"):
        (tmp_path / "home" / "gate.toml").write_text(f"[recognition]\nmodel = '{model}'\n{fmr}")
        for words in (
            ("run", "--source", ASTRONAUT.parent, "--headless", "--every-frame"),
            ("enrol", "Eileen", ASTRONAUT, "--consent", "v1"),
        ):
            assert_one_sentence(gate(*words), "operating point", "calibration thresholds")


def test_a_gallery_changed_meanwhile_is_examined_again(gate: Gate, troubled: None, home: Path) -> None:
    """The findings speak of a gallery that is no more: nothing of them is applied."""
    from gate.curating import apply_floor, guard, report, set_aside
    from gate.gallery.errors import GalleryError

    with open_gallery(find_home(home), Settings(), template_space=SPACE) as gallery:
        found = report(gallery, MODEL, Settings())
        dora = gallery.find("Dora")
        assert dora
        gallery.remove(dora)
        revision = gallery.revision
        for change in (
            lambda: set_aside(gallery, found),
            lambda: guard(gallery, found, extra_margin=0.1, second_factor=False),
            lambda: apply_floor(gallery, found),
        ):
            with pytest.raises(GalleryError, match="changed while"):
                change()
        assert gallery.revision == revision


def test_one_picture_more_of_somebody_known_is_no_growth(enrolled: Gate, home: Path, tmp_path: Path) -> None:
    """At the last size that the card supports, a person may still be improved, and nobody added."""
    (home / "gate.toml").write_text("[recognition]\nfpir = 0.0000101\n")
    (tmp_path / "second.jpg").write_bytes(ASTRONAUT.read_bytes())
    again = ("enrol", "Eileen", tmp_path / "second.jpg", "--add", "--consent", "v1")
    assert enrolled(*again).code == 0
    assert_one_sentence(enrolled(*again, "--masked"), "2 comparisons", "FPIR")
