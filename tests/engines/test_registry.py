from __future__ import annotations

from pathlib import Path

import pytest

from engines import builtin, registry
from engines.card import card_path, file_digest
from engines.errors import ModelError
from engines.registry import resolve


def test_a_file_with_its_card(tiny: Path) -> None:
    model = resolve(tiny, kind="recogniser")
    assert model.path == tiny
    assert model.card.digest == file_digest(tiny)


def test_another_digest_is_refused(tiny: Path) -> None:
    tiny.write_bytes(tiny.read_bytes() + b"\0")
    with pytest.raises(ModelError, match="digest"):
        resolve(tiny)


def test_another_kind_is_refused(tiny: Path) -> None:
    with pytest.raises(ModelError, match="detector is needed"):
        resolve(tiny, kind="detector")


def test_a_missing_card_is_refused(tiny: Path) -> None:
    card_path(tiny).unlink()
    with pytest.raises(ModelError, match=r"card .* is missing"):
        resolve(tiny)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ModelError, match="mask_state, maskgate-3, sface, yunet"):
        resolve("arcface")


@pytest.mark.parametrize("name", ["yunet", "sface"])
def test_a_builtin_is_made_once_and_mended_when_damaged(name: str, tmp_path: Path) -> None:
    model = resolve(name, cache=tmp_path)
    assert file_digest(model.path) == model.card.digest
    before = model.path.stat().st_mtime_ns
    assert resolve(name, cache=tmp_path).path.stat().st_mtime_ns == before
    model.path.write_bytes(b"half a file")
    assert file_digest(resolve(name, cache=tmp_path).path) == model.card.digest
    assert [path.name for path in tmp_path.iterdir()] == [model.path.name]


def test_a_cache_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    with pytest.raises(ModelError, match=r"cache .* can't be used"):
        resolve("yunet", cache=tmp_path / "cache")


def test_a_changed_source_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Package:
        @staticmethod
        def locate_file(_path: str) -> Path:
            return tmp_path / "source.onnx"

    monkeypatch.setattr(builtin, "distribution", lambda _name: Package)
    with pytest.raises(ModelError, match="not installed completely"):
        resolve("yunet", cache=tmp_path / "cache")
    (tmp_path / "source.onnx").write_bytes(b"something else")
    with pytest.raises(ModelError, match="not the published file"):
        resolve("yunet", cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_the_default_cache_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert registry.default_cache() == tmp_path / "maskgate" / "models"
