"""Whole runs of a tiny network on drawn faces."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from rich.console import Console
from torch import Tensor

from tests.trainer.tiny_training import Tiny, tiny_config, tiny_weights, write_prepared
from trainer import checkpoint
from trainer.assemble import Run, assemble
from trainer.backbones.backbone import Normalise
from trainer.backbones.weights import load_weights
from trainer.config import Config
from trainer.data.loader import batches
from trainer.data.painter import family_painter
from trainer.data.people import divide
from trainer.data.prepared import PreparedFaces
from trainer.distributed import ALONE, Ranks
from trainer.engine import Engine
from trainer.errors import TrainerError
from trainer.heads.layer import ClassificationLayer
from trainer.heads.registry import create
from trainer.heads.shard import Shard
from trainer.networks import weights_digest
from trainer.protocol import make_protocol
from trainer.run_folder import RunFolder
from trainer.train import Outcome, train


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine people: six of four pictures, one of one, two held out."""
    return write_prepared(tmp_path_factory.mktemp("data") / "faces", [4] * 6 + [1, 3, 3], held_out=[7, 8])


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_weights(tmp_path_factory.mktemp("weights") / "teacher.pth")


@pytest.fixture(autouse=True)
def _no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind:
        def detect(self, _image: object) -> list[object]:
            return []

    monkeypatch.setattr("trainer.protocol.open_detector", Blind)


def _train(config: Config, data: Path, run: Path) -> Outcome:
    return train(config, [data], run, console=Console(quiet=True))


def _last(run: Path) -> dict[str, Any]:
    path = checkpoint.latest(run / "checkpoints")
    assert path is not None
    return checkpoint.read(path)


def _same(one: Any, other: Any, where: str = "") -> None:
    """Equal in every bit."""
    assert type(one) is type(other), where
    if isinstance(one, Tensor):
        assert torch.equal(one, other), where
    elif isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            _same(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), where
        for i, (a, b) in enumerate(zip(one, other, strict=True)):
            _same(a, b, f"{where}.{i}")
    else:
        assert one == other, where


def _records(run: Path, kind: str) -> list[dict[str, Any]]:
    lines = (run / "log.jsonl").read_text().splitlines()
    return [record for record in map(json.loads, lines) if record["kind"] == kind]


EVERYTHING = (
    "student.dropout=0.2",
    "training.ema=0.9",
    "augmentation={landmarks: [1, 2], noise: 0.5, light: 0.5}",
    "head.sample_rate=0.5",
    "distillation.weight={start: 0, end: 100, epochs: 1, shape: linear}",
    "schedule={name: cosine, warmup_epochs: 0.5}",
    "training.accumulate=2",
)


