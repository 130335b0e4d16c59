from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trainer.config_file import CONFIGS, dump_config, load_config
from trainer.data.painter import mask_painter, occluder_painter
from trainer.errors import TrainerError
from trainer.heads.registry import create

TEACHER = "teacher.weights=295672backbone.pth"
SHIPPED = sorted(path.stem for path in CONFIGS.glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_configuration_is_valid_and_short(name: str) -> None:
    config = load_config(name, [TEACHER] if name.startswith("maskinv") else [])
    mask_painter(config.masks)
    occluder_painter(config.augmentation.occluders)
    if config.head.name is not None:
        create(config.head.name, **config.head.options)
    if name != "default":
        assert len((CONFIGS / f"{name}.yaml").read_text().splitlines()) <= 40


def test_the_default_file_says_what_every_key_means() -> None:
    lines = (CONFIGS / "default.yaml").read_text().splitlines()
    values = yaml.safe_load("\n".join(lines))
    told = [line for line in lines if line.startswith("  ")]
    assert len(told) == sum(len(section) for section in values.values() if isinstance(section, dict))
    obvious = {"weights", "backbone", "dim", "weight", "lr", "momentum", "weight_decay", "noise", "family", "epochs"}
    silent = {line.split(":")[0].strip() for line in told if "#" not in line}
    assert silent <= obvious


def test_the_papers_recipe() -> None:
    """Batch 512, SGD 0.1 falling at epochs 8, 14, 20 and 25 of 26, clipping at 5, lambda 100 and 3000."""
    baseline, aug = load_config("elasticface_arc"), load_config("elasticface_arc_aug")
    lg, hg = load_config("maskinv_lg", [TEACHER]), load_config("maskinv_hg", [TEACHER])
    for config in (baseline, aug, lg):
        assert (config.training.batch, config.training.epochs) == (512, 26)
        assert (config.optimiser.lr, config.optimiser.momentum, config.optimiser.weight_decay) == (0.1, 0.9, 5e-4)
        assert config.schedule.milestones == (8, 14, 20, 25)
        assert config.optimiser.clip == 5
        head = create(str(config.head.name), **config.head.options)
        assert (head.scale, head.margin, head.std) == (64, 0.5, 0.05)  # type: ignore[attr-defined]
    assert [c.masks.probability for c in (baseline, aug, lg, hg)] == [0, 0.5, 0.5, 0.5]
    assert [c.distillation.weight for c in (baseline, aug, lg, hg)] == [0, 0, 100, 3000]
    assert not aug.learns_from_teacher
    assert lg.student.weights == hg.student.weights == "teacher"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    config = load_config(
        "maskinv_lg", [TEACHER, "distillation.weight={0: 100, 8: 3000}", "masks.mix={any_colour: 0.1}"]
    )
    (tmp_path / "config.yaml").write_text(dump_config(config))
    assert load_config(str(tmp_path / "config.yaml")) == config


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("training.bach=3", "there is no key training.bach: did you mean batch?"),
        ("trainig.batch=3", "there is no key trainig: did you mean training?"),
        ("distillation.weight={start: 0, ende: 9, epochs: 1, shape: linear}", "weight.ramp.ende: did you mean end?"),
        ("training.batch=0", "training.batch: Input should be greater than 0"),
        ("training.device=gpu", "training.device: Input should be 'auto', 'cpu' or 'cuda'"),
        ("optimiser.lr=.nan", "optimiser.lr"),
        ("training.accumulate=3", "training.batch 512 can't be shared by accumulate 3"),
        ("teacher.weights=null", "teacher.weights must name a file"),
        ("contrast.weight=1", r"teacher.cached: true"),
        ("head.name=null", None),
        ("training", "--set takes section.key=value"),
        ("training.batch={", "is not YAML"),
    ],
)
def test_mistakes_are_named_with_what_was_meant(setting: str, message: str | None) -> None:
    settings = [TEACHER, setting]
    if message is None:
        assert load_config("maskinv_lg", settings).head.name is None
        return
    with pytest.raises(TrainerError) as error:
        load_config("maskinv_lg", settings)
    assert message in str(error.value)


def test_nothing_to_learn_is_refused() -> None:
    with pytest.raises(TrainerError, match="nothing is to be learned"):
        load_config("default", ["head.name=null"])


def test_files_extend_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: maskinv_lg\nteacher: {weights: x.pth}\nseed: 9\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\ntraining: {batch: 64}\n")
    config = load_config(str(tmp_path / "b.yaml"), ["training.epochs=3"])
    assert (config.seed, config.training.batch, config.training.epochs) == (9, 64, 3)
    assert config.masks.probability == 0.5
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    with pytest.raises(TrainerError, match="extends itself"):
        load_config(str(tmp_path / "b.yaml"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("maskinvlg", None, "no configuration maskinvlg: did you mean maskinv_lg?"),
        ("zzz", None, "give the path of a YAML file or one of default, elasticface_arc"),
        ("x.yaml", "a: [", "is not YAML"),
        ("x.yaml", "- a", "must be a mapping"),
        ("x.yaml", "training: 3", "training"),
        ("x.yaml", "\ufffe".encode("utf-16").decode("latin1"), ""),
    ],
)
def test_files_that_are_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str | None, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(TrainerError) as error:
        load_config(name)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_setting_breaks_the_reader(key: str, value: str) -> None:
    with contextlib.suppress(TrainerError):
        load_config("default", [f"{key}={value}"])
