"""Reads a run's configuration: the documented default, the file's own values over it, `--set key=value` over both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from trainer.config import Config, Ramp
from trainer.errors import TrainerError

CONFIGS = Path(__file__).parent / "configs"

_DEFAULT = "default"
_BASE = "extends"


def load_config(name: str, settings: Sequence[str] = ()) -> Config:
    """Read a configuration.

    Args:
        name: of one that ships with the project, or the path of a YAML file. A file may say `extends: NAME`; without
            it, it extends the default.
        settings: `section.key=value`, values as in YAML.

    Raises:
        TrainerError: unreadable, an unknown key (the nearest is named), or a value that doesn't fit.
    """
    values = _read(name, seen=())
    for setting in settings:
        values = _merge(values, _parse(setting))
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise TrainerError(f"the configuration {name} is not valid: {_explain(error)}") from None


def dump_config(config: Config) -> str:
    """A configuration as YAML, whole: `load_config` gives the same back."""
    text: str = yaml.safe_dump(config.model_dump(), sort_keys=False)
    return text


def _read(name: str, seen: tuple[Path, ...], beside: Path = Path()) -> dict[str, Any]:
    path = _find(name, beside)
    if path in seen:
        raise TrainerError(f"the configuration {path} extends itself")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise TrainerError(f"the configuration {path} can't be read: {error}") from None
    except yaml.YAMLError as error:
        raise TrainerError(f"the configuration {path} is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise TrainerError(f"the configuration {path} must be a mapping of sections")
    base = values.pop(_BASE, None if path == _find(_DEFAULT, beside) else _DEFAULT)
    return values if base is None else _merge(_read(str(base), (*seen, path), path.parent), values)


def _find(name: str, beside: Path) -> Path:
    shipped = CONFIGS / f"{name}.yaml"
    if shipped.is_file():
        return shipped
    path = beside / name
    if path.is_file():
        return path
    names = sorted(path.stem for path in CONFIGS.glob("*.yaml"))
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"give the path of a YAML file or one of {', '.join(names)}"
    raise TrainerError(f"there is no configuration {name}: {hint}")


def _parse(setting: str) -> dict[str, Any]:
    key, equals, text = setting.partition("=")
    if not equals or not key:
        raise TrainerError(f"--set takes section.key=value, not {setting!r}")
    try:
        value: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        raise TrainerError(f"the value of --set {setting} is not YAML") from None
    for part in reversed(key.split(".")):
        value = {part: value}
    return dict(value)


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Values replace values within a section; what they hold is not mixed."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _explain(error: ValidationError) -> str:
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")  # a wrong key also leaves one out
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        message = str(first["msg"]).removeprefix("Value error, ")
        return f"{where}: {message}" if where else message
    near = get_close_matches(str(first["loc"][-1]), _keys(first["loc"][:-1]), n=1)
    return f"there is no key {where}" + (f": did you mean {near[0]}?" if near else "")


def _keys(path: Sequence[str | int]) -> list[str]:
    """The keys of the section at a path of Pydantic's."""
    model: type[BaseModel] = Config
    for part in path:
        annotation = (
            Ramp if part == "ramp" else field.annotation if (field := model.model_fields.get(str(part))) else None
        )
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
    return list(model.model_fields)