@pytest.fixture(scope="module")
def uninterrupted(data: Path, teacher: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("runs") / "whole"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.protocol.open_detector", lambda: type("Blind", (), {"detect": lambda *_: []})())
        assert _train(tiny_config(*EVERYTHING, teacher=teacher), data, run) == Outcome(6, None)
    return run


def test_a_run_leaves_everything_that_is_needed_to_run_it_again(uninterrupted: Path, data: Path) -> None:
    folder = RunFolder(uninterrupted)
    about = folder.about()
    assert about["seed"] == folder.config().seed
    assert about["data"][0]["fingerprint"] == PreparedFaces([data]).fingerprints[0]
    assert about["versions"]["torch"].startswith(torch.__version__.split("+")[0])
    assert about["git"] is None or len(about["git"]["commit"]) == 40
    assert {path.name for path in uninterrupted.iterdir()} == {
        *("checkpoints", "config.yaml", "log.jsonl", "run.json", "student.pth", "tensorboard")
    }
    assert [path.name for path in sorted((uninterrupted / "checkpoints").iterdir())] == [
        *("step-00000003.pt", "step-00000006.pt")
    ]
    assert list((uninterrupted / "tensorboard").iterdir())
    network = Tiny()
    load_weights(network, uninterrupted / "student.pth")  # under the released checkpoints' names


def test_the_log_tells_every_term(uninterrupted: Path) -> None:
    steps = _records(uninterrupted, "step")
    assert [record["step"] for record in steps] == [2, 3, 4, 6]
    terms = {"head", "own_cosine", "distillation", "total", "gradient", "rate", "images_per_second", "waiting", "epoch"}
    assert all(terms <= record.keys() for record in steps)
    assert all(np.isfinite([record[term] for term in terms]).all() for record in steps)
    validations = _records(uninterrupted, "validation")
    assert [record["network"] for record in validations] == ["teacher", "student"]
    for record in validations:
        assert set(record["rows"]) == {*("unmasked-unmasked", "masked-unmasked", "masked-masked", "occluded-unmasked")}


@pytest.mark.parametrize("at", [1, 4])
def test_sigterm_saves_and_the_same_command_goes_on_bit_by_bit(
    uninterrupted: Path, data: Path, teacher: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    config = tiny_config(*EVERYTHING, teacher=teacher)
    before = signal.getsignal(signal.SIGTERM)
    _during_step(monkeypatch, at, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert _train(config, data, tmp_path / "run") == Outcome(at + 1, signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
    assert _last(tmp_path / "run")["step"] == at + 1
    assert not (tmp_path / "run" / "student.pth").exists()
    monkeypatch.undo()
    np.random.seed(at)  # noqa: NPY002 - whatever the process drew before must not matter
    torch.manual_seed(at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.protocol.open_detector", lambda: type("Blind", (), {"detect": lambda *_: []})())
        assert _train(config, data, tmp_path / "run") == Outcome(6, None)
    _same(_last(tmp_path / "run"), _last(uninterrupted))
    _same(*(torch.load(run / "student.pth", weights_only=True) for run in (tmp_path / "run", uninterrupted)))
    assert [record["step"] for record in _records(tmp_path / "run", "step")][-1] == 6


def test_a_crash_goes_on_from_the_last_checkpoint(
    uninterrupted: Path, data: Path, teacher: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CrashError(Exception):
        pass

    def crash() -> None:
        raise CrashError

    config = tiny_config(*EVERYTHING, teacher=teacher)
    with monkeypatch.context() as patch:
        _during_step(patch, 4, crash)
        with pytest.raises(CrashError):
            _train(config, data, tmp_path / "run")
    assert [record["step"] for record in _records(tmp_path / "run", "step")] == [2, 3, 4]
    _train(config, data, tmp_path / "run")
    _same(_last(tmp_path / "run"), _last(uninterrupted))
    assert [record["step"] for record in _records(tmp_path / "run", "step")] == [2, 3, 4, 6]  # none told twice
    again = _train(config, data, tmp_path / "run")  # a finished run stays as it is
    assert again == Outcome(6, None)
    _same(_last(tmp_path / "run"), _last(uninterrupted))


def _during_step(patch: pytest.MonkeyPatch, at: int, happen: Callable[[], None]) -> None:
    real = Engine.step

    def step(engine: Engine, number: int, parts: Any) -> dict[str, Tensor]:
        if number == at:
            happen()
        return real(engine, number, parts)

    patch.setattr(Engine, "step", step)


def _steps(run: Run, *, first: int = 0) -> list[dict[str, float]]:
    order = replace(run.order, first_step=first)
    loader = batches(run.views, order, workers=0, pin=False)
    return [
        {
            name: value.item()
            for name, value in run.engine.step(s, [next(loader) for _ in range(order.accumulate)]).items()
        }
        for s in range(first, order.steps)
    ]


def _assembled(data: Path, *settings: str, teacher: Path | None = None, ranks: Ranks = ALONE) -> Run:
    return assemble(tiny_config(*settings, teacher=teacher), PreparedFaces([data]), ranks)


def test_the_teacher_stays_as_it_was_in_every_bit(data: Path, teacher: Path) -> None:
    run = _assembled(data, "teacher.cached=false", "distillation.weight=3000", teacher=teacher)
    assert run.teacher is not None
    before = weights_digest(run.teacher)
    trained = {id(p) for group in run.engine._optimiser.param_groups for p in group["params"]}
    assert not trained & {id(p) for p in run.teacher.parameters()}
    _steps(run)
    assert weights_digest(run.teacher) == before
    assert not any(module.training for module in run.teacher.modules())
    assert all(p.grad is None for p in run.teacher.parameters())
    assert weights_digest(run.engine.student.backbone) != weights_digest(run.teacher.backbone)


def test_lambda_0_trains_the_plain_head(data: Path) -> None:
    """Against a loop written out here: views, network, head, SGD with clipping; nothing else."""
    settings = ("distillation.weight=0", "optimiser.clip=1.5")
    run = _assembled(data, *settings)
    assert run.teacher is None
    told = _steps(run)

    config, faces = tiny_config(*settings), PreparedFaces([data])
    network = Tiny()
    network.load_state_dict(_assembled(data, *settings).engine.student.backbone.state_dict())
    network.train()
    people = divide(faces, min_images=2)
    head = ClassificationLayer(create("elasticface_arc", scale=16, margin=0.2), 16, Shard(6), seed=config.seed)
    sgd = torch.optim.SGD([*network.parameters(), *head.parameters()], lr=0.05, momentum=0.9, weight_decay=5e-4)
    normalise = Normalise(network.preprocessing)
    for step, keys in enumerate(run.order):
        views = [run.views[key] for key in keys]
        pixels = torch.from_numpy(np.stack([view.student for view in views])).permute(0, 3, 1, 2)
        labels = torch.tensor([people.label[view.picture] for view in views])
        loss = head(network(normalise(pixels)), labels, step).loss
        sgd.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 1.5)
        sgd.step()
        assert told[step]["total"] == pytest.approx(loss.item(), rel=1e-4)
        assert told[step]["gradient"] == pytest.approx(norm.item(), rel=1e-3)
    assert max(record["gradient"] for record in told) > 1.5
    for trained, wanted in zip(run.engine.student.backbone.parameters(), network.parameters(), strict=True):
        torch.testing.assert_close(trained, wanted, rtol=1e-4, atol=1e-5)


def test_the_total_is_head_plus_lambda_times_l_kd(data: Path, teacher: Path) -> None:
    run = _assembled(data, "distillation.weight={0: 100, 1: 3000}", "head.weight=0.5", teacher=teacher)
    per_epoch = run.order.steps_per_epoch
    for step, told in enumerate(_steps(run)):
        weight = 100 if step < per_epoch else 3000
        assert told["total"] == pytest.approx(0.5 * told["head"] + weight * told["distillation"], rel=1e-5)


def test_parts_of_a_batch_make_the_step_of_the_whole(data: Path, teacher: Path) -> None:
    """With batch statistics frozen and everybody a class, or the parts would not weigh the same."""
    settings = ("student.freeze_batch_norm=true", "head.min_images=1", "head.options={scale: 16, margin: 0.2, std: 0}")
    whole = _assembled(data, *settings, teacher=teacher)
    parts = _assembled(data, *settings, "training.accumulate=4", teacher=teacher)
    for one, other in zip(_steps(whole), _steps(parts), strict=True):
        assert one["total"] == pytest.approx(other["total"], rel=1e-4)
    for one, other in zip(whole.engine.student.parameters(), parts.engine.student.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


def test_cached_templates_are_those_of_the_live_teacher(data: Path, teacher: Path) -> None:
    for average in ("true", "false"):
        live, cached = (
            _assembled(data, f"teacher.cached={kind}", f"teacher.flip_average={average}", teacher=teacher)
            for kind in ("false", "true")
        )
        for one, other in zip(_steps(live), _steps(cached), strict=True):
            assert one["distillation"] == pytest.approx(other["distillation"], rel=1e-4)
    assert len(list((data / "templates").iterdir())) == 1


def test_a_student_of_another_dimension_learns_through_a_projection(data: Path, teacher: Path, tmp_path: Path) -> None:
    config = tiny_config("student.dim=12", "student.weights=null", teacher=teacher)
    _train(config, data, tmp_path / "run")
    assert _last(tmp_path / "run")["student"]["projection.weight"].shape == (16, 12)
    assert torch.load(tmp_path / "run" / "student.pth", weights_only=True)["fc.weight"].shape[0] == 12
    assert not any("projection" in key for key in torch.load(tmp_path / "run" / "student.pth", weights_only=True))


def test_people_with_one_picture_are_learned_from_the_teacher_alone(data: Path, teacher: Path) -> None:
    run = _assembled(data, teacher=teacher)
    (single,) = (i for i in run.people.training if run.people.label[i] == -1)
    assert run.order.steps_per_epoch * 8 >= len(run.people.training) - 8
    assert single in {picture for keys in run.order for _, picture in keys}
    assert len(run.people.classes) == 6


def test_class_centres_start_from_the_teachers_means(data: Path, teacher: Path) -> None:
    run = _assembled(data, "head.centres=teacher", "teacher.cached=true", teacher=teacher)
    network = Tiny()
    load_weights(network, teacher)
    normalise = Normalise(network.eval().preprocessing)
    faces = PreparedFaces([data])
    assert run.engine.head is not None
    for label in range(6):
        templates = []
        for picture in np.flatnonzero(run.people.label == label):
            crop = faces.photo(int(picture)).image[..., ::-1].copy()
            for view in (crop, crop[:, ::-1].copy()):
                embedding = network(normalise(torch.from_numpy(view).permute(2, 0, 1)[None]))
                templates.append(torch.nn.functional.normalize(embedding)[0])
        mean = torch.stack(templates).mean(dim=0)
        assert torch.cosine_similarity(mean, run.engine.head.centres[label], dim=0).item() == pytest.approx(1, abs=1e-5)


def test_contrast_and_no_head(data: Path, teacher: Path) -> None:
    settings = (
        "head.name=null",
        "contrast.weight=0.5",
        "teacher.cached=true",
        "training.steps=30",
        "optimiser.lr=0.01",
    )
    told = _steps(_assembled(data, *settings, teacher=teacher))
    assert "head" not in told[0]
    assert told[0]["total"] == pytest.approx(0.5 * told[0]["contrast"] + 100 * told[0]["distillation"], rel=1e-5)
    assert np.mean([record["contrast"] for record in told[-5:]]) < np.mean([record["contrast"] for record in told[:5]])


def test_the_moving_average_follows_its_formula(data: Path) -> None:
    run = _assembled(data, "training.ema=0.8")
    assert run.engine.trained is not run.engine.student.backbone
    loader = batches(run.views, run.order, workers=0, pin=False)
    wanted: list[Tensor] = []
    for step in range(4):
        run.engine.step(step, [next(loader)])
        now = [p.detach().clone() for p in run.engine.student.backbone.parameters()]
        wanted = [0.8 * w + 0.2 * n for w, n in zip(wanted, now, strict=True)] if wanted else now
    for average, want in zip(run.engine.trained.parameters(), wanted, strict=True):
        torch.testing.assert_close(average, want)


def test_what_is_exported_lies_between_teacher_and_student(data: Path, teacher: Path, tmp_path: Path) -> None:
    _train(tiny_config("export.interpolate=0.25", teacher=teacher), data, tmp_path / "run")
    exported = torch.load(tmp_path / "run" / "student.pth", weights_only=True)
    ours, theirs = _last(tmp_path / "run")["student"], torch.load(teacher, weights_only=True)
    for name in ("fc.weight", "bn.running_mean"):
        torch.testing.assert_close(exported[name], 0.25 * ours[f"backbone.{name}"] + 0.75 * theirs[name])
    with pytest.raises(TrainerError, match=r"export\.interpolate below 1 needs a teacher"):
        _train(tiny_config("export.interpolate=0.25"), data, tmp_path / "other")


def test_frozen_batch_statistics_stay_through_steps_and_validation(data: Path, teacher: Path, tmp_path: Path) -> None:
    """And batch norms that learn go on learning after a validation."""
    for frozen in ("true", "false"):
        run = tmp_path / frozen
        _train(tiny_config(f"student.freeze_batch_norm={frozen}", "validation.every=2", teacher=teacher), data, run)
        name = "backbone.bn.num_batches_tracked"
        assert _last(run)["student"][name].item() == (0 if frozen == "true" else 6)
        assert len(_records(run, "validation")) == 4  # the teacher once, the student at 2, 4 and 6


def test_half_precision_trains_on_a_cpu(data: Path, teacher: Path) -> None:
    exact, half = (
        _steps(_assembled(data, f"training.precision={name}", teacher=teacher))[0] for name in ("fp32", "bf16")
    )
    assert half["total"] == pytest.approx(exact["total"], rel=0.1)
    assert half["total"] != exact["total"]


def test_another_seed_is_another_run(data: Path) -> None:
    one, same, other = (_steps(_assembled(data, f"seed={seed}"))[-1] for seed in (1, 1, 2))
    assert one == same
    assert one != other


# Bad input.


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_good_checkpoint(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tiny_config("keeping.checkpoint_every=2", "training.steps=12")
    real = Engine.step

    def step(engine: Engine, number: int, parts: Any) -> dict[str, Tensor]:
        if number == 6:
            with torch.no_grad():
                next(engine.student.parameters()).fill_(torch.nan)
        return real(engine, number, parts)

    monkeypatch.setattr(Engine, "step", step)
    with pytest.raises(TrainerError, match="the loss head of step 7 is nan: the run stops"):
        _train(config, data, tmp_path / "run")
    assert _last(tmp_path / "run")["step"] == 6
    assert all(torch.isfinite(t).all() for t in _last(tmp_path / "run")["student"].values() if t.is_floating_point())
    monkeypatch.undo()


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("file write failed")])
def test_a_full_disk_leaves_the_old_checkpoint(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    real = torch.save

    def save(state: Any, file: Any) -> None:
        if state.get("step") == 6:
            file.write(b"half of")
            raise fault
        real(state, file)

    monkeypatch.setattr(torch, "save", save)
    with pytest.raises(TrainerError, match=r"step-00000006\.pt can't be written \((No space|the disk may be full)"):
        _train(tiny_config(), data, tmp_path / "run")
    assert [path.name for path in (tmp_path / "run" / "checkpoints").iterdir()] == ["step-00000003.pt"]
    assert _last(tmp_path / "run")["step"] == 3


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_missing_gpu_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match=r"GPU 0 was asked for \(training.device: cuda\), but torch sees 0"):
        _train(tiny_config("training.device=cuda"), data, tmp_path / "run")


def test_float16_on_a_cpu_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="fp16 needs a GPU"):
        _train(tiny_config("training.precision=fp16"), data, tmp_path / "run")


def test_a_run_does_not_change_its_configuration_or_data(data: Path, tmp_path: Path) -> None:
    _train(tiny_config("training.steps=2"), data, tmp_path / "run")
    with pytest.raises(TrainerError, match=r"holds a run with another optimiser\.lr: choose another --run"):
        _train(tiny_config("training.steps=2", "optimiser.lr=0.2"), data, tmp_path / "run")
    _train(tiny_config("training.steps=2", "keeping.log_every=1", "data.workers=0"), data, tmp_path / "run")
    other = write_prepared(tmp_path / "other", [5, 5, 5])
    with pytest.raises(TrainerError, match="holds a run on other data"):
        _train(tiny_config("training.steps=2"), other, tmp_path / "run")


def test_a_folder_with_other_things_is_no_run(data: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(TrainerError, match="is not empty and holds no run"):
        _train(tiny_config(), data, tmp_path)
    with pytest.raises(TrainerError, match="is not the folder of a run"):
        RunFolder(tmp_path).config()
    with pytest.raises(TrainerError, match="can't be written"):
        _train(tiny_config(), data, tmp_path / "thesis.txt" / "run")


def test_a_damaged_checkpoint_is_named(data: Path, tmp_path: Path) -> None:
    _train(tiny_config(), data, tmp_path / "run")
    path = checkpoint.latest(tmp_path / "run" / "checkpoints")
    assert path is not None
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(TrainerError, match=r"step-00000006\.pt is damaged or none of ours: remove it"):
        _train(tiny_config(), data, tmp_path / "run")
    path.unlink()
    assert _train(tiny_config(), data, tmp_path / "run").step == 6


def test_weights_of_another_architecture_are_named_by_the_first_key(
    data: Path, tmp_path: Path, teacher: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TrainerError, match=r"another architecture: stem\.conv\.weight is missing"):
        _train(tiny_config("teacher.backbone=sface", teacher=teacher), data, tmp_path / "run")
    run = _assembled(data)
    _steps(run)
    state = run.engine.state()
    assert state is not None
    with pytest.raises(
        TrainerError, match=r"another architecture than the configuration: backbone\.fc\.weight is \(16,"
    ):
        _assembled(data, "student.dim=12").engine.restore(state)


def test_centres_of_other_people_are_refused(data: Path, tmp_path: Path) -> None:
    _train(tiny_config(), data, tmp_path / "run")
    path = checkpoint.latest(tmp_path / "run" / "checkpoints")
    again = _assembled(data, f"head.centres={path}")
    assert again.engine.head is not None
    assert torch.equal(again.engine.head.centres, _last(tmp_path / "run")["head"]["centres"])
    with pytest.raises(TrainerError, match="belong to other people than those of this data"):
        _assembled(data, f"head.centres={path}", "head.min_images=1")


def test_too_little_data_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="25 training pictures, fewer than one batch of 64"):
        _assembled(data, "training.batch=64")
    with pytest.raises(TrainerError, match="0 of the people to train on have 9 pictures or more"):
        _assembled(data, "head.min_images=9")
    nobody = write_prepared(tmp_path / "nobody", [5, 5, 5])
    _train(tiny_config("training.steps=1"), nobody, tmp_path / "run")  # trains, without validation
    assert not _records(tmp_path / "run", "validation")


def test_a_prepared_folder_that_cant_be_written_can_keep_no_templates(teacher: Path, tmp_path: Path) -> None:
    folder = write_prepared(tmp_path / "faces", [4, 4, 4])
    (folder / "templates").touch()
    with pytest.raises(TrainerError, match="the teacher's templates can't be kept in"):
        _assembled(folder, "teacher.cached=true", teacher=teacher)


def test_protocol_is_made_of_held_out_people_only(data: Path) -> None:
    faces = PreparedFaces([data])
    people = divide(faces, min_images=2)
    protocol = make_protocol(faces, people, family_painter("a"), images=100, seed=0)
    assert protocol.people.tolist() == [0, 0, 0, 1, 1, 1]
    for picture, crop in zip(people.held_out, protocol.bare, strict=True):
        np.testing.assert_array_equal(crop, faces.photo(int(picture)).image[..., ::-1])
