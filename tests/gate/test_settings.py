from __future__ import annotations

from pathlib import Path

import pytest

from gate.home import find_home
from gate.settings import Settings, SettingsError, read_settings


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "gate.toml") == Settings()


def test_values_are_read(tmp_path: Path) -> None:
    settings = read_settings(
        _write(tmp_path, '[camera]\nsource = "usb:1"\n[recognition]\nfmr = 1e-4\n[ui]\ngate = "正面玄関"')
    )
    assert (settings.camera.source, settings.recognition.fmr, settings.ui.gate) == ("usb:1", 1e-4, "正面玄関")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[recognition]\nfmrr = 1", r"unknown key recognition\.fmrr, did you mean recognition\.fmr\?"),
        ("[recogniton]\nfmr = 1e-4", r"unknown key recogniton, did you mean recognition\?"),
        ("[recognition]\nfmr = 2", r"recognition\.fmr = 2: .*less than"),
        ("[recognition]\nmin_looks = 'three'", r"recognition\.min_looks = 'three'"),
        ("[liveness]\nmode = 'maybe'", r"liveness\.mode = 'maybe'"),
        ("[camera", "no valid TOML"),
    ],
)
def test_an_error_names_the_file_and_the_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        read_settings(_write(tmp_path, text))
    assert "gate.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="no valid TOML"):
        read_settings(path)
    with pytest.raises(SettingsError, match="can't be read"):
        read_settings(tmp_path)


def test_home_keeps_everything_in_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATE_HOME", str(tmp_path / "one"))
    assert find_home(None).gallery == tmp_path / "one" / "gallery.db"
    home = find_home(tmp_path / "two")
    assert {home.settings.parent, home.models.parent, home.logs.parent} == {tmp_path / "two"}
    monkeypatch.delenv("GATE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert find_home(None).path == tmp_path / "data" / "maskgate"
    assert find_home(None).models == tmp_path / "cache" / "maskgate" / "models"
