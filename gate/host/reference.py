"""The reference of `gate.toml`, made from the settings' own source, so that it can't fall behind."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from gate.host.live_settings import is_live
from gate.settings import Settings

HEAD = """\
# Settings

Everything that may stand in `HOME/gate.toml`. Made by `gate settings`; a test holds it current. A file with an unknown
key or a value out of range is refused in one sentence. *At once*: a running gate takes the change over within a second
or two (or when told by SIGHUP, `systemctl reload maskgate`); *restart*: it takes effect with the next start, and log
and `/healthz` say that it waits.
"""


@dataclass(frozen=True)
class Key:
    """One key of the file."""

    name: str
    kind: str
    default: str
    live: bool
    text: str
    """Its description; empty: nobody wrote one."""


@dataclass(frozen=True)
class TableReference:
    """One table of the file."""

    name: str
    text: str
    keys: tuple[Key, ...]
    several: bool = False
    """It may stand in the file more than once, as `[[name]]`."""


def tables(model: type[BaseModel] = Settings, name: str = "", *, several: bool = False) -> Iterator[TableReference]:
    """Every table, in the order of the file."""
    texts, keys, inner = _descriptions(model), [], []
    for field, info in model.model_fields.items():
        key = f"{name}.{field}" if name else field
        if table := _table(info.annotation):
            inner.append((table, key, get_origin(info.annotation) is tuple))
            continue
        default = "" if info.default is PydanticUndefined else _toml(info.default)
        keys.append(Key(field, _kind(info), default, is_live(key), texts.get(field, "")))
    if name:
        about = re.sub(r"^`\[+[\w.]+\]+`[:.]?\s*", "", _joined(model.__doc__ or ""))
        yield TableReference(name, about[:1].upper() + about[1:], tuple(keys), several)
    for table, key, many in inner:
        yield from tables(table, key, several=many)


def markdown() -> str:
    """The whole page."""
    lines = [HEAD]
    for table in tables():
        lines += [f"## [[{table.name}]]" if table.several else f"## [{table.name}]", ""]
        lines += [table.text, ""] if table.text else []
        lines += ["| key | default | takes effect | what it says |", "| --- | --- | --- | --- |"]
        for key in table.keys:
            default = f"`{key.default}`" if key.default else ""
            cells = (f"`{key.name}` {key.kind}", default, "at once" if key.live else "restart", key.text)
            lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _table(annotation: Any) -> type[BaseModel] | None:
    for one in (annotation, *get_args(annotation)):
        if inspect.isclass(one) and issubclass(one, BaseModel):
            return one
    return None


def _descriptions(model: type[BaseModel]) -> dict[str, str]:
    """The string below each field."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        described = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and described:
            found[field.target.id] = _joined(str(after.value.value))  # type: ignore[attr-defined]
    return found


def _kind(info: Any) -> str:
    """The allowed values where there are few, the range where there is one."""
    choices = [one for part in (info.annotation, *get_args(info.annotation)) for one in get_args(part)]
    words = [f"`{choice}`" for choice in choices if isinstance(choice, str)]
    if words:
        return f"({', '.join(dict.fromkeys(words))})"
    signs = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
    found = ((sign, getattr(one, name, None)) for one in info.metadata for name, sign in signs.items())
    limits = ", ".join(f"{sign} {value:g}" for sign, value in found if value is not None)
    return f"({limits})" if limits else ""


def _toml(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (frozenset, set, list, tuple)):
        return "[]" if not value else str(sorted(value))
    if isinstance(value, dict):
        return "{}" if not value else str(value)
    if isinstance(value, (int, float)):
        return f"{value:g}"
    text = getattr(value, "value", value)
    return str(text) if hasattr(text, "isoformat") else f'"{text}"'


def _joined(text: str) -> str:
    return " ".join(text.split())
